"""The table on a terminal: aligned Chinese, right-aligned numbers, bars beside shares, safe cells.

Cells become ``rich.text.Text`` only, with markup, emoji codes and highlighting off, and the console sees neither the
environment nor a terminal: the same answer and options give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from rich.box import Box
from rich.cells import split_graphemes
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crmkit.messages import Language, say
from crmkit.render.cells import TEXT_KINDS, human_text, number_of
from crmkit.render.course import drawn
from crmkit.render.layout import GAP, Column, balanced, blocks, fits, flow, width_of, wrap
from crmkit.render.options import RenderOptions
from crmkit.render.pivot import Grid, caption, cells, grid, headings, parts_shown
from crmkit.render.seen import seen
from crmkit.render.wording import definition, facts, few_notes, heading, note_text, title
from crmkit.result import Record, Result
from crmkit.vocabulary import word

_BAR_CELLS = 8
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_NARROWEST = 20
_HEAT = (
    "",
    "color(231) on color(24)",
    "color(231) on color(31)",
    "color(16) on color(73)",
    "color(16) on color(179)",
    "color(16) on color(208)",
)
"""From blue to orange: neither pole is lost on a light or a dark ground, or to eyes that confuse red and green."""
_RULE = "    \n    \n ── \n    \n    \n    \n    \n    \n"


@dataclass(frozen=True, slots=True)
class _Page:
    """Where the lines go, and what the stream can carry."""

    console: Console
    language: Language
    width: int
    encoding: str
    plain: bool

    def carried(self, text: str) -> str:
        """``text`` with what the stream's encoding lacks as escapes, before anything is measured."""
        return text.encode(self.encoding, "backslashreplace").decode(self.encoding)

    def lines(self, lines: Sequence[str], style: str = "") -> None:
        """Print lines that are already broken."""
        for line in lines:
            self.console.print(Text(line, style=style), soft_wrap=True)


def write(result: Result, stream: BinaryIO, *, format: str, language: Language, options: RenderOptions) -> int:
    """Write the answer as tables; gives the number of rows left out."""
    lines = grid(result, result)
    total = len(result.records) if lines is None else len(lines.lines)
    shown = options.rows_shown(total, human=True)
    text = io.StringIO()
    page = _page(text, language, options)
    page.lines(wrap(page.carried(heading(result, language)), page.width, graphemes), "bold")
    headline = [page.carried(f"{label} {value}") for label, value in facts(result, language)]
    page.lines(flow(headline, page.width, graphemes))
    page.lines([""])
    if lines is None:
        _print_course(page, result)
        _print_rows(page, *seen(result, shown))
    else:
        page.lines(wrap(page.carried(caption(lines, language)), page.width, graphemes), "bold")
        _print_grid(page, lines, shown)
    for name, part in parts_shown(result):
        _print_part(page, title(name, language), part, grid(part, result))
    _print_notes(page, result)
    for line in text.getvalue().splitlines():
        stream.write((line.rstrip(" ") + "\n").encode(options.encoding, "backslashreplace"))
    return total - shown


def graphemes(text: str) -> list[tuple[str, int]]:
    """The characters of ``text`` as people see them, each with the cells it takes."""
    spans, _ = split_graphemes(text)
    return [(text[start:end], width) for start, end, width in spans]


def _page(text: io.StringIO, language: Language, options: RenderOptions) -> _Page:
    width = max(options.width, _NARROWEST)
    console = Console(
        file=text,
        width=width,
        color_system="256" if options.color else None,
        force_terminal=options.color,
        force_jupyter=False,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )
    # In the old East Asian encodings frames and blocks are two cells wide: only Unicode streams get them.
    is_unicode = options.encoding.lower().startswith("utf")
    return _Page(console, language, width, options.encoding, plain=options.ascii or not is_unicode)


def _print_course(page: _Page, result: Result) -> None:
    """The course of an answer that has one, beside what it shows or below it."""
    shown = drawn(result, result.course, page.width, page.language, plain=page.plain) if result.course else None
    if shown is None:
        return
    caption, line = page.carried(shown[0]), shown[1]
    together = f"{caption} {line}"
    if width_of(together, graphemes) <= page.width:
        page.lines([together, ""])
    else:
        page.lines([*wrap(caption, page.width, graphemes), line, ""])


def _print_rows(page: _Page, names: Sequence[str], records: Sequence[Record]) -> None:
    """The rows as one table, or as blocks below each other when the line is too short."""
    columns = _columns(page, names, records, bars=True)
    if not fits(columns, page.width, graphemes):
        bare = _columns(page, names, records, bars=False)
        columns = bare if fits(bare, page.width, graphemes) else columns
    _print_columns(page, columns)


