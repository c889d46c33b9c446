"""What stands on a screen of a check: is the store sound, which rules are over, an example of each, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crmkit.checks.found import Found, named
from crmkit.messages import Language
from crmkit.result import Result
from crmkit.screen import LISTED, Line, Lines, Screen, Sentence, Table

ADVISED = 3
"""Rules whose remedy stands on the screen."""


def on_screen(result: Result, found: Sequence[Found], language: Language, *, is_file: bool) -> Result:
    """The answer with its sentences and its screen."""
    open_ = [each for each in found if each.violations]
    if "violations" not in result.columns:
        table = Table(result.columns, leave=("customer", "found_value", "file"), rows=LISTED, rest="-o broken.xlsx")
        blocks: tuple[Table | Lines, ...] = (table,) if result.records else ()
    else:
        table = Table(
            ("check", "check_state", "violations", "checked", "amount", "order_id", "file", "found_value"),
            leave=("file", "found_value", "checked", "order_id"),
            rows=len(open_),
            asked=True,
            tone_by="check_state",
            tones={"wrong": "bad", "notice": "watch"},
        )
        advice = [
            Line("remedy", "check_remedy", {"rule": named(each.rule.code, language), "advice": each.advice(language)})
            for each in open_[:ADVISED]
        ]
        blocks = (table, Lines(tuple(advice))) if open_ else ()
    step = Line("next", "check_next") if open_ and "violations" in result.columns else None
    opening = tuple(_opening(result, found, is_file=is_file))
    return replace(result, answer=opening, screen=Screen(blocks, (), ("check_of_shops",), step))


def _opening(result: Result, found: Sequence[Found], *, is_file: bool) -> Iterator[Sentence]:
    faults = sum(each.is_over for each in found if each.rule.level == "fault")
    counts = {"orders": result.facts["orders"], "files": result.facts["files"]}
    if any(each.rule.group == "store" for each in found):
        code = ("check_sound" if is_file else "check_sums") if not faults else "check_unsound"
        yield Sentence(code, {**counts, "faults": faults})
    data = [each for each in found if each.rule.level != "fault" and each.state != "not_asked"]
    over, noted = sum(each.is_over for each in data), sum(each.state == "notice" for each in data)
    yield Sentence("check_over" if over else "check_fine", {"rules": len(data), "over": over, "noted": noted or None})
