"""What stands below the tables of a screen: how good it was, what counts, what to mind, what is not in it."""

from __future__ import annotations

import re
from dataclasses import replace

from crmkit.messages import catalog, say
from crmkit.render.hints import repeated, with_place
from crmkit.render.options import Paper, RenderOptions
from crmkit.render.page import Page
from crmkit.render.safe import show
from crmkit.render.spoken import joined, sentence
from crmkit.render.wording import note_text
from crmkit.result import Note, Result
from crmkit.screen import Screen

ALWAYS_MIND = (
    *("as_of_beyond_data", "as_of_behind_data", "day_alone", "days_alone", "first_day_alone", "first_days_alone"),
    *("tiny_shop", "all_one_time", "one_has_spent", "one_will_spend", "one_has_expected_loss", "of_shops"),
    *("audience_unknown",),
)
"""Caveats that change how any answer is read, the weightiest first."""
IN_THE_TITLE = ("audience", "audience_of_all", "audience_today")
"""Notes that the line of the title says."""
MOST_SET_ASIDE = 3
OPTION = re.compile(r"(?<!\S)--[a-z-]+")
_ENDS = {"en": ". ", "zh": "。"}


def foot(page: Page, result: Result, screen: Screen, options: RenderOptions) -> list[tuple[str, str]]:
    """Label and text of each line: how good it was, what counts, what to mind, what is not in it, what to ask next."""
    at = repeated(options.command)
    lines, more = caveats(page, result, screen, at)
    if more:
        lines.append(("more", say("text", "more_notes", page.language, {"notes": more})))
    if screen.next is not None:
        asked = replace(screen.next, values={**screen.next.values, "command": command_of(result, options), "at": at})
        advice = sentence("line", asked, result, page.language)
        typed = command_of(result, options)
        added = advice.replace(typed, "").replace(at, "")
        if set(OPTION.findall(typed)).isdisjoint(OPTION.findall(added)):
            lines.append(("next", advice))
    return lines


def caveats(paper: Paper, result: Result, screen: Screen, at: str = "") -> tuple[list[tuple[str, str]], int]:
    """Label and text of the lines how good it was, what counts, what to mind and what is not in it.

    Behind them the number of the notes that have no line. ``at`` is what says which store other commands are to ask.
    """
    lines = [(line.label, sentence("line", line, result, paper.language)) for line in screen.foot]
    minded = [note for code in (*ALWAYS_MIND, *screen.mind) for note in result.notes if note.code == code]
    silent = {"found_in_store", *IN_THE_TITLE, *screen.said}
    spoken = [note for note in result.notes if note.code not in silent and not (note.found and screen.is_of_one)]
    aside = [note for note in spoken if note.found or (note.code == "unidentified" and not screen.is_of_all)]
    shown = minded[: screen.most_mind]
    aside = [note for note in aside if note not in shown]
    more = sum(note not in aside and note not in shown for note in spoken) + max(len(aside) - MOST_SET_ASIDE, 0)
    lines += [("mind", with_place(_first_sentence(paper, note), at)) for note in shown]
    if aside:
        said = [with_place(_first_sentence(paper, note), at) for note in aside[:MOST_SET_ASIDE]]
        if any(note.code == "found_in_store" for note in result.notes):
            said.append(say("text", "see_files", paper.language, {"at": at}))
        lines.append(("set_aside", joined(said, paper.language)))
    return lines, more


def _first_sentence(paper: Paper, note: Note) -> str:
    """What is so; what to do about it is in the rest of the note, behind ``--full``."""
    code = f"{note.code}_short"
    text = (
        note_text(Note(code, note.values), paper.language)
        if code in catalog()["note"]
        else note_text(note, paper.language)
    )
    first, ends, _ = text.partition(_ENDS[paper.language])
    return first + ends.strip() if ends else text


def command_of(result: Result, options: RenderOptions) -> str:
    """What was typed, or the command that would ask for the answer: ``profile`` for ``profile_cross``."""
    return show(options.command or f"crmkit {result.name.partition('_')[0]}")
