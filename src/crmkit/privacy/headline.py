"""The headline numbers of a shared answer: none of fewer than ``k`` people, nor any that leaves so few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from crmkit.privacy.few import (
    AMOUNTS,
    CHAINED,
    EXTREMES,
    MADE_OF,
    OF_ALL,
    OF_UNKNOWN_MANY,
    OVERLAPPING,
    PEOPLE,
    RATE_OF,
    SHOP,
    WHOLES,
)
from crmkit.privacy.listed import is_list
from crmkit.privacy.margins import is_safe
from crmkit.result import Result
from crmkit.vocabulary import word


def counts_of(facts: Mapping[str, object]) -> dict[str, int]:
    """The counts of people among headline numbers."""
    return {name: value for name, value in facts.items() if name in PEOPLE and isinstance(value, int)}


def large(facts: Mapping[str, object], k: int) -> dict[str, object]:
    """The headline numbers but those of fewer than ``k`` people, or of one, or whose difference is of so few."""
    counts = counts_of(facts)
    out = {name for name, value in counts.items() if 0 < value < k} | EXTREMES | OVERLAPPING | OF_UNKNOWN_MANY
    if WHOLES & out:
        out |= {name for name in facts if word(name).kind in AMOUNTS}
    if 0 < counts.get("shop_purchases", 0) - counts.get("purchases", 0) < k:
        out |= SHOP
    if any(0 < counts.get(name, 0) < k for name in ("joined", "left")):
        out.add("customers_before")  # beside those after it would be who joined without who left
    if 0 < counts.get("never_bought", 0) < k:
        out |= OF_ALL
    before = -1
    while before != len(out):
        before = len(out)
        out |= {*_giving_away(counts, out, k)}
    out |= {*_few_shares(facts, counts, out, k)}
    return {name: value for name, value in facts.items() if name not in out}


def _giving_away(counts: Mapping[str, int], out: set[str], k: int) -> Iterator[str]:
    """The smallest part of each sum whose hidden parts would follow from what is shown of it."""
    for whole, parts in MADE_OF:
        if whole not in counts or whole in out:
            continue
        known = [name for name in parts if name in counts and (counts[name] or name in out)]
        rest = counts[whole] - sum(counts[name] for name in known)
        hidden = [counts[name] for name in known if name in out] + ([rest] if rest > 0 else [])
        shown = [name for name in known if name not in out]
        if hidden and min(hidden) < k and not is_safe(hidden, k):
            yield min(shown, key=lambda name: (counts[name], name)) if shown else whole


def _few_shares(facts: Mapping[str, object], counts: Mapping[str, int], out: set[str], k: int) -> Iterator[str]:
    """The shares of customers that are of few of them, or of all but few, or of a count that is left out."""
    for name, value in facts.items():
        whole = counts.get(RATE_OF.get(name, ""))
        if whole is None or value is None:
            continue
        number = round(Decimal(str(value)) * whole)
        is_count_out = name == "repeat_customer_share" and "repeat_customers" in out
        if is_count_out or 0 < number < k or 0 < whole - number < k:
            yield name


def without_hidden(facts: Mapping[str, object], answer: Result, shared: Result) -> dict[str, object]:
    """The headline numbers without those that a hidden cell holds, and without the best of what is hidden."""
    tables = [(answer, shared), *((answer.parts[name], part) for name, part in shared.parts.items())]
    gone: dict[str, set[object]] = {}
    for before, after in tables:
        if is_list(before):
            continue
        for old, new in zip(before.records, after.records, strict=False):
            for name, one, other in zip(before.columns, old, new, strict=True):
                if name in facts and one is not None and other is None:
                    gone.setdefault(name, set()).add(one)
    is_whole = not any(
        None in new and None not in old for old, new in zip(answer.records, shared.records, strict=False)
    )
    return {
        name: value
        for name, value in facts.items()
        if value not in gone.get(name, ()) and (is_whole or name not in CHAINED)
    }
