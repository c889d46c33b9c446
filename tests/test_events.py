"""Sale days and lunar new year: the table against the moon, the ranges against a calendar on the wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmkit.events import Event, events_between, kinds, moving
from crmkit.lunar import FIRST_YEAR, LAST_YEAR, lunar_new_year
from crmkit.messages import catalog

DAYS = st.dates(date(2008, 1, 1), date(2037, 12, 31))


def new_moon(k: int) -> datetime:
    """The k-th new moon since January 2000, to a minute or two (the series of Meeus, Astronomical Algorithms, 49)."""
    t = k / 1236.85
    e = 1 - 0.002516 * t
    sun = radians(2.5534 + 29.10535670 * k)
    moon = radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    node = radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    day = 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t
    day += -0.40720 * sin(moon) + 0.17241 * e * sin(sun) + 0.01608 * sin(2 * moon) + 0.01039 * sin(2 * node)
    day += 0.00739 * e * sin(moon - sun) - 0.00514 * e * sin(moon + sun) + 0.00208 * e * e * sin(2 * sun)
    day += -0.00111 * sin(moon - 2 * node) - 0.00057 * sin(moon + 2 * node) + 0.00056 * e * sin(2 * moon + sun)
    day += -0.00042 * sin(3 * moon) + 0.00042 * e * sin(sun + 2 * node) + 0.00038 * e * sin(sun - 2 * node)
    day += -0.00024 * e * sin(2 * moon - sun) + 0.000325 * sin(radians(299.77 + 0.107408 * k))
    leap_seconds = 72  # the clock of the sky against ours in these decades
    return datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(days=day - 2451545, seconds=-leap_seconds)


@pytest.mark.parametrize("year", range(FIRST_YEAR, LAST_YEAR + 1))
def test_lunar_new_year_is_the_first_new_moon_from_21_january_on_in_beijing(year):
    around = range(int((year - 2000) * 12.3685) - 2, int((year - 2000) * 12.3685) + 5)
    days = {(new_moon(k) + timedelta(hours=8)).date() for k in around}
    assert min(day for day in days if day >= date(year, 1, 21)) == lunar_new_year(year)


def test_the_table_ends_where_it_says():
    assert lunar_new_year(1999) is None
    assert lunar_new_year(2051) is None


def test_a_year_on_the_wall():
    assert events_between(date(2024, 1, 1), date(2024, 12, 31)) == (
        Event("new_year_goods", date(2024, 1, 13), date(2024, 2, 9), is_sale=True),
        Event("spring_festival", date(2024, 2, 10), date(2024, 2, 16), is_sale=False),
        Event("womens_day", date(2024, 3, 1), date(2024, 3, 8), is_sale=True),
        Event("june_18", date(2024, 6, 1), date(2024, 6, 20), is_sale=True),
        Event("double_11", date(2024, 10, 20), date(2024, 11, 11), is_sale=True),
        Event("double_12", date(2024, 12, 12), date(2024, 12, 12), is_sale=True),
    )


def test_an_early_new_year_is_shopped_for_in_december():
    """New year's day of 2023 was 22 January."""
    (event,) = events_between(date(2022, 12, 25), date(2022, 12, 25))
    assert (event.code, event.last_day) == ("new_year_goods", date(2023, 1, 21))
    assert events_between(date(2022, 12, 24), date(2022, 12, 24)) == ()


def test_double_eleven_grew_longer():
    assert [event.first_day for event in events_between(date(2020, 11, 11), date(2020, 11, 11))] == [date(2020, 11, 1)]
    assert [event.first_day for event in events_between(date(2021, 11, 11), date(2021, 11, 11))] == [date(2021, 10, 20)]


def test_before_there_were_sales_there_are_none():
    assert events_between(date(1997, 1, 1), date(2008, 12, 31)) == ()
    assert [event.code for event in events_between(date(2009, 1, 1), date(2009, 12, 31))] == ["double_11"]


def test_what_follows_the_moon():
    assert moving() == {"new_year_goods", "spring_festival"}


def test_every_event_has_a_name():
    assert set(kinds()) == set(catalog()["event"])


@given(DAYS, DAYS)
def test_a_stretch_has_the_events_of_its_days(one, other):
    first, last = min(one, other), min(max(one, other), min(one, other) + timedelta(days=40))
    by_day = {
        event
        for number in range((last - first).days + 1)
        for event in events_between(first + timedelta(days=number), first + timedelta(days=number))
    }
    found = events_between(first, last)
    assert set(found) == by_day
    assert list(found) == sorted(found, key=lambda event: event.first_day)
