"""Groups of few people left out of a table, so that neither their own row nor the others' sum gives them away.

A row about fewer than ``k`` people, or about so few purchases, has no figures. Where the hidden rows of a table, or
of one line or column of a crossed one, are a single row or of fewer than ``k`` people together, the smallest shown
rows are hidden, too: what is left of the total is then that of at least ``k`` people in at least two groups. What
overlaps with something shown, so that a difference may be of few people, is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import cast

from crmkit.result import Pivot, Record, Result
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
WHOLES = frozenset({"audience_customers", "customers", "recent_customers", "purchases", "orders"})
"""Headline counts of those whom the other headline numbers are about."""
SHOP = frozenset({"shop_purchases", "shop_net_sales"})
"""Headline numbers that beside those of known customers tell of the orders without a buyer."""
OVERLAPPING = frozenset({"grid", "deciles", "top_fifth_share"})
"""Parts and headline numbers that divide the same people as the rows, in another way: few are between the borders."""
EXTREMES = frozenset({"lowest_amount", "highest_amount", "to_next_tier", "oldest_on", "oldest_days"})
"""Values of a single person."""
LABELS = frozenset({
    *("decile", "risk_decile", "period_number", "from_purchase", "to_purchase", "days_since_first", "recency_from"),
    *("recency_to", "frequency_from", "frequency_to", "probability_from", "probability_to", "rfm_level"),
})  # fmt: skip
"""Numbers that say which row it is."""
AMOUNTS = frozenset({"money", "mean", "figure", "rate"})
FIGURES = AMOUNTS | {"count", "days"}
CHAINED = frozenset({
    *("cumulative_share", "cumulative_sales_per_customer", "change_rate", "year_change_rate"),
    *("best_period", "best_net_sales"),
})  # fmt: skip
"""What tells of another row: sums up to it, changes from it, which is the best."""
NOBODY = "unidentified_net_sales"
BY_BUYER = frozenset({NOBODY, "new_net_sales", "returning_net_sales"})
"""Columns that together leave the orders without a buyer, of which a row does not say how many they are."""


def hidden_rows(result: Result, k: int, also: frozenset[int] = frozenset()) -> frozenset[int]:
    """The rows of a table that have to be hidden, with those that are hidden ``also`` for another table."""
    columns = _counts(result)
    hidden = set(also) | {row for values in columns for row, number in enumerate(values) if 0 < number < k}
    hidden |= _hidden_lines(result, k)
    groups = [*_groups(result)]
    before = -1
    while before != len(hidden):
        before = len(hidden)
        for group in groups:
            for values in columns:
                hidden |= _more(group, values, hidden, k)
    return frozenset(hidden)


def told_by_part(result: Result, name: str, hidden: frozenset[int], k: int) -> frozenset[int]:
    """The rows of a part that would tell what the rows ``hidden`` of the answer hold: the same cells, sums of them."""
    pivot, part = result.pivot, result.parts[name]
    if pivot is None or not hidden:
        return frozenset()
    if name == pivot.footer:
        thin, place = _thin_columns(result, pivot, hidden, k), part.columns.index(pivot.across)
        return frozenset(row for row, record in enumerate(part.records) if record[place] in thin)
    names = [each for each in (*pivot.headers, pivot.across) if each not in PEOPLE]
    if not set(names) <= set(part.columns):
        return frozenset()
    own, other = ([table.columns.index(each) for each in names] for table in (result, part))
    gone = {tuple(record[place] for place in own) for row, record in enumerate(result.records) if row in hidden}
    return frozenset(row for row, record in enumerate(part.records) if tuple(record[place] for place in other) in gone)


def without_small_groups(
    result: Result, k: int, also: frozenset[int] = frozenset(), *, is_beside: bool = False
) -> tuple[Result, int]:
    """``result`` without the figures of groups of fewer than ``k`` people, and how many rows lost theirs.

    ``is_beside``: rows of a table that it is shown with are hidden.
    """
    hidden = hidden_rows(result, k, also)
    lines = _hidden_lines(result, k)
    heads = _line_people(result)
    figures = [word(name).kind in FIGURES and name not in LABELS for name in result.columns]
    always = [name in EXTREMES or (bool(hidden or is_beside) and name in CHAINED) for name in result.columns]
    nobody = result.columns.index(NOBODY) if NOBODY in result.columns else None
    by_buyer = [name in BY_BUYER for name in result.columns]

    def shown(row: int, record: Record) -> Record:
        out = [
            each and row in hidden and (name not in heads or row in lines)
            for each, name in zip(figures, result.columns, strict=True)
        ]
        if nobody is not None and record[nobody]:
            out = [one or other for one, other in zip(out, by_buyer, strict=True)]
        return tuple(None if one or other else value for value, one, other in zip(record, out, always, strict=True))

    records = [shown(row, record) for row, record in enumerate(result.records)]
    return replace(result, records=records, facts=_large(result.facts, k, is_whole=not hidden)), len(hidden)


def _large(facts: Mapping[str, object], k: int, *, is_whole: bool) -> dict[str, object]:
    """The headline numbers but those of fewer than ``k`` people, or of one, or whose difference is of so few."""

    def is_few(number: object) -> bool:
        return isinstance(number, int) and 0 < number < k

    out = {name for name, value in facts.items() if name in PEOPLE and is_few(value)} | EXTREMES | OVERLAPPING
    if WHOLES & out:
        out |= {name for name in facts if word(name).kind in AMOUNTS}
    if is_few(cast("int", facts.get("shop_purchases", 0)) - cast("int", facts.get("purchases", 0))):
        out |= SHOP
    return {name: value for name, value in facts.items() if name not in out and (is_whole or name not in CHAINED)}


def _counts(result: Result) -> list[list[int]]:
    """The counts of people of each row, column by column, and who is left of the customers without the new ones."""
    heads = _line_people(result)
    found = {
        name: [cast("int | None", record[place]) or 0 for record in result.records]
        for place, name in enumerate(result.columns)
        if name in PEOPLE and name not in heads
    }
    columns = [*found.values()]
    if {"customers", "new_customers"} <= found.keys():
        columns.append([every - new for every, new in zip(found["customers"], found["new_customers"], strict=True)])
    return columns


def _line_people(result: Result) -> frozenset[str]:
    """The counts that are of a whole line of a crossed table, and the same in all its rows."""
    return frozenset(() if result.pivot is None else result.pivot.headers) & PEOPLE


def _hidden_lines(result: Result, k: int) -> frozenset[int]:
    """The rows of the lines of a crossed table that are of few people each, or protect such a line."""
    if result.pivot is None:
        return frozenset()
    lines = [*_together(result, [name for name in result.pivot.headers if name not in PEOPLE]).values()]
    hidden: set[int] = set()
    for name in sorted(_line_people(result)):
        place = result.columns.index(name)
        sizes = [cast("int | None", result.records[rows[0]][place]) or 0 for rows in lines]
        few = {line for line, size in enumerate(sizes) if 0 < size < k}
        hidden |= few | _more(range(len(lines)), sizes, few, k)
    return frozenset(row for line in hidden for row in lines[line])


def _groups(result: Result) -> Iterator[Sequence[int]]:
    """Rows whose sum may be known: all of them, and those of each line and column of a crossed table.

    Below an average stands only what is settled, and nothing is the sum of a line.
    """
    yield range(len(result.records))
    pivot = result.pivot
    if pivot is not None and pivot.footer and pivot.footer_title == "pivot_footer":
        yield from _together(result, [pivot.across, *([pivot.settled] if pivot.settled else [])]).values()
        return
    crossed = [[pivot.across], [*pivot.headers]] if pivot else [[name] for name in _leading(result)]
    for names in crossed if len(crossed) > 1 else []:
        yield from _together(result, [name for name in names if name not in PEOPLE]).values()


def _leading(result: Result) -> Iterator[str]:
    """The columns that say which group a row is of: those in front of its figures."""
    for name in result.columns:
        if word(name).kind not in ("text", "code"):
            return
        yield name


def _together(result: Result, names: Sequence[str]) -> dict[tuple[object, ...], list[int]]:
    """The numbers of the rows that have the same in the columns ``names``."""
    places = [result.columns.index(name) for name in names if name in result.columns]
    found: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for row, record in enumerate(result.records):
        found[tuple(record[place] for place in places)].append(row)
    return found


def _thin_columns(result: Result, pivot: Pivot, hidden: frozenset[int], k: int) -> frozenset[object]:
    """The values across whose hidden cells do not protect each other: a sum of the column would tell of them."""
    columns, thin = _counts(result), set()
    names = [pivot.across, *([pivot.settled] if pivot.settled else [])]
    for (step, *is_settled), rows in _together(result, names).items():
        for values in columns if all(is_settled) else []:
            out = [values[row] for row in rows if row in hidden and values[row]]
            if out and (len(out) == 1 or sum(out) < k):
                thin.add(step)
    return frozenset(thin)


def _more(group: Sequence[int], sizes: Sequence[int], hidden: AbstractSet[int], k: int) -> set[int]:
    """Further rows of the group to hide, the smallest first, until those hidden protect each other."""
    out = [sizes[row] for row in group if row in hidden and sizes[row]]
    found: set[int] = set()
    if not out:
        return found
    for row in sorted(
        (row for row in group if row not in hidden and sizes[row] > 0), key=lambda row: (sizes[row], row)
    ):
        if len(out) > 1 and sum(out) >= k:
            break
        found.add(row)
        out.append(sizes[row])
    return found
