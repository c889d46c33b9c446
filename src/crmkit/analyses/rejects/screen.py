"""What stands on a screen of rejected lines: how many, for how much, why, and which of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from crmkit.customers.figures import lines_of
from crmkit.result import Result
from crmkit.screen import LISTED, Form, Line, Screen, Sentence, Table

REASONS = 10
"""Files and reasons that are counted where there are more lines than a screen has."""
NAMED = 3
"""Reasons that the sentence names."""


def on_screen(result: Result) -> Result:
    """The answer with its sentences and its screen."""
    if not result.records:
        code = "rejects_none_such" if result.params else "rejects_none"
        screen = Screen((), next=Line("next", "rejects_files"))
        return replace(result, answer=(Sentence(code),), screen=screen)
    reasons = lines_of(result, "reasons")
    names = {PurePath(str(line["file"])).name for line in reasons}
    named: dict[str, Form] = {"file": "name"} if len(names) == len({line["file"] for line in reasons}) else {}
    has_lengths = any(line["lines"] > 1 for line in lines_of(result))
    lines = Table(
        columns=("file", "line", *(("lines",) if has_lengths else ()), "reason", "column_name", "amount"),
        leave=("lines", "column_name", "amount"),
        rows=LISTED,
        forms=named,
        rest="-o rejects.xlsx",
    )
    summary = Table(
        columns=("file", "reason", "lines", "first_line", "amount"),
        part="reasons",
        leave=("first_line", "amount"),
        rows=REASONS,
        forms=named,
    )
    blocks = (summary, lines) if len(result.records) > LISTED else (lines,)
    screen = Screen(blocks, (), ("raw_lines_forgotten", "raw_lines_gone", "raw_lines"), Line("next", "rejects_next"))
    return replace(result, answer=tuple(_opening(result, reasons)), screen=screen)


def _opening(result: Result, reasons: list[dict[str, Any]]) -> Iterator[Sentence]:
    known = [line["amount"] for line in reasons if line["amount"] is not None]
    counts = {"lines": result.facts["rejected_lines"], "files": len({line["file"] for line in reasons})}
    yield Sentence("rejects_lines", {**counts, "amount": sum(known, Decimal(0)) if known else None})
    totals: dict[str, int] = {}
    for line in reasons:
        totals[line["reason"]] = totals.get(line["reason"], 0) + line["lines"]
    often = sorted(totals, key=lambda reason: (-totals[reason], reason))[:NAMED]
    if len(often) == 1:
        yield Sentence("rejects_why", {"reason": often[0]})
        return
    keys = [("reason", "count"), ("reason_2", "count_2"), ("reason_3", "count_3")]
    values: dict[str, object] = {"reason_3": None, "count_3": None}
    for (name, count), reason in zip(keys, often, strict=False):
        values |= {name: reason, count: totals[reason]}
    yield Sentence("rejects_reasons", values)