def _print_part(page: _Page, name: str, part: Result, lines: Grid | None) -> None:
    """A part under its title, as rows or as a pivot."""
    page.lines(["", *wrap(page.carried(name), page.width, graphemes)], "bold")
    if lines is None:
        _print_rows(page, part.columns, part.records)
        return
    if above := caption(lines, page.language, under=name):
        page.lines(wrap(page.carried(above), page.width, graphemes))
    _print_grid(page, lines, len(lines.lines))


def _print_grid(page: _Page, lines: Grid, shown: int) -> None:
    """The first lines of a pivot with what stands below, cells coloured by level."""
    rows = cells(lines, shown, page.language)
    columns = []
    for place, label in enumerate(headings(lines, page.language)):
        texts, is_words = [page.carried(row[place]) for row in rows], lines.is_words(place)
        columns.append(Column(page.carried(label), texts, breakable=is_words, right=not is_words))
    styles = {(len(rows) - 1, place): "bold" for place in range(len(columns))} if lines.footer else {}
    for row, (_, spots) in enumerate(lines.lines[:shown]):
        for place, spot in enumerate(spots, start=len(lines.headers)):
            if spot is not None:
                styles[row, place] = _HEAT[spot.level] if spot.settled else "dim"
    _print_columns(page, columns, styles)


def _print_columns(page: _Page, columns: Sequence[Column], styles: Mapping[tuple[int, int], str] | None = None) -> None:
    """Columns of texts, styled by line and column; with styles a line that a later block has nothing of is left out."""
    looks = styles or {}
    rule = Box(_RULE.replace("─", "-") if page.plain else _RULE, ascii=page.plain)
    for index, block in enumerate(blocks(columns, page.width, graphemes)):
        if index:
            page.lines([""])
        table = Table(box=rule, show_edge=False, padding=(0, GAP - 1, 0, 0), pad_edge=False)
        wide = list(zip(block.places, block.widths, strict=True))
        for place, width in wide:
            column = columns[place]
            heading_text = Text("\n".join(balanced(column.heading, width, graphemes)))
            table.add_column(heading_text, justify="right" if column.right else "left", width=width, no_wrap=True)
        for row in range(len(columns[0].cells)):
            line = [(columns[place].cells[row], width, looks.get((row, place), "")) for place, width in wide]
            if styles is not None and index and not any(cell for cell, *_ in line[1:]):
                continue
            table.add_row(*(_text(*cell) for cell in line))
        page.console.print(table)


def _text(cell: str, width: int, style: str) -> Text:
    text = "\n".join(wrap(cell, width, graphemes))
    return Text(text.rjust(width) if " on " in style else text, style=style)  # a background fills its cell


def _columns(page: _Page, names: Sequence[str], records: Sequence[Record], *, bars: bool) -> list[Column]:
    """The columns people read, each cell as text."""
    columns = []
    for index, name in enumerate(names):
        entry = word(name)
        if entry.machine:
            continue
        texts = [page.carried(human_text(entry.kind, record[index], page.language)) for record in records]
        has_bar = bars and entry.is_share
        if has_bar:
            texts = _with_bars(texts, [record[index] for record in records], plain=page.plain)
        is_text = entry.kind in TEXT_KINDS
        label = page.carried(entry.label(page.language))
        columns.append(Column(label, texts, entry.kind in ("text", "nick"), right=not is_text and not has_bar))
    return columns


def _with_bars(cells: Sequence[str], values: Sequence[object], *, plain: bool) -> list[str]:
    """Percentages, right-aligned, each with its bar."""
    longest = max((len(cell) for cell in cells), default=0)
    return [f"{cell:>{longest}} {bar(value, plain=plain)}" for cell, value in zip(cells, values, strict=True)]


def bar(value: object, *, plain: bool) -> str:
    """A share of 0..1 as a bar of up to eight cells; in eighths of a cell, or whole ``#`` when ``plain``."""
    if value is None:
        return ""
    share = min(max(float(number_of(value)), 0.0), 1.0)
    if plain:
        return "#" * round(share * _BAR_CELLS)
    full, eighths = divmod(round(share * _BAR_CELLS * 8), 8)
    return "█" * full + _EIGHTHS[eighths]


def _print_notes(page: _Page, result: Result) -> None:
    """Definition and notes below the tables."""
    if sentence := definition(result, page.language):
        line = say("text", "definition", page.language, {"sentence": sentence})
        page.lines(["", *wrap(page.carried(line), page.width, graphemes)], "dim")
    notes = few_notes(result)
    if notes:
        page.lines(["", page.carried(say("text", "notes", page.language))], "dim")
    for note in notes:
        first, *rest = wrap(page.carried(note_text(note, page.language)), page.width - 2, graphemes)
        page.lines([f"- {first}", *(f"  {line}" for line in rest)], "dim")
