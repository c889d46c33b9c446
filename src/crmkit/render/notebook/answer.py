"""An answer in a notebook: title, point and tables of its screen, then how it was counted and every note.

Where an answer has no screen (a part of one, an account), its facts and its rows stand there. All columns stand side by
side, since a notebook scrolls; hints say what to write in Python. The answer must be masked already.
"""

from __future__ import annotations

from collections.abc import Iterator

from crmkit.messages import HTML_LANGUAGES, say
from crmkit.render.columns import cells_of_cross, cells_of_strip, cells_of_table
from crmkit.render.course import COURSE_LENGTH, drawn
from crmkit.render.foot import caveats
from crmkit.render.notebook.markup import Markup, element, lines, text
from crmkit.render.notebook.style import STYLE
from crmkit.render.notebook.tables import columns_of_grid, columns_of_rows, count, labelled, table
from crmkit.render.options import PREVIEW_ROWS, Paper
from crmkit.render.pivot import caption, grid, parts_shown
from crmkit.render.seen import listed, seen, source_of
from crmkit.render.spoken import joined, sentence, sentences
from crmkit.render.wording import definition, facts, note_text, scope, title
from crmkit.result import Result
from crmkit.screen import Cross, Lines, Screen, Strip, Table


def html(result: Result) -> str:
    """``result``, which is masked, as one element with its style, in the language that it was asked in."""
    paper = Paper(result.language, "utf-8", plain=False)
    body = _screen(paper, result, result.screen) if result.screen else _whole(paper, result)
    inside = lines((Markup(""), STYLE, *_top(paper, result), *body, *_notes(paper, result), Markup("")))
    return element("div", inside, kind="answer", lang=HTML_LANGUAGES[paper.language])


def _top(paper: Paper, result: Result) -> Iterator[Markup]:
    yield element("p", text(scope(result, paper.language)), kind="title")
    if said := joined(sentences(result, paper.language), paper.language):
        yield element("p", text(said))


def _screen(paper: Paper, result: Result, screen: Screen) -> Iterator[Markup]:
    """The blocks of a screen, and its foot."""
    for block in screen.blocks:
        if isinstance(block, Lines):
            said = [(line.label, sentence("line", line, result, paper.language)) for line in block.lines]
            yield labelled((_label(paper, label), told) for label, told in said)
        elif isinstance(block, Table):
            yield from _table(paper, result, block)
        elif isinstance(block, Cross):
            yield from _cross(paper, result, block)
        else:
            yield from _strip(paper, block)
    foot, _ = caveats(paper, result, screen)
    foot += [("parts", ", ".join(name for name, _ in parts_shown(result)))] if result.parts else []
    if foot:
        yield labelled((_label(paper, label), told) for label, told in foot if told)


def _label(paper: Paper, label: str) -> str:
    return say("label", label, paper.language) if label else ""


def _caption(said: str) -> Iterator[Markup]:
    if said:
        yield element("p", text(said), kind="caption")


def _table(paper: Paper, result: Result, asked: Table) -> Iterator[Markup]:
    source = source_of(result, asked)
    shown = listed(source, asked.rows, latest=asked.latest)
    yield from _caption(title(asked.title, paper.language) if asked.title else "")
    if not source.records:
        yield element("p", text(say("text", "nobody_listed", paper.language)))
        return
    yield table(cells_of_table(paper, source, asked, shown, as_of=result.as_of))
    total = len(source.records) if asked.of is None else asked.of
    command: str | None = _to_frame(asked.part)
    if total > len(source.records):  # the answer itself has the first of them alone
        command = f"top={total}" if "top" in result.params else None
    yield from count(paper, len(shown), total, command, latest=asked.latest)


def _to_frame(part: str) -> str:
    """What gives the rows of an answer or of one of its parts."""
    return f'.part("{part}").to_polars()' if part else ".to_polars()"


def _cross(paper: Paper, result: Result, cross: Cross) -> Iterator[Markup]:
    found = grid(result, result)
    if found is None:
        raise ValueError(f"{result.name} has no pivot to show")
    yield from _caption(caption(found, paper.language))
    yield table(cells_of_cross(paper, found, cross, cross.rows))
    yield from count(paper, cross.rows, len(found.lines), ".to_polars()", latest=cross.latest)


def _strip(paper: Paper, strip: Strip) -> Iterator[Markup]:
    yield from _caption(title(strip.title, paper.language) if strip.title else "")
    yield table(cells_of_strip(paper, strip))


def _whole(paper: Paper, result: Result) -> Iterator[Markup]:
    """The facts, the rows and the parts of an answer without a screen, the first rows of each."""
    if headline := facts(result, paper.language):
        yield labelled(headline)
    if result.course and (course := drawn(result, result.course, COURSE_LENGTH, paper.language, plain=False)):
        yield element("p", text(" ".join(course)))
    yield from _rows(paper, result, result, "")
    for name, part in parts_shown(result):
        yield from _caption(title(name, paper.language))
        yield from _rows(paper, part, result, name)


def _rows(paper: Paper, source: Result, answer: Result, part: str) -> Iterator[Markup]:
    """The first rows of an answer or of its ``part``, or the first lines of its pivot."""
    found = grid(source, answer)
    if found is None:
        names, records = seen(source, PREVIEW_ROWS)
        total = len(source.records)
        columns = columns_of_rows(paper, names, source, records)
    else:
        yield from _caption(caption(found, paper.language, under=title(part, paper.language) if part else ""))
        total = len(found.lines)
        columns = columns_of_grid(paper, found, PREVIEW_ROWS)
    if columns:
        yield table(columns)
        yield from count(paper, min(total, PREVIEW_ROWS), total, _to_frame(part))


def _notes(paper: Paper, result: Result) -> Iterator[Markup]:
    """Definition and notes, folded up below a screen."""
    said = [note_text(note, paper.language) for note in result.notes]
    if sentence := definition(result, paper.language):
        said.insert(0, say("text", "definition", paper.language, {"sentence": sentence}))
    if said:
        summary = element("summary", text(f"{say('text', 'notes', paper.language)} ({len(said)})"))
        yield element("details", summary, element("ul", *(element("li", text(told)) for told in said)))
