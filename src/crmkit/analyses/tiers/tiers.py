"""Value tiers: the few customers who bring most of the money, and what lifts the others to the next tier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from itertools import accumulate
from typing import Any, cast

from crmkit.analyses.tiers.screen import in_detail, on_screen
from crmkit.customers.arguments import MILLION, MOST_SHARES, millionths
from crmkit.customers.conditions.audience import Audience, choose
from crmkit.customers.conditions.where import Where
from crmkit.customers.dominance import biggest_spender
from crmkit.customers.naming import tier_name
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.window import caveats, require_customers, window_of
from crmkit.messages import Language
from crmkit.models.shares import average, rate, rounded, shares, yuan
from crmkit.result import Record, Result
from crmkit.store.store import Store

SQL = files("crmkit.analyses.tiers")
SCORES_SQL = files("crmkit.customers.scores")
GREATEST = SQL / "greatest.sql"
BEYOND = MILLION + 1

COLUMNS = (
    "tier",
    "customers",
    "customer_share",
    "net_sales",
    "net_sales_share",
    "avg_net_spend",
    "lowest_amount",
    "highest_amount",
    "to_next_tier",
)
DECILE_COLUMNS = (
    "decile",
    "customers",
    "customer_share",
    "net_sales",
    "net_sales_share",
    "cumulative_share",
    "lowest_amount",
)
CUSTOMER_COLUMNS = ("customer", "tier", "net_spend", "to_next_tier", "orders", "last_purchase_on")


@dataclass(frozen=True, slots=True)
class Slice:
    """Customers next to each other in the order of spending: one tier, one decile, or both. Money in fen."""

    tier_number: int
    decile: int
    customers: int
    net_fen: int
    lowest: int
    highest: int
    gini_terms: int
    top_fifth_fen: int


@with_reading_notes
def tiers(
    store: Store,
    *,
    as_of: date | str | None = None,
    window_days: int | None = None,
    tier_shares: Sequence[float] = (0.8, 0.95),
    detail: bool = False,
    where: Where | str | None = None,
    language: Language = "en",
) -> Result:
    """Rank customers by what they paid: tiers of cumulative revenue, deciles, concentration.

    Args:
        store: an open store.
        as_of: the last day that counts; the last day of a purchase when ``None``.
        window_days: how many days up to ``as_of`` count; all history when ``None``.
        tier_shares: rising shares of revenue at which tiers A, B ... end; up to five.
        detail: one row per customer instead of one per tier.
        where: a condition on customers; only those who match are counted, in the tiers and deciles of all.
        language: nothing in the rows depends on it; every analysis takes it.

    Returns:
        One row per tier (or customer), the deciles as the part ``deciles``.

    Raises:
        UsageError: an argument has no meaning.
        NotEnoughError: no identified customer bought in the window, or none of those who match.
    """
    thresholds = millionths(tier_shares)
    window = window_of(store, as_of, window_days)
    audience = choose(store, where, as_of)
    days = {"first_day": window.first_day, "as_of": window.as_of, "is_whole": window.is_whole}
    store.materialise("scores_spent", SQL / "spent.sql", **days, detail=detail)
    shop = _slices(store, thresholds)
    slices = _counted(audience, shop)
    counted = audience.counted(window)
    customers, revenue = sum(part.customers for part in slices), sum(part.net_fen for part in slices)
    require_customers(window, customers=customers, purchases=counted.purchases, where=audience.place)
    least_spends = _least_spends(shop, len(thresholds) + 1)
    result = Result(
        name="tiers",
        columns=COLUMNS,
        records=_tier_rows(slices, least_spends, len(thresholds) + 1),
        as_of=window.as_of,
        params={"window_days": window_days, "tier_shares": [Decimal(str(point)) for point in tier_shares]},
        facts={
            "customers": customers,
            **counted.facts(yuan(revenue)),
            **(_concentration(shop) if audience.where is None else {}),
            "window_from": window.opens_on,
            "data_from": window.data_from,
            "data_to": window.data_to,
        },
        notes=(*biggest_spender(store, GREATEST), *caveats(window, counted, customers=customers, one_time=None)),
        parts={"deciles": Result("deciles", DECILE_COLUMNS, _decile_rows(slices))},
    )
    everyone = in_detail(result, CUSTOMER_COLUMNS, _customers(store, least_spends)) if detail else None
    return audience.annotated(everyone or on_screen(result))


def _slices(store: Store, thresholds: Sequence[int]) -> list[Slice]:
    padded = [*thresholds, *[BEYOND] * (MOST_SHARES - len(thresholds))]
    asked = {f"threshold_{number}": threshold for number, threshold in enumerate(padded, start=1)}
    rows = cast("Sequence[tuple[Any, ...]]", store.query(SCORES_SQL / "tiers.sql", **asked).records)
    slices = [Slice(*(int(value) for value in row)) for row in rows]
    return [replace(part, tier_number=min(part.tier_number, len(thresholds) + 1)) for part in slices]


def _counted(audience: Audience, shop: Sequence[Slice]) -> Sequence[Slice]:
    """The slices of the shop with the audience's customers alone; without Gini terms."""
    if audience.where is None:
        return shop
    audience.keep("scores_spent")
    extremes = {"lowests": [part.lowest for part in shop], "highests": [part.highest for part in shop]}
    rows = audience.store.query(SQL / "of_audience.sql", places=list(range(len(shop))), **extremes).records
    return [
        replace(shop[int(place)], customers=int(customers), net_fen=int(net_fen), lowest=int(lowest), highest=int(most))
        for place, customers, net_fen, lowest, most in cast("Sequence[tuple[Any, ...]]", rows)
    ]


