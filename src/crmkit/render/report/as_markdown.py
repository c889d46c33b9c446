"""A report as Markdown: every sentence and every table of it, the numbers of charts as tables.

Whatever came from a shop is shown literally, as in the Markdown of an answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from crmkit.messages import say
from crmkit.render.markdown import literal
from crmkit.render.report.document import Block, Panel, Report
from crmkit.render.report.tables import TextTable, panel_notes, table_of_listing, tables_of_panel
from crmkit.render.report.told import (
    data_to_mind,
    finding,
    masthead,
    names_shown,
    paragraph,
    tile_notes,
    tile_value,
    told,
    whole_list,
    with_folders,
)
from crmkit.vocabulary import word


def markdown(report: Report) -> bytes:
    """The whole report; the same report gives the same bytes."""
    return "".join(f"{line}\n" for line in _document(with_folders(report))).encode("utf-8")


def _document(report: Report) -> Iterator[str]:
    yield f"# {literal(told(report, report.title))}"
    yield from _paragraphs(_beginning(report))
    yield from _tiles(report)
    for block in report.blocks:
        yield from _block(report, block)
    yield from _end(report)


def _beginning(report: Report) -> Iterator[str]:
    """What the data are, the point of it, and last week."""
    yield masthead(report)
    yield paragraph(report, report.lead)
    yield paragraph(report, report.latest)
    yield names_shown(report)


def _tiles(report: Report) -> Iterator[str]:
    if not report.tiles:
        return
    titles = [say("form", code, report.language) for code in ("number", "value", "changes")]
    yield ""
    yield from _row(titles)
    yield "| --- | ---: | --- |"
    for tile in report.tiles:
        label = word(tile.word).headline(report.language)
        yield from _row(
            [
                label,
                tile_value(report, tile),
                say("text", "between_sentences", report.language).join(tile_notes(report, tile)),
            ]
        )


def _block(report: Report, block: Block) -> Iterator[str]:
    yield ""
    yield f"## {literal(finding(report, block))}"
    yield from _paragraphs([told(report, block.deck)])
    for panel in block.panels:
        yield from _panel(report, block, panel)
    yield from _notes([told(report, note) for note in block.notes])


def _panel(report: Report, block: Block, panel: Panel) -> Iterator[str]:
    if panel.title is not None:
        yield ""
        yield f"### {literal(told(report, panel.title))}"
    if panel.big is not None:
        yield ""
        yield f"**{literal(told(report, panel.big))}**"
    yield from _paragraphs([told(report, panel.deck), told(report, panel.described)])
    tables = list(tables_of_panel(report, block, panel))
    for table in tables:
        yield from _table(report, table)
    yield from _notes(panel_notes(report, panel, tables))
    if command := whole_list(report, panel):
        yield ""
        yield f"`{command}`"


def _end(report: Report) -> Iterator[str]:
    """What counts as what, and what was read."""
    if report.definitions:
        yield ""
        yield f"## {literal(say('page', 'topic_definitions', report.language))}"
        yield ""
        for each in report.definitions:
            yield f"- **{literal(each.title)}** {literal(each.text)}"
    if report.files is not None:
        yield ""
        yield f"## {literal(say('page', 'files', report.language))}"
        yield from _table(report, table_of_listing(report, report.files, named=False))
    yield ""
    yield f"## {literal(say('page', 'found', report.language))}"
    yield from _notes(data_to_mind(report))


def _table(report: Report, table: TextTable) -> Iterator[str]:
    """A table below its caption; its last row bold where it sums up the others."""
    yield from _paragraphs([table.caption])
    if table.is_empty:
        yield from _paragraphs([say("text", "nobody_listed", report.language)])
        return
    yield ""
    yield from _row([column.heading for column in table.columns])
    yield "| " + " | ".join("---:" if column.right else "---" for column in table.columns) + " |"
    for row in table.rows:
        yield from _row(row)


def _row(texts: list[str] | tuple[str, ...]) -> Iterator[str]:
    yield "| " + " | ".join(map(literal, texts)) + " |"


def _paragraphs(texts: Iterator[str] | list[str]) -> Iterator[str]:
    for text in texts:
        if text:
            yield ""
            yield literal(text)


def _notes(texts: list[str]) -> Iterator[str]:
    if texts:
        yield ""
        yield from (f"- {literal(text)}" for text in texts)
