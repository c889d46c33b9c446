"""The worked example of the metrics page: what the platforms would say of a tiny shop by hand, and what crmkit says."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

import crmkit
from crmkit.errors import NotEnoughError
from crmkit.store.store import Store

DOCS = Path(__file__).parents[2] / "docs"
HEADINGS = {"metrics.md": "## Beside the platforms\n", "metrics.zh-CN.md": "## 与各平台口径对照\n"}
CHAPTERS = {
    page: (DOCS / page).read_text(encoding="utf-8").split(heading)[1].split("\n## ")[0]
    for page, heading in HEADINGS.items()
}
SHEETS = {page: chapter.split("```csv\n")[1].split("```")[0] for page, chapter in CHAPTERS.items()}
SHEET = SHEETS["metrics.md"]
SAID = {"无": "none", "未核实": "not verified"}
"""Cells of the Chinese page that are no figures."""
MAP = {"order_id": "order_id", "buyer": "buyer", "ordered_at": "paid_at", "amount": "paid", "refund": "refund"}
FEBRUARY, MARCH, END = (2024, 2), (2024, 3), date(2024, 3, 31)


@dataclass(frozen=True)
class Paid:
    buyer: str
    day: date

    def within(self, month: tuple[int, int]) -> bool:
        return (self.day.year, self.day.month) == month


ORDERS = [Paid(row["buyer"], date.fromisoformat(row["paid_at"])) for row in csv.DictReader(SHEET.splitlines())]
"""As a platform sees them: what is refunded was paid all the same."""


def bought(orders: Iterable[Paid], month: tuple[int, int]) -> dict[str, list[date]]:
    found: dict[str, list[date]] = {}
    for order in orders:
        if order.within(month):
            found.setdefault(order.buyer, []).append(order.day)
    return found


def there() -> dict[int, str]:
    """What others count, from their words alone, by the lines of the table."""
    now, later = bought(ORDERS, FEBRUARY), bought(ORDERS, MARCH)
    first = date(2024, 2, 1)
    year_before = {order.buyer for order in ORDERS if first - timedelta(days=365) <= order.day < first}
    by_end = [order.buyer for order in ORDERS if order.day < date(2024, 3, 1)]
    every = [order.buyer for order in ORDERS]
    customers = set(every)
    last = {buyer: max(order.day for order in ORDERS if order.buyer == buyer) for buyer in customers}
    counts = {
        1: (sum(len(days) > 1 for days in now.values()), len(now)),
        2: (sum(len(set(days)) > 1 for days in now.values()), len(now)),
        3: (sum(every.count(buyer) > 1 for buyer in customers), len(customers)),
        4: (len(every) - len(customers), len(every)),
        5: (len(now.keys() & later.keys()), len(now)),
        6: (len(now.keys() & year_before), len(now)),
        7: (sum(by_end.count(buyer) > 1 for buyer in now), len(now)),
        10: (sum((END - day).days >= 180 for day in last.values()), len(customers)),
    }
    unknown = {number: "not verified" for number in (8, 11, 12)}
    return {number: percent(Fraction(*pair)) for number, pair in counts.items()} | unknown | {9: "none"}


def percent(share: object) -> str:
    return f"{float(share) * 100:.1f}%"  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    file = tmp_path_factory.mktemp("tiny") / "tiny.csv"
    file.write_text(SHEET, encoding="utf-8")
    with crmkit.open([file], map=MAP) as store:
        yield store


def month(store: Store, ask: Callable[..., crmkit.Result], column: str, **asked: object) -> str:
    result = ask(store, **asked)
    (row,) = [row for row in result.records if row[0] == "2024-02"]
    return percent(row[result.columns.index(column)])


def share_of(result: crmkit.Result, code: str, column: str) -> str:
    (row,) = [row for row in result.records if row[result.columns.index(column)] == code]
    return percent(row[result.columns.index("customer_share")])


def no_answer(store: Store) -> str:
    with pytest.raises(NotEnoughError):
        crmkit.churn(store)
    return "none"


def here(store: Store) -> dict[int, str]:
    """What crmkit answers, by the lines of the table."""
    facts = crmkit.repurchase(store).facts
    twice = crmkit.inspect(store, where="purchase_days>=2").facts
    returning = month(store, crmkit.trend, "returning_customer_share")
    return {
        1: month(store, crmkit.repurchase, "repeat_order_rate", by="period"),
        2: month(store, crmkit.repurchase, "repeat_day_rate", by="period"),
        3: percent(facts["repeat_customer_share"]),
        4: percent(facts["repeat_day_share"]),
        5: month(store, crmkit.repurchase, "next_period_rate", by="period"),
        6: returning,
        7: returning,
        8: percent(Fraction(twice["audience_customers"], twice["all_customers"])),  # type: ignore[arg-type]
        9: no_answer(store),
        10: share_of(crmkit.profile(store), "dormant", "stage"),
        11: share_of(crmkit.segment(store), "hibernating", "segment_code"),
        12: no_answer(store),
    }


def column_cells(column: int, page: str = "metrics.md") -> dict[int, str]:
    """A column of the table on a page."""
    lines = [line for line in CHAPTERS[page].splitlines() if line[:1] == "|"]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {int(row[0]): SAID.get(row[column], row[column]) for row in rows if re.fullmatch(r"\d+", row[0])}


def test_both_pages_have_the_same_shop() -> None:
    assert SHEETS["metrics.zh-CN.md"] == SHEET


@pytest.mark.parametrize("page", HEADINGS)
def test_the_page_has_what_the_platforms_would_say(page: str) -> None:
    assert column_cells(4, page) == there()


@pytest.mark.parametrize("page", HEADINGS)
def test_the_page_has_what_crmkit_says(tiny: Store, page: str) -> None:
    assert column_cells(7, page) == here(tiny)


def test_the_example_separates_refunds_days_and_years() -> None:
    """A line where both sides agree by accident would explain nothing: all but the next month and the stage differ."""
    theirs, ours = column_cells(4), column_cells(7)
    assert [number for number in theirs if theirs[number] == ours[number]] == [5, 9, 10]
