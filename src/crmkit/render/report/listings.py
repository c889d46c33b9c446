"""Tables of answers for a page: the cells of the terminal with bars as lengths, days as short as the report allows."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from crmkit.messages import Language, say
from crmkit.render.cells import NOTHING, moment_of, number_of
from crmkit.render.columns import Cells, cells_of_table
from crmkit.render.layout import width_of
from crmkit.render.options import Paper
from crmkit.render.page import graphemes
from crmkit.render.report.document import Listing
from crmkit.render.seen import listed, source_of
from crmkit.result import Record, Result
from crmkit.screen import Form, Table
from crmkit.vocabulary import Kind, word

_WORDS: frozenset[Kind] = frozenset({"text", "nick", "id"})
"""What a shop or its buyers wrote."""
_TONES = {"good": "g", "bad": "x", "watch": "w", "past": "p"}
_BARS = {"watch": "f-new", "bad": "f-new", "past": "f-un", "apart": "f-none"}
_WHOLE_FROM = 1000
"""Money of a column that goes so far stands without the fen."""
_NEAR_DAYS = 330
"""Days that are all so near to the day of the report stand without their year."""
_PHONE = 47
"""A table of more cells than this may be wider than a phone: it is a region that can be scrolled."""
_BREAKABLE = 14
_SHORT = 20
"""What a row is called is kept together up to so many cells."""
_ON_PAPER = 13


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell or a heading of a column: its text, the names of its classes, the length of its bar in per cent."""

    text: str
    kind: str = ""
    is_foreign: bool = False
    bar: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its headings, its rows, its total; ``is_wide`` is one that a phone has to scroll.

    Only the rows of ``printed`` stand on paper; ``said`` tells how many of how many there are.
    """

    head: tuple[Entry, ...]
    rows: tuple[tuple[Entry, ...], ...]
    foot: tuple[Entry, ...]
    is_wide: bool
    printed: range
    said: str


def sheet(listing: Listing, language: Language, as_of: date) -> Sheet:
    """A listing as a table of texts; its bars stand behind the column that they show."""
    source = source_of(listing.result, listing.table)
    records = listed(source, listing.table.rows, latest=listing.table.latest)
    table = replace(listing.table, bar="", forms={**_whole(source, listing.table), **listing.table.forms})
    paper = Paper(language, "utf-8", plain=False)
    columns = cells_of_table(paper, source, table, records, as_of=as_of) if records else []
    columns = [_dated(column, source, records, table, language, as_of) for column in columns]
    pillars = [pillar for column in columns for pillar in _pillars(column, source, records, listing)]
    lines = list(zip(*(cells for _, cells in pillars), strict=True))
    below = lines.pop() if table.total and lines else ()
    total = len(source.records) if listing.table.of is None else listing.table.of
    said = {"shown": len(lines), "total": total, "command": None}
    return Sheet(
        tuple(head for head, _ in pillars),
        tuple(lines),
        tuple(below),
        _cells_across(columns, listing) > _PHONE,
        _on_paper(listing, len(lines)),
        say("text", "shown_latest" if table.latest else "shown_first", language, said) if total > len(lines) else "",
    )


def _on_paper(listing: Listing, rows: int) -> range:
    """Of a folded table, which on paper cannot be closed, only as many rows as a year and a month have."""
    if not listing.folded:
        return range(rows)
    return range(max(rows - _ON_PAPER, 0), rows) if listing.table.latest else range(min(rows, _ON_PAPER))


def _whole(source: Result, table: Table) -> dict[str, Form]:
    """The columns of money that nobody reads to the fen."""
    found: dict[str, Form] = {}
    for name in table.columns:
        place = source.columns.index(name)
        values = (
            [abs(Decimal(number_of(row[place]))) for row in source.records if row[place] is not None]
            if (word(name).kind == "money")
            else []
        )
        if max(values, default=Decimal(0)) >= _WHOLE_FROM:
            found[name] = "whole"
    return found


def _dated(
    column: Cells, source: Result, records: Sequence[Record], table: Table, language: Language, as_of: date
) -> Cells:
    """A column of days without their year, where all of them are near to the day of the report."""
    if word(column.name).kind != "date" or column.name in table.forms:
        return column
    place = source.columns.index(column.name)
    days = [None if record[place] is None else moment_of(record[place]) for record in records]
    if any(abs((day - as_of).days) > _NEAR_DAYS for day in days if day is not None and not isinstance(day, datetime)):
        return column
    texts = tuple(NOTHING if day is None else _near(day, language) for day in days)
    return replace(column, texts=(*texts, *column.texts[len(texts) :]))


def _near(day: date, language: Language) -> str:
    return f"{day.month}/{day.day}" if language == "zh" else f"{day.day} {calendar.month_abbr[day.month]}"


def _pillars(
    column: Cells, source: Result, records: Sequence[Record], listing: Listing
) -> Iterator[tuple[Entry, tuple[Entry, ...]]]:
    """A column as its heading and its cells, and behind it the one of its bars, if it has them."""
    kind = word(column.name).kind
    spare = "opt" if column.name in listing.spare else ""
    is_first = column.name == listing.table.columns[0]
    never_breaks = kind in ("nick", "id", "date") or (is_first and _widest(column) <= _SHORT)
    classes = [spare, "" if column.right else "t", "nw" if never_breaks else ""]
    tones = column.tones or ("",) * len(column.texts)
    cells = tuple(
        Entry(text, " ".join(filter(None, (*classes, _TONES.get(tone, "")))), kind in _WORDS)
        for text, tone in zip(column.texts, tones, strict=True)
    )
    yield Entry(column.heading, " ".join(filter(None, classes[:2]))), cells
    if column.name == listing.table.bar:
        yield Entry("", f"barcell {spare}".strip()), tuple(_bars(column, source, records, listing, spare))


def _bars(column: Cells, source: Result, records: Sequence[Record], listing: Listing, spare: str) -> Iterator[Entry]:
    table = listing.table
    place = source.columns.index(column.name)
    tone_at = source.columns.index(table.tone_by) if table.tone_by else None
    values = [
        max(Decimal(number_of(row[place])), Decimal(0)) if row[place] is not None else Decimal(0) for row in records
    ]
    largest = max(values, default=Decimal(0)) or Decimal(1)
    for row, value in zip(records, values, strict=True):
        tone = "" if tone_at is None else table.tones.get(str(row[tone_at]), "")
        length = f"{round(value / largest * 100, 1).normalize():f}" if value else ""
        yield Entry("", f"barcell {spare}".strip(), bar=length, colour=_BARS.get(tone, "f-ret"))
    if table.total:
        yield Entry("", f"barcell {spare}".strip())


def _cells_across(columns: Sequence[Cells], listing: Listing) -> int:
    """About how many cells the table needs on a phone, where spare columns are gone and texts break."""
    widths = [
        min(widest, _BREAKABLE) if column.is_text and word(column.name).kind == "text" else widest
        for column in columns
        if column.name not in listing.spare
        for widest in [_widest(column)]
    ]
    return sum(widths) + len(widths)


def _widest(column: Cells) -> int:
    return max(width_of(text, graphemes) for text in (column.heading, *column.texts))
