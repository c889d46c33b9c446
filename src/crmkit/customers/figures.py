"""The figures of an answer by name, for the sentences and small tables of its screen."""

from __future__ import annotations

from typing import Any

from crmkit.result import Result

STAGE_CAVEATS = ("customer_rhythm_assumed", "rhythm_young", "rhythm_assumed", "history_unknown")
"""Codes of the notes that weigh most where customers are told apart by their lifecycle stage."""


def lines_of(result: Result, part: str = "") -> list[dict[str, Any]]:
    """The rows of an answer, or of a part of it, by the names of their columns; none without that part."""
    found = result if not part else result.parts.get(part)
    return [] if found is None else [dict(zip(found.columns, record, strict=True)) for record in found.records]


def length(top: int | None, *, usual: int, listed: int, everyone: int) -> tuple[int, str]:
    """Rows of a list on a screen, ``listed`` or as many as were asked for, and the options that ask for all of them."""
    if top is None or top == usual:
        return listed, "--reveal"
    return top, f"--top {everyone} --reveal"
