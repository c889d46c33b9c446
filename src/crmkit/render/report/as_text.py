"""A report as plain text for a mail: 80 columns, no colour, nothing but letters, figures and hyphens of our own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence

from crmkit.messages import say
from crmkit.render.columns import Cells, fitted
from crmkit.render.layout import GAP, width_of, wrap
from crmkit.render.lines import LONGEST, print_cells
from crmkit.render.options import RenderOptions
from crmkit.render.page import Page, graphemes, page_for
from crmkit.render.report.digest import (
    beginning,
    findings,
    headline,
    latest,
    panel_tables,
    this_week,
    to_mind,
    whole_report,
)
from crmkit.render.report.document import Block, Panel, Report
from crmkit.render.report.tables import TextTable
from crmkit.render.report.told import finding, told, whole_list
from crmkit.screen import Table

_HANGING = "  "
_AIR = re.compile("\n{3,}")


def text(report: Report) -> bytes:
    """The report as a mail holds it; the same report gives the same bytes."""
    written = io.StringIO()
    page = page_for(written, report.language, RenderOptions(width=LONGEST, ascii=True))
    _print(page, report)
    lines = "\n".join(line.rstrip(" ") for line in written.getvalue().splitlines())
    return (_AIR.sub("\n\n", lines).strip("\n") + "\n").encode("utf-8")


def _print(page: Page, report: Report) -> None:
    _title(page, told(report, report.title), "=")
    _paragraphs(page, [*beginning(report), latest(report)])
    _paragraphs(page, [say("form", "revealed" if report.revealed else "masked", report.language)])
    _print_headline(page, report)
    for block in this_week(report):
        _print_block(page, report, block)
    _title(page, say("form", "in_short", report.language))
    _items(page, findings(report))
    _title(page, say("page", "found", report.language))
    _items(page, to_mind(report))
    label, command = whole_report(report)
    page.lines(["", *_broken(page, label), *_commanded(page, command)])


def _title(page: Page, said: str, line: str = "-") -> None:
    """A heading with a line below it as long as it is."""
    lines = _broken(page, said)
    page.lines(["", *lines, line * max(width_of(each, graphemes) for each in lines), ""])


def _paragraphs(page: Page, texts: Sequence[str]) -> None:
    for said in filter(None, texts):
        page.lines([*_broken(page, said), ""])


def _items(page: Page, texts: Sequence[str]) -> None:
    """Texts one below the other, each behind a hyphen."""
    for said in texts:
        first, *rest = wrap(page.carried(said), page.width - len(_HANGING), graphemes)
        page.lines([f"- {first}", *(_HANGING + line for line in rest)])


def _broken(page: Page, said: str) -> list[str]:
    return wrap(page.carried(said), page.width, graphemes)


def _commanded(page: Page, command: str) -> list[str]:
    """A command on a line of its own, which is never broken: it is to be copied."""
    return [_HANGING + page.carried(command)]


def _print_headline(page: Page, report: Report) -> None:
    """The numbers in two columns, what there is to say of each beside them and below each other."""
    if not report.tiles:
        return
    _title(page, say("page", "at_a_glance", report.language))
    labels, values, notes = headline(report)
    columns = [labels, values]
    taken = sum(max(width_of(cell, graphemes) for cell in column.texts) + GAP for column in columns)
    for place, said in enumerate(notes):
        beside = [line for note in said for line in wrap(page.carried(note), page.width - taken, graphemes)] or [""]
        first = "".join(_padded(column, place) + " " * GAP for column in columns)
        page.lines([first + beside[0], *(" " * taken + line for line in beside[1:])])


def _padded(column: Cells, place: int) -> str:
    widest = max(width_of(cell, graphemes) for cell in column.texts)
    blank = " " * (widest - width_of(column.texts[place], graphemes))
    return blank + column.texts[place] if column.right else column.texts[place] + blank


def _print_block(page: Page, report: Report, block: Block) -> None:
    _title(page, finding(report, block))
    _paragraphs(page, [told(report, block.deck)])
    for panel in block.panels:
        _print_panel(page, report, block, panel)
    _items(page, [told(report, note) for note in block.notes])


def _print_panel(page: Page, report: Report, block: Block, panel: Panel) -> None:
    for said in (panel.title, panel.big, panel.deck):
        if said is not None:
            page.lines(_broken(page, told(report, said)))
    tables, notes = panel_tables(report, block, panel)
    for table, leave in zip(tables, _leaving(panel, len(tables)), strict=True):
        page.lines(["", *(_broken(page, table.caption) if table.caption else [])])
        if table.is_empty:
            page.lines([say("text", "nobody_listed", report.language)])
        else:
            _print_table(page, table, leave)
    if notes:
        page.lines([""])
        _items(page, notes)
    command = whole_list(report, panel)
    page.lines(["", *_commanded(page, command), ""] if command else [""])


def _leaving(panel: Panel, tables: int) -> Iterator[tuple[str, ...]]:
    """What leaves each table on a short line, the first first."""
    yield from ((),) * (tables - len(panel.listings))
    yield from ((*listing.spare, *listing.table.leave) for listing in panel.listings)


def _print_table(page: Page, table: TextTable, leave: Sequence[str]) -> None:
    """A table as wide as the page; where even the columns that stay do not fit, its rows below each other."""
    columns, _ = fitted(page, table.columns, Table((), leave=tuple(leave)), wide=False)
    print_cells(page, columns)
