"""What stands on a screen of cohorts: how many come back, whether the largest cohort differs, the triangle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from crmkit.analyses.cohort.cells import Cohort, CohortCell
from crmkit.messages import Language, say
from crmkit.models.shares import rate
from crmkit.periods import PeriodUnit
from crmkit.result import Pivot, Record
from crmkit.screen import Cross, Line, Screen, Sentence, Share, named

Metric = Literal["retention", "customers", "net_sales", "orders", "avg_basket", "cumulative_sales"]
FEW = 10
"""Below this many customers a cell is a matter of chance and bears no colour."""
SHOWN: dict[Metric, tuple[str, str, int]] = {
    "retention": ("retention_rate", "retention_rate", 1),
    "customers": ("buyers", "retention_rate", 1),
    "net_sales": ("net_sales", "net_sales_per_customer", 1),
    "orders": ("orders", "orders_per_customer", 1),
    "avg_basket": ("avg_basket", "avg_basket", 0),
    "cumulative_sales": ("cumulative_sales_per_customer", "cumulative_sales_per_customer", 0),
}
"""What people see of a metric: the column of the cells, that of the average row, the first period to colour."""
LATER = (3, 12)
"""The periods after the first one that the sentence names."""
COMPARED = (1, 2, 3)
"""The periods in which the largest cohort must lie on one side of the average to be named."""
LINES = 13


def opening(
    cells: Sequence[tuple[Cohort, CohortCell]], average: Sequence[Record], unit: PeriodUnit, language: Language
) -> tuple[Sentence, ...]:
    """How many buy again in the first, third and twelfth period, and the largest cohort where it differs."""
    rates = _averages(average)
    named = {"period": say("text", f"period_{unit}", language)}
    if 1 not in rates:
        return (Sentence("cohort_young", named),)
    later = {f"rate_{period}": Share(rates[period]) if period in rates else None for period in LATER}
    return (Sentence("cohort_average", {"rate_1": Share(rates[1]), **later, **named}), *_largest(cells, rates))


def _averages(average: Sequence[Record]) -> dict[int, Decimal]:
    """Period -> share of the customers who bought in it."""
    return {int(str(period)): Decimal(str(share)) for period, _, _, share, *_ in average if share is not None}


def _largest(cells: Sequence[tuple[Cohort, CohortCell]], rates: dict[int, Decimal]) -> Iterator[Sentence]:
    """The largest cohort whose first three periods are over, where all of them are below or above the average."""
    found: dict[str, tuple[Cohort, dict[int, Decimal]]] = {}
    for own, cell in cells:
        if own.label is not None and cell.finished and cell.period in COMPARED:
            found.setdefault(own.label, (own, {}))[1][cell.period] = rate(cell.now.buyers, cell.observed)
    whole = [(own, shares) for own, shares in found.values() if len(shares) == len(COMPARED)]
    if len(whole) < 2 or not set(COMPARED) <= set(rates):
        return
    own, shares = max(whole, key=lambda each: (each[0].customers, str(each[0].label)))
    sides = {(shares[period] > rates[period]) - (shares[period] < rates[period]) for period in COMPARED}
    if sides in ({1}, {-1}):
        firsts = {f"rate_{period}": Share(shares[period]) for period in COMPARED}
        yield Sentence(
            "cohort_high" if sides == {1} else "cohort_low",
            {"cohort": named(own.label), "customers": own.customers, **firsts},
        )


def screen(*, is_dated: bool, is_retention: bool) -> Screen:
    """The latest cohorts, or the largest of those that are no stretch of time."""
    return Screen(
        (Cross(rows=LINES, latest=is_dated, first=1),),
        (Line("counted", "cohort_counted" if is_retention else "cohort_counted_sums"),),
        ("cohort_left_edge", "cohort_few"),
        Line("next", "cohort_next") if is_retention else None,
    )


def pivot(metric: Metric, unit: PeriodUnit) -> Pivot:
    """How people read the rows: a line for each cohort, a column for each period."""
    value, mean, coloured_from = SHOWN[metric]
    return Pivot(
        headers=("cohort", "customers"),
        across="period_number",
        across_title=f"since_{unit}",
        value=value,
        settled="is_complete",
        footer="average",
        footer_value=mean,
        weight="complete_customers",
        lightest=FEW,
        coloured_from=coloured_from,
    )
