"""Churn a second time, in plain Python from the till: dates by counting, formulas with ``lgamma``, merit by pairs.

Only the fitted parameters are taken from the program: its fits are held to published figures elsewhere.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from tests.analyses.till import Order

from crmkit.models.purchases.histories import group_histories
from crmkit.models.purchases.mbgnbd import MbgNbd, fit_mbgnbd
from crmkit.models.purchases.nbd import Nbd
from crmkit.models.spend.gamma_gamma import GammaGamma
from crmkit.models.spend.gamma_gamma_fit import fit_gamma_gamma
from crmkit.models.spend.spending import group_spending

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Buyer:
    """x, t_x, T, days since the last purchase, fen in all and of the first purchase day."""

    x: int
    last: int
    age: int
    recency: int
    net: int
    first: int


Buyers = Mapping[str, Buyer]


def later(day: date, months: int) -> date:
    """So many calendar months later, or the last day there is."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        if number <= day.day:
            try:
                return date(year, month + 1, number)
            except ValueError:
                continue
    raise AssertionError(day)


def cutoffs(as_of: date, months: int, first: date) -> list[date]:
    """Days whose next months are over, none overlapping, each with as long a past; at most five."""
    found: list[date] = []
    end = as_of
    while len(found) < 5:
        day = end
        while later(day, months) > end:
            day -= ONE_DAY
        if later(day, -months) < first:
            break
        found.append(day)
        end = day
    return found


def known(orders: Iterable[Order], cutoff: date, *, knows_all: bool = False) -> dict[str, Buyer]:
    """The buyers as the till knew them on a day."""
    by_buyer: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for order in orders:
        if order.buyer is not None and order.day <= cutoff:
            by_buyer[order.buyer][order.day] += order.net(None if knows_all else cutoff)
    found = {}
    for buyer, money in by_buyer.items():
        days = sorted(day for day, fen in money.items() if fen > 0)
        if days:
            found[buyer] = Buyer(
                x=len(days) - 1,
                last=(days[-1] - days[0]).days,
                age=(cutoff - days[0]).days,
                recency=(cutoff - days[-1]).days,
                net=sum(money.values()),
                first=money[days[0]],
            )
    return found


def stayed_away(orders: Iterable[Order], buyers: Buyers, after: date, until: date) -> dict[str, bool]:
    """Whether nothing that was kept was bought in (after, until], as known today."""
    money: dict[tuple[str | None, date], int] = defaultdict(int)
    for order in orders:
        if after < order.day <= until:
            money[order.buyer, order.day] += order.net()
    came = {buyer for (buyer, _), fen in money.items() if fen > 0}
    return {buyer: buyer not in came for buyer in buyers}


def is_active(buyer: Buyer, horizon: int) -> bool:
    return buyer.recency <= 2 * horizon


def expected_gap(buyers: Buyers) -> dict[str, float]:
    """The mean gap of each, two gaps of all mixed in."""
    gaps = max(sum(buyer.x for buyer in buyers.values()), 1)
    usual = max(sum(buyer.last for buyer in buyers.values()) / gaps, 1.0)
    return {name: (buyer.last + 2 * usual) / (buyer.x + 2) for name, buyer in buyers.items()}


def counts_of(buyers: Buyers) -> MbgNbd | Nbd:
    rows = list(buyers.values())
    columns = [np.array([getattr(row, name) for row in rows]) for name in ("x", "last", "age")]
    model = fit_mbgnbd(group_histories(*columns)).model
    assert isinstance(model, MbgNbd | Nbd)
    return model


def spend_of(buyers: Buyers) -> Callable[[Buyer], float]:
    """What a purchase day of a buyer is expected to bring, in fen."""
    rows = list(buyers.values())
    money = [row.net - row.first if row.x else 0 for row in rows]
    repeats = [row.x if fen > 0 else 0 for row, fen in zip(rows, money, strict=True)]
    model = fit_gamma_gamma(group_spending(np.array(repeats), np.array(money, dtype=np.float64))).model
    if isinstance(model, GammaGamma):
        p, q, v = model.p, model.q, model.v
        return lambda own: p * (v + (own.net - own.first if own.x else 0)) / (p * own.x + q - 1)
    assert model is None
    overall = sum(row.net for row in rows) / sum(row.x + 1 for row in rows)
    return lambda own: (own.net + 2 * overall) / (own.x + 3)


def still_there(model: MbgNbd, own: Buyer) -> float:
    ratio = (model.alpha + own.age) / (model.alpha + own.last)
    return 1 / (1 + model.a / (model.b + own.x) * ratio ** (model.r + own.x))


def silence(model: MbgNbd | Nbd, own: Buyer, horizon: int) -> float:
    """P(no purchase in the horizon): gone, or there and silent."""
    quiet = ((model.alpha + own.age) / (model.alpha + own.age + horizon)) ** (model.r + own.x)
    return quiet if isinstance(model, Nbd) else 1 - still_there(model, own) * (1 - quiet)


