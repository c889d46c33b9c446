"""The table on a terminal: aligned Chinese, right-aligned numbers, bars beside shares, safe cells.

Cells become ``rich.text.Text`` only, with markup, emoji codes and highlighting off, and the console sees neither the
environment nor a terminal: the same answer and options give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import BinaryIO

from rich.box import Box
from rich.table import Table
from rich.text import Text

from crmkit.messages import Language, say
from crmkit.render.cells import TEXT_KINDS, bounded, human_text, number_of
from crmkit.render.course import drawn
from crmkit.render.hints import repeated, with_place
from crmkit.render.layout import GAP, Column, balanced, blocks, fits, flow, width_of, wrap
from crmkit.render.options import RenderOptions
from crmkit.render.page import Page, graphemes, page_for
from crmkit.render.pivot import Grid, caption, cells, grid, headings, parts_shown
from crmkit.render.screen import print_screen
from crmkit.render.seen import seen
from crmkit.render.wording import definition, facts, few_notes, heading, note_text, title
from crmkit.result import Record, Result
from crmkit.vocabulary import word

WIDEST = 4000
"""Cells of a line that may be as long as it is."""
_BAR_CELLS = 8
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_RULE = "    \n    \n ── \n    \n    \n    \n    \n    \n"


def write(result: Result, stream: BinaryIO, *, format: str, language: Language, options: RenderOptions) -> int:
    """Write the answer as tables; gives the number of rows left out."""
    lines = grid(result, result)
    total = len(result.records) if lines is None else len(lines.lines)
    shown = options.rows_shown(total, human=True)
    text = io.StringIO()
    page = page_for(text, language, options)
    if result.screen is not None:
        print_screen(page, result, result.screen, options)
    if result.screen is None or options.full:
        page.lines([""] if result.screen else [])
        _print_all(page, result, lines, shown, options)
    for line in text.getvalue().splitlines():
        stream.write((line.rstrip(" ") + "\n").encode(options.encoding, "backslashreplace"))
    return total - shown if result.screen is None or options.full else 0


def _print_all(page: Page, result: Result, lines: Grid | None, shown: int, options: RenderOptions) -> None:
    """Every table, definition and note of an answer."""
    language = page.language
    page.lines(wrap(page.carried(heading(result, language)), page.width, graphemes), "bold")
    headline = [page.carried(f"{label} {value}") for label, value in facts(result, language)]
    page.lines(flow(headline, page.width, graphemes))
    page.lines([""])
    if lines is None:
        _print_course(page, result)
        _print_rows(page, *seen(result, shown), wide=options.wide)
    else:
        page.lines(wrap(page.carried(caption(lines, language)), page.width, graphemes), "bold")
        _print_grid(page, lines, shown)
    for name, part in parts_shown(result):
        _print_part(page, title(name, language), part, grid(part, result), wide=options.wide)
    _print_notes(page, result, repeated(options.command))


def _print_course(page: Page, result: Result) -> None:
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


def _print_rows(page: Page, names: Sequence[str], records: Sequence[Record], *, wide: bool = False) -> None:
    """The rows as one table, or as blocks below each other when the line is too short and must not be ``wide``."""
    columns = _columns(page, names, records, bars=True)
    if not wide and not fits(columns, page.width, graphemes):
        bare = _columns(page, names, records, bars=False)
        columns = bare if fits(bare, page.width, graphemes) else columns
    _print_columns(replace(page, width=WIDEST) if wide else page, columns)
    if not records:
        page.lines([page.carried(say("text", "no_rows", page.language))])


def _print_part(page: Page, name: str, part: Result, lines: Grid | None, *, wide: bool) -> None:
    """A part under its title, as rows or as a pivot."""
    page.lines(["", *wrap(page.carried(name), page.width, graphemes)], "bold")
    if lines is None:
        _print_rows(page, part.columns, part.records, wide=wide)
        return
    if above := caption(lines, page.language, under=name):
        page.lines(wrap(page.carried(above), page.width, graphemes))
    _print_grid(page, lines, len(lines.lines))


def _print_grid(page: Page, lines: Grid, shown: int) -> None:
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
                styles[row, place] = page.heat[spot.level] if spot.settled else "dim"
    _print_columns(page, columns, styles)


def _print_columns(page: Page, columns: Sequence[Column], styles: Mapping[tuple[int, int], str] | None = None) -> None:
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
        page.console.width = page.width  # a line of --wide is longer than the page
        page.console.print(table)


def _text(cell: str, width: int, style: str) -> Text:
    text = "\n".join(wrap(cell, width, graphemes))
    return Text(text.rjust(width) if " on " in style else text, style=style)  # a background fills its cell


def _columns(page: Page, names: Sequence[str], records: Sequence[Record], *, bars: bool) -> list[Column]:
    """The columns people read, each cell as text."""
    columns = []
    for index, name in enumerate(names):
        entry = word(name)
        if entry.machine:
            continue
        texts = [page.carried(human_text(entry.kind, bounded(record[index]), page.language)) for record in records]
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


def _print_notes(page: Page, result: Result, at: str) -> None:
    """Definition and notes below the tables."""
    if sentence := definition(result, page.language):
        line = say("text", "definition", page.language, {"sentence": sentence})
        page.lines(["", *wrap(page.carried(line), page.width, graphemes)], "dim")
    notes = few_notes(result)
    if notes:
        page.lines(["", page.carried(say("text", "notes", page.language))], "dim")
    for note in notes:
        first, *rest = wrap(page.carried(with_place(note_text(note, page.language), at)), page.width - 2, graphemes)
        page.lines([f"- {first}", *(f"  {line}" for line in rest)], "dim")
