"""What stands on a screen of an audience: who is on the list and who is not, what it can show, and the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from crmkit.campaigns.audience.drawing import Drawn
from crmkit.campaigns.audience.promise import Promise
from crmkit.customers.figures import lines_of
from crmkit.errors import NotEnoughError
from crmkit.result import Result
from crmkit.screen import Line, Name, Screen, Sentence, Share, Table
from crmkit.store.audiences.audiences import AudienceRecord

LISTED = 5
"""Customers on a screen."""
STRONG = 10
"""Points above the base rate that a list should show at most, to be judged well."""
MOST_REASONS = 2
"""Reasons in the first sentence."""


def nobody_left(drawn: Drawn, condition: str) -> NotEnoughError:
    """Nobody who matches may be contacted."""
    values: dict[str, Any] = {reason: customers or None for reason, customers in drawn.reasons.items()}
    return NotEnoughError("audience_nobody", matched=drawn.matched, condition=condition, **values)


def on_screen(result: Result, record: AudienceRecord, drawn: Drawn, promise: Promise, *, is_kept: bool) -> Result:
    """The answer with its sentences and its screen."""
    funnel = Table(("funnel_step", "customers"), part="audience_funnel", title="audience_funnel")
    listed = Table(
        columns=result.columns,
        leave=("rhythm_days", "stage", "top_product"),
        rows=LISTED,
        of=drawn.listed,
        tone_by="stage",
        title="audience_list",
        rest=f"--reveal -o {record.name}.xlsx",
    )
    foot = tuple(_foot(record, is_kept=is_kept))
    name = Name(record.name)
    step = Line("next", "audience_next", {"audience": name, "days": record.window_days}) if is_kept else None
    screen = Screen((funnel, listed), foot, ("audience_as_kept",), step)
    return replace(result, answer=tuple(_opening(record, drawn, promise)), screen=screen)


def _foot(record: AudienceRecord, *, is_kept: bool) -> Iterator[Line]:
    days = {"quiet": record.quiet_days, "after": record.after_order_days, "cap": record.cap.partition("/")[0]}
    yield Line("counted", "audience_counted", {**days, "days": record.cap.partition("/")[2].rstrip("d")})
    if record.assumed_consent:
        yield Line("consent", "audience_assumed", {"customers": record.listed + record.held_out})
    yield Line("kept", "audience_kept" if is_kept else "audience_dry", {"audience": Name(record.name)})


def _opening(record: AudienceRecord, drawn: Drawn, promise: Promise) -> Iterator[Sentence]:
    counts = {"matched": drawn.matched, "listed": drawn.listed, "held_out": drawn.held_out}
    if drawn.left_out:
        named = _reasons(drawn)
        values: dict[str, object] = {"left_out": drawn.left_out}
        for place in range(MOST_REASONS):
            reason, customers = named[place] if place < len(named) else (None, None)
            values |= {f"reason_{place + 1}": reason, f"reason_{place + 1}_n": customers}
        others = sum(customers for _, customers in named[MOST_REASONS:])
        yield Sentence("audience_list", {**counts, **values, "others": others or None})
    else:
        yield Sentence("audience_all", counts)
    yield from _shown(record, drawn, promise)


def _shown(record: AudienceRecord, drawn: Drawn, promise: Promise) -> Iterator[Sentence]:
    """What the list can show once it was sent."""
    if not drawn.held_out:
        yield Sentence("audience_blind")
        return
    if promise.base is None:
        yield Sentence("audience_no_past", {"days": record.window_days})
        return
    if not promise.base.buyers:
        yield Sentence("audience_no_base", {"days": record.window_days, "customers": promise.base.customers})
        return
    rate, found, half = promise.base.rate, promise.detectable, promise.detectable_half
    values = {"base_rate": Share(rate), "days": record.window_days, "held_out": drawn.held_out}
    if promise.is_hopeless:
        yield Sentence("audience_hopeless", values)
    elif found is not None and (found - rate) * 100 <= STRONG:
        yield Sentence("audience_strong", {**values, "detectable": Share(found)})
    elif found is None:
        yield Sentence("audience_unseen", {**values, "detectable_half": None if half is None else Share(half)})
    elif half is not None and half < found:
        yield Sentence("audience_weak", {**values, "detectable": Share(found), "detectable_half": Share(half)})
    else:
        yield Sentence("audience_half", {**values, "detectable": Share(found)})


def _reasons(drawn: Drawn) -> list[tuple[str, int]]:
    """The reasons that hold for anybody, the most frequent first."""
    there = [(reason, customers) for reason, customers in drawn.reasons.items() if customers]
    return sorted(there, key=lambda each: -each[1])


def in_list(result: Result) -> Result:
    """The list of audiences with its sentences and its screen."""
    lines = lines_of(result)
    if not lines:
        return replace(
            result,
            answer=(Sentence("audiences_none"),),
            screen=Screen((), next=Line("next", "audience_first"), said=("audiences_none",)),
        )
    table = Table(
        columns=("audience_name", "audience_on", "window_to", "listed", "held_out", "left_out", "channel_code"),
        leave=("channel_code", "left_out"),
        latest=True,
        rows=15,
        rest="--limit 0",
    )
    last = lines[-1]
    values = {"audiences": len(lines), "audience": Name(str(last["audience_name"])), "on": last["audience_on"]}
    step = Line("next", "audiences_next", {"audience": values["audience"]})
    return replace(result, answer=(Sentence("audiences_kept", values),), screen=Screen((table,), next=step))
