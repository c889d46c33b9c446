"""What a report rests on: the definition of every answer, the files that were read, what was found in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from crmkit.deliver.report.answers import Answers
from crmkit.deliver.report.saying import number
from crmkit.deliver.report.shown import listing
from crmkit.render.report.document import Definition, Listing
from crmkit.render.wording import definition, title
from crmkit.result import Note
from crmkit.screen import Sentence

ASKED = ("trend", "churn", "remind", "waiting", "cohort", "repurchase", "segment", "tiers", "value", "profile", "diff")
"""In the order of the blocks."""
FILE_COLUMNS = ("file", "contents", "lines", "loaded_lines", "unchanged_lines", "rejected_lines")
NO_DATA = ("title_lines", "header_lines", "blank_lines", "total_lines")
"""Lines of a file that no record can come of: the others are counted, so that they add up to what became of them."""


def definitions(answers: Answers) -> tuple[Definition, ...]:
    """What each answer counts."""
    found = [(name, answers.get(name)) for name in ASKED]
    texts = [(result.name, definition(result, answers.language)) for _, result in found if result is not None]
    return tuple(Definition(title(name, answers.language), text) for name, text in texts if text)


def read_files(answers: Answers) -> Listing | None:
    """The files by name, without their folders: a report is sent to others."""
    result = answers.get("files")
    if result is None or not result.records:
        return None
    place = result.columns.index("file")
    lines = result.columns.index("lines")
    apart = [result.columns.index(name) for name in NO_DATA]
    records = []
    for record in result.records:
        shown = list(record)
        shown[place] = PurePath(str(record[place]).replace("\\", "/")).name
        shown[lines] = number(record[lines]) - sum(number(record[each]) for each in apart)
        records.append(tuple(shown))
    return listing(result, FILE_COLUMNS, Sentence("files_table"), records=records)


def notes(answers: Answers) -> tuple[Note, ...]:
    """The notes of all answers, each once."""
    once: dict[str, Note] = {}
    for result in (each for name, each in answers.found.items() if name != "snapshots"):
        for note in result.notes:
            once.setdefault(f"{note.code} {sorted(note.values.items())!r}", note)
    return tuple(once.values())


def left_out(answers: Answers) -> Iterator[Sentence]:
    """What an export would add that was not loaded."""
    if not answers.has_buyers:
        yield Sentence("left_buyers")
    loaded = {line["contents"] for line in answers.lines("files")}
    if "refunds" not in loaded:
        yield Sentence("left_refunds")
    if "items" not in loaded:
        yield Sentence("left_items")
