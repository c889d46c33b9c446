"""The tables of a value answer: the three values by tier, the lists of top and rising customers, every customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from crmkit.customers.naming import equals_by_name, names_of, tier_name
from crmkit.customers.outlook.value import CustomerValue, Influence, Ints, Margins
from crmkit.models.shares import average, rate, shares, yuan
from crmkit.models.spend.tiers import THRESHOLDS
from crmkit.periods import days_earlier
from crmkit.result import Record, Result
from crmkit.store.store import Store

TIERS = len(THRESHOLDS) + 1
MILLIONTHS = 6
"""Decimals of a count of influenced buyers."""

TIER_COLUMNS = ("tier", "customers", "customer_share", "realised_value", "realised_share")
TIER_MARGIN_COLUMNS = ("gross_margin", "costed_share")
TIER_OUTLOOK_COLUMNS = (
    "potential_value",
    "potential_share",
    "avg_influence_score",
    "influenced_share",
    "rising_customers",
)
LISTS = ("top_customers", "rising_customers")
LIST_COLUMNS = (
    "customer", "tier", "realised_value", "potential_value", "potential_low", "potential_high", "influence_score",
    "last_purchase_on",
)  # fmt: skip
CUSTOMER_COLUMNS = (
    "customer", "tier", "potential_tier", "is_rising", "realised_value", "potential_value", "potential_low",
    "potential_high", "expected_purchase_days", "influence_score", "influenced_buyers", "purchase_days",
    "last_purchase_on",
)  # fmt: skip
CUSTOMER_MARGIN_COLUMNS = ("gross_margin", "costed_share")


def tier_table(values: CustomerValue) -> tuple[tuple[str, ...], list[Record]]:
    """Columns and one row per tier of realised value, empty ones too."""
    inside = [values.tier == number for number in range(1, TIERS + 1)]
    customers_by_tier = [int(rows.sum()) for rows in inside]
    realised, potential = _sums(values.realised, inside), _sums(values.potential, inside)
    margins = _tier_margins(values.margins, realised, inside)
    influence = _tier_influence(values.influence, inside)
    rising = [int(values.rising[rows].sum()) for rows in inside]
    columns = (*TIER_COLUMNS, *(TIER_MARGIN_COLUMNS if margins else ()), *TIER_OUTLOOK_COLUMNS)
    parts = zip(
        customers_by_tier,
        shares(customers_by_tier),
        realised,
        shares(realised),
        potential,
        shares(potential),
        strict=True,
    )
    rows: list[Record] = []
    for place, (own, customer_share, was, was_share, comes, comes_share) in enumerate(parts):
        rows.append(
            (
                tier_name(place + 1),
                own,
                customer_share,
                yuan(was),
                was_share,
                *(margins[place] if margins else ()),
                yuan(comes),
                comes_share,
                *influence[place],
                rising[place],
            )
        )
    return columns, rows


def lists(store: Store, values: CustomerValue, last_day: date, most: int | None) -> dict[str, Result]:
    """The ``most`` customers of greatest potential, and the ``most`` rising ones."""
    order = by_potential(values)
    found = {}
    for name, some in zip(LISTS, (order, order[values.rising[order]]), strict=True):
        rows = _named_order(store, values, some, most=most)
        figures = zip(
            names_of(store, values.then.customers[rows]),
            (tier_name(tier) for tier in values.tier[rows].tolist()),
            _yuan(values.realised[rows]),
            _yuan(values.potential[rows]),
            _some(values.low, rows),
            _some(values.high, rows),
            _scores(values.influence, rows),
            _days(values, last_day, rows),
            strict=True,
        )
        found[name] = Result(name, LIST_COLUMNS, list(figures))
    return found


def customer_table(store: Store, values: CustomerValue, last_day: date) -> tuple[tuple[str, ...], list[Record]]:
    """Columns and one row per customer, the greatest potential first."""
    rows = _named_order(store, values, by_potential(values))
    figures: list[Sequence[object]] = [
        names_of(store, values.then.customers[rows]),
        [tier_name(tier) for tier in values.tier[rows].tolist()],
        [tier_name(tier) for tier in values.potential_tier[rows].tolist()],
        values.rising[rows].tolist(),
        _yuan(values.realised[rows]),
        _yuan(values.potential[rows]),
        _some(values.low, rows),
        _some(values.high, rows),
        [
            Decimal(hundredths).scaleb(-2)
            for hundredths in np.rint(values.outlook.days[rows] * 100).astype(int).tolist()
        ],
        _scores(values.influence, rows),
        _drawn(values.influence, rows),
        (values.then.repeats[rows] + 1).tolist(),
        _days(values, last_day, rows),
    ]
    columns: tuple[str, ...] = CUSTOMER_COLUMNS
    if values.margins is not None:
        columns += CUSTOMER_MARGIN_COLUMNS
        covered, margin = values.margins.covered[rows].tolist(), values.margins.margin[rows].tolist()
        figures.append([yuan(left) if part else None for left, part in zip(margin, covered, strict=True)])
        figures.append([rate(part, was) for part, was in zip(covered, values.realised[rows].tolist(), strict=True)])
    return columns, list(zip(*figures, strict=True))


def by_potential(values: CustomerValue) -> npt.NDArray[np.intp]:
    """Places of all customers by falling potential, then by falling realised value."""
    return np.lexsort((-values.realised, -values.potential))


def _named_order(
    store: Store, values: CustomerValue, order: npt.NDArray[np.intp], *, most: int | None = None
) -> npt.NDArray[np.intp]:
    """The first ``most`` places of ``order``; equals by name."""
    return equals_by_name(store, values.then.customers, order, (values.potential, values.realised), most=most)


def _sums(money: Ints, inside: Sequence[npt.NDArray[np.bool_]]) -> list[int]:
    return [int(money[rows].sum()) for rows in inside]


def _tier_margins(
    margins: Margins | None, realised: Sequence[int], inside: Sequence[npt.NDArray[np.bool_]]
) -> list[tuple[Decimal | None, Decimal]]:
    """Per tier the margin (``None`` where no money has a cost) and the share of money it is about."""
    if margins is None:
        return []
    covered, left = _sums(margins.covered, inside), _sums(margins.margin, inside)
    return [
        (yuan(margin) if part else None, rate(part, was))
        for margin, part, was in zip(left, covered, realised, strict=True)
    ]


def _tier_influence(
    influence: Influence | None, inside: Sequence[npt.NDArray[np.bool_]]
) -> list[tuple[Decimal | None, Decimal | None]]:
    """Per tier the mean score and the share of all influenced buyers."""
    if influence is None:
        return [(None, None)] * len(inside)
    means = [average(int(influence.score[rows].sum()), int(rows.sum()), places=1) for rows in inside]
    return list(zip(means, shares(_sums(influence.led, inside)), strict=True))


def _yuan(money: Ints) -> list[Decimal]:
    return [yuan(fen) for fen in money.tolist()]


def _some(money: Ints | None, rows: npt.NDArray[np.intp]) -> Sequence[Decimal | None]:
    return [None] * len(rows) if money is None else _yuan(money[rows])


def _scores(influence: Influence | None, rows: npt.NDArray[np.intp]) -> list[int | None]:
    return [None] * len(rows) if influence is None else influence.score[rows].tolist()


def _drawn(influence: Influence | None, rows: npt.NDArray[np.intp]) -> list[Decimal | None]:
    if influence is None:
        return [None] * len(rows)
    return [average(led, 1, places=2, scale=MILLIONTHS) for led in influence.led[rows].tolist()]


def _days(values: CustomerValue, last_day: date, rows: npt.NDArray[np.intp]) -> list[date]:
    return [days_earlier(last_day, days) for days in values.then.recency[rows].tolist()]
