"""What stands on a screen of personal data: how many people, and what of them."""

from __future__ import annotations

from dataclasses import replace

from crmkit.result import Result
from crmkit.screen import LISTED, Line, Screen, Sentence, Table

MIND = ("privacy_open", "privacy_not_kept", "privacy_texts", "privacy_forgotten", "privacy_pruned")


def on_screen(result: Result) -> Result:
    """The answer with its sentences and its screen."""
    if not result.records:
        screen = Screen((), (), MIND, Line("next", "privacy_next"), most_mind=len(MIND))
        return replace(result, answer=(Sentence("privacy_none"),), screen=screen)
    days = [day for record in result.records if record[0] != "rejected_texts" for day in (record[2], record[3]) if day]
    values = {"people": result.facts["people"], "from": min(days, default=None), "to": max(days, default=None)}  # type: ignore[type-var]
    table = Table(
        columns=("personal_data", "people", "data_from", "data_to", "shown_as", "readable_by"),
        leave=("shown_as", "readable_by"),
        wide=("file", "kept_as", "removed_by"),
        rows=LISTED,
    )
    screen = Screen((table,), (), MIND, Line("next", "privacy_next"), most_mind=len(MIND))
    return replace(result, answer=(Sentence("privacy_held", values),), screen=screen)
