"""What stands on a screen of a comparison: who came, who moved, the groups then and now, the largest moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from crmkit.customers.figures import lines_of
from crmkit.result import Result
from crmkit.screen import Amount, Line, Screen, Sentence, Table, Tone, named

GROUPS = "diff_groups"
USUAL_TOP = 5
"""Moves on a screen, unless a number was asked for."""
DIRECTIONS: dict[str, Tone] = {"up": "good", "joined": "good", "down": "bad", "left": "bad"}


def on_screen(result: Result, moved: Result) -> Result:
    """The answer with its sentences and its screen, and the part of groups then and now; ``moved`` are all moves."""
    then_and_now = _groups(result)
    result = replace(result, parts={**result.parts, GROUPS: then_and_now}, unseen=(*result.unseen, GROUPS))
    groups = Table(
        columns=(
            "group",
            "customers_before",
            "customers_after",
            "customers_change",
            "net_spend_after",
            "net_spend_change",
        ),
        part=GROUPS,
        leave=("net_spend_change", "net_spend_after"),
        forms={"customers_change": "signed", "net_spend_change": "signed"},
        total={name: result.facts[name] for name in ("customers_before", "customers_after")}
        | {
            "customers_change": int(str(result.facts["customers_after"])) - int(str(result.facts["customers_before"])),
            "net_spend_after": result.facts["net_spend_after"],
            "net_spend_change": result.facts["net_spend_change"],
        },
    )
    moves = Table(
        columns=("from_group", "to_group", "direction", "customers", "net_spend_after", "net_spend_change"),
        part="diff_moves",
        leave=("net_spend_change", "direction", "net_spend_after"),
        rows=len(moved.records) if result.params["top"] is None else int(str(result.params["top"])),
        asked=result.params["top"] != USUAL_TOP,
        of=len(moved.records),
        forms={"net_spend_change": "signed"},
        tone_by="direction_code",
        tones=DIRECTIONS,
        title="diff_moves",
        rest=f"--top {len(moved.records)}",
    )
    mind = ("diff_backwards", "diff_versions", "diff_unknown")
    blocks = (groups, moves) if lines_of(result, "diff_moves") else (groups,)
    screen = Screen(blocks, (Line("counted", "diff_counted"),), mind, Line("next", "diff_next"))
    return replace(result, answer=tuple(_opening(result, moved)), screen=screen)


def _groups(result: Result) -> Result:
    """Each group with its customers on both days, the best first; who was not there, or is no longer, is no group."""
    before: dict[str, int] = {}
    labels: dict[str, str] = {}
    for line in lines_of(result):
        if line["from_code"] is not None:
            before[line["from_code"]] = before.get(line["from_code"], 0) + line["customers"]
            labels[line["from_code"]] = line["from_group"]
    after = {line["to_code"]: line for line in lines_of(result, "diff_totals") if line["to_code"] is not None}
    codes = [*after, *(code for code in before if code not in after)]
    rows = []
    for code in codes:
        now = after.get(code)
        was, there = before.get(code, 0), now["customers"] if now else 0
        money = (now["net_spend_after"], now["net_spend_change"]) if now else (Decimal("0.00"), Decimal("0.00"))
        rows.append((code, now["to_group"] if now else labels[code], was, there, there - was, *money))
    columns = ("to_code", "group", "customers_before", "customers_after", "customers_change")
    return Result(GROUPS, (*columns, "net_spend_after", "net_spend_change"), rows)


def _opening(result: Result, moved: Result) -> Iterator[Sentence]:
    facts = result.facts
    since = {"since": facts["compared_with"]}
    counts = {"joined": facts["joined"], "up": facts["moved_up"], "down": facts["moved_down"], "left": facts["left"]}
    if not facts["moved"]:
        yield Sentence("diff_still", since)
    elif _is_backwards(result):
        yield Sentence("diff_back", {**since, **counts, "until": result.as_of})
        return
    else:
        code = "diff_moved" if facts["joined"] else "diff_only_moved"
        yield Sentence(code, {**since, **counts, "before": facts["customers_before"]})
        if facts["left"]:
            yield Sentence("diff_left", counts)
    falls = [line for line in lines_of(moved) if line["direction_code"] == "down"]
    if falls:
        fall = max(falls, key=lambda line: line["net_spend_before"])
        yield Sentence(
            "diff_fall", {"fallen": fall["customers"], "from": named(fall["from_group"]), "to": named(fall["to_group"])}
        )
    change = Decimal(str(facts["net_spend_change"]))
    if change:
        yield Sentence("diff_money" if change > 0 else "diff_refunded", {"change": Amount(abs(change))})


def _is_backwards(result: Result) -> bool:
    """Whether the later side is the earlier day."""
    since = result.facts["compared_with"]
    return isinstance(since, date) and result.as_of is not None and result.as_of < since
