"""The Chinese calendar: days as another library has them, the festivals as published, birthdays in short months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from lunar_python import Lunar, Solar

from crmkit.lunar import FIRST_YEAR, LAST_YEAR, TERMS, births_of, lunar_day, lunar_new_year, lunar_of, solar_term

NAMES = (
    *("小寒", "大寒", "立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至"),
    *("小暑", "大暑", "立秋", "处暑", "白露", "秋分", "寒露", "霜降", "立冬", "小雪", "大雪", "冬至"),
)
PUBLISHED = {  # 春节, 元宵, 端午, 七夕, 中秋, 重阳
    2024: ("02-10", "02-24", "06-10", "08-10", "09-17", "10-11"),
    2025: ("01-29", "02-12", "05-31", "08-29", "10-06", "10-29"),
    2026: ("02-17", "03-03", "06-19", "08-19", "09-25", "10-18"),
    2027: ("02-06", "02-20", "06-09", "08-08", "09-15", "10-08"),
    2028: ("01-26", "02-09", "05-28", "08-26", "10-03", "10-26"),
    2030: ("02-03", "02-17", "06-05", "08-05", "09-12", "10-05"),
}
EIGHTH = {
    **{2024: "2025-01-07", 2025: "2026-01-26", 2026: "2027-01-15"},
    **{2027: "2028-01-04", 2028: "2029-01-22", 2030: "2031-01-01"},
}
"""腊八."""


def test_days_are_those_of_the_library():
    day, wrong = date(1900, 1, 31), []
    while day < date(LAST_YEAR, 12, 31):
        lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
        if lunar_of(day) != (abs(lunar.getMonth()), lunar.getDay(), lunar.getMonth() < 0):
            wrong.append(day)
        day += timedelta(days=13)
    assert not wrong


def test_terms_are_those_of_the_library():
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        table = {}
        for near in (year - 1, year, year + 1):
            for name, at in Lunar.fromYmd(near, 6, 1).getJieQiTable().items():
                if at.getYear() == year:
                    table[name] = date(at.getYear(), at.getMonth(), at.getDay())
        assert [solar_term(year, term) for term in TERMS] == [table[name] for name in NAMES], year


@pytest.mark.parametrize("year", PUBLISHED)
def test_published_festivals(year):
    days = [lunar_new_year(year), *(lunar_day(year, *md) for md in ((1, 15), (5, 5), (7, 7), (8, 15), (9, 9)))]
    assert tuple(f"{day:%m-%d}" for day in days) == PUBLISHED[year]
    assert str(lunar_day(year, 12, 8)) == EIGHTH[year]


def test_days_of_leap_months():
    """Figures of the specification: born in a leap month."""
    assert lunar_of(date(1990, 6, 30)) == (5, 8, True)
    assert lunar_of(date(1995, 10, 15)) == (8, 21, True)
    assert lunar_of(date(1984, 12, 3)) == (10, 11, True)


@pytest.mark.parametrize("born", [date(1990, 6, 30), date(1984, 12, 3), date(2000, 2, 4), date(1969, 7, 20)])
def test_a_birthday_is_kept_on_one_day_of_each_lunar_year(born):
    month, day, _ = lunar_of(born)
    for year in range(2020, 2030):
        kept = lunar_day(year, month, day)
        assert born in births_of([kept], 1900), (year, kept)
        assert born not in births_of([kept + timedelta(days=1)], 1900)


def test_the_thirtieth_of_a_short_month_is_kept_on_the_29th():
    born = next(day for day in (date(1990, 1, 1) + timedelta(days=n) for n in range(900)) if lunar_of(day)[1] == 30)
    month = lunar_of(born)[0]
    lengths = {year: lunar_of(lunar_day(year, month, 30))[1] for year in range(2000, 2050)}
    assert set(lengths.values()) == {29, 30}
    for year in lengths:
        assert born in births_of([lunar_day(year, month, 30)], 1900)


def test_what_is_not_known():
    assert lunar_new_year(1999) is None and lunar_new_year(2051) is None and solar_term(2051, "frost") is None
    assert lunar_of(date(1890, 1, 1)) is None and lunar_day(2060, 1, 1) is None
