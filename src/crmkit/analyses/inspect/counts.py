"""Who has each value of each feature and each tag, in an audience and among all customers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import cast

from crmkit.analyses.inspect.features import FEATURES, MOST_VALUES, TAG
from crmkit.customers.conditions.tagging import build_tags
from crmkit.customers.conditions.tags import Tag
from crmkit.customers.traits.build import build
from crmkit.models.proportions import difference
from crmkit.store.predicate import columns_of
from crmkit.store.store import Store

SQL = files("crmkit.analyses.inspect")


@dataclass(frozen=True, slots=True)
class Compared:
    """A value of a feature: customers who have it, customers with a known feature, in the audience and in all."""

    feature: str
    value: str
    customers: int
    known: int
    everyone: int
    everyone_known: int

    @property
    def name(self) -> str:
        """The feature, or the code of the tag."""
        return self.value if self.feature == TAG else self.feature

    @property
    def others(self) -> tuple[int, int]:
        """Customers outside the audience who have it, and those with a known feature."""
        return self.everyone - self.customers, self.everyone_known - self.known

    @property
    def lead(self) -> float:
        """Standard errors by which the audience is above the others."""
        return difference(self.customers, self.known, *self.others)


def compared(store: Store, as_of: date, known: Sequence[Tag], segments: str) -> list[Compared]:
    """Every value that is compared, of all features and tags."""
    tag_traits = [name for tag in known for name in columns_of(tag.predicate)]
    if {"segment", "rfm_cell"} & set(tag_traits):  # of a map of their own, perhaps
        build_tags(store, as_of, known)
        build(store, FEATURES, as_of, segments=segments)
    else:
        build_tags(store, as_of, known, built=build(store, (*FEATURES, *tag_traits), as_of, segments=segments))
    store.materialise("inspected", SQL / "inspected.sql")
    counts = cast("list[tuple[str, str, int, int]]", store.query(SQL / "inspect.sql").records)
    by_feature: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for feature, value, customers, everyone in counts:
        by_feature[feature].append((value, customers, everyone))
    found = []
    for feature in FEATURES:
        values = by_feature[feature]
        known_own, known_all = sum(own for _, own, _ in values), sum(whole for _, _, whole in values)
        found += [
            Compared(feature, value, own, known_own, whole, known_all) for value, own, whole in values[:MOST_VALUES]
        ]
    codes = [tag.code for tag in known]
    people = store.people(("trait_tags", "trait_bought"))
    whole = people.tally(codes, "net_fen")
    store.keep_audience("trait_tags")
    for code, (yes, no, _), (all_yes, all_no, _) in zip(codes, people.tally(codes, "net_fen"), whole, strict=True):
        if all_yes:
            found.append(Compared(TAG, code, yes, yes + no, all_yes, all_yes + all_no))
    return found
