"""A condition on customers as it was asked: its text and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from crmkit.customers.conditions.expression import Tags, parse
from crmkit.customers.conditions.tags import shipped_names
from crmkit.customers.scores.maps import SHIPPED, load_map
from crmkit.customers.traits.catalog import TRAITS
from crmkit.errors import UsageError
from crmkit.store.predicate import Compare, OneOf, Predicate, columns_of, leaves, traits_of

SHORT = 80
"""Characters of a condition that an error repeats."""
DESCRIBING: Final = frozenset(("place", "goods"))
"""The sources that read titles, provinces and cities of orders; the trait ``channel`` is the one beside them."""


@dataclass(frozen=True)
class Where:
    """``text`` as it was typed and the ``predicate`` that it means."""

    text: str
    predicate: Predicate

    @property
    def short(self) -> str:
        """The text for an error, which is one line."""
        return self.text if len(self.text) <= SHORT else f"{self.text[: SHORT - 3]}..."

    @cached_property
    def describes(self) -> bool:
        """Whether titles, places or channels of orders have a say in it."""
        names = traits_of(self.predicate)
        return "channel" in names or any(TRAITS[name].source in DESCRIBING for name in names)

    @cached_property
    def segments(self) -> str:
        """The segment map that its segments are of: the first shipped one that has them all.

        Raises:
            UsageError: the segments are of two maps, or ``rfm_cell`` (scores 1 to 5) goes with one of another scale.
        """
        homes = {code: choice for choice in reversed(SHIPPED) for code in _codes(choice)}
        named = [str(value) for leaf in leaves(self.predicate) if leaf.column == "segment" for value in _values(leaf)]
        codes = [("rfm_cell", SHIPPED[0])] if "rfm_cell" in columns_of(self.predicate) else []
        codes += [(code, homes[code]) for code in named]
        for code, home in codes:
            if home != codes[0][1]:
                raise UsageError("where_two_maps", where="--where", first=codes[0][0], second=code)
        return codes[0][1] if codes else SHIPPED[0]


def read_where(text: str, tags: Tags | None = None) -> Where:
    """The condition ``text``, which may name ``tags`` (by default the shipped ones); ``UsageError`` when it is none."""
    where = Where(text, parse(text, shipped_names() if tags is None else tags))
    _ = where.segments  # refused now rather than when the files have been read
    return where


def _values(leaf: object) -> tuple[object, ...]:
    match leaf:
        case Compare(_, _, value):
            return (value,)
        case OneOf(_, values):
            return values
    return ()


def _codes(choice: str) -> list[str]:
    return [segment.code for segment in load_map(choice).segments]
