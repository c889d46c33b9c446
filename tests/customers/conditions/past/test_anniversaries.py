"""Days of a customer's own: lunar birthdays, the day of the first purchase, the 100th day after it."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest
from tests.analyses.kept_shops import KEYS, keep

import crmkit
from crmkit.customers.conditions.expression import parse
from crmkit.customers.conditions.writing import written
from crmkit.errors import NotEnoughError, UsageError
from crmkit.lunar import lunar_day, lunar_of

DAY = date(2024, 6, 30)
FIRST = {
    "ann": date(2023, 7, 5),
    "bob": date(2023, 6, 30),
    "cat": date(2023, 7, 14),
    "dan": date(2024, 3, 25),
    "eve": date(2024, 3, 22),
    "fay": date(2024, 6, 30),
    "gus": date(2020, 2, 29),
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    path = tmp_path_factory.mktemp("own") / "shop.duckdb"
    keep(path, [*((name, day, 1000) for name, day in FIRST.items()), ("ann", date(2024, 1, 1), 500)])
    with crmkit.open(path) as store:
        yield store


def matching(shop, where, day=DAY):
    try:
        result = crmkit.segment(shop, where=where, as_of=day, detail=True)
    except NotEnoughError:
        return set()
    place = list(result.columns).index("customer")
    return {record[place] for record in result.records}


@pytest.mark.parametrize("days", [1, 6, 14, 366])
def test_anniversaries(shop, days):
    window = [DAY + timedelta(days=number) for number in range(days)]
    kept = {(each.month, each.day) for each in window}
    wanted = {name for name, day in FIRST.items() if (day.month, day.day) in kept and (DAY - day).days > 183}
    if (2, 28) in kept and days == 366:
        wanted.add("gus")
    assert matching(shop, f"anniversary within {days}d") == wanted


def test_a_leap_day_is_kept_on_the_28th(shop):
    assert matching(shop, "anniversary within 1d", date(2023, 2, 28)) == {"gus"}
    assert matching(shop, "首购周年 近1天", date(2024, 2, 28)) == set()


@pytest.mark.parametrize("days", [1, 7, 30])
def test_the_hundredth_day(shop, days):
    wanted = {name for name, day in FIRST.items() if 0 <= (day + timedelta(days=100) - DAY).days < days}
    assert matching(shop, f"day_100 within {days}d") == wanted


def test_lunar_birthdays(tmp_path):
    keep(path := tmp_path / "shop.duckdb", [(name, day, 1000) for name, day in FIRST.items()])
    born = {"ann": date(1990, 6, 30), "bob": date(1984, 12, 3), "cat": date(1999, 1, 2), "dan": date(1970, 8, 8)}
    with duckdb.connect(str(path)) as connection:
        for name, day in born.items():
            connection.execute(
                "insert into kept.customer_facts (customer_key, nick, birthday, file_key) values (?, ?, ?, 1)",
                [KEYS[name], name, day],
            )
    with crmkit.open(path) as store:
        for first in (DAY + timedelta(days=37 * turn) for turn in range(8)):
            window = {first + timedelta(days=number) for number in range(40)}
            wanted = set()
            for name, day in born.items():
                month, number, _ = lunar_of(day)
                if window & {lunar_day(year, month, number) for year in (first.year - 1, first.year, first.year + 1)}:
                    wanted.add(name)
            assert matching(store, "lunar_birthday within 40d", first) == wanted, first


@pytest.mark.parametrize("text", ["lunar_birthday within 14d", "anniversary within 2w", "day_100 within 7d"])
def test_written_in_both_languages(text):
    predicate = parse(text)
    for language in ("en", "zh"):
        assert parse(written(predicate, language)) == predicate


def test_days_it_cannot_look_at():
    with pytest.raises(UsageError):
        parse("anniversary within 3m")
