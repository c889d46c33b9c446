"""Groups of few people left out of a table, so that neither their own row nor the others' sum gives them away.

A row about fewer than ``k`` people, or about so few purchases, has no figures. Where the hidden rows of a table, or
of one line or column of a crossed one, are a single row or of fewer than ``k`` people together, the smallest shown
rows are hidden, too: what is left of the total is then that of at least ``k`` people in at least two groups.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from crmkit.result import Record, Result
from crmkit.vocabulary import word

PEOPLE = frozenset({
    *("customers", "buyers", "recent_customers", "inactive_customers", "tested_customers", "rising_customers"),
    *("still_observed", "repeat_day_buyers", "repeat_order_buyers", "next_period_buyers", "complete_customers"),
    *("not_in_data", "already_late", "to_remind", "not_due", "long_overdue", "hits", "audience_customers"),
    *("new_customers", "returning_customers", "repeat_customers", "customers_before", "customers_after", "moved"),
    *("moved_up", "moved_down", "joined", "left", "not_moved", "risk_known", "risk_unknown", "never_bought"),
    *("not_tagged", "unknown", "untagged_customers", "known_customers", "all_customers", "purchases", "orders"),
    *("shop_purchases", "refund_orders", "unpaid_orders", "open_orders", "closed_orders", "paid_orders"),
    *("times", "gaps"),
})  # fmt: skip
"""Counts of people, or of what people did: fewer than ``k`` of these are of fewer than ``k`` people."""
EXTREMES = frozenset({"lowest_amount", "highest_amount", "oldest_on", "oldest_days"})
"""Values of a single person."""
LABELS = frozenset({
    *("decile", "risk_decile", "period_number", "from_purchase", "to_purchase", "days_since_first", "recency_from"),
    *("recency_to", "frequency_from", "frequency_to", "probability_from", "probability_to", "rfm_level"),
})  # fmt: skip
"""Numbers that say which row it is."""
FIGURES = frozenset({"count", "days", "money", "mean", "figure", "rate"})
RUNNING = "cumulative_"
"""How columns begin whose difference from row to row is the row's own."""


def hidden_rows(result: Result, k: int) -> frozenset[int]:
    """The rows of a table that have to be hidden."""
    places = [place for place, name in enumerate(result.columns) if name in PEOPLE]
    if not places:
        return frozenset()
    counts = [[cast("int | None", record[place]) or 0 for place in places] for record in result.records]
    hidden = {row for row, each in enumerate(counts) if any(0 < number < k for number in each)}
    sizes = [each[0] for each in counts]
    groups = [*_groups(result)]
    while more := next(filter(None, (_next(group, hidden, sizes, k) for group in groups)), None):
        hidden.add(more[0])
    return frozenset(hidden)


def without_small_groups(result: Result, k: int) -> tuple[Result, int]:
    """``result`` without the figures of groups of fewer than ``k`` people, and how many rows lost theirs."""
    hidden = hidden_rows(result, k)
    figures = [word(name).kind in FIGURES and name not in LABELS for name in result.columns]
    always = [name in EXTREMES or (bool(hidden) and name.startswith(RUNNING)) for name in result.columns]

    def shown(row: int, record: Record) -> Record:
        if row not in hidden and not any(always):
            return record
        return tuple(
            None if out or (figure and row in hidden) else value
            for value, figure, out in zip(record, figures, always, strict=True)
        )

    records = [shown(row, record) for row, record in enumerate(result.records)]
    return replace(result, records=records, facts=_large(result.facts, k)), len(hidden)


def _large(facts: Mapping[str, object], k: int) -> dict[str, object]:
    """The headline numbers but those of fewer than ``k`` people, or of one."""
    return {
        name: value
        for name, value in facts.items()
        if name not in EXTREMES and not (name in PEOPLE and isinstance(value, int) and 0 < value < k)
    }


def _groups(result: Result) -> Iterable[Sequence[int]]:
    """Rows whose sum may be known: all of them, and those of each line and column of a crossed table."""
    yield range(len(result.records))
    if result.pivot is None:
        return
    for names in ((result.pivot.across,), result.pivot.headers):
        places = [result.columns.index(name) for name in names if name in result.columns and name not in PEOPLE]
        found: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
        for row, record in enumerate(result.records):
            found[tuple(record[place] for place in places)].append(row)
        yield from found.values()


def _next(group: Sequence[int], hidden: set[int], sizes: Sequence[int], k: int) -> tuple[int] | None:
    """A further row of the group to hide, if those that are do not protect each other."""
    out = [row for row in group if row in hidden]
    if not out or (len(out) > 1 and sum(sizes[row] for row in out) >= k):
        return None
    left = [row for row in group if row not in hidden and sizes[row] > 0]
    return (min(left, key=lambda row: (sizes[row], row)),) if left else None
