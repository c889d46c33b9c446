"""What an answer counts: orders in one currency, of all shops or of some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Prices:
    """The currency that was ``asked`` for, and the one that answers are in; ``None``: yuan, or what all are in."""

    asked: str | None = None
    currency: str | None = None
    are_settled: bool = False


@dataclass(frozen=True, slots=True)
class Shop:
    """One shop on one platform; the one without a name has the empty name."""

    key: int
    platform: str
    name: str


@dataclass(slots=True)
class Shops:
    """The names and platforms that were ``asked`` for, all of them when empty; ``counted``: the shops of the answer."""

    asked: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    counted: Sequence[Shop] | None = None

    @property
    def are_chosen(self) -> bool:
        """Whether answers leave any shop out."""
        return bool(self.asked or self.platforms)
