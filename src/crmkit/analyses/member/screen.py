"""What stands on a screen of members: how many have a level, who moved, the levels, and who is near the next one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from crmkit.models.membership.plan import Plan
from crmkit.result import Record, Result
from crmkit.screen import Line, Screen, Sentence, Share, Table, listing, share_of

NEEDED, KEEPING = ("needs_net", "needs_purchases"), ("keeps_net", "keeps_purchases")
ROWS = 6
"""Customers near the next level on a screen."""


def on_screen(result: Result, plan: Plan, near: Decimal) -> Result:
    """The answer with its sentences and its screen."""
    thresholds = [f"enter_{measure}" for measure in plan.measures]
    levels = Table(
        columns=(
            "plan_level",
            *thresholds,
            "customers",
            "customers_before",
            "level_ups",
            "level_downs",
            "net_in_window",
        ),
        leave=("net_in_window", "level_downs", "level_ups", "customers_before"),
        bar="net_in_window",
        forms={"enter_net": "whole"},
        blank=tuple(thresholds),
    )
    facts = result.facts
    missing = [name for name in NEEDED if _is_asked(name, plan)]
    nearest = Table(
        columns=("customer", "plan_level", "next_level", "net_in_window", *missing, "last_purchase_on"),
        part="member_near",
        leave=("last_purchase_on", "net_in_window"),
        rows=ROWS,
        of=facts["near"],  # type: ignore[arg-type]
        title="member_near",
        rest=f"--near {float(near) * 100:g}% --reveal -o near.xlsx",
    )
    is_drawn = result.params["plan"] is None
    spans = {plan.window.unit: plan.window.count, "plan": result.params["plan"]}
    foot = (Line("counted", "member_counted_drawn" if is_drawn else "member_counted", spans),)
    step = (
        Line("next", "member_suggest") if is_drawn else Line("next", "member_next", {"until": str(facts["falling_by"])})
    )
    blocks = (levels, nearest) if facts["near"] else (levels,)
    return replace(
        result, answer=tuple(_opening(result, near)), screen=Screen(blocks, foot, (), step, said=("member_drawn",))
    )


def in_detail(result: Result, plan: Plan, lists: str, columns: Sequence[str], records: Sequence[Record]) -> Result:
    """The list of customers instead of the levels: of all, of those ``near`` the next one, or of those ``falling``."""
    lacking = {name for name in columns if name.startswith(("needs_", "keeps_")) and not _is_asked(name, plan)}
    keep = ("next_level", *NEEDED) if lists == "near" else ("plan_level", "lost_on", *KEEPING)
    screen = listing([name for name in columns if name not in lacking], *keep, rest="--reveal -o members.xlsx")
    return replace(result, columns=tuple(columns), records=records, parts={}, screen=screen)


def _is_asked(column: str, plan: Plan) -> bool:
    if column.endswith("_purchases"):
        return bool({"orders", "purchase_days"} & {*plan.measures})
    return not column.endswith("_net") or "net" in plan.measures


def _opening(result: Result, near: Decimal) -> Iterator[Sentence]:
    facts = result.facts
    members, customers = int(str(facts["members"])), int(str(facts["customers"]))
    counts = {"members": members, "customers": customers, "share": share_of(members, customers)}
    yield Sentence("member_levels", {**counts, "net_share": Share(Decimal(str(facts["members_net_share"])))})
    moved = {"up": facts["level_ups"], "down": facts["level_downs"], "since": facts["since"]}
    yield Sentence("member_moves", moved)
    if facts["near"]:
        yield Sentence("member_near", {"near": facts["near"], "gap": Share(near)})
    if facts["falling"]:
        yield Sentence("member_falling", {"falling": facts["falling"], "until": facts["falling_by"]})
