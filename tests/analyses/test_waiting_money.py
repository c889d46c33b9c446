"""What unpaid orders were to cost, by exports without a column for it: no payment, and no proof of anything."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from tests.analyses.screens import in_both
from tests.ingest.load_case import kept

from crmkit.analyses.trend.trend import trend
from crmkit.analyses.waiting.waiting import waiting
from crmkit.demo import write_shop
from crmkit.ingest.load import load, open_files
from crmkit.store.store import Store, open_store

MAPPING = {"order_id": "no", "buyer": "who", "ordered_at": "at", "amount": "sum", "status": "state"}
LINES = {**MAPPING, "title": "item"}
PLAIN = (
    "1,ann,2024-05-01 10:00,30.00,paid",
    "2,bob,2024-05-01 11:00,20.00,unpaid",
    "3,cat,2024-05-02 10:00,50.00,cancelled",
    "4,dan,2024-05-03 10:00,7.00,paid",
)


def write(path: Path, rows: Sequence[str], header: str = "no,who,at,sum,state") -> str:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return str(path)


def amounts(store: Store) -> dict[str, tuple[int, Decimal | None]]:
    """How many orders wait to be paid or were closed unpaid, and for how much."""
    rows = {str(row[0]): (row[1], row[3]) for row in waiting(store).records}
    return {name: rows[name] for name in ("to_pay", "closed_away") if rows[name][0]}  # type: ignore[misc]


def sales(store: Store) -> tuple[object, object]:
    facts = trend(store).facts
    return facts["orders"], facts["net_sales"]


def test_the_amount_of_an_unpaid_order_is_what_it_was_to_cost(tmp_path: Path) -> None:
    with open_files([write(tmp_path / "list.csv", PLAIN)], mapping=MAPPING) as store:
        assert amounts(store) == {"to_pay": (1, Decimal("20.00")), "closed_away": (1, Decimal("50.00"))}
        assert sales(store) == (2, Decimal("37.00"))


def test_an_order_that_is_paid_later_waits_no_more_in_any_order_of_loading(tmp_path: Path) -> None:
    first = write(tmp_path / "may.csv", PLAIN)
    second = write(tmp_path / "june.csv", ["2,bob,2024-05-01 11:00,20.00,paid"])
    for name, files in (("ahead", [first, second]), ("back", [second, first])):
        home = tmp_path / f"{name}.duckdb"
        for file in files:
            load(home, [file], mapping=MAPPING)
        with open_store(home) as store:
            assert amounts(store) == {"closed_away": (1, Decimal("50.00"))}
            assert sales(store) == (3, Decimal("57.00"))
            assert [order["id"] for order in kept(store) if order["due"] is not None] == ["3"]


@pytest.mark.parametrize("is_repeated", [False, True])
def test_lines_of_an_unpaid_order_add_up_like_those_of_a_paid_one(tmp_path: Path, is_repeated: bool) -> None:
    """Unpaid orders of two equal articles would else prove that each line repeats its order's total."""
    rows: list[str] = []
    for number in range(1, 8):
        state = {1: "paid", 2: "paid"}.get(number, "unpaid" if number < 6 else "cancelled")
        for item, price in (("tea", number), ("cup", 25)):
            money = number + 25 if is_repeated else price
            rows.append(f"{number},who{number},2024-05-{number:02d} 10:00,{money}.00,{state},{item}")
    file = write(tmp_path / "lines.csv", rows, "no,who,at,sum,state,item")
    with open_files([file], mapping=LINES) as store:
        assert amounts(store) == {"to_pay": (3, Decimal("87.00")), "closed_away": (2, Decimal("63.00"))}
        assert sales(store) == (2, Decimal("53.00"))


