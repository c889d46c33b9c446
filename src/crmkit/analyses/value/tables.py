"""The tables of a value answer: the three values by tier, the lists of top and rising customers, every customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from crmkit.customers.naming import equals_by_name, names_of, tier_name
from crmkit.customers.outlook.worth import Ints, Margins, Pull, Worth
from crmkit.models.shares import average, rate, shares, yuan
from crmkit.models.spend.tiers import CUTS
from crmkit.periods import days_earlier
from crmkit.result import Record, Result
from crmkit.store.store import Store

TIERS = len(CUTS) + 1
MILLIONTHS = 6
"""Decimals of a count of buyers drawn."""

TIER_COLUMNS = ("tier", "customers", "customer_share", "realised", "realised_share")
TIER_MARGIN_COLUMNS = ("margin", "covered_share")
TIER_OUTLOOK_COLUMNS = ("potential", "potential_share", "mean_model_value", "drawn_share", "rising_customers")
LIST_COLUMNS = (
    "customer", "tier", "realised", "potential", "potential_low", "potential_high", "model_value", "last_purchase_on",
)  # fmt: skip
CUSTOMER_COLUMNS = (
    "customer", "tier", "potential_tier", "rising", "realised", "potential", "potential_low", "potential_high",
    "expected_purchase_days", "model_value", "drawn_buyers", "frequency", "last_purchase_on",
)  # fmt: skip
CUSTOMER_MARGIN_COLUMNS = ("margin", "covered_share")


def tier_table(worth: Worth) -> tuple[tuple[str, ...], list[Record]]:
    """Columns and one row per tier of realised value, empty ones too."""
    inside = [worth.tier == number for number in range(1, TIERS + 1)]
    heads = [int(rows.sum()) for rows in inside]
    realised, potential = _sums(worth.realised, inside), _sums(worth.potential, inside)
    margins = _tier_margins(worth.margins, realised, inside)
    pull = _tier_pull(worth.pull, inside)
    rising = [int(worth.rising[rows].sum()) for rows in inside]
    columns = (*TIER_COLUMNS, *(TIER_MARGIN_COLUMNS if margins else ()), *TIER_OUTLOOK_COLUMNS)
    parts = zip(heads, shares(heads), realised, shares(realised), potential, shares(potential), strict=True)
    rows: list[Record] = []
    for place, (head, head_share, was, was_share, comes, comes_share) in enumerate(parts):
        rows.append(
            (
                tier_name(place + 1),
                head,
                head_share,
                yuan(was),
                was_share,
                *(margins[place] if margins else ()),
                yuan(comes),
                comes_share,
                *pull[place],
                rising[place],
            )
        )
    return columns, rows


def lists(store: Store, worth: Worth, last_day: date, most: int) -> dict[str, Result]:
    """The ``most`` customers of greatest potential, and the ``most`` rising ones."""
    order = by_potential(worth)
    chosen = {"top_customers": order, "rising_customers": order[worth.rising[order]]}
    found = {}
    for name, some in chosen.items():
        rows = _named_order(store, worth, some, most=most)
        figures = zip(
            names_of(store, worth.then.customers[rows]),
            (tier_name(tier) for tier in worth.tier[rows].tolist()),
            _yuan(worth.realised[rows]),
            _yuan(worth.potential[rows]),
            _some(worth.low, rows),
            _some(worth.high, rows),
            _scores(worth.pull, rows),
            _days(worth, last_day, rows),
            strict=True,
        )
        if len(rows):
            found[name] = Result(name, LIST_COLUMNS, list(figures))
    return found


def customer_table(store: Store, worth: Worth, last_day: date) -> tuple[tuple[str, ...], list[Record]]:
    """Columns and one row per customer, the greatest potential first."""
    rows = _named_order(store, worth, by_potential(worth))
    figures: list[Sequence[object]] = [
        names_of(store, worth.then.customers[rows]),
        [tier_name(tier) for tier in worth.tier[rows].tolist()],
        [tier_name(tier) for tier in worth.potential_tier[rows].tolist()],
        worth.rising[rows].tolist(),
        _yuan(worth.realised[rows]),
        _yuan(worth.potential[rows]),
        _some(worth.low, rows),
        _some(worth.high, rows),
        [Decimal(hundredths).scaleb(-2) for hundredths in np.rint(worth.outlook.days[rows] * 100).astype(int).tolist()],
        _scores(worth.pull, rows),
        _drawn(worth.pull, rows),
        (worth.then.repeats[rows] + 1).tolist(),
        _days(worth, last_day, rows),
    ]
    columns: tuple[str, ...] = CUSTOMER_COLUMNS
    if worth.margins is not None:
        columns += CUSTOMER_MARGIN_COLUMNS
        covered, margin = worth.margins.covered[rows].tolist(), worth.margins.margin[rows].tolist()
        figures.append([yuan(left) if part else None for left, part in zip(margin, covered, strict=True)])
        figures.append([rate(part, was) for part, was in zip(covered, worth.realised[rows].tolist(), strict=True)])
    return columns, list(zip(*figures, strict=True))


def by_potential(worth: Worth) -> npt.NDArray[np.intp]:
    """Places of all customers by falling potential, then by falling realised value."""
    return np.lexsort((-worth.realised, -worth.potential))


def _named_order(
    store: Store, worth: Worth, order: npt.NDArray[np.intp], *, most: int | None = None
) -> npt.NDArray[np.intp]:
    """The first ``most`` places of ``order``; equals by name."""
    return equals_by_name(store, worth.then.customers, order, (worth.potential, worth.realised), most=most)


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


def _tier_pull(
    pull: Pull | None, inside: Sequence[npt.NDArray[np.bool_]]
) -> list[tuple[Decimal | None, Decimal | None]]:
    """Per tier the mean score and the share of all buyers drawn."""
    if pull is None:
        return [(None, None)] * len(inside)
    means = [average(int(pull.score[rows].sum()), int(rows.sum()), places=1) for rows in inside]
    return list(zip(means, shares(_sums(pull.led, inside)), strict=True))


def _yuan(money: Ints) -> list[Decimal]:
    return [yuan(fen) for fen in money.tolist()]


def _some(money: Ints | None, rows: npt.NDArray[np.intp]) -> Sequence[Decimal | None]:
    return [None] * len(rows) if money is None else _yuan(money[rows])


def _scores(pull: Pull | None, rows: npt.NDArray[np.intp]) -> list[int | None]:
    return [None] * len(rows) if pull is None else pull.score[rows].tolist()


def _drawn(pull: Pull | None, rows: npt.NDArray[np.intp]) -> list[Decimal | None]:
    if pull is None:
        return [None] * len(rows)
    return [average(led, 1, places=2, scale=MILLIONTHS) for led in pull.led[rows].tolist()]


def _days(worth: Worth, last_day: date, rows: npt.NDArray[np.intp]) -> list[date]:
    return [days_earlier(last_day, days) for days in worth.then.recency[rows].tolist()]
