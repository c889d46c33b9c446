"""What files of a dialect do that others do not, and how well it is known that they do: each a key of its TOML file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast, get_args

from crmkit.errors import UsageError

Days = Literal["dmy", "mdy"]
Refunds = Literal["order", "line", "check"]
"""Whose the refund beside a line is, as ``Amounts`` of the amount beside it."""
EVIDENCE = ("seen", "documented", "guess")
"""How something about a dialect is known: from files or from code that reads them, from the platform, or not at all."""
KEYS = frozenset({"evidence", "days", "refunds", "described", "blank_ids"})


@dataclass(frozen=True, slots=True)
class Habits:
    """``evidence`` has a sentence for each way of knowing.

    ``days``: what comes first in 03/04/2026 where a file on a clock of 24 hours does not prove it. ``is_described``:
    below the header stands a row that describes the columns. ``fills_ids``: a row without an order number belongs to
    the order above it.
    """

    evidence: Mapping[str, str] = field(default_factory=dict)
    days: Days | None = None
    refunds: Refunds = "check"
    is_described: bool = False
    fills_ids: bool = False


USUAL = Habits()


def read_habits(table: Mapping[str, object], where: str) -> Habits:
    """The habits in the TOML ``table`` of a dialect; ``UsageError`` for a value that none of them has."""
    evidence = cast("Mapping[str, str]", table.get("evidence", {}))
    days, refunds = cast("Days | None", table.get("days")), cast("Refunds", table.get("refunds", "check"))
    described, blank_ids = table.get("described", False), table.get("blank_ids", "nobody")
    for key, value, known in (
        *(("evidence", name, EVIDENCE) for name in evidence),
        ("days", days, (*get_args(Days), None)),
        ("refunds", refunds, get_args(Refunds)),
        ("described", described, (True, False)),
        ("blank_ids", blank_ids, ("above", "nobody")),
    ):
        if value not in known:
            said = ", ".join(str(word) for word in known if word is not None)
            raise UsageError("dialect_broken", where=where, problem=f"{key} = {value!r}: {said}")
    return Habits(evidence, days, refunds, bool(described), blank_ids == "above")
