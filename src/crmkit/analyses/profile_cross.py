"""Customers by two of their traits at once: a line for each value of one, a column for each of the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import cast

from crmkit.analyses.maps import load_map
from crmkit.analyses.profile_tables import STAGES, WEEKDAYS
from crmkit.analyses.traits.catalog import TRAITS
from crmkit.errors import UsageError
from crmkit.messages import Language
from crmkit.models.shares import rate, yuan
from crmkit.result import Pivot, Record, Result
from crmkit.store.matching import People
from crmkit.store.predicate import All, Predicate
from crmkit.store.store import Store

SQL = files("crmkit.analyses")
TAG = "tag"
TRAITS_CROSSED = (
    "segment",
    "tier",
    "stage",
    "province",
    "category",
    "channel",
    "hour_band",
    "weekday",
    "gender",
    "level",
)
CROSSED = (*TRAITS_CROSSED, TAG)
"""What may be crossed: traits of few values, and tags, of which a customer may have several."""

EVERYBODY = All(())
Found = Sequence[tuple[str | None, str | None, int, int]]


def check_cross(cross: tuple[str, str]) -> None:
    """``UsageError`` unless these are two different things that may be crossed."""
    for name in cross:
        if name not in CROSSED:
            raise UsageError("bad_choice", option="cross", value=name, choices=", ".join(CROSSED))
    if cross[0] == cross[1]:
        raise UsageError("cross_itself", name=cross[0])


def traits_crossed(cross: tuple[str, str]) -> list[str]:
    """The traits among the two."""
    return [name for name in cross if name in TRAITS]


def crossed(store: Store, people: People, cross: tuple[str, str], language: Language, segments: str) -> Result:
    """The matrix of customers, with that of money and the totals below both (where they are sums) as parts.

    ``people`` knows the traits that are crossed; the table ``trait_bought`` says who is counted.
    """
    down, across = cross
    found = _found(store, people, cross)
    downs = _in_order(down, [(row[0], row[2]) for row in found], segments)
    acrosses = _in_order(across, [(row[1], row[2]) for row in found], segments)
    told = {(row[0], row[1]): (row[2], row[3]) for row in found}
    ((everyone, _, _, all_fen),) = cast("list[tuple[int, ...]]", store.query(SQL / "profile_heads.sql").records)
    named = {name: _labels(name, language, segments) for name in cross}
    heads: list[Record] = []
    money: list[Record] = []
    for one in downs:
        for other in acrosses:
            customers, fen = told.get((one, other), (0, 0))
            labels = (named[down].get(one, one), named[across].get(other, other))
            heads.append((*labels, customers, rate(customers, everyone)))
            money.append((*labels, yuan(fen), rate(fen, all_fen)))
    parts = {
        "cross_revenue": Result(
            "cross_revenue", (*cross, "revenue", "revenue_share"), money, pivot=_pivot(cross, "revenue")
        )
    }
    if down != TAG:
        sums: list[Record] = []
        for other in acrosses:
            own = [told.get((one, other), (0, 0)) for one in downs]
            label = named[across].get(other, other)
            sums.append((label, sum(customers for customers, _ in own), yuan(sum(fen for _, fen in own))))
        parts["cross_totals"] = Result("cross_totals", (across, "customers", "revenue"), sums)
    columns = (*cross, "customers", "customer_share")
    definition = ("stages",) if "stage" in cross else ()
    return Result("profile_cross", columns, heads, parts=parts, definition=definition, pivot=_pivot(cross, "customers"))


def _pivot(cross: tuple[str, str], value: str) -> Pivot:
    """The matrix of ``value``; customers have several tags, so that columns of tags do not add up."""
    down, across = cross
    shape = Pivot(heads=(down,), across=across, across_title=across, value=value)
    if down == TAG:
        return shape
    return replace(shape, footer="cross_totals", footer_value=value, footer_title="pivot_total")


def _found(store: Store, people: People, cross: tuple[str, str]) -> Found:
    """Heads and money by the values of both; customers of whom one is not known have none."""
    if TAG not in cross:
        return _counted(store, people, dict(zip(("down", "across"), cross, strict=True)))
    place = cross.index(TAG)
    other = cross[1 - place]
    rows: list[tuple[str | None, str | None, int, int]] = []
    for code, rule in dict[str, Predicate]().items():
        own = _counted(store, people, {"down": other, "across": other}, rule)
        for value, _, customers, fen in own:
            rows.append((code, value, customers, fen) if place == 0 else (value, code, customers, fen))
    return rows


def _counted(store: Store, people: People, columns: Mapping[str, str], rule: Predicate = EVERYBODY) -> Found:
    people.keep("crossed", columns, rule)
    return cast("Found", store.query(SQL / "profile_cross.sql").records)


def _in_order(name: str, values: Sequence[tuple[str | None, int]], segments: str) -> list[str | None]:
    """The values of a trait that occur: in the order they have, else those of most customers first; unknown last."""
    fixed: Mapping[str, Sequence[str]] = {
        "stage": STAGES,
        "weekday": WEEKDAYS,
        "tier": ("A", "B", "C"),
        "hour_band": ("night", "morning", "afternoon", "evening"),
        "segment": [segment.code for segment in load_map(segments).segments],
    }
    heads: dict[str | None, int] = {}
    for value, customers in values:
        heads[value] = heads.get(value, 0) + customers
    known = [value for value in heads if value is not None]
    if name in fixed:
        known.sort(key=fixed[name].index)
    elif name != TAG:
        known.sort(key=lambda value: (-heads[value], value))
    return [*known, *([None] if None in heads else [])]


def _labels(name: str, language: Language, segments: str) -> Mapping[str | None, str]:
    """What values are called that are neither words nor codes of the catalog."""
    if name != "segment":
        return {}
    return {segment.code: segment.labels[language] for segment in load_map(segments).segments}
