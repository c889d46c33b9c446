"""Markdown: the whole answer as headings, pipe tables and lists, for reports and chats.

Text from files is shown literally: what Markdown would take for markup, a link or HTML is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from crmkit.messages import Language, say
from crmkit.render.cells import TEXT_KINDS, human_text
from crmkit.render.course import drawn, marked
from crmkit.render.options import RenderOptions
from crmkit.render.pivot import caption, cells, grid
from crmkit.render.wording import definition, facts, heading, note_text, title
from crmkit.result import Record, Result
from crmkit.vocabulary import word

# ASCII punctuation that some Markdown reads as markup; a colon and an at sign, too, since bare addresses become links.
_MARKUP = re.compile(r"[\\`*_\[\]<>&|~:@$#!]")
COURSE_LENGTH = 60
"""Characters of a drawn course, at most."""
_BARE_SITE = re.compile(r"(?i)\bwww\.")


def write(result: Result, stream: BinaryIO, *, format: str, language: Language, options: RenderOptions) -> int:
    """Write the answer as Markdown; gives the number of rows left out."""
    total = len(grid(result, result.pivot).lines) if result.pivot else len(result.records)
    shown = options.rows_shown(total, human=True)
    for line in _document(result, shown, language):
        stream.write((line + "\n").encode(options.encoding, "backslashreplace"))
    return total - shown


def _document(result: Result, shown: int, language: Language) -> Iterator[str]:
    yield f"## {literal(heading(result, language))}"
    yield ""
    headline = facts(result, language)
    if headline:
        yield from (f"- {literal(label)}: {literal(value)}" for label, value in headline)
        yield ""
    if result.pivot:
        yield literal(caption(result.pivot, language))
        yield ""
        yield from _pivot(cells(grid(result, result.pivot), shown, language))
    else:
        if result.course and (course := drawn(result, result.course, COURSE_LENGTH, language, plain=False)):
            yield " ".join(map(literal, course))
            yield ""
        yield from _table(*marked(result, result.records[:shown]), language)
    for name, part in result.parts.items():
        if result.pivot and name == result.pivot.footer:
            continue
        yield ""
        yield f"### {literal(title(name, language))}"
        yield ""
        yield from _table(part.columns, part.records, language)
    if sentence := definition(result, language):
        yield ""
        yield literal(say("text", "definition", language, {"sentence": sentence}))
    if result.notes:
        yield ""
        yield f"{say('text', 'notes', language)}:"
        yield ""
        yield from (f"- {literal(note_text(note, language))}" for note in result.notes)


def _table(columns: Sequence[str], records: Sequence[Record], language: Language) -> Iterator[str]:
    kept = [(index, word(name)) for index, name in enumerate(columns) if not word(name).machine]
    yield "| " + " | ".join(literal(entry.label(language)) for _, entry in kept) + " |"
    yield "| " + " | ".join("---" if entry.kind in TEXT_KINDS else "---:" for _, entry in kept) + " |"
    for record in records:
        cells = [(entry.kind, human_text(entry.kind, record[index], language)) for index, entry in kept]
        yield "| " + " | ".join(literal(cell) if kind in TEXT_KINDS else cell for kind, cell in cells) + " |"


def _pivot(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    """Headings and lines of a pivot; the first column is text, the others are numbers."""
    head, *rows = lines
    yield "| " + " | ".join(map(literal, head)) + " |"
    yield "| " + " | ".join(["---", *["---:"] * (len(head) - 1)]) + " |"
    for row in rows:
        yield "| " + " | ".join(map(literal, row)) + " |"


def literal(text: str) -> str:
    """``text`` as Markdown that shows exactly it."""
    return _BARE_SITE.sub(lambda site: site.group().replace(".", "\\."), _MARKUP.sub(r"\\\g<0>", text))
