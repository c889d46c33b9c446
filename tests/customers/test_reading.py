"""What reading found is noted with every answer: file by file from files, once for the whole from a store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from tests.analyses.shops import shop as jotted
from tests.ingest.load_case import csv_text, fresh, keep, row, write

import crmkit
from crmkit.analyses.files.files import files as loaded
from crmkit.customers.reading import with_reading
from crmkit.errors import CrmError
from crmkit.ingest.load import open_files
from crmkit.render.render import render
from crmkit.result import Result
from crmkit.store.connect import connect
from crmkit.store.store import Store, open_store

BAD = {"买家实际支付金额": "十块", "总金额": "10.00"}
QUESTIONS = {
    "segment": crmkit.segment,
    "tiers": crmkit.tiers,
    "profile": crmkit.profile,
    "repurchase": crmkit.repurchase,
    "remind": crmkit.remind,
    "waiting": crmkit.waiting,
    "cohort": crmkit.cohort,
    "trend": crmkit.trend,
    "tags": crmkit.tags,
    "churn": lambda shop: crmkit.churn(shop, months=1),
    "value": crmkit.value,
    "inspect": lambda shop: crmkit.inspect(shop, where="purchase_days >= 5"),
    "customer": lambda shop: crmkit.customer(shop, "买家1", forecast=False),
}


def rows(*bad: int, of: int = 300) -> str:
    """Orders of sixty buyers; those of ``bad`` number have a paid amount that is none."""
    buyers = [{"买家会员名": f"买家{number % 60}"} for number in range(1, of + 1)]
    return csv_text(
        [row(number, **buyer, **(BAD if number in bad else {})) for number, buyer in enumerate(buyers, start=1)]
    )


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Two quarantined lines of 10.00 each, from files."""
    with open_files([str(write(tmp_path_factory.mktemp("shop") / "a.csv", rows(3, 9)))]) as opened:
        yield opened


def test_ten_shops_are_named_and_no_more(tmp_path: Path) -> None:
    for count, further in ((10, 0), (11, 1)):
        lines = [f"{number},m{number},2024-01-01,5,s{number:02d}" for number in range(count)]
        file = write(tmp_path / f"{count}.csv", "\n".join(["no,who,day,sum,shop", *lines]) + "\n")
        with crmkit.open([file], map="order_id=no,buyer=who,ordered_at=day,amount=sum,shop=shop") as shops:
            (note,) = [note for note in crmkit.tiers(shops).notes if note.code == "of_shops"]
        assert note.values["shops"] == count
        assert [each.code for each in note.values["names"]] == ["shop_named"] * 10 + ["shops_further"] * further


def sentences(result: Result) -> list[str]:
    return [note.text("en") for note in result.notes if note.found]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_notes_it(shop, question):
    result = QUESTIONS[question](shop)
    (note,) = [note for note in result.notes if note.found]
    assert note is result.notes[0]
    assert (note.code, note.values["rows"], note.values["amount"], note.values["line"]) == ("quarantined", 2, 20, 4)
    assert (note.values["reason"], note.values["column"]) == ("bad_money", "买家实际支付金额")


def test_a_snapshot_notes_it_and_so_does_a_comparison(tmp_path):
    store = fresh(tmp_path / "s")
    keep(store, write(tmp_path / "a.csv", rows(3, 9)))
    assert "quarantined" in {note.code for note in crmkit.snapshot(store, "first").notes}
    with open_store(store) as opened:
        assert "quarantined" in {note.code for note in crmkit.diff(opened, "first").notes}


def test_clean_data_add_no_line(tmp_path):
    with open_files([str(write(tmp_path / "a.csv", rows()))]) as opened:
        result = crmkit.segment(opened)
    assert sentences(result) == []
    assert "reading" not in result.parts


def shown(result: Result, format: str, language: str = "en") -> str:
    out = BytesIO()
    render(result, out, format=format, language=language)
    return " ".join(out.getvalue().decode().split())


def test_every_format_carries_it(shop):
    result = crmkit.segment(shop)
    sentence = "a.csv: 2 lines rejected (invalid amount, column 买家实际支付金额), first at line 4; 20.00 in"
    assert sentence in shown(result, "table")
    assert sentence in shown(result, "md").replace("\\", "")
    answer = json.loads(shown(result, "json"))
    assert any(note["code"] == "quarantined" and sentence in note["text"] for note in answer["notes"])
    (line,) = answer["parts"]["reading"]["rows"]
    assert (line["finding"], line["found_rows"], line["amount"], line["line"]) == ("quarantined", 2, "20.00", 4)
    assert "20.00" in shown(result, "table", "zh")


def found(path: Path, *things: tuple[object, ...]) -> Path:
    """Enter findings (code, rows, amount, line, column, value) for the first file of a store."""
    with closing(connect(str(path))) as connection:
        connection.executemany("insert into kept.findings values (1, ?, ?, ?, ?, ?, ?)", things)
    return path


def from_memory(store: Path) -> Store:
    """The same tables as an answer from files sees them."""
    opened = open_store(store)
    opened.path = None
    return opened


MANY = (
    ("paid_unknown", 20, Decimal(200), 7, "实付金额", None),
    ("currency_mixed", 3, Decimal(900), None, None, "USD"),
    ("padded", 5, None, None, None, None),
    ("refund_without_order", 2, Decimal("15.5"), None, None, None),
    ("sheet_hidden", 1, None, None, None, "旧表"),
    ("return_unexplained", 1, Decimal(-400), None, None, None),
)


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    store = fresh(tmp_path / "s")
    keep(store, write(tmp_path / "a.csv", rows(of=40)))
    return found(store, *MANY)


