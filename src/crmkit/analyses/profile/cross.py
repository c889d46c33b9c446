"""Customers by two of their traits at once: a line for each value of one, a column for each of the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib.resources import files
from typing import cast

from crmkit.analyses.profile.tables import STAGES, WEEKDAYS
from crmkit.customers.arguments import require_choice
from crmkit.customers.conditions.tags import Tag
from crmkit.customers.conditions.tokens import TAG as TAG_WORDS
from crmkit.customers.conditions.values import names
from crmkit.customers.scores.maps import load_map
from crmkit.errors import UsageError
from crmkit.messages import Language
from crmkit.models.shares import rate, shares, yuan
from crmkit.result import Note, Pivot, Record, Result
from crmkit.store.matching import People
from crmkit.store.predicate import All, Compare
from crmkit.store.store import Store

SQL = files("crmkit.analyses.profile")
TAG = "tag"
TRAITS_CROSSED = (
    *(
        "segment",
        "tier",
        "stage",
        "province",
        "category",
        "channel",
        "shop",
        "platform",
        "hour_band",
        "weekday",
        "gender",
        "member_level",
    ),
)
CROSSED = (*TRAITS_CROSSED, TAG)
"""What may be crossed: traits of few values, and tags, of which a customer may have several."""

Counts = Sequence[tuple[str | None, str | None, int, int]]
"""A value of either trait, customers, fen."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the values of traits are called, and in what order they stand."""

    language: Language
    segments: str
    tags: Sequence[Tag]

    def labels(self, name: str) -> Mapping[str | None, str]:
        """The words of values that are neither words already nor codes of the catalog."""
        if name == TAG:
            return {tag.code: tag.label(self.language) for tag in self.tags}
        if name == "segment":
            return {segment.code: segment.labels[self.language] for segment in load_map(self.segments).segments}
        return {}

    def in_order(self, name: str, values: Sequence[tuple[str | None, int]]) -> list[str | None]:
        """Those of ``values`` (with customers) that occur: as they follow each other, else the most frequent first.

        The unknown comes last.
        """
        fixed: Mapping[str, Sequence[str]] = {
            TAG: [tag.code for tag in self.tags],
            "stage": STAGES,
            "weekday": WEEKDAYS,
            "tier": ("A", "B", "C"),
            "hour_band": ("night", "morning", "afternoon", "evening"),
            "segment": [segment.code for segment in load_map(self.segments).segments],
        }
        totals: dict[str | None, int] = {}
        for value, customers in values:
            totals[value] = totals.get(value, 0) + customers
        known = [value for value in totals if value is not None]
        known.sort(key=fixed[name].index if name in fixed else lambda value: (-totals[value], value))
        return [*known, *([None] if None in totals else [])]


def read_cross(said: tuple[str, str]) -> tuple[str, str]:
    """The two things to cross by their codes, called as in ``--where``; ``UsageError`` unless they may and differ."""
    down, across = (_code_of(name) for name in said)
    if down == across:
        raise UsageError("cross_itself", name=down)
    return down, across


def _code_of(called: str) -> str:
    text = called.strip().lower()
    trait = names().get(text)
    code = TAG if text in TAG_WORDS else text if trait is None else trait.name
    if code not in CROSSED:
        require_choice("--cross", called, CROSSED)
    return code


def traits_crossed(cross: tuple[str, str]) -> list[str]:
    """The traits among the two."""
    return [name for name in cross if name != TAG]


def crossed(store: Store, people: People, cross: tuple[str, str], words: Words) -> Result:
    """The matrix of customers, with that of money and the totals below both (where they are sums) as parts.

    ``people`` knows the traits that are crossed, or a flag per tag; the table ``trait_bought`` says who is counted.
    """
    down, across = cross
    found = _by_tag(store, people, cross, words.tags) if TAG in cross else _by_trait(store, people, down, across)
    downs = words.in_order(down, [(row[0], row[2]) for row in found])
    acrosses = words.in_order(across, [(row[1], row[2]) for row in found])
    found_cells = {(row[0], row[1]): (row[2], row[3]) for row in found}
    ((everyone, _, _, all_fen),) = cast("list[tuple[int, ...]]", store.query(SQL / "totals.sql").records)
    named = {name: words.labels(name) for name in cross}
    places = [(one, other) for one in downs for other in acrosses]
    cells = [found_cells.get(place, (0, 0)) for place in places]
    labels = [(named[down].get(one, one), named[across].get(other, other)) for one, other in places]
    people_shares = _shares([customers for customers, _ in cells], everyone)
    money_shares = _shares([fen for _, fen in cells], all_fen)
    totals: list[Record] = [
        (*label, customers, part) for label, (customers, _), part in zip(labels, cells, people_shares, strict=True)
    ]
    money: list[Record] = [
        (*label, yuan(fen), part) for label, (_, fen), part in zip(labels, cells, money_shares, strict=True)
    ]
    columns = (*cross, "net_sales", "net_sales_share")
    parts = {"cross_net_sales": Result("cross_net_sales", columns, money, pivot=_pivot(cross, "net_sales"))}
    if down != TAG:
        sums: list[Record] = []
        for other in acrosses:
            own = [found_cells.get((one, other), (0, 0)) for one in downs]
            label = named[across].get(other, other)
            sums.append((label, sum(customers for customers, _ in own), yuan(sum(fen for _, fen in own))))
        parts["cross_totals"] = Result("cross_totals", (across, "customers", "net_sales"), sums)
    return Result(
        "profile_cross",
        (*cross, "customers", "customer_share"),
        totals,
        parts=parts,
        notes=(Note("cross_tags"),) if TAG in cross else (),
        definition=("stages",) if "stage" in cross else (),
        pivot=_pivot(cross, "customers"),
    )


def _shares(parts: Sequence[int], whole: int) -> list[Decimal]:
    """The part of the whole of each cell, 1 together where they are all of it: with tags somebody is in several."""
    return shares(parts) if sum(parts) == whole else [rate(part, whole) for part in parts]


def _pivot(cross: tuple[str, str], value: str) -> Pivot:
    """The matrix of ``value``; customers have several tags, so that columns of tags do not add up."""
    down, across = cross
    shape = Pivot(headers=(down,), across=across, across_title=across, value=value)
    if down == TAG:
        return shape
    return replace(shape, footer="cross_totals", footer_value=value, footer_title="pivot_total")


def _by_trait(store: Store, people: People, down: str, across: str) -> Counts:
    people.keep("crossed", {"down": down, "across": across}, All(()))
    return cast("Counts", store.query(SQL / "cross.sql").records)


def _by_tag(store: Store, people: People, cross: tuple[str, str], tags: Sequence[Tag]) -> Counts:
    """The values of the trait beside the tag, tag after tag."""
    place = cross.index(TAG)
    other = cross[1 - place]
    rows: list[tuple[str | None, str | None, int, int]] = []
    for tag in tags:
        people.keep("crossed", {"down": other, "across": other}, Compare(tag.code, "=", True))
        for value, _, customers, fen in cast("Counts", store.query(SQL / "cross.sql").records):
            rows.append((tag.code, value, customers, fen) if place == 0 else (value, tag.code, customers, fen))
    return rows
