"""The columns of a table on a screen as texts: their cells, their bars, and which of them a short line can take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import PurePath

from crmkit.messages import say
from crmkit.render.cells import NOTHING, TEXT_KINDS, bounded, human_text, moment_of, number_of
from crmkit.render.layout import GAP, width_of
from crmkit.render.options import Paper
from crmkit.render.page import Page, graphemes
from crmkit.render.pivot import Grid
from crmkit.render.safe import show
from crmkit.render.titles import TITLES, without_shop
from crmkit.result import Record, Result
from crmkit.screen import Cross, Form, Strip, Table
from crmkit.vocabulary import Kind, word

BAR_CELLS = 12
LONG_LINE = 100
"""From so many cells on, the columns for long lines come back."""
_TEXT = 16
_LONG_TEXT = 26
"""A text is cut to so many cells before other columns leave, and before none that is for long lines comes."""
_LEAST_TEXT = 12
_CUT = ".."
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")


@dataclass(frozen=True, slots=True)
class Cells:
    """One column as texts of one line each, with the tone of each cell where it has one."""

    name: str
    heading: str
    texts: tuple[str, ...]
    right: bool
    is_text: bool = False
    tones: tuple[str, ...] = field(default=())
    is_bar: bool = False


def cells_of_table(
    paper: Paper, source: Result, table: Table, records: Sequence[Record], *, as_of: date | None
) -> list[Cells]:
    """The columns of a table in their order, the bars last."""
    tones = _tones(source, table, records)
    columns = []
    for name in table.columns:
        entry, place = word(name), source.columns.index(name)
        form = table.forms.get(name)
        texts = [cell_text(paper, entry.kind, record[place], form, as_of=as_of) for record in records]
        if name in table.blank:
            texts = ["" if record[place] is None else text for record, text in zip(records, texts, strict=True)]
        if name in TITLES:
            texts = without_shop(texts, say("text", "between_events", paper.language))
        if table.total:
            said = table.total.get(name)
            last = table.total_forms.get(name, form)
            texts.append("" if said is None else cell_text(paper, entry.kind, said, last, as_of=as_of))
        is_text = entry.kind in TEXT_KINDS or form == "near" or entry.kind in ("date", "time")
        heading = paper.carried(entry.short(paper.language))
        is_toned = tones and (name in (table.columns[0], table.tone_by) or form == "signed")
        own = _signs(records, place) if form == "signed" else tones
        styled = (*own, *(("total",) if table.total else ())) if is_toned else ()
        columns.append(Cells(name, heading, tuple(texts), not is_text, entry.kind in ("text", "nick"), styled))
    if table.total and not table.total.get(table.columns[0]):
        first = columns[0]
        columns[0] = replace(first, texts=(*first.texts[:-1], say("text", "all_rows", paper.language)))
    if table.bar:
        place = source.columns.index(table.bar)
        drawn = bars([record[place] for record in records], plain=paper.plain)
        columns.append(Cells("", "", (*drawn, *([""] if table.total else [])), False, is_bar=True))
    return columns


def cells_of_strip(paper: Paper, strip: Strip) -> list[Cells]:
    """The figures of a strip turned on their side: first what each line is, then a column for each head."""
    across = word(strip.across)
    labels = tuple(paper.carried(word(name).short(paper.language)) for name, _ in strip.lines)
    columns = [Cells("", paper.carried(across.short(paper.language)), labels, False)]
    for place, head in enumerate(strip.heads):
        texts = tuple(
            cell_text(paper, word(name).kind, values[place], strip.forms.get(name), as_of=None)
            for name, values in strip.lines
        )
        columns.append(
            Cells("", cell_text(paper, across.kind, head, strip.forms.get(strip.across), as_of=None), texts, True)
        )
    return columns


def cells_of_cross(paper: Paper, lines: Grid, cross: Cross, most: int) -> list[Cells]:
    """The columns of a pivot: its headers, then one for each value across; what is not settled yet stays empty."""
    kept = lines.lines[-most:] if cross.latest else lines.lines[:most]
    footer = lines.footer
    columns = []
    for place, header in enumerate(lines.headers):
        texts = [cell_text(paper, header.kind, named[place], None, as_of=None) for named, _ in kept]
        below = [] if footer is None else [say("text", f"{footer.title}_short", paper.language) if place == 0 else ""]
        columns.append(Cells("", paper.carried(header.short(paper.language)), (*texts, *below), place > 0, place == 0))
    for step in range(cross.first, len(lines.steps)):
        spots = [spots[step] for _, spots in kept]
        texts = [
            cell_text(paper, lines.value.kind, spot.value, "whole", as_of=None) if spot and spot.settled else ""
            for spot in spots
        ]
        tones = [f"level_{spot.level}" if spot and spot.settled else "" for spot in spots]
        if footer is not None:
            value = footer.values[step]
            texts.append("" if value is None else cell_text(paper, footer.kind, value, "whole", as_of=None))
            tones.append("total")
        heading = human_text(lines.across.kind, lines.steps[step], paper.language)
        columns.append(Cells("", heading, tuple(texts), True, tones=tuple(tones)))
    return columns


def fitted(page: Page, columns: Sequence[Cells], table: Table, *, wide: bool) -> tuple[list[Cells], list[str]]:
    """The columns that stand beside each other on the page, and the headings of those that have left."""
    if wide:
        return list(columns), []
    kept = [column for column in columns if column.name not in table.wide]
    if page.width >= LONG_LINE:
        for name in table.wide:
            more = [column for column in columns if column in kept or column.name == name]
            if room(page, more, _LONG_TEXT) >= 0:
                kept = more
    leaving = ["", *table.leave]
    while room(page, kept) < 0 and leaving:
        names = leaving.pop(0).split() or [""]  # the bars have no name
        kept = [column for column in kept if column.name not in names]
    left = [column.heading for column in columns if column.name and column not in kept]
    return _cut(page, kept), left


def widths_of(columns: Sequence[Cells]) -> list[int]:
    """The cells that each column takes."""
    return [max(width_of(text, graphemes) for text in (column.heading, *column.texts)) for column in columns]


def room(page: Page, columns: Sequence[Cells], text: int = _TEXT) -> int:
    """The cells that are left on the line when texts take no more than they must; below nought they do not fit."""
    least = [
        min(width, text) if column.is_text else width for column, width in zip(columns, widths_of(columns), strict=True)
    ]
    return page.width - sum(least) - GAP * (len(columns) - 1)


def _cut(page: Page, columns: Sequence[Cells]) -> list[Cells]:
    """The columns with their texts cut to what the others leave, the widest first, none below its heading."""
    found = list(columns)
    least = [max(_LEAST_TEXT, width_of(column.heading, graphemes)) for column in columns]
    while (over := sum(widths := widths_of(found)) + GAP * (len(found) - 1) - page.width) > 0:
        texts = sorted((-widths[place], place) for place in range(len(found)) if found[place].is_text)
        texts = [(width, place) for width, place in texts if -width > least[place]]
        if not texts:
            break
        place, column = texts[0][1], found[texts[0][1]]
        next_width = -texts[1][0] if len(texts) > 1 else 0
        wanted = max(widths[place] - over, least[place], min(widths[place] - 1, next_width))
        found[place] = replace(column, texts=tuple(_short(text, wanted) for text in column.texts))
    return found


def _short(text: str, width: int) -> str:
    if width_of(text, graphemes) <= width:
        return text
    kept, taken = "", 0
    for grapheme, size in graphemes(text):
        if taken + size > width - len(_CUT):
            break
        kept, taken = kept + grapheme, taken + size
    return kept.rstrip(" .") + _CUT


def cell_text(paper: Paper, kind: Kind, value: object, form: Form | None, *, as_of: date | None) -> str:
    """A cell as people read it on a screen, in the form that the table gives its column."""
    if value is None:
        return NOTHING
    if form == "near" and as_of is not None:
        return paper.carried(_near((moment_of(value) - as_of).days, paper))
    if form == "name":
        return paper.carried(show(PurePath(str(value)).name))
    if form in ("fine", "points", "apart"):
        exact = Decimal(number_of(value)) * (100 if kind == "rate" else 1)
        hundredths = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
        if form == "fine":
            return f"{hundredths or abs(hundredths):,f}%"
        found = f"{hundredths or abs(hundredths):{'+' if hundredths else ''},f}"
        return found if form == "apart" else say("text", "points", paper.language, {"points": found})
    if form in ("whole", "signed"):
        number = Decimal(number_of(value)) * (100 if kind == "rate" else 1)
        rounded = number.quantize(Decimal("0.1") if form == "signed" and kind == "rate" else Decimal(1), ROUND_HALF_UP)
        if form == "signed" and kind == "money":
            rounded = number
        sign = "+" if form == "signed" and rounded else ""
        return f"{rounded or abs(rounded):{sign},f}{'%' if kind == 'rate' else ''}"
    return paper.carried(human_text(kind, bounded(value), paper.language))


def _near(days: int, paper: Paper) -> str:
    code = "near_today" if days == 0 else "near_ahead" if days > 0 else "near_past"
    return say("text", code, paper.language, {"days": abs(days)})


def _tones(source: Result, table: Table, records: Sequence[Record]) -> tuple[str, ...]:
    if not table.tone_by:
        return ("",) * len(records)
    place = source.columns.index(table.tone_by)
    return tuple(table.tones.get(str(record[place]), "") for record in records)


def _signs(records: Sequence[Record], place: int) -> tuple[str, ...]:
    values = [record[place] for record in records]
    return tuple(
        "" if value is None or not number_of(value) else "good" if number_of(value) > 0 else "bad" for value in values
    )


def bars(values: Sequence[object], *, plain: bool) -> list[str]:
    """Numbers as bars, the largest of them ``BAR_CELLS`` long; in eighths of a cell, or whole ``#`` when ``plain``."""
    numbers = [Decimal(0) if value is None else max(Decimal(number_of(value)), Decimal(0)) for value in values]
    largest = max(numbers, default=Decimal(0)) or Decimal(1)
    drawn = []
    for number in numbers:
        full, eighths = divmod(round(number / largest * BAR_CELLS * 8), 8)
        drawn.append("#" * round(number / largest * BAR_CELLS) if plain else "█" * full + _EIGHTHS[eighths])
    return drawn
