"""Which day counts as today, which days are noted as standing alone, and days at either end of the calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.analyses.kept_shops import KEYS, Order, keep
from tests.analyses.shops import shop as jotted

import crmkit
from crmkit import CrmError, Result, Store
from crmkit.errors import NotEnoughError, UsageError
from crmkit.periods import (
    coming_units,
    days_earlier,
    days_later,
    last_closed,
    months_later,
    unit_end,
    unit_is_over,
    unit_number,
    unit_start,
    years_around,
)

NAMES = sorted(KEYS)
LAST = date(2024, 6, 20)
TRADE: list[Order] = [
    (NAMES[(month + day) % len(NAMES)], date(2023 + month // 12, month % 12 + 1, day), 1000 + 100 * day)
    for month in range(18)
    for day in (2, 9, 14, 20)
]
ASKED: dict[str, Callable[..., Result]] = {
    "segment": crmkit.segment,
    "tiers": crmkit.tiers,
    "value": crmkit.value,
    "churn": lambda store, **asked: crmkit.churn(store, months=1, method="past_rates", **asked),
    "repurchase": crmkit.repurchase,
    "remind": crmkit.remind,
    "waiting": crmkit.waiting,
    "cohort": crmkit.cohort,
    "trend": crmkit.trend,
    "trend by week": lambda store, **asked: crmkit.trend(store, by="week", forecast=4, **asked),
    "profile": crmkit.profile,
    "tags": crmkit.tags,
    "inspect": lambda store, **asked: crmkit.inspect(store, where="net_spend>200", **asked),
    "customer": lambda store, **asked: crmkit.customer(store, NAMES[0], **asked),
}
NEEDS_MORE = {"churn", "value"}
"""Seven customers are too few to predict by; that, too, is an answer."""


def opened(path: Path, orders: list[Order]) -> Store:
    return crmkit.open(keep(path / "shop.duckdb", orders))


def codes(result: Result) -> dict[str, str]:
    return {note.code: note.text("en") for note in result.notes}


@pytest.fixture(scope="module")
def trade(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with opened(tmp_path_factory.mktemp("trade"), TRADE) as store:
        yield store


@pytest.fixture(scope="module")
def wrong_year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with opened(tmp_path_factory.mktemp("wrong"), [*TRADE, (NAMES[0], date(2042, 5, 3), 5000)]) as store:
        yield store


def test_today_is_the_last_day_of_a_purchase_whatever_was_ordered_later(tmp_path: Path) -> None:
    with opened(tmp_path, [*TRADE, (NAMES[0], date(2024, 9, 1), 0)]) as store:  # closed
        assert crmkit.segment(store).as_of == LAST
        assert crmkit.segment(store).facts["data_to"] == LAST
        assert store.span().last_order_day == date(2024, 9, 1)
        assert "as_of_beyond_data" in codes(crmkit.segment(store, as_of=date(2024, 9, 1)))


def test_the_default_day_answers_as_if_it_were_asked_for(tmp_path: Path) -> None:
    with opened(tmp_path, [*TRADE, (NAMES[0], date(2024, 6, 29), 0)]) as store:
        for name in ("segment", "trend", "profile", "customer"):
            ours, asked = ASKED[name](store), ASKED[name](store, as_of=LAST)
            assert (list(ours.records), ours.facts) == (list(asked.records), asked.facts), name


def test_where_nothing_was_bought_today_is_the_last_order(tmp_path: Path) -> None:
    with opened(tmp_path, [(NAMES[0], date(2024, 9, 1), 0)]) as store:
        assert store.span().last_day == date(2024, 9, 1)
        with pytest.raises(NotEnoughError) as unidentified:
            crmkit.segment(store)
        assert unidentified.value.code == "no_purchases_at_all"


@pytest.mark.parametrize("name", ASKED)
def test_every_answer_notes_a_last_day_that_stands_alone(wrong_year: Store, name: str) -> None:
    try:
        caveats = codes(ASKED[name](wrong_year))
    except NotEnoughError:
        assert name in NEEDS_MORE
        return
    assert f"use --as-of {LAST}." in caveats["day_alone"]
    try:
        assert "day_alone" not in codes(ASKED[name](wrong_year, as_of=LAST))
    except NotEnoughError:
        assert name in NEEDS_MORE


def test_snapshots_and_comparisons_note_it(tmp_path: Path) -> None:
    path = keep(tmp_path / "shop.duckdb", [*TRADE, (NAMES[0], date(2042, 5, 3), 5000)])
    assert "day_alone" in codes(crmkit.snapshot(path, "all"))
    assert "day_alone" not in codes(crmkit.snapshot(path, "june", as_of=LAST))
    with crmkit.open(path) as store:
        assert "day_alone" in codes(crmkit.diff(store, "june"))
        assert "day_alone" not in codes(crmkit.diff(store, "june", "all"))


def test_an_audience_does_not_hide_it(wrong_year: Store) -> None:
    caveats = codes(crmkit.trend(wrong_year, where=f"net_spend>200 and not (last_purchase_on>={date(2042, 1, 1)})"))
    assert "day_alone" in caveats


def test_several_days_and_first_days_are_noted(tmp_path: Path) -> None:
    strays = [(NAMES[0], day, 500) for day in (date(2004, 1, 1), date(2042, 1, 1), date(2042, 1, 5))]
    with opened(tmp_path, [*TRADE, *strays]) as store:
        caveats = codes(crmkit.tiers(store))
        assert "The last 2 purchase days, 2042-01-01 to 2042-01-05" in caveats["days_alone"]
        assert "2004-01-01" in caveats["first_day_alone"]


def test_usual_trade_has_no_note(trade: Store) -> None:
    assert not [code for code in codes(crmkit.tiers(trade)) if code.endswith("_alone")]


FAR = (date(9999, 12, 31), date(9999, 12, 30), date(9999, 6, 1), date(3000, 1, 1))
BY_TRAITS = {"tags", "inspect"}
"""They know of a customer what ``customer`` tells, which is asked for every day."""


@pytest.mark.parametrize(
    ("name", "day"), [(name, day) for name in ASKED for day in (FAR[::3] if name in BY_TRAITS else FAR)]
)
@pytest.mark.filterwarnings("error")
def test_days_for_ever_are_answered_like_any_day_beyond_the_data(trade: Store, name: str, day: date) -> None:
    try:
        answer = ASKED[name](trade, as_of=day)
    except NotEnoughError:
        assert name in NEEDS_MORE
        return
    assert answer.as_of == day
    assert "as_of_beyond_data" in codes(answer)


@pytest.mark.parametrize("name", ASKED)
def test_days_before_all_data_are_refused_alike(trade: Store, name: str) -> None:
    with pytest.raises(NotEnoughError) as early:
        ASKED[name](trade, as_of=date.min)
    assert early.value.code == "as_of_before_data"


def test_the_calendar_ends_and_nothing_breaks() -> None:
    assert days_later(date.max, 5) == date.max and days_earlier(date.min, 5) == date.min
    assert months_later(date(9999, 11, 30), 3) == date.max and months_later(date(1, 2, 3), -2) == date.min
    assert last_closed(date.max, 3) == date(9999, 9, 30)
    assert last_closed(date(2024, 6, 30), 3) == date(2024, 3, 31)
    for unit in ("day", "week", "month", "quarter"):
        number = unit_number(date.max, unit)
        assert unit_start(number, unit) <= date.max == unit_end(number, unit)
        assert unit_end(number - 1, unit) == days_earlier(unit_start(number, unit), 1)
        assert unit_is_over(number - 1, unit, date.max)
        assert list(coming_units(date.max, 3, unit)) == [number]
    assert list(years_around(date.max, date.max)) == [9998, 9999]
    assert list(years_around(date.min, date(1, 5, 5))) == [1, 2]


@pytest.mark.parametrize("ask", [crmkit.trend, crmkit.cohort, crmkit.repurchase])
@pytest.mark.parametrize(
    ("asked", "kind", "code", "says"),
    [
        ({"since": date(9999, 12, 31)}, NotEnoughError, "since_beyond", "--since 9999-12-31"),
        ({"until": date.min}, NotEnoughError, "until_before", "--until 0001-01-01"),
        ({"since": "2024-03-01", "until": "2024-02-01"}, UsageError, "since_after_until", "--until 2024-02-01"),
        ({"since": "spring"}, UsageError, "bad_date", "spring"),
        ({"until": 2024}, UsageError, "bad_date", "2024"),
    ],
)
def test_since_and_until_are_named_where_they_ask_for_nothing(
    trade: Store, ask: Callable[..., Result], asked: dict[str, object], kind: type[CrmError], code: str, says: str
) -> None:
    with pytest.raises(kind) as refused:
        ask(trade, **asked)
    assert refused.value.code == code
    assert says in str(refused.value)
    if code == "bad_date":
        assert refused.value.where == f"--{next(iter(asked))}"


def test_days_may_be_given_as_text() -> None:
    store = jotted("ann 2024-06-01 10", "bob 2024-06-10 20", "ann 2024-06-20 30")
    assert crmkit.tiers(store, as_of="2024-06-10").facts["customers"] == 2
    assert crmkit.tiers(store, as_of="2024-06-10").facts["net_sales"] == 30