def test_unpaid_lines_prove_nothing_of_the_paid_ones(tmp_path: Path) -> None:
    """Many baskets, one paid order of two lines that sum: its money stays the sum."""
    rows = [f"{n},who{n},2024-05-01 10:00,{n}.00,unpaid,{item}" for n in range(10, 40) for item in ("tea", "cup")]
    rows += ["1,ann,2024-05-02 10:00,10.00,paid,tea", "1,ann,2024-05-02 10:00,25.00,paid,cup"]
    paid = [row.replace("unpaid", "paid") for row in rows]
    files = [
        write(tmp_path / f"{name}.csv", each, "no,who,at,sum,state,item") for name, each in (("a", rows), ("b", paid))
    ]
    with open_files([files[0]], mapping=LINES) as store, open_files([files[1]], mapping=LINES) as all_paid:
        baskets = amounts(store)["to_pay"][1]
        assert isinstance(baskets, Decimal)
        assert sales(all_paid)[1] == sales(store)[1] + baskets  # type: ignore[operator]


def test_a_line_closed_in_an_order_that_was_paid_is_nothing_that_was_due(tmp_path: Path) -> None:
    rows = ["1,ann,2024-05-01 10:00,10.00,paid,tea", "1,ann,2024-05-01 10:00,25.00,cancelled,cup"]
    rows += ["2,bob,2024-05-02 10:00,9.00,unpaid,tea", "2,bob,2024-05-02 10:00,25.00,cancelled,cup"]
    with open_files([write(tmp_path / "a.csv", rows, "no,who,at,sum,state,item")], mapping=LINES) as store:
        assert amounts(store) == {"to_pay": (1, Decimal("9.00"))}
        assert sales(store) == (1, Decimal("10.00"))
        assert [order["due"] for order in kept(store)] == [None, Decimal("9.00")]


def test_an_export_that_gives_nothing_or_0_says_so_beside_the_figure(tmp_path: Path) -> None:
    rows = [*PLAIN, "5,eve,2024-05-01 12:00,0.00,unpaid", "6,fay,2024-05-02 12:00,,cancelled"]
    with open_files([write(tmp_path / "a.csv", rows)], mapping=MAPPING) as store:
        result = waiting(store)
        assert amounts(store) == {"to_pay": (2, Decimal("20.00")), "closed_away": (2, Decimal("50.00"))}
    assert {note.code: note.values for note in result.notes}["waiting_unpriced"] == {"orders": 2}
    said = in_both(result)
    assert said["en"][0] == "2 orders wait for payment (20 yuan), 1 of unknown amount, the oldest for 2 days."
    assert said["zh"][0] == "待付款 2 笔（20 元），1 笔金额未知，最久的已等 2 天。"
    assert "(50 yuan), 1 of unknown amount" in said["en"][1] and "（50 元），1 笔金额未知" in said["zh"][1]


def test_an_amount_before_refunds_stands_where_what_was_paid_is_0(tmp_path: Path) -> None:
    mapping = {key: column for key, column in MAPPING.items() if key != "amount"} | {"net": "paid", "gross": "sum"}
    rows = ["1,ann,2024-05-01 10:00,30.00,paid,30.00", "2,bob,2024-05-01 11:00,20.00,unpaid,0.00"]
    with open_files([write(tmp_path / "a.csv", rows, "no,who,at,sum,state,paid")], mapping=mapping) as store:
        assert amounts(store) == {"to_pay": (1, Decimal("20.00"))}
        assert sales(store) == (1, Decimal("30.00"))


def closed_unpaid(folder: Path, platform: str) -> tuple[int, Decimal]:
    write_shop(folder, platform=platform, customers=40, months=3)
    with open_files([str(file) for file in folder.iterdir() if "customer" not in file.name]) as store:
        rows = [row for row in waiting(store, days=365).records if str(row[0]).startswith("closed") and row[1]]
    return sum(int(str(row[1])) for row in rows), sum((Decimal(str(row[3])) for row in rows), Decimal())


def test_baskets_of_a_platform_cost_what_the_shop_knows(tmp_path: Path) -> None:
    """The same made-up shop as an export with a column of what was due (Youzan) and without one."""
    orders, money = closed_unpaid(tmp_path / "youzan", "youzan")
    assert orders > 0 < money
    for platform in ("shopify", "woocommerce"):
        assert closed_unpaid(tmp_path / platform, platform) == (orders, money), platform
