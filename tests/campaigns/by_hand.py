"""What came of a list, in plain Python over the orders: nothing here knows SQL or sums of squares."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
from scipy.stats import chisquare, ttest_ind
from statsmodels.stats.proportion import confint_proportions_2indep
from tests.campaigns.drawn import List, Till


@dataclass
class Side:
    """One group, person by person."""

    numbers: list[int]
    days: dict[int, set[date]]
    net: dict[int, int]
    paid: int
    back: int
    past: dict[int, int]

    @property
    def buyers(self) -> int:
        return sum(bool(self.days[number]) for number in self.numbers)

    def money(self, cut: int | None = None) -> list[int]:
        found = [self.net[number] for number in self.numbers]
        return found if cut is None else [min(fen, cut) for fen in found]

    def before(self) -> list[int]:
        return [self.past[number] for number in self.numbers]


def side(till: Till, numbers: list[int], start: date, days: int) -> Side:
    """What those did from ``start`` on, and in the year before."""
    there, end, since = set(numbers), start + timedelta(days=days), start - timedelta(days=365)
    bought, net, past = defaultdict(set), defaultdict(int), defaultdict(int)
    paid = back = 0
    for order in till.orders:
        if order.number not in there:
            continue
        if start <= order.day < end:
            paid, back = paid + order.paid, back + order.back
            if order.paid > order.back:
                bought[order.number].add(order.day)
                net[order.number] += order.paid - order.back
        elif since <= order.day < start and order.paid > order.back:
            past[order.number] += order.paid - order.back
    return Side(sorted(numbers), bought, net, paid, back, past)


def sides(till: Till, drawn: List, start: date, days: int) -> tuple[Side, Side]:
    """Those on the list and those held out."""
    gone = set(drawn.forgotten)
    arms = ([number for number in arm if number not in gone] for arm in (drawn.listed, drawn.held_out))
    treated, held = (side(till, arm, start, days) for arm in arms)
    return treated, held


def cut_of(treated: Side, held: Side) -> int:
    """The fen that 99 of 100 buyers did not exceed."""
    money = sorted(each.net[number] for each in (treated, held) for number in each.numbers if each.days[number])
    return money[-(-99 * len(money) // 100) - 1]


def share_between(treated: Side, held: Side) -> tuple[float, float, float]:
    low, high = confint_proportions_2indep(
        treated.buyers, len(treated.numbers), held.buyers, len(held.numbers), method="newcomb", compare="diff"
    )
    return treated.buyers / len(treated.numbers) - held.buyers / len(held.numbers), float(low), float(high)


def money_between(one: list[float] | list[int], other: list[float] | list[int]) -> tuple[float, float, float]:
    """Fen a head."""
    found = ttest_ind(one, other, equal_var=False).confidence_interval()
    return float(np.mean(one) - np.mean(other)), float(found.low), float(found.high)


def adjusted(treated: Side, held: Side) -> tuple[list[float], list[float], float]:
    """The money less what the past explains, and how much of the variance of the difference that removes."""
    money = np.array(treated.money() + held.money(), dtype=float)
    past = np.array(treated.before() + held.before(), dtype=float)
    theta = np.cov(money, past)[0, 1] / np.var(past, ddof=1)
    left = money - theta * (past - past.mean())
    people = len(treated.numbers)

    def variance(values: np.ndarray) -> float:
        first, rest = values[:people], values[people:]
        return float(np.var(first, ddof=1) / len(first) + np.var(rest, ddof=1) / len(rest))

    return left[:people].tolist(), left[people:].tolist(), 1 - variance(left) / variance(money)


def even(treated: Side, held: Side, share: float) -> float:
    people = [len(treated.numbers), len(held.numbers)]
    return float(chisquare(people, [sum(people) * (1 - share), sum(people) * share]).pvalue)


def fen(value: Fraction) -> Decimal:
    """Fen as yuan, half away from nought."""
    return (Decimal(value.numerator) / Decimal(value.denominator) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