def _least_spends(shop: Sequence[Slice], tiers: int) -> list[tuple[int, int]]:
    """The least spend in each tier that has customers, by its number."""
    inside = [(number, [part.lowest for part in shop if part.tier_number == number]) for number in range(1, tiers + 1)]
    return [(number, min(lowest)) for number, lowest in inside if lowest]


def _concentration(shop: Sequence[Slice]) -> dict[str, object]:
    """How unequally all customers of the shop spend."""
    customers, revenue = sum(part.customers for part in shop), sum(part.net_fen for part in shop)
    return {
        "gini": _gini(shop, customers, revenue),
        "top_fifth_share": rate(sum(part.top_fifth_fen for part in shop), revenue),
    }


def _merged(parts: Sequence[Slice]) -> Slice | None:
    """Several slices as one; ``None`` when there are none."""
    if not parts:
        return None
    return Slice(
        parts[0].tier_number,
        parts[0].decile,
        sum(part.customers for part in parts),
        sum(part.net_fen for part in parts),
        min(part.lowest for part in parts),
        max(part.highest for part in parts),
        sum(part.gini_terms for part in parts),
        sum(part.top_fifth_fen for part in parts),
    )


def _tier_rows(slices: Sequence[Slice], least_spends: Sequence[tuple[int, int]], tiers: int) -> list[Record]:
    """One row per tier, empty ones too; ``lift`` is what the best customer of the tier lacks for the one above."""
    by_tier = [_merged([part for part in slices if part.tier_number == number]) for number in range(1, tiers + 1)]
    customers_by_tier = [0 if own is None else own.customers for own in by_tier]
    money = [0 if own is None else own.net_fen for own in by_tier]
    rows: list[Record] = []
    for number, (own, customer_share, money_share) in enumerate(
        zip(by_tier, shares(customers_by_tier), shares(money), strict=True), start=1
    ):
        if own is None:
            rows.append((tier_name(number), 0, customer_share, yuan(0), money_share, None, None, None, None))
            continue
        above = [least for tier, least in least_spends if tier < number]
        rows.append(
            (
                tier_name(number),
                own.customers,
                customer_share,
                yuan(own.net_fen),
                money_share,
                average(own.net_fen, own.customers, places=2, scale=2),
                yuan(own.lowest),
                yuan(own.highest),
                yuan(above[-1] - own.highest) if above else None,
            )
        )
    return rows


def _decile_rows(slices: Sequence[Slice]) -> list[Record]:
    """One row per decile that has customers, the biggest spenders first."""
    parts = [
        own
        for decile in range(1, 11)
        if (own := _merged([part for part in slices if part.decile == decile])) is not None
    ]
    revenue = sum(own.net_fen for own in parts)
    running = accumulate(own.net_fen for own in parts)
    customer_shares = shares([own.customers for own in parts])
    money_shares = shares([own.net_fen for own in parts])
    return [
        (own.decile, own.customers, share, yuan(own.net_fen), money_share, rate(so_far, revenue), yuan(own.lowest))
        for own, share, money_share, so_far in zip(parts, customer_shares, money_shares, running, strict=True)
    ]


def _customers(store: Store, least_spends: Sequence[tuple[int, int]]) -> list[Record]:
    """Every customer with the tier and what is lacking for the next one, the biggest spender first."""
    rows: list[Record] = []
    place = 0
    spenders = cast("Sequence[tuple[str, date, int, int, int]]", store.query(SQL / "customers.sql").records)
    for customer, last_purchase_on, orders, net_fen, _key in spenders:
        while net_fen < least_spends[place][1]:
            place += 1
        lift = None if place == 0 else yuan(least_spends[place - 1][1] - net_fen)
        rows.append((customer, tier_name(least_spends[place][0]), yuan(net_fen), lift, orders, last_purchase_on))
    return rows


def _gini(slices: Sequence[Slice], customers: int, revenue: int) -> Decimal:
    """Gini coefficient of customer revenue, three decimals (docs/metrics.md); 0 when all spend the same."""
    if revenue == 0:
        return Decimal("0.000")
    return rounded(Fraction(sum(part.gini_terms for part in slices), customers * revenue), 3)
