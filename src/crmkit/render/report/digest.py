"""What of a report goes into a mail: the point, the numbers, whom to write to this week, and the rest in a line each.

Plain text and the body of a mail say the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from crmkit.messages import say
from crmkit.render.columns import Cells
from crmkit.render.report.document import Block, Panel, Report
from crmkit.render.report.tables import TextTable, panel_notes, tables_of_panel
from crmkit.render.report.told import (
    THIS_WEEK,
    data_to_mind,
    finding,
    masthead,
    paragraph,
    tile_notes,
    tile_value,
    typed,
)
from crmkit.vocabulary import word

MOST_TO_MIND = 4
"""Notes on the data in a mail; the whole report has all of them."""
WHOLE_REPORT = "crmkit report -o report.html"


def beginning(report: Report) -> list[str]:
    """What the data are, the point of it, and last week."""
    return [part for part in (" · ".join(masthead(report)), paragraph(report, report.lead)) if part]


def latest(report: Report) -> str:
    """The line on the last week."""
    return paragraph(report, report.latest)


def headline(report: Report) -> tuple[Cells, Cells, list[list[str]]]:
    """The headline numbers: their labels and values as columns, and what there is to say beside each."""
    labels = tuple(word(tile.word).headline(report.language) for tile in report.tiles)
    values = tuple(tile_value(report, tile) for tile in report.tiles)
    names = [say("form", code, report.language) for code in ("number", "value")]
    notes = [tile_notes(report, tile) for tile in report.tiles]
    return Cells("", names[0], labels, False), Cells("", names[1], values, True), notes


def this_week(report: Report) -> Iterator[Block]:
    """The blocks whose lists are written out."""
    return (block for block in report.blocks if block.name == THIS_WEEK)


def findings(report: Report) -> list[str]:
    """Each other block in a line."""
    others = (block for block in report.blocks if block.name != THIS_WEEK)
    return [finding(report, block) for block in others]


def panel_tables(report: Report, block: Block, panel: Panel) -> tuple[list[TextTable], list[str]]:
    """The tables of a panel, and what there is to say below them."""
    tables = list(tables_of_panel(report, block, panel))
    return tables, panel_notes(report, panel, tables)


def to_mind(report: Report) -> list[str]:
    """The weightiest notes on the data, and how many more there are."""
    notes = data_to_mind(report)
    more = len(notes) - MOST_TO_MIND
    if more <= 0:
        return notes or [say("form", "all_well", report.language)]
    return [*notes[:MOST_TO_MIND], say("form", "more_found", report.language, {"notes": more})]


def whole_report(report: Report) -> tuple[str, str]:
    """A label, and the command that writes the whole report: of the same data, period and language."""
    return say("form", "whole_report", report.language), typed(
        WHOLE_REPORT, " ".join(filter(None, [report.at, report.asked]))
    )
