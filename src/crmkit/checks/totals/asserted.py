"""A total that the owner knows, beside that of the data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Asserted:
    """One total: what was ``asserted`` of it, and what the data ``have``."""

    name: str
    asserted: Decimal
    have: Decimal

    @property
    def difference(self) -> Decimal:
        """What the data have more."""
        return self.have - self.asserted
