"""The tables of a report as cells of a sheet: numbers stay numbers, each with its look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from crmkit.messages import say
from crmkit.render.cells import TEXT_KINDS, human_text
from crmkit.render.report.document import Cell, Heat, Listing, Report
from crmkit.render.report.figures import table_of
from crmkit.render.report.sheets.looks import Looks
from crmkit.render.report.told import cell_kind, header_kind, told
from crmkit.render.seen import listed, source_of
from crmkit.render.workbook.paper import column_width, number_width
from crmkit.result import Result
from crmkit.vocabulary import Kind, Word, word

if TYPE_CHECKING:
    from xlsxwriter.format import Format


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell: its word, its value and how it looks."""

    entry: Word
    value: object
    look: Mapping[Kind, Format]


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table: headings, whether words stand below each, how wide it is; rows, and how many of the last sum up.

    A ``filtered`` one may be sorted and filtered.
    """

    caption: str
    headings: tuple[str, ...]
    words: tuple[bool, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Spot, ...], ...]
    below: int = 0
    filtered: bool = False


def of_listing(report: Report, listing: Listing, looks: Looks, *, named: bool = True) -> SheetTable:
    """A table of an answer, as many rows as every form shows; its total below."""
    table, source = listing.table, source_of(listing.result, listing.table)
    records = listed(source, table.rows, latest=table.latest)
    entries = [word(name) for name in table.columns]
    places = [source.columns.index(name) for name in table.columns]
    shapes = [looks.number(entry.kind, table.forms.get(entry.name)) for entry in entries]
    values = [
        [_value(entry.name, record[place], listing) for record in records]
        for entry, place in zip(entries, places, strict=True)
    ]
    rows = [tuple(Spot(*spot) for spot in zip(entries, row, shapes, strict=True)) for row in zip(*values, strict=True)]
    if table.total:
        rows.append(tuple(_of_total(report, entry, table.total, listing, looks) for entry in entries))
    return SheetTable(
        told(report, listing.caption) if named else "",
        tuple(entry.label(report.language) for entry in entries),
        tuple(entry.kind in TEXT_KINDS for entry in entries),
        tuple(column_width(entry, column, report.language) for entry, column in zip(entries, values, strict=True)),
        tuple(rows),
        below=1 if table.total else 0,
        filtered=True,
    )


def of_figures(report: Report, figures: Result, looks: Looks) -> SheetTable:
    """The numbers of a chart."""
    return of_listing(report, Listing(figures, table_of(figures), report.title), looks, named=False)


def of_heat(report: Report, heat: Heat, looks: Looks) -> SheetTable:
    """A coloured table; second figures stand in a line of their own below the first."""
    heads = [word(name) for name in heat.heads]
    across = word(heat.across)
    rows: list[tuple[Spot, ...]] = []
    for headers, cells in heat.rows:
        named = tuple(_head(entry, value, looks) for entry, value in zip(heads, headers, strict=True))
        rows += [(*named, *(_spot(cell, looks) for cell in cells)), *_second(len(heads), cells, looks)]
    if heat.footer is not None:
        said, cells = heat.footer
        first = Spot(_as("text", heads[0]), told(report, said), {})
        rows.append((first, *(_blank() for _ in heads[1:]), *(_spot(cell, looks) for cell in cells)))
    language = report.language
    head_values = list(zip(*(headers for headers, _ in heat.rows), strict=True)) or [()] * len(heads)
    kinds = [
        header_kind(entry.name, next(iter(values), None)) for entry, values in zip(heads, head_values, strict=True)
    ]
    wide = [
        column_width(_as(kind, entry), values, language)
        for kind, entry, values in zip(kinds, heads, head_values, strict=True)
    ]
    figures = [
        (cell_kind(cell.value), cell.value) for _, cells in heat.rows for cell in cells if cell.value is not None
    ]
    widest = max((number_width(_as(kind, across), [value], language) for kind, value in figures), default=6)
    headings = [human_text(header_kind(heat.across, value), value, language) for value in heat.columns]
    return SheetTable(
        "",
        (*(entry.label(language) for entry in heads), *headings),
        (*(kind in TEXT_KINDS for kind in kinds), *(False for _ in headings)),
        (*wide, *(max(widest, len(text) + 2) for text in headings)),
        tuple(rows),
        below=0 if heat.footer is None else 1,
    )


def _value(name: str, value: object, listing: Listing) -> object:
    """A value as a cell holds it: of a path the name of its file."""
    return PurePath(str(value)).name if listing.table.forms.get(name) == "name" and value is not None else value


def _of_total(report: Report, entry: Word, total: Mapping[str, object], listing: Listing, looks: Looks) -> Spot:
    value = total.get(entry.name)
    if value is None and entry.name == listing.table.columns[0]:
        return Spot(_as("text", entry), say("text", "all_rows", report.language), {})
    return Spot(entry, value, looks.number(entry.kind, listing.table.forms.get(entry.name), bold=True))


def _head(entry: Word, value: object, looks: Looks) -> Spot:
    kind = header_kind(entry.name, value)
    return Spot(_as(kind, entry), value, looks.number(kind))


def _spot(cell: Cell, looks: Looks) -> Spot:
    if cell.value is None:
        return _blank()
    kind = cell_kind(cell.value)
    look = looks.heat(kind, cell.level, running=cell.running, few=cell.few, own=cell.own)
    return Spot(_as(kind, word("customers")), cell.value, look)


def _second(heads: int, cells: Sequence[Cell], looks: Looks) -> Iterator[tuple[Spot, ...]]:
    """The line of the second figures, if there are any."""
    if any(cell.below is not None for cell in cells):
        below = tuple(_spot(replace(cell, value=cell.below), looks) for cell in cells)
        yield (*(_blank() for _ in range(heads)), *below)


def _as(kind: Kind, entry: Word) -> Word:
    return replace(entry, kind=kind)


def _blank() -> Spot:
    return Spot(word("customers"), None, {})
