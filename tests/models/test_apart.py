"""Days that stand alone: what a wrong year looks like, and what trade looks like."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crmkit.models.apart import first_apart, last_apart

START = date(2024, 1, 1)


def days(*offsets: int) -> list[date]:
    return [START + timedelta(days=offset) for offset in offsets]


def test_one_wrong_year_is_found_with_the_day_before() -> None:
    apart = last_apart(days(0, 3, 4, 9, 400))
    assert apart is not None
    assert (apart.days, apart.last_day, apart.gap_days, apart.nearest) == (1, *days(400), 391, *days(9))


def test_several_are_found_together_wherever_they_are() -> None:
    apart = last_apart(days(*range(0, 40, 2), 6500, 6501, 9000))
    assert apart is not None
    assert (apart.days, apart.first_day, apart.last_day, apart.nearest) == (3, *days(6500, 9000, 38))


@pytest.mark.parametrize(
    "offsets",
    [
        (),
        (0,),
        (0, 5000),  # which of the two is wrong?
        (0, 1, 2, 3, 183),  # 180 days without a purchase
        (0, 10, 20, 30, 230),  # 200 days are not thirty times ten
        (*range(0, 100), *range(400, 500)),  # a shop that rested
        (*range(0, 40), 400, 401, 402, 403),  # four days of new trade
    ],
)
def test_trade_is_no_wrong_year(offsets: tuple[int, ...]) -> None:
    assert last_apart(days(*offsets)) is None


def test_the_usual_gap_is_that_of_the_others() -> None:
    assert last_apart(days(0, 7, 14, 14 + 30 * 7)) is None
    assert last_apart(days(0, 7, 14, 15 + 30 * 7)) is not None


def test_in_much_trade_one_day_in_fifty_may_stand_alone() -> None:
    trade = range(500)
    assert last_apart(days(*trade, *range(9000, 9010))) is not None
    assert last_apart(days(*trade, *range(9000, 9011))) is None


def test_at_the_beginning_a_shop_may_have_tried_itself_out() -> None:
    assert first_apart(days(-400, *range(50))) is None
    apart = first_apart(days(-7000, -6999, *range(50)))
    assert apart is not None
    assert (apart.days, apart.first_day, apart.last_day, apart.gap_days) == (2, *days(-7000, -6999), 6999)
    assert apart.nearest == START