def test_biggest_money_first_four_on_a_screen_all_in_json(odd):
    with from_memory(odd) as opened:
        result = crmkit.trend(opened)
    codes = ["currency_mixed", "return_unexplained", "paid_unknown", "refund_without_order", "padded", "sheet_hidden"]
    assert [note.code for note in result.notes if note.found] == codes
    table = shown(result, "table")
    assert "20 orders with an unknown paid amount, 200.00 due: not counted" in table
    assert "more notes: --full" in table
    assert "旧表" not in table
    assert {*codes} <= {note["code"] for note in json.loads(shown(result, "json"))["notes"]}


def test_a_store_notes_it_once_for_all_its_files(odd, tmp_path):
    keep(odd, write(tmp_path / "b.csv", rows(5, of=40)))
    keep(odd, write(tmp_path / "c.csv", rows(7, 8, of=40)))
    with open_store(odd) as opened:
        result, account = crmkit.trend(opened), loaded(opened)
    (lines,) = [note for note in result.notes if note.code == "quarantined"]
    assert (lines.values["rows"], lines.values["amount"]) == (3, 30)
    assert "crmkit rejects" in next(note for note in result.notes if note.code == "found_in_store").text("en")
    assert len([note for note in account.notes if note.code == "quarantined"]) == 2


def test_the_place_in_a_file_is_named_where_it_is_one_file():
    """Lines 9 and 4 of a.csv begin at 4; of what two files have, no line is named."""
    findings = [
        (1, "/shop/a.csv", "quarantined", 2, Decimal(20), 9, "amount", "bad_money"),
        (1, "/shop/a.csv", "quarantined", 1, None, 4, "paid", "bad_money"),
        (1, "/shop/a.csv", "padded", 3, None, 7, None, None),
        (2, "/shop/b.csv", "padded", 1, None, 5, None, None),
    ]
    opened = jotted("ann 2024-06-01 12.50")
    opened.path = Path("shop.duckdb")
    opened._connection.executemany("insert into found values (?, ?, ?, ?, ?, ?, ?, ?)", findings)
    assert with_reading(opened, Result("segment", (), [])).parts["reading"].records == [
        ("/shop/a.csv", "quarantined", 3, 20, 4, None, "bad_money"),
        ("a.csv + 1", "padded", 4, None, None, None, None),
    ]


def test_a_file_loaded_anew_under_its_name_replaces_what_was_found(odd, tmp_path):
    keep(odd, write(tmp_path / "a.csv", rows(of=41)))
    with open_store(odd) as opened:
        assert sentences(crmkit.trend(opened)) == []


def test_a_code_of_another_version_is_shown_as_such(odd):
    found(odd, ("of_tomorrow", 4, Decimal(1), None, None, None))
    with from_memory(odd) as opened:
        (note,) = [note for note in crmkit.trend(opened).notes if note.code == "found_unknown"]
    assert "of_tomorrow" in note.text("en")


def test_the_definition_speaks_of_rows_of_nothing_where_they_count(tmp_path):
    header = "单号,客户,时间,金额"
    lines = "\n".join(f"{number},甲{number},2024-01-0{number},{number % 2}" for number in range(1, 6))
    mapping = {"order_id": "单号", "buyer": "客户", "paid_at": "时间", "amount": "金额"}
    with open_files([str(write(tmp_path / "a.csv", f"{header}\n{lines}\n"))], mapping=mapping) as opened:
        assert "counted_with_free" in crmkit.segment(opened).definition
    with open_files([str(write(tmp_path / "b.csv", rows(of=40)))]) as opened:
        assert "counted_orders" in crmkit.segment(opened).definition


def test_a_file_that_was_passed_over_is_noted_beside_the_answer(tmp_path):
    write(tmp_path / "~$a.csv", "locked")
    write(tmp_path / "a.csv", rows(of=40))
    with crmkit.open([tmp_path / "*.csv"]) as opened:
        (sentence,) = sentences(crmkit.trend(opened))
    assert "~$a.csv" in sentence


def test_as_of_is_a_day_or_its_text(shop):
    assert crmkit.segment(shop, as_of="2024-02-01") == crmkit.segment(shop, as_of=date(2024, 2, 1))
    for wrong in ("soon", 20240201, "2024-02-30"):
        with pytest.raises(crmkit.CrmError) as refused:
            crmkit.churn(shop, as_of=wrong)
        assert refused.value.code == "bad_date"


def test_why_there_is_no_order_to_count(tmp_path):
    empty = write(tmp_path / "empty.csv", csv_text([]))
    full = write(tmp_path / "full.csv", csv_text([row(1)]))
    items = write(tmp_path / "items.csv", "主订单编号,子订单编号,标题,价格,购买数量\n1,2,袜子,5,1\n")
    for said, code in [
        ({"source": empty}, "report_empty"),
        ({"source": items}, "no_orders"),
        ({"source": full, "currency": "USD"}, "currency_absent"),
        ({"source": full, "skip": "订单状态=交易成功"}, "no_order_left"),
    ]:
        with crmkit.open([said.pop("source")], **said) as shop, pytest.raises(CrmError) as caught:
            crmkit.trend(shop)
        assert caught.value.code == code
