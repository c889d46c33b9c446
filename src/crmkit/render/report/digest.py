"""What of a report goes into a mail: the point, the numbers, whom to write to this week, and the rest in a line each.

Plain text and the body of a mail are two forms of these parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

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
    told,
    whole_list,
    whole_report,
)
from crmkit.vocabulary import word

MOST_TO_MIND = 4
"""Notes on the data in a mail; the whole report has all of them."""
Role = Literal["title", "data", "lead", "heading", "deck", "panel", "big", "finding", "note", "label", "command"]


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and what it is in the mail."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """The headline numbers: their labels and values as columns, and what there is to say beside each."""

    labels: Cells
    values: Cells
    notes: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A table, and the columns that leave it on a short line, the first first."""

    table: TextTable
    leave: tuple[str, ...]


Part = Sequence[Said] | Numbers | Shown
"""Texts that belong together, or figures."""


def opening(report: Report) -> Iterator[Part]:
    """What the data are, the point of it, and the last week."""
    yield _said("title", told(report, report.title))
    yield _said("data", masthead(report))
    yield _said("lead", paragraph(report, report.lead))
    yield _said("lead", paragraph(report, report.latest))


def substance(report: Report) -> Iterator[Part]:
    """The numbers, the lists of this week, each other finding in a line, the data, and how to get the rest."""
    language = report.language
    if report.tiles:
        yield _said("heading", say("page", "at_a_glance", language))
        yield _headline(report)
    for block in report.blocks:
        if block.name == THIS_WEEK:
            yield from _block(report, block)
    yield _said("heading", say("form", "in_short", language))
    yield _said("finding", *(finding(report, block) for block in report.blocks if block.name != THIS_WEEK))
    yield _said("heading", say("page", "found", language))
    yield _said("note", *_to_mind(report))
    yield *_said("label", say("form", "whole_report", language)), Said("command", whole_report(report))


def _said(role: Role, *texts: str) -> tuple[Said, ...]:
    return tuple(Said(role, text) for text in texts if text)


def _headline(report: Report) -> Numbers:
    labels = tuple(word(tile.word).headline(report.language) for tile in report.tiles)
    values = tuple(tile_value(report, tile) for tile in report.tiles)
    names = [say("form", code, report.language) for code in ("number", "value")]
    notes = [tile_notes(report, tile) for tile in report.tiles]
    return Numbers(Cells("", names[0], labels, False), Cells("", names[1], values, True), notes)


def _block(report: Report, block: Block) -> Iterator[Part]:
    yield _said("heading", finding(report, block))
    yield _said("deck", told(report, block.deck))
    for panel in block.panels:
        yield from _panel(report, block, panel)
    yield _said("note", *(told(report, note) for note in block.notes))


def _panel(report: Report, block: Block, panel: Panel) -> Iterator[Part]:
    title, big, deck = (told(report, said) for said in (panel.title, panel.big, panel.deck))
    yield *_said("panel", title), *_said("big", big), *_said("deck", deck)
    tables = list(tables_of_panel(report, block, panel))
    leaving = [(*listing.spare, *listing.table.leave) for listing in panel.listings]
    whole = [()] * (len(tables) - len(leaving))
    yield from map(Shown, tables, [*whole, *leaving])
    yield _said("note", *panel_notes(report, panel, tables))
    yield _said("command", whole_list(report, panel))


def _to_mind(report: Report) -> list[str]:
    """The weightiest notes on the data, and how many more there are."""
    notes = data_to_mind(report)
    more = len(notes) - MOST_TO_MIND
    rest = [say("form", "more_found", report.language, {"notes": more})] if more > 0 else []
    return [*notes[:MOST_TO_MIND], *rest]
