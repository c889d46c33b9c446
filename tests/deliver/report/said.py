"""A report as a reader gets it: its sentences, its panels by title, the rows of its tables."""

from __future__ import annotations

from collections.abc import Iterator

from crmkit.render.report.document import Block, Listing, Panel, Report
from crmkit.render.report.told import told
from crmkit.screen import Sentence


def block(report: Report, name: str) -> Block:
    return next(block for block in report.blocks if block.name == name)


def panel(report: Report, name: str, code: str | None) -> Panel:
    """The panel of a block with the title ``code``."""
    panels = block(report, name).panels
    return next(each for each in panels if (each.title.code if each.title else None) == code)


def listings(report: Report) -> Iterator[Listing]:
    for each in report.blocks:
        for own in each.panels:
            yield from own.listings


def rows(listing: Listing) -> list[tuple[object, ...]]:
    """The cells that are shown."""
    places = [listing.result.columns.index(name) for name in listing.table.columns]
    return [tuple(record[place] for place in places) for record in listing.result.records]


def sentences(report: Report) -> Iterator[Sentence]:
    """Every sentence of the report."""
    yield from (report.title, *report.lead, *report.latest, *report.left_out)
    for tile in report.tiles:
        yield from (change.against for change in tile.changes)
        yield from [tile.note] if tile.note else []
    for each in report.blocks:
        yield from [each.heading, *([each.deck] if each.deck else []), *each.notes]
        for own in each.panels:
            yield from filter(None, (own.title, own.deck, own.big, own.described, *own.notes))
            yield from (listing.caption for listing in own.listings)
            if own.heat is not None and own.heat.footer is not None:
                yield own.heat.footer[0]


def text(report: Report, sentence: Sentence | None) -> str:
    return told(report, sentence)
