"""Markdown: the whole answer as headings, pipe tables and lists, for reports and chats.

Text from files is shown literally: what Markdown would take for markup, a link or HTML is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from crmkit.messages import Language, say
from crmkit.render.cells import TEXT_KINDS, human_text
from crmkit.render.course import COURSE_LENGTH, drawn
from crmkit.render.options import RenderOptions
from crmkit.render.pivot import Grid, caption, cells, grid, headings, parts_shown
from crmkit.render.seen import seen
from crmkit.render.wording import definition, facts, heading, note_text, title
from crmkit.result import Record, Result
from crmkit.vocabulary import word

# ASCII punctuation that some Markdown reads as markup; a colon and an at sign, too, since bare addresses become links.
_MARKUP = re.compile(r"[\\`*_\[\]<>&|~:@$#!]")
_BARE_SITE = re.compile(r"(?i)\bwww\.")


def write(result: Result, stream: BinaryIO, *, format: str, language: Language, options: RenderOptions) -> int:
    """Write the answer as Markdown; gives the number of rows left out."""
    lines = grid(result, result)
    total = len(result.records) if lines is None else len(lines.lines)
    shown = options.rows_shown(total, human=True)
    for line in _document(result, lines, shown, language):
        stream.write((line + "\n").encode(options.encoding, "backslashreplace"))
    return total - shown


def _document(result: Result, lines: Grid | None, shown: int, language: Language) -> Iterator[str]:
    yield f"## {literal(heading(result, language))}"
    yield ""
    headline = facts(result, language)
    if headline:
        yield from (f"- {literal(label)}: {literal(value)}" for label, value in headline)
        yield ""
    if lines is not None:
        yield from _pivot(lines, shown, language, caption(lines, language))
    else:
        if result.course and (course := drawn(result, result.course, COURSE_LENGTH, language, plain=False)):
            yield " ".join(map(literal, course))
            yield ""
        yield from _table(*seen(result, shown), language)
    for name, part in parts_shown(result):
        own, named = grid(part, result), title(name, language)
        yield ""
        yield f"### {literal(named)}"
        yield ""
        if own is None:
            yield from _table(part.columns, part.records, language)
        else:
            yield from _pivot(own, len(own.lines), language, caption(own, language, under=named))
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


def _pivot(lines: Grid, shown: int, language: Language, above: str) -> Iterator[str]:
    """A caption, if it says anything, headings and the first lines of a pivot with what stands below."""
    if above:
        yield literal(above)
        yield ""
    header_cells = headings(lines, language)
    yield "| " + " | ".join(map(literal, header_cells)) + " |"
    yield "| " + " | ".join("---" if lines.is_words(place) else "---:" for place in range(len(header_cells))) + " |"
    for row in cells(lines, shown, language):
        yield "| " + " | ".join(map(literal, row)) + " |"


def literal(text: str) -> str:
    """``text`` as Markdown that shows exactly it."""
    return _BARE_SITE.sub(lambda site: site.group().replace(".", "\\."), _MARKUP.sub(r"\\\g<0>", text))
