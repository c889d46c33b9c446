"""What stands on a screen of an assertion: equal or not, the days of the month, what could make the difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from crmkit.result import Result
from crmkit.screen import Line, Screen, Sentence, Table

if TYPE_CHECKING:
    from crmkit.checks.totals.assert_total import Asserted

REASONS = 8
"""Reasons that are listed."""
DAYS = 31


def on_screen(result: Result, totals: Sequence[Asserted], differing: Sequence[Asserted]) -> Result:
    """The answer with its sentences and its screen."""
    answer = tuple(_opening(result, totals, differing))
    if not differing:
        return replace(result, answer=answer, screen=Screen((), (), ("total_month_open",), is_of_all=True))
    reasons = Table(
        ("explanation", "orders", "amount", "is_exact", "order_id", "file"),
        part="explanations",
        leave=("file", "order_id", "orders"),
        rows=REASONS,
        asked=True,
        forms={"file": "name"},
    )
    days = Table(result.columns, leave=("due", "closed_orders", "unpaid_orders"), rows=DAYS)
    blocks = (reasons, days) if result.parts else (days,)
    screen = Screen(blocks, (), ("total_month_open",), Line("next", "total_next"), is_of_all=True)
    return replace(result, answer=answer, screen=screen)


def _opening(result: Result, totals: Sequence[Asserted], differing: Sequence[Asserted]) -> Iterator[Sentence]:
    month = result.params["month"]
    for each in totals:
        is_count = each.name == "orders"
        values: dict[str, object] = {
            "month": month,
            "asserted": int(each.asserted) if is_count else each.asserted,
            "have": int(each.have) if is_count else each.have,
            "difference": int(abs(each.difference)) if is_count else abs(each.difference),
        }
        if each not in differing:
            beginning = "total_near_" if each.difference else "total_equal_"
        else:
            beginning = "total_above_" if each.difference > 0 else "total_below_"
        yield Sentence(f"{beginning}{each.name}", values)
