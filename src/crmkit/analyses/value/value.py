"""Customer value: realised and potential value and influence on other buyers, tested on the shop's own past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crmkit.analyses.value import tables
from crmkit.analyses.value.backtest import ValueBacktest, backtest
from crmkit.analyses.value.backtest import parts as backtest_parts
from crmkit.analyses.value.screen import in_detail, on_screen
from crmkit.customers.arguments import MOST_LISTED, require_share, require_whole
from crmkit.customers.conditions.audience import Audience, choose
from crmkit.customers.conditions.where import Where
from crmkit.customers.dominance import dominance
from crmkit.customers.outlook import past
from crmkit.customers.outlook.value import REACH, CustomerValue, influence_of, margins_of, value_of
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.window import Counted, Window, caveats, require_customers, window_of
from crmkit.errors import NotEnoughError
from crmkit.messages import Language
from crmkit.models.customer_history import CustomerHistory
from crmkit.models.shares import percent, rate, yuan
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


@with_reading_notes
def value(
    store: Store,
    *,
    as_of: date | str | None = None,
    months: int = 12,
    discount: float = 0.1,
    costs: Mapping[str, Decimal] | None = None,
    top: int | None = 10,
    detail: bool = False,
    where: Where | str | None = None,
    language: Language = "en",
) -> Result:
    """Give each customer's realised value, potential value and influence score (a proxy for influence on others).

    Args:
        store: an open store.
        as_of: the last day that is known; the last day of a purchase when ``None``.
        months: how far the potential looks ahead, in calendar months, 1 to 60.
        discount: per year; money a year away is values 1 / (1 + discount). 0 to 1.
        costs: unit cost in yuan by sku or title; with them there are margins.
        top: how many customers the lists of top and rising customers name; all when ``None``.
        detail: one row per customer instead of one per tier.
        where: a condition on customers; only those who match are counted, by the models and tiers of all.
        language: nothing in the rows depends on it; every analysis takes it.

    Returns:
        One row per tier of realised value (or customer, the greatest potential first); parts ``top_customers`` and
        ``rising_customers`` (without ``detail``), and ``value_backtest`` and ``value_deciles`` where the data reach
        back far enough.

    Raises:
        UsageError: an argument has no meaning.
        NotEnoughError: no identified customer, or none who bought again on a later day.
    """
    _check(months, discount, top)
    window = window_of(store, as_of, None)
    audience = choose(store, where, as_of)
    counted = audience.counted(window)
    past.remember(store)
    then = past.history_at(store, past.ahead(window.as_of, months), data_to=window.data_to)
    customers = int(audience.among(then.customers).sum())
    require_customers(window, customers=customers, purchases=counted.purchases, where=audience.place)
    outlook = prospects(then, months=months, yearly_discount=discount)
    if outlook is None:
        raise NotEnoughError("value_nobody_back", customers=len(then), as_of=window.as_of.isoformat())
    values = _customer_values(audience, then, outlook, window, costs)
    test = backtest(store, window, months)
    columns, records = tables.customer_table(store, values, window.as_of) if detail else tables.tier_table(values)
    total = _range(values, test, months)
    result = Result(
        name="value",
        columns=columns,
        records=records,
        as_of=window.as_of,
        params={"months": months, "discount": Decimal(str(discount))},
        facts=_facts(values, counted, window, months, total, test),
        notes=tuple(_notes(store, values, then, counted, window, test, total, months)),
        parts=({} if detail else tables.lists(store, values, window.as_of, top))
        | ({} if test is None else backtest_parts(test)),
        definition=("value_realised", "value_potential", "value_model", "value_tiers"),
    )
    return audience.annotated(in_detail(result, values) if detail else on_screen(result, len(values), top))


def _check(months: int, discount: float, top: int | None) -> None:
    require_whole("--months", months, 1, MOST_MONTHS)
    require_share("--discount", discount)
    if top is not None:
        require_whole("--top", top, 0, MOST_LISTED)


def _customer_values(
    audience: Audience, then: CustomerHistory, outlook: Prospects, window: Window, costs: Mapping[str, Decimal] | None
) -> CustomerValue:
    """The values of all customers, then of those who count."""
    store = audience.store
    margins = None if costs is None else margins_of(store, then, window, costs)
    influence = influence_of(store, then, window) if _has_reach(window) else None
    values = value_of(then, outlook, influence, margins)
    return values if audience.where is None else values.only(audience.among(then.customers))


def _has_reach(window: Window) -> bool:
    """Whether any buyer could have been seen to follow another."""
    return (min(window.as_of, window.data_to) - window.data_from).days > REACH


def _range(values: CustomerValue, test: ValueBacktest | None, months: int) -> Range | None:
    """As far off as the total of the backtest was, and never narrower than chance alone would have it.

    A test over fewer months than are asked about was off by less than the whole horizon may be: in proportion.
    Without a test there is none: chance alone says nothing of what a short past does not show.
    """
    chance = values.outlook.chance
    if chance is None or test is None or test.factor is None:
        return None
    expected = int(values.potential.sum())
    by_chance = 1 + DEVIATIONS * chance / expected if expected else 1.0
    by_test = 1 + (test.factor - 1) * months / test.months
    widest = max(by_chance, by_test)
    return Range(round(expected / widest), round(expected * widest), by_test > by_chance)


def _facts(
    values: CustomerValue,
    counted: Counted,
    window: Window,
    months: int,
    total: Range | None,
    test: ValueBacktest | None,
) -> dict[str, object]:
    realised = int(values.realised.sum())
    facts = {"customers": len(values), "realised_value": yuan(realised)}
    if values.margins is not None:
        covered = int(values.margins.covered.sum())
        facts["gross_margin"] = yuan(int(values.margins.margin.sum())) if covered else None
        facts["costed_share"] = rate(covered, realised)
    shop = counted.facts(yuan(realised))
    return facts | {
        "potential_value": yuan(int(values.potential.sum())),
        "potential_low": None if total is None else yuan(total.low),
        "potential_high": None if total is None else yuan(total.high),
        "potential_test": "not_tested" if test is None else test.verdict,
        "forecast_to": past.ahead(window.as_of, months).last_day,
        "rising_customers": int(values.rising.sum()),
        **{name: shop[name] for name in ("purchases", "shop_purchases", "shop_net_sales")},
        "data_from": window.data_from,
        "data_to": window.data_to,
    }


def _notes(
    store: Store,
    values: CustomerValue,
    then: CustomerHistory,
    counted: Counted,
    window: Window,
    test: ValueBacktest | None,
    total: Range | None,
    months: int,
) -> Iterator[Note]:
    """What a reader must know before believing the values; the models are those of all customers (``then``)."""
    yield from dominance(store, "one_has_spent", values.then.customers, values.realised)
    yield from dominance(store, "one_will_spend", values.then.customers, values.potential)
    one_time = int((values.then.repeats == 0).sum())
    yield from caveats(window, counted, customers=len(values), one_time=one_time)
    if test is None:
        yield Note("value_untested", {"data_from": window.data_from})
    else:
        yield from _tested(test, months)
    yield from _models(then)
    if total is not None:
        yield Note("value_range_by_backtest") if total.by_backtest else Note("value_range_by_chance")
    elif values.outlook.chance is not None:
        yield Note("value_range_unknown")
    yield from _influence(values, window)
    if (margins := values.margins) is not None:
        share = percent(rate(int(margins.covered.sum()), int(values.realised.sum())))
        cost_values = {"kinds": margins.kinds, "with_cost": margins.kinds_with_cost, "rate": share}
        yield Note("value_margin", cost_values)
        if margins.costs_used < margins.costs:
            yield Note("value_costs_idle", {"costs": margins.costs, "unused": margins.costs - margins.costs_used})


def _tested(test: ValueBacktest, months: int) -> Iterator[Note]:
    """How the same method did on the latest closed horizon."""
    days = {"cutoff": test.horizon.cutoff, "last_day": test.horizon.last_day, "months": test.months}
    if test.months < months:
        yield Note("value_backtest_shorter", {"asked": months, "months": test.months})
    yield Note("value_backtest", {**days, "expected": yuan(test.ours.expected), "actual": yuan(test.ours.actual)})
    if test.ours.within is not None:
        yield Note("value_within", {"rate": percent(rate(test.ours.within, test.ours.customers))})
    if test.is_beaten:
        yield Note("value_beaten")


def _models(then: CustomerHistory) -> Iterator[Note]:
    """Which models stand behind the numbers where it is not the usual ones."""
    counts, spend = then.counts, then.spend
    if counts.status != "converged":
        yield Note(f"value_counts_{counts.status}", {"repeaters": counts.repeaters})
    if spend.status != "converged":
        yield Note(f"value_spend_{spend.status}", {"repeaters": spend.repeaters})
    if spend.model is not None and abs(correlation := then.spending.correlation) > DEPENDENT:
        yield Note("value_dependent", {"correlation": Decimal(f"{correlation:.2f}")})


def _influence(values: CustomerValue, window: Window) -> Iterator[Note]:
    """What the model value could not see."""
    if not _has_reach(window):
        yield Note("value_influence_short", {"days": REACH})
    elif values.influence is None:
        yield Note("value_influence_nothing")
    elif not values.influence.products:
        yield Note("value_influence_places")
    elif not values.influence.places:
        yield Note("value_influence_products")