def expected_days(model: MbgNbd | Nbd, own: Buyer, horizon: int) -> float:
    """Purchases to come, the chance of leaving at each of them integrated over its beta density."""
    rate, shape = model.alpha + own.age, model.r + own.x
    if isinstance(model, Nbd):
        return shape / rate * horizon
    a, b = model.a, model.b + own.x + 1
    norm = math.exp(math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b))

    def come(p: float) -> float:
        return -math.expm1(-shape * math.log1p(p * horizon / rate)) / p if p else shape * horizon / rate

    steps = 400  # Simpson over u = p^a, which takes the pole at 0 away
    total = 0.0
    for step in range(steps + 1):
        p = (step / steps) ** (1 / a)
        weight = 1 if step in (0, steps) else 4 if step % 2 else 2
        total += weight * come(p) * (1 - p) ** (b - 1)
    return still_there(model, own) * total / (3 * steps) / a / norm


def tiers(money: Mapping[str, int]) -> dict[str, str]:
    """A up to 80 % of the money, B up to 95 %; equal amounts go where their middle one belongs."""
    falling = sorted(money.values(), reverse=True)
    whole = sum(falling)
    found = {}
    for name, fen in money.items():
        middle = falling.index(fen) + (falling.count(fen) - 1) // 2
        ahead = sum(falling[:middle])
        found[name] = "A" if ahead * 100 < whole * 80 else "B" if ahead * 100 < whole * 95 else "C"
    return found


def odds(p: float) -> float:
    return p / (1 - p)


def thresholds(base: float) -> tuple[float, float]:
    """Where high begins and low ends: twice and half the odds of the base rate."""
    twice, half = 2 * odds(base), odds(base) / 2
    return twice / (1 + twice), half / (1 + half)


def band(own: Buyer, gap: float, p: float, base: float, horizon: int) -> str:
    high, low = thresholds(base)
    if not is_active(own, horizon):
        return "inactive"
    if p >= high:
        return "high"
    if own.x and own.recency >= 2 * gap:
        return "slowing"
    return "low" if p <= low else "medium"


Cell = tuple[int, int]


def cell(own: Buyer, horizon: int) -> Cell:
    """The band of recency and of count: up to a third, one, two, four horizons; 1, 2-3, 4 and more days."""
    recency = sum(own.recency > horizon * edge for edge in (1 / 3, 1, 2, 4))
    return recency, (own.x + 1 >= 2) + (own.x + 1 >= 4)


def rates(seen: Sequence[tuple[Cell, bool]]) -> dict[Cell, float]:
    """The share of each cell that left, ten of its band of recency mixed in, which has ten of everybody."""
    everyone = sum(left for _, left in seen) / len(seen)
    found = {}
    for recency in range(5):
        band = [left for (place, _), left in seen if place == recency]
        usual = (sum(band) + 10 * everyone) / (len(band) + 10)
        for count in range(3):
            own = [left for place, left in seen if place == (recency, count)]
            found[recency, count] = (sum(own) + 10 * usual) / (len(own) + 10)
    return found


def area(happened: Sequence[bool], said: Sequence[float]) -> tuple[float, float]:
    """AUC over all pairs, and its standard error after DeLong."""
    yes = [p for p, did in zip(said, happened, strict=True) if did]
    no = [p for p, did in zip(said, happened, strict=True) if not did]
    wins = [[(one > other) + (one == other) / 2 for other in no] for one in yes]
    rows = [sum(row) / len(no) for row in wins]
    columns = [sum(column) / len(yes) for column in zip(*wins, strict=True)]
    mean = sum(rows) / len(rows)
    spread = sum(sum((each - mean) ** 2 for each in side) / (len(side) - 1) / len(side) for side in (rows, columns))
    return mean, math.sqrt(spread)


def figures(happened: Sequence[bool], said: Sequence[float], ranks: Sequence[float] | None = None) -> dict[str, float]:
    """What a row of the backtest holds; ``ranks`` decide the order where ``said`` is only yes or no."""
    ranks = said if ranks is None else ranks
    n, base = len(happened), sum(happened) / len(happened)
    brier = sum((p - did) ** 2 for p, did in zip(said, happened, strict=True)) / n
    auc, error = area(happened, ranks)
    rarer = [did if base <= 0.5 else not did for did in happened]
    score = [rank if base <= 0.5 else -rank for rank in ranks]
    ends = sorted(set(score), reverse=True)
    precision, before = 0.0, 0.0
    for end in ends:
        taken = [did for did, each in zip(rarer, score, strict=True) if each >= end]
        recall = sum(taken) / sum(rarer)
        precision += (recall - before) * sum(taken) / len(taken)
        before = recall
    wanted = max(1, round(n / 10))
    edge = sorted(score, reverse=True)[wanted - 1]
    over = [did for did, each in zip(rarer, score, strict=True) if each > edge]
    level = [did for did, each in zip(rarer, score, strict=True) if each == edge]
    hits = sum(over) + sum(level) / len(level) * (wanted - len(over))
    apart: dict[int, float] = defaultdict(float)
    for p, did in zip(said, happened, strict=True):
        apart[min(int(p * 10), 9)] += p - did
    sure = [min(max(p, 1e-6), 1 - 1e-6) for p in said]
    return {
        "customers": n,
        "past_churn_rate": base,
        "roc_auc": auc,
        "roc_auc_se": error,
        "average_precision": precision,
        "top_decile_lift": hits / wanted / (sum(rarer) / n),
        "brier_score": brier,
        "brier_skill_score": 1 - brier / (base * (1 - base)),
        "log_loss": -sum(math.log(p if did else 1 - p) for p, did in zip(sure, happened, strict=True)) / n,
        "calibration_error": sum(abs(gap) for gap in apart.values()) / n,
    }
