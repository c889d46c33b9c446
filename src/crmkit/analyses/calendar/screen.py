"""What stands on a screen of the calendar: what comes first, what to prepare now, and the plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from crmkit.customers.figures import lines_of
from crmkit.result import Result
from crmkit.screen import Line, Name, Screen, Sentence, Table

ROWS = 20
"""Occasions on a screen."""


def on_screen(result: Result) -> Result:
    """The answer with its sentences and its screen."""
    table = Table(
        columns=("occasion_on", "occasion", "customers", "lead_days", "contact_on", "condition"),
        leave=("condition", "lead_days"),
        rows=ROWS,
        rest="-o plan.xlsx",
    )
    foot = (Line("counted", "calendar_counted", {"as_of": result.as_of}),)
    step = Line("next", "calendar_next")
    said = tuple(_opening(result))
    return replace(result, answer=said, screen=Screen((table,), foot, ("calendar_unknown",), step))


def _opening(result: Result) -> Iterator[Sentence]:
    lines: list[dict[str, Any]] = lines_of(result)
    days = [line for line in lines if line["occasion_kind"] != "customers"]
    if not days:
        yield Sentence("calendar_none", {"days": result.params["days"], "start": result.params["start"]})
        return
    first = days[0]
    counts = {"occasions": len(days), "days": result.params["days"], "start": result.params["start"]}
    yield Sentence("calendar_next", {**counts, "first": Name(first["occasion"]), "on": first["occasion_on"]})
    now = [line for line in days if line["contact_on"] == result.params["start"]]
    if now:
        yield Sentence("calendar_now", {"now": Name(now[0]["occasion"]), "more": len(now) - 1 or None})
    own = {line["occasion_code"]: line["customers"] for line in lines if line["occasion_kind"] == "customers"}
    if any(own.values()):
        yield Sentence("calendar_own", {**own, "days": result.params["days"]})
