"""Thresholds between scores as an owner types them, and the text form of the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from crmkit.errors import UsageError

Measure = Literal["recency", "frequency", "monetary"]
MEASURES: tuple[Measure, ...] = ("recency", "frequency", "monetary")
LETTERS: Mapping[str, Measure] = {"R": "recency", "F": "frequency", "M": "monetary"}

_ASSIGNMENT = re.compile(r"([RFM])=([^,;，；\s]+)", re.IGNORECASE)
_BETWEEN = ",;，； \t"
_MOST = 10**12
"""No threshold is beyond it; the engine counts in 64 bits."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Thresholds typed by the owner; a measure left ``None`` follows the shop's own customers.

    ``recency_days``: the most days for each score from the best down to 2, rising (30, 60, 90, 180).
    ``frequency``: the fewest purchase days for scores 2 and up, rising. ``monetary``: the least yuan, rising.
    """

    recency_days: tuple[int, ...] | None = None
    frequency: tuple[int, ...] | None = None
    monetary: tuple[Decimal, ...] | None = None

    def __str__(self) -> str:
        given = (("R", self.recency_days), ("F", self.frequency), ("M", self.monetary))
        return ",".join(f"{letter}={'/'.join(map(str, values))}" for letter, values in given if values is not None)

    def given_for(self, measure: Measure) -> tuple[int, ...] | None:
        """The thresholds for scores 2 and up in whole numbers, or ``None`` when the owner gave none."""
        if measure == "recency":
            return None if self.recency_days is None else tuple(reversed(self.recency_days))
        if measure == "frequency":
            return self.frequency
        return None if self.monetary is None else tuple(int(value.scaleb(2)) for value in self.monetary)

    def check(self, needed: int) -> None:
        """Refuse thresholds of the wrong number (``needed`` per measure), order or fineness (``UsageError``)."""
        given: tuple[tuple[str, Sequence[int | Decimal] | None], ...] = (
            ("R", self.recency_days),
            ("F", self.frequency),
            ("M", self.monetary),
        )
        for letter, values in given:
            if values is None:
                continue
            if len(values) != needed:
                raise UsageError("thresholds_count", letter=letter, needed=needed, given=len(values))
            finer_than_fen = any(value != round(value, 2) for value in values)
            if list(values) != sorted(set(values)) or values[0] < 0 or finer_than_fen:
                raise UsageError("thresholds_order", letter=letter, value="/".join(map(str, values)))


def parse_thresholds(text: str) -> Thresholds:
    """``R=30/60/90/180,F=2/3/4/6,M=100/300/1000/3000`` as ``Thresholds``; measures may be left out.

    Raises:
        UsageError: when the text has another form.
    """
    found: dict[Measure, str] = {}
    for match in _ASSIGNMENT.finditer(text):
        found[LETTERS[match.group(1).upper()]] = match.group(2)
    if not found or _ASSIGNMENT.sub("", text).strip(_BETWEEN):
        raise UsageError("thresholds_form", value=text)
    try:
        return Thresholds(
            recency_days=_whole(found.get("recency")),
            frequency=_whole(found.get("frequency")),
            monetary=_money(found.get("monetary")),
        )
    except (ValueError, InvalidOperation):
        raise UsageError("thresholds_form", value=text) from None


def _whole(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    values = tuple(int(part) for part in text.split("/"))
    if not all(abs(value) <= _MOST for value in values):
        raise ValueError(text)
    return values


def _money(text: str | None) -> tuple[Decimal, ...] | None:
    if text is None:
        return None
    values = tuple(Decimal(part) for part in text.split("/"))
    if not all(value.is_finite() and abs(value) <= _MOST for value in values):
        raise ValueError(text)
    return values
