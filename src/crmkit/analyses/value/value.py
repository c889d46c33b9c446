"""Customer value: what customers have been worth, will be worth, and draw after, tried on the shop's own past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crmkit.analyses.value import tables
from crmkit.analyses.value.backtest import Backtest, backtest
from crmkit.analyses.value.backtest import parts as backtest_parts
from crmkit.customers.arguments import MOST_LISTED, require_share, require_whole
from crmkit.customers.conditions.audience import Audience, choose
from crmkit.customers.conditions.where import Where
from crmkit.customers.dominance import dominance
from crmkit.customers.outlook import past
from crmkit.customers.outlook.worth import REACH, Worth, margins_of, pull_of, worth_of
from crmkit.customers.reading import tells_reading
from crmkit.customers.window import Counted, Window, caveats, refuse_nobody, window_of
from crmkit.errors import NotEnoughError
from crmkit.messages import Language
from crmkit.models.shares import percent, rate, yuan
from crmkit.models.snapshot import Snapshot
from crmkit.models.value.prospects import Prospects, prospects
from crmkit.result import Note, Result
from crmkit.store.store import Store

MOST_MONTHS = 60
DEVIATIONS = 1.2815515655446004
"""Standard deviations of a normal distribution between the middle and either end of its middle 80 %."""
DEPENDENT = 0.3
"""A correlation of count and amount beyond this biases the model of spend."""


@dataclass(frozen=True, slots=True)
class Range:
    """The range of the total potential in fen, and what it rests on."""

    low: int
    high: int
    by_backtest: bool


@tells_reading
def value(
    store: Store,
    *,
    as_of: date | str | None = None,
    horizon_months: int = 12,
    discount: float = 0.1,
    costs: Mapping[str, Decimal] | None = None,
    top: int = 10,
    detail: bool = False,
    where: Where | str | None = None,
    language: Language = "en",
) -> Result:
    """Tell each customer's realised value, potential value and model value (a proxy for pull on others).

    Args:
        store: an open store.
        as_of: the last day that is known; the last day of a purchase when ``None``.
        horizon_months: how far the potential looks ahead, in calendar months, 1 to 60.
        discount: per year; money a year away is worth 1 / (1 + discount). 0 to 1.
        costs: unit cost in yuan by sku or title; margins are told when given.
        top: how many customers the lists of top and rising customers name.
        detail: one row per customer instead of one per tier.
        where: a condition on customers; only those who match are counted, by the models and tiers of all.
        language: nothing in the rows depends on it; every analysis takes it.

    Returns:
        One row per tier of realised value (or customer, the greatest potential first); parts ``top_customers`` and
        ``rising_customers`` (without ``detail``), and ``value_backtest`` and ``value_deciles`` where the data reach
        back far enough.

    Raises:
        UsageError: an argument has no meaning.
        NotEnoughError: no identified customer, or none who has come back on a later day.
    """
    _check(horizon_months, discount, top)
    window = window_of(store, as_of, None)
    audience = choose(store, where, as_of)
    counted = audience.counted(window)
    past.remember(store)
    then = past.snapshot(store, past.ahead(window.as_of, horizon_months), data_to=window.data_to)
    customers = int(audience.among(then.customers).sum())
    refuse_nobody(window, customers=customers, purchases=counted.purchases, where=audience.place)
    outlook = prospects(then, months=horizon_months, yearly_discount=discount)
    if outlook is None:
        raise NotEnoughError("value_nobody_back", customers=len(then), as_of=window.as_of.isoformat())
    worth = _worth(audience, then, outlook, window, costs)
    test = backtest(store, window, horizon_months)
    columns, records = tables.customer_table(store, worth, window.as_of) if detail else tables.tier_table(worth)
    total = _range(worth, test, horizon_months)
    result = Result(
        name="value",
        columns=columns,
        records=records,
        as_of=window.as_of,
        params={"horizon_months": horizon_months, "discount": Decimal(str(discount))},
        facts=_facts(worth, counted, window, horizon_months, total, test),
        notes=tuple(_notes(store, worth, then, counted, window, test, total, horizon_months)),
        parts=({} if detail else tables.lists(store, worth, window.as_of, top))
        | ({} if test is None else backtest_parts(test)),
        definition=("value_realised", "value_potential", "value_model", "value_tiers"),
    )
    return audience.told(result)


def _check(horizon_months: int, discount: float, top: int) -> None:
    require_whole("--horizon-months", horizon_months, 1, MOST_MONTHS)
    require_share("--discount", discount)
    require_whole("--top", top, 0, MOST_LISTED)


def _worth(
    audience: Audience, then: Snapshot, outlook: Prospects, window: Window, costs: Mapping[str, Decimal] | None
) -> Worth:
    """The values of all customers, then of those who count."""
    store = audience.store
    margins = None if costs is None else margins_of(store, then, window, costs)
    pull = pull_of(store, then, window) if _has_reach(window) else None
    worth = worth_of(then, outlook, pull, margins)
    return worth if audience.where is None else worth.only(audience.among(then.customers))


def _has_reach(window: Window) -> bool:
    """Whether anybody could have been seen to come after somebody."""
    return (min(window.as_of, window.data_to) - window.data_from).days > REACH


def _range(worth: Worth, test: Backtest | None, months: int) -> Range | None:
    """As far off as the total of the backtest was, and never narrower than chance alone would have it.

    A test over fewer months than are asked about was off by less than the whole horizon may be: in proportion.
    """
    chance = worth.outlook.chance
    if chance is None:
        return None
    expected = int(worth.potential.sum())
    by_chance = 1 + DEVIATIONS * chance / expected if expected else 1.0
    by_test = 1.0 if test is None or test.factor is None else 1 + (test.factor - 1) * months / test.months
    widest = max(by_chance, by_test)
    return Range(round(expected / widest), round(expected * widest), by_test > by_chance)


def _facts(
    worth: Worth, counted: Counted, window: Window, months: int, total: Range | None, test: Backtest | None
) -> dict[str, object]:
    realised = int(worth.realised.sum())
    facts = {"customers": len(worth), "realised": yuan(realised)}
    if worth.margins is not None:
        covered = int(worth.margins.covered.sum())
        facts["margin"] = yuan(int(worth.margins.margin.sum())) if covered else None
        facts["covered_share"] = rate(covered, realised)
    shop = counted.facts(yuan(realised))
    return facts | {
        "potential": yuan(int(worth.potential.sum())),
        "potential_low": None if total is None else yuan(total.low),
        "potential_high": None if total is None else yuan(total.high),
        "potential_test": "not_tested" if test is None else test.verdict,
        "foretold_until": past.ahead(window.as_of, months).last_day,
        "rising_customers": int(worth.rising.sum()),
        **{name: shop[name] for name in ("purchases", "shop_purchases", "shop_revenue")},
        "data_from": window.data_from,
        "data_to": window.data_to,
    }


def _notes(
    store: Store,
    worth: Worth,
    then: Snapshot,
    counted: Counted,
    window: Window,
    test: Backtest | None,
    total: Range | None,
    months: int,
) -> Iterator[Note]:
    """What a reader must know before believing the values; the models are those of all customers (``then``)."""
    yield from dominance(store, "one_has_spent", worth.then.customers, worth.realised)
    yield from dominance(store, "one_will_spend", worth.then.customers, worth.potential)
    one_time = int((worth.then.repeats == 0).sum())
    yield from caveats(window, counted, customers=len(worth), one_time=one_time)
    if test is None:
        yield Note("value_untested", {"data_from": window.data_from})
    else:
        yield from _tested(test, months)
    yield from _models(then)
    if total is not None:
        yield Note("value_range_by_backtest") if total.by_backtest else Note("value_range_by_chance")
    yield from _pull(worth, window)
    if (margins := worth.margins) is not None:
        share = percent(rate(int(margins.covered.sum()), int(worth.realised.sum())))
        told = {"kinds": margins.kinds, "with_cost": margins.kinds_with_cost, "rate": share}
        yield Note("value_margin", told)
        if margins.costs_used < margins.costs:
            yield Note("value_costs_idle", {"costs": margins.costs, "unused": margins.costs - margins.costs_used})


def _tested(test: Backtest, months: int) -> Iterator[Note]:
    """How the same method did on the latest closed horizon."""
    days = {"cutoff": test.horizon.cutoff, "last_day": test.horizon.last_day, "months": test.months}
    if test.months < months:
        yield Note("value_backtest_shorter", {"asked": months, "months": test.months})
    yield Note("value_backtest", {**days, "expected": yuan(test.ours.expected), "actual": yuan(test.ours.actual)})
    if test.ours.within is not None:
        yield Note("value_within", {"rate": percent(rate(test.ours.within, test.ours.customers))})
    if test.is_beaten:
        yield Note("value_beaten")


def _models(then: Snapshot) -> Iterator[Note]:
    """Which models stand behind the numbers where it is not the usual ones."""
    counts, spend = then.counts, then.spend
    if counts.status != "converged":
        yield Note(f"value_counts_{counts.status}", {"repeaters": counts.repeaters})
    if spend.status != "converged":
        yield Note(f"value_spend_{spend.status}", {"repeaters": spend.repeaters})
    if spend.model is not None and abs(correlation := then.spending.correlation) > DEPENDENT:
        yield Note("value_dependent", {"correlation": Decimal(f"{correlation:.2f}")})


def _pull(worth: Worth, window: Window) -> Iterator[Note]:
    """What the model value could not see."""
    if not _has_reach(window):
        yield Note("value_pull_short", {"days": REACH})
    elif worth.pull is None:
        yield Note("value_pull_nothing")
    elif not worth.pull.products:
        yield Note("value_pull_places")
    elif not worth.pull.places:
        yield Note("value_pull_products")
