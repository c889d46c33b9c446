"""Rows and shares that tell of few people by what they are within: a wider count, another row, all customers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from crmkit.privacy.few import NESTED, RATE_OF, WHOLE_OF
from crmkit.result import Result

RUNNING = "complete_customers"


@dataclass(frozen=True, slots=True)
class Known:
    """What else the reader of a table knows: the least group, the headline counts, what rows of a series held so far.

    ``wholes`` are the counts before any of them was left out.
    """

    k: int
    wholes: Mapping[str, int] = field(default_factory=dict)
    told: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def istold_apart(self, series: str, number: int) -> bool:
        """Whether a further number of a series differs by few from another one of it."""
        others = {0, *self.told[series]}
        if (whole := self.wholes.get(WHOLE_OF.get(series, ""))) is not None:
            others.add(whole)
        return any(0 < abs(number - other) < self.k for other in others)


def few_elsewhere(result: Result, known: Known) -> set[int]:
    """Rows whose averages and shares tell of few others: buyers among customers, the same value outside an audience."""
    places = {name: place for place, name in enumerate(result.columns)}
    hidden = set()
    for row, record in enumerate(result.records):
        got = {name: record[place] for name, place in places.items() if record[place] is not None}
        if {"customers", "net_sales", "avg_net_spend"} <= got.keys() and got["avg_net_spend"]:
            buyers = round(cast(Decimal, got["net_sales"]) / cast(Decimal, got["avg_net_spend"]))
            slack = cast(int, got["customers"]) - buyers
            if 0 < slack < known.k and buyers * known.k > slack:
                hidden.add(row)
        if {"customers", "overall_share"} <= got.keys() and "all_customers" in known.wholes:
            every = Decimal(str(got["overall_share"])) * known.wholes["all_customers"]
            if 0 < round(every) - cast(int, got["customers"]) < known.k:
                hidden.add(row)
    return hidden


def told_apart(result: Result, hidden: AbstractSet[int], known: Known) -> set[int]:
    """The rows of a table of rows within each other that differ by few from one shown before."""
    series = dict(NESTED.get(result.name, {}))
    line: list[int] = []
    if result.pivot is not None and result.pivot.weight == RUNNING and RUNNING in result.columns:
        series, line = {RUNNING: RUNNING}, [result.columns.index(name) for name in result.pivot.headers]
    places = [(result.columns.index(name), of) for name, of in series.items() if name in result.columns]
    out: set[int] = set()
    for row, record in enumerate(result.records):
        header = "".join(f" {record[place]}" for place in line)
        numbers = [(of + header, _people(record[at], known)) for at, of in places if record[at] is not None]
        if row in hidden or any(known.istold_apart(of, number) for of, number in numbers):
            out.add(row)
            continue
        for of, number in numbers:
            known.told[of].add(number)
    return out - hidden


def _people(value: object, known: Known) -> int:
    """How many people a count is, or a share of all customers."""
    if isinstance(value, int):
        return value
    return round(Decimal(str(value)) * known.wholes.get("customers", 0))


def few_rates(result: Result, known: Known) -> set[tuple[int, int]]:
    """The cells of shares that are of few people, or of all but few."""
    out = set()
    for place, name in enumerate(result.columns):
        whole = RATE_OF.get(name)
        if whole is None or whole not in result.columns:
            continue
        at = result.columns.index(whole)
        for row, record in enumerate(result.records):
            if record[place] is None or record[at] is None:
                continue
            number = round(Decimal(str(record[place])) * cast(int, record[at]))
            if 0 < number < known.k or 0 < cast(int, record[at]) - number < known.k:
                out.add((row, place))
    return out
