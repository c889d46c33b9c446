"""The screen of an answer: its point in a sentence, the one table that matters, a foot of few lines.

A row is one line. On a short line columns leave one by one and are named below; a text that is too long is cut with two
dots. The whole of the answer is behind ``--full``.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace

from crmkit.messages import Language, say
from crmkit.render.columns import cells_of_cross, cells_of_strip, cells_of_table, fitted, room, widths_of
from crmkit.render.foot import OPTION, command_of, foot
from crmkit.render.layout import GAP, wrap
from crmkit.render.lines import LONGEST, print_cells, print_lines
from crmkit.render.options import RenderOptions
from crmkit.render.page import Page, graphemes, page_for
from crmkit.render.pivot import caption, grid
from crmkit.render.seen import listed, source_of
from crmkit.render.spoken import joined, sentence, sentences
from crmkit.render.wording import scope, title
from crmkit.result import Result
from crmkit.screen import Cross, Lines, Screen, Strip, Table

MOST_LINES = 40
LEAST_ROWS = 1
COUNTED = {"customer": "customers", "product": "products"}
"""What the rows of a table are by its first column, where they are counted in a word of their own."""


def print_screen(page: Page, result: Result, screen: Screen, options: RenderOptions) -> None:
    """Print the screen of ``result`` below its title, its lists shortened where it would be too long."""
    kept = _shortened(result, screen, page.language, options) if options.limit is None else screen
    _print_blocks(page, result, kept, options)


def _print_blocks(page: Page, result: Result, screen: Screen, options: RenderOptions) -> None:
    page.lines(wrap(page.carried(scope(result, page.language)), page.width, graphemes), "bold")
    page.lines([""])
    if spoken := joined(sentences(result, page.language), page.language):
        page.lines([*wrap(page.carried(spoken), min(page.width, LONGEST), graphemes)], figures=True)
        page.lines([""])
    named: list[str] = []
    for block in screen.blocks:
        left: list[str] = []
        if isinstance(block, Lines):
            print_lines(page, [(line.label, sentence("line", line, result, page.language)) for line in block.lines])
        elif isinstance(block, Table):
            left = _print_table(page, result, block, options)
        elif isinstance(block, Cross):
            left = _print_cross(page, result, block, options)
        else:
            _print_strip(page, result, block)
        if left := [heading for heading in dict.fromkeys(left) if heading not in named]:
            titles = say("text", "between_names", page.language).join(left)
            page.lines(_said(page, "columns_left", {"width": page.width, "titles": titles}), "dim")
            named += left
        page.lines([""])
    print_lines(page, foot(page, result, screen, options), dim=True)


def _shortened(result: Result, screen: Screen, language: Language, options: RenderOptions) -> Screen:
    """``screen`` with fewer rows of its lists until it has no more lines than fit; what says so takes lines, too."""
    wanted = replace(options, width=max(options.width, LONGEST))
    while True:
        text = io.StringIO()
        _print_blocks(page_for(text, language, wanted), result, screen, wanted)
        fewer = _with_fewer_rows(result, screen, text.getvalue().count("\n") - MOST_LINES)
        if fewer == screen:
            return screen
        screen = fewer


def _with_fewer_rows(result: Result, screen: Screen, over: int) -> Screen:
    """``screen`` without ``over`` rows of its lists, the last list first, as far as they may lose them."""
    blocks = list(screen.blocks)
    for place, block in reversed(list(enumerate(blocks))):
        if over > 0 and isinstance(block, Table | Cross) and block.rows is not None and not _is_asked(block):
            rows = min(block.rows, _rows_of(result, block))
            kept = max(rows - over, LEAST_ROWS)
            if kept < rows:
                blocks[place] = replace(block, rows=kept)
                over -= rows - kept
    return replace(screen, blocks=tuple(blocks))


def _is_asked(block: Table | Cross) -> bool:
    return isinstance(block, Table) and block.asked


def _rows_of(result: Result, block: Table | Cross) -> int:
    if isinstance(block, Table):
        return len(source_of(result, block).records)
    lines = grid(result, result)
    return 0 if lines is None else len(lines.lines)


def _print_table(page: Page, result: Result, table: Table, options: RenderOptions) -> list[str]:
    """The rows that fit, and below them how many are not shown; gives the columns that have left."""
    source = source_of(result, table)
    records = source.records
    most = table.rows if options.limit is None or table.part else options.limit or None
    shown = listed(source, most, latest=table.latest)
    if table.title:
        page.lines(wrap(page.carried(title(table.title, page.language)), page.width, graphemes), "bold")
    if not records:
        page.lines([say("text", "nobody_listed", page.language)])
        return []
    cells = cells_of_table(page, source, table, shown, as_of=result.as_of)
    kept, left = fitted(page, cells, table, wide=options.wide)
    print_cells(page, kept, unbounded=options.wide)
    total = len(records) if table.of is None else table.of
    rest = _asking_for(result, options, table.rest)
    which = "latest" if table.latest else COUNTED.get(table.columns[0], "first")
    if which == "customers" and "--reveal" in table.rest and "--reveal" not in options.command:
        which = "customers_masked"
    _print_shown(page, len(shown), total, rest, which)
    return left


def _print_cross(page: Page, result: Result, cross: Cross, options: RenderOptions) -> list[str]:
    """The pivot of the answer, coloured by level, and how many lines are not shown; gives the columns that left."""
    lines = grid(result, result)
    if lines is None:
        raise ValueError(f"{result.name} has no pivot to show")
    most = cross.rows if options.limit is None else options.limit or len(lines.lines)
    page.lines(wrap(page.carried(caption(lines, page.language)), page.width, graphemes), "bold")
    cells = cells_of_cross(page, lines, cross, most)
    steps: list[str] = []
    while not options.wide and len(cells) > len(lines.headers) + 1 and room(page, cells) < 0:
        steps.append(cells.pop().heading)
    print_cells(page, cells, unbounded=options.wide)
    rest = _asking_for(result, options, cross.rest)
    _print_shown(page, most, len(lines.lines), rest, "latest" if cross.latest else "first")
    return steps[::-1]


def _asking_for(result: Result, options: RenderOptions, rest: str) -> str:
    """The command that shows all of it: without the limit that was typed, and no option twice."""
    typed = command_of(result, options)
    for option in ("--limit", *OPTION.findall(rest)):
        typed = re.sub(rf" {option}([ =]\S+)?(?= -|$)", "", typed)
    return f"{typed} {rest}"


def _print_shown(page: Page, shown: int, total: int, command: str, which: str) -> None:
    """How many rows there are, and how to see them, where not all are shown."""
    if total > shown:
        counts = {"shown": shown, "total": total, "command": command}
        page.lines(_said(page, f"shown_{which}", counts), "dim")


def _said(page: Page, code: str, values: dict[str, object]) -> list[str]:
    return wrap(page.carried(say("text", code, page.language, values)), page.width, graphemes)


def _print_strip(page: Page, result: Result, strip: Strip) -> None:
    if strip.title:
        page.lines(wrap(page.carried(title(strip.title, page.language)), page.width, graphemes), "bold")
    cells = cells_of_strip(page, strip)
    leaving = [cells[place + 1] for place in strip.leave]
    while leaving and sum(widths_of(cells)) + GAP * (len(cells) - 1) > page.width:
        cells.remove(leaving.pop(0))
    print_cells(page, cells, ruled=False)
