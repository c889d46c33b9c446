"""Levels: what the replay says is what a loop over every day says, which looks at each customer alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmkit.models.membership.history import Days, History
from crmkit.models.membership.levels import NEVER, Replay
from crmkit.models.membership.plan import Level, Plan, Span

FIRST = date(2023, 11, 20)
"""The days that are drawn reach over 29 February 2024."""
LAST = 200


@dataclass
class Purchase:
    """An order: its day, the money in fen, and what came back of it, by the day on which that is known."""

    day: int
    fen: int
    back: dict[int, int] = field(default_factory=dict)

    def net(self, day: int) -> int:
        """What is left of it, as known on a day."""
        return self.fen - sum(fen for known, fen in self.back.items() if known <= day)


Shop = list[list[Purchase]]


def on(number: int) -> date:
    return FIRST + timedelta(days=number)


def month_clamped(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)


def moved(day: date, span: Span, sign: int = 1) -> date:
    if span.unit == "days":
        return day + timedelta(days=sign * span.count)
    return month_clamped(day, sign * span.count)


def amounts(plan: Plan, bought: list[Purchase], day: int) -> dict[str, int]:
    """What counts on a day: purchases in the window of which something is left."""
    opens = moved(on(day), plan.window, -1)
    inside = [each for each in bought if each.day <= day and on(each.day) > opens]
    left = [each for each in inside if each.net(day) > 0]
    return {
        "net": sum(each.net(day) for each in inside),
        "orders": len(left),
        "purchase_days": len({each.day for each in left}),
    }


def meets(rule, found) -> bool:
    return any(found[measure] >= threshold for measure, threshold in rule.items())


def by_hand(plan: Plan, bought: list[Purchase], last: int) -> list[tuple[int, date | None, bool]]:
    """Level, end of it and whether it is in its grace, on each day up to ``last``."""
    level, until, in_grace, course = 0, None, False, []
    for day in range(last + 1):
        found = amounts(plan, bought, day)
        refunded = any(day in each.back and day > each.day for each in bought)
        if plan.clawback and refunded and level and not meets(plan.levels[level - 1].keep, found):
            below = [number for number in range(1, level) if meets(plan.levels[number - 1].keep, found)]
            level, until, in_grace = max(below, default=0), moved(on(day), plan.valid), False
        visited = any(each.day == day and each.net(day) > 0 for each in bought)
        entered = max(
            (number for number, rule in enumerate(plan.levels, 1) if visited and meets(rule.enter, found)), default=0
        )
        if entered > level:
            level, until, in_grace = entered, moved(on(day), plan.valid), False
        elif level and until is not None and on(day) >= until:
            if meets(plan.levels[level - 1].keep, found):
                if on(day) == until or visited or on(day) == moved(until, plan.grace):
                    until, in_grace = moved(on(day), plan.valid), False
            elif on(day) >= moved(until, plan.grace):
                below = [number for number in range(1, level) if meets(plan.levels[number - 1].keep, found)]
                level = level - 1 if plan.down == "one" else max(below, default=0)
                until, in_grace = moved(on(day), plan.valid), False
            else:
                in_grace = True
        course.append((level, until if level else None, in_grace if level else False))
    return course


def history_of(shop: Shop, plan: Plan, last: int) -> History:
    """The rows that a store gives of it: what was bought and known up to the day."""
    rows: dict[tuple[int, int, int], list[int]] = {}
    for customer, bought in enumerate(shop):
        for each in bought:
            for known in sorted({each.day, *each.back}):
                if known > last:
                    continue
                before = each.net(known - 1) if known > each.day else 0
                after = each.net(known)
                row = rows.setdefault((customer, each.day, known), [0, 0])
                row[0] += after - before
                row[1] += (after > 0) - (before > 0)
    keys = sorted(rows)
    columns = [np.array([key[place] for key in keys], dtype=np.int64) for place in range(3)]
    fen, orders = (np.array([rows[key][place] for key in keys], dtype=np.int64) for place in range(2))
    return History(len(shop), *columns, fen, orders, Days(plan, FIRST, on(last)))


SPANS = st.sampled_from([Span(1, "months"), Span(2, "months"), Span(30, "days"), Span(45, "days"), Span(7, "days")])
AMOUNTS = st.integers(1, 40)


@st.composite
def plans(draw) -> Plan:
    levels: list[Level] = []
    money, orders = 0, 0
    for number in range(draw(st.integers(1, 3))):
        money += draw(AMOUNTS)
        orders += draw(st.integers(1, 3))
        rules = {"net": money}, {"orders": orders}, {"purchase_days": orders}, {"purchase_days": orders, "net": money}
        enter = draw(st.sampled_from(rules))
        share = draw(st.integers(0, 2))
        levels.append(Level(str(number), enter, {name: max(1, amount - share) for name, amount in enter.items()}))
    return Plan(
        tuple(levels),
        draw(SPANS),
        draw(SPANS),
        draw(st.sampled_from([Span(0, "days"), Span(5, "days"), Span(1, "months")])),
        draw(st.sampled_from(["one", "to_fit"])),
        draw(st.booleans()),
    )


@st.composite
def shops(draw) -> Shop:
    days = st.integers(0, LAST)

    def purchase() -> Purchase:
        day, fen = draw(days), draw(AMOUNTS)
        back: dict[int, int] = {}
        for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
            left = fen - sum(back.values())
            if left > 0:
                known = min(day + draw(st.integers(0, 60)), LAST)
                back[known] = back.get(known, 0) + draw(st.one_of(st.just(left), st.integers(1, left)))
        return Purchase(day, fen, back)

    return [[purchase() for _ in range(draw(st.integers(1, 8)))] for _ in range(draw(st.integers(1, 3)))]


def standing(replay: Replay, day: int, days: Days) -> list[tuple[int, date | None, bool]]:
    found = replay.on(day)
    return [
        (int(level), on(int(until)) if level else None, bool(grace) if level else False)
        for level, until, grace in zip(found.level, found.until, found.in_grace, strict=True)
    ]


@given(plans(), shops(), st.integers(0, LAST))
@settings(max_examples=120)
def test_every_day_as_by_hand(plan, shop, day):
    replay = Replay(plan, history_of(shop, plan, LAST))
    courses = [by_hand(plan, bought, LAST) for bought in shop]
    assert standing(replay, day, replay._days) == [course[day] for course in courses]
    assert standing(replay, LAST, replay._days) == [course[LAST] for course in courses]


@given(plans(), shops(), st.integers(0, LAST))
@settings(max_examples=60)
def test_what_comes_later_changes_nothing_before(plan, shop, day):
    """A level on a day is the same, whether the store knows later orders or not."""
    whole = Replay(plan, history_of(shop, plan, LAST))
    known = [[each for each in bought if each.day <= day] for bought in shop]
    some = Replay(plan, history_of(known, plan, day))
    assert standing(whole, day, whole._days) == standing(some, day, some._days)


@given(plans(), shops())
@settings(max_examples=60)
def test_the_day_of_loss_as_by_hand(plan, shop):
    replay = Replay(plan, history_of(shop, plan, LAST))
    lost = replay.lost_on(replay.on(LAST))
    known = [[Purchase(each.day, each.fen, dict(each.back)) for each in bought] for bought in shop]
    for bought, day in zip(known, lost, strict=True):
        course = by_hand(plan, bought, LAST + 140)
        level, until, _ = course[LAST]
        falls = next((at for at in range(LAST + 1, len(course)) if course[at][0] < level), None)
        renewed = next((at for at in range(LAST + 1, len(course)) if course[at][1] != until), None)
        if level and not (renewed is not None and (falls is None or renewed < falls)):
            assert falls == int(day)
        else:
            assert int(day) == NEVER


@given(plans(), shops(), AMOUNTS)
@settings(max_examples=60)
def test_one_more_purchase_on_the_day_lowers_nobody(plan, shop, fen):
    before = Replay(plan, history_of(shop, plan, LAST)).on(LAST).level
    more = [[*bought, Purchase(LAST, fen)] for bought in shop]
    after = Replay(plan, history_of(more, plan, LAST)).on(LAST).level
    assert (after >= before).all()


GOLD = Plan((Level("Silver", {"net": 10000}, {"net": 10000}), Level("Gold", {"net": 30000}, {"net": 20000})))


@pytest.mark.parametrize(
    ("bought", "day", "level"),
    [
        ([(0, 9999)], 0, 0),  # a fen short
        ([(0, 10000)], 0, 1),
        ([(0, 10000), (30, 20000)], 30, 2),
        ([(0, 10000), (366, 20000)], 366, 1),  # the first is no longer in the window, but the level is still held
        ([(0, 30000)], 366 + 29, 2),  # 20 November 2024 and not yet the 30th day of grace
        ([(0, 30000)], 366 + 30, 1),
        ([(0, 30000), (200, 20000)], 366 + 30, 2),  # kept
    ],
)
def test_cases_a_shopkeeper_can_follow(bought, day, level):
    shop = [[Purchase(*each) for each in bought]]
    assert Replay(GOLD, history_of(shop, GOLD, day)).on(day).level.tolist() == [level]


def test_a_refund_lowers_the_sum_but_no_level_before_its_end():
    """Bought for 300.00 and sent back within a week: Gold until a year is over, unless the plan claws back."""
    shop = [[Purchase(0, 30000, {7: 30000})]]
    kept = Replay(GOLD, history_of(shop, GOLD, 400))
    assert [kept.on(day).level.tolist() for day in (7, 395, 396)] == [[2], [2], [1]]
    strict = Plan(GOLD.levels, clawback=True)
    assert Replay(strict, history_of(shop, strict, 10)).on(10).level.tolist() == [0]
