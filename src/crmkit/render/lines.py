"""Lines of a page: the rows of a table one line each, labelled lines with their texts beside the labels."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from crmkit.messages import say
from crmkit.render.columns import Cells, widths_of
from crmkit.render.layout import GAP, wrap
from crmkit.render.page import Page, graphemes

LONGEST = 80
"""Cells of a line of text: nobody reads longer ones."""
STYLES = {"good": "green", "watch": "color(136)", "bad": "red", "past": "dim", "apart": "dim", "total": "bold", "": ""}
"""By tone; the plain yellow of many terminals is lost on a light ground."""


def print_cells(page: Page, columns: Sequence[Cells], *, ruled: bool = True, unbounded: bool = False) -> None:
    """One line for each row; lines under each other, ``label  value``, where not even the columns that stay fit."""
    widths = widths_of(columns)
    if not unbounded and sum(widths) + GAP * (len(columns) - 1) > page.width:
        _print_records(page, columns)
        return
    head = _line([column.heading for column in columns], columns, widths)
    page.lines([head.rstrip(" ")], "bold" if ruled else "dim")
    if ruled:
        page.lines([("-" if page.plain else "─") * (sum(widths) + GAP * (len(columns) - 1))], "dim")
    styles = STYLES | {f"level_{level}": style for level, style in enumerate(page.heat)}
    for row in range(len(columns[0].texts)):
        text = Text(_line([column.texts[row] for column in columns], columns, widths).rstrip(" "))
        start = 0
        for column, width in zip(columns, widths, strict=True):
            if style := styles[column.tones[row] if column.tones else ""]:
                before = len(_cut_to(text.plain, start))
                text.stylize(style, before, before + len(_cut_to(text.plain[before:], width)))
            start += width + GAP
        page.console.print(text, soft_wrap=True)


def _cut_to(text: str, cells: int) -> str:
    """The beginning of ``text`` that takes ``cells``."""
    taken, kept = 0, []
    for grapheme, width in graphemes(text):
        if taken + width > cells:
            break
        taken += width
        kept.append(grapheme)
    return "".join(kept)


def _line(texts: Sequence[str], columns: Sequence[Cells], widths: Sequence[int]) -> str:
    cells = []
    for text, column, width in zip(texts, columns, widths, strict=True):
        blank = " " * (width - sum(size for _, size in graphemes(text)))
        cells.append(blank + text if column.right else text + blank)
    return (" " * GAP).join(cells)


def _print_records(page: Page, columns: Sequence[Cells]) -> None:
    for row in range(len(columns[0].texts)):
        if row:
            page.lines([""])
        for column in columns:
            page.lines(wrap(f"{column.heading}  {column.texts[row]}", page.width, graphemes))


def print_lines(page: Page, lines: Sequence[tuple[str, str]], *, dim: bool = False) -> None:
    """Labels in a column of their own, each text beside its label."""
    named = [(say("label", label, page.language) if label else "", text) for label, text in lines]
    named = [
        ("" if place and named[place - 1][0] == label else label, text) for place, (label, text) in enumerate(named)
    ]
    indent = max((sum(width for _, width in graphemes(label)) for label, _ in named), default=0) + GAP
    for label, text in named:
        broken = wrap(page.carried(text), min(page.width, LONGEST) - indent, graphemes)
        blank = " " * (indent - sum(width for _, width in graphemes(label)))
        first = Text(label + blank, style="dim" if dim else "")
        first.append(broken[0], style="")
        page.console.print(first, soft_wrap=True)
        page.lines([" " * indent + line for line in broken[1:]])
