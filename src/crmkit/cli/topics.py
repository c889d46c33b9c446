"""The guides that come with the package, and how Markdown is set on a terminal.

``docs/make.py`` writes the folder ``guide`` from the same sources as the pages in ``docs``. Only what those pages use
is understood: headings, paragraphs, lists, code and tables. A table too wide for the line becomes a list of its rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from crmkit.cli.help import graphemes
from crmkit.render.layout import GAP, Column, blocks, flow, width_of, wrap

TOPICS = ("where", "traits", "tags", "metrics")
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]+\)")
_ITEM = re.compile(r"(- |\d+\. )")
_CELL = re.compile(r"(?<!\\)\|")
_FULL_WIDTH = "，。；：！？、）》”"
_RULE = re.compile(r"[| :-]+")


def set_in_lines(markdown: str, width: int) -> Iterator[str]:
    """``markdown`` in lines of at most ``width`` cells; code is never broken."""
    plain = _LINK.sub(r"\1", _COMMENT.sub("", markdown)).replace("**", "")
    is_first = True
    for kind, lines in groupby(_kinds(plain.splitlines()), key=lambda line: line[0]):
        if kind == "blank":
            continue
        if not is_first:
            yield ""
        is_first = False
        yield from _block(kind, [text for _, text in lines], width)


def _kinds(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each line with the kind of block that it belongs to; fences are left out."""
    fenced, kind = False, "blank"
    for line in lines:
        if line.startswith("```"):
            fenced = not fenced
            kind = "blank"
            continue
        if fenced:
            kind, line = "code", f"    {line}"
        elif not line.strip():
            kind = "blank"
        elif line.startswith("#"):
            kind = "heading"
        elif line.startswith("|"):
            kind = "table"
        elif line.startswith("    "):
            kind = "code"
        elif _ITEM.match(line):
            kind = "list"
        elif kind != "list":  # the text of an item goes on in the next line
            kind = "text"
        yield kind, line


def _block(kind: str, lines: Sequence[str], width: int) -> Iterator[str]:
    """The lines of one block."""
    if kind == "code":
        yield from (line.rstrip() for line in lines)
    elif kind == "heading":
        for line in lines:
            text = wrap(line.lstrip("# "), width, graphemes)
            yield from text
            yield ("=" if line.startswith("# ") else "-") * max(width_of(part, graphemes) for part in text)
    elif kind == "table":
        yield from _table([_cells(line) for line in lines if not _RULE.fullmatch(line)], width)
    elif kind == "list":
        for item in _items(lines):
            mark = _ITEM.match(item)
            hang = len(mark[0]) if mark else 0
            first, *rest = wrap(item[hang:], width - hang, graphemes)
            yield item[:hang] + first
            yield from (" " * hang + line for line in rest)
    else:
        yield from wrap(_joined(lines), width, graphemes)


def _items(lines: Sequence[str]) -> list[str]:
    """The items of a list, each in one line."""
    items: list[list[str]] = []
    for line in lines:
        if _ITEM.match(line) or not items:
            items.append([])
        items[-1].append(line.strip())
    return [_joined(item) for item in items]


def _joined(lines: Sequence[str]) -> str:
    """Lines as one: with a blank, but none beside Chinese punctuation and between Chinese characters."""
    text = lines[0]
    for line in lines[1:]:
        is_chinese = text[-1] in _FULL_WIDTH or all(width_of(edge, graphemes) == 2 for edge in (text[-1], line[0]))
        text += ("" if is_chinese else " ") + line
    return text


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|").replace("`", "") for cell in _CELL.split(line.strip())[1:-1]]


def _table(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """A table side by side where it fits, else each row as a list below its first cell."""
    headers, *body = rows
    columns = [
        Column(header, [row[place] for row in body], breakable=place > 0, right=False)
        for place, header in enumerate(headers)
    ]
    setting = blocks(columns, width, graphemes)
    if len(setting) == 1:
        widths = setting[0].widths
        yield from _side_by_side(headers, widths)
        yield "-" * (sum(widths) + GAP * (len(widths) - 1))
        for row in body:
            yield from _side_by_side(row, widths)
        return
    for row in body:
        yield from wrap(row[0], width, graphemes)
        named = [f"{header}: {cell}" for header, cell in zip(headers[1:], row[1:], strict=True) if cell]
        yield from (f"  {line}" for line in flow(named, width - 2, graphemes))


def _side_by_side(cells: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """One row in as many lines as its longest cell takes."""
    columns = [wrap(cell, width, graphemes) for cell, width in zip(cells, widths, strict=True)]
    for place in range(max(len(column) for column in columns)):
        parts = [column[place] if place < len(column) else "" for column in columns]
        padded = (
            part + " " * (size - width_of(part, graphemes) + GAP) for part, size in zip(parts, widths, strict=True)
        )
        yield "".join(padded).rstrip()
