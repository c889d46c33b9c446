"""A terminal as an SVG: what a command printed, with its colours, every word at the cell where the terminal puts it.

Words are stretched to their cells, so that Chinese and figures keep their columns whatever font the reader has. The
same output gives the same bytes. (Rich's own export gives a Chinese character one cell, and names a font on a host.)
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import escape

from rich.cells import cell_len
from rich.color import Color
from rich.console import Console
from rich.style import Style
from rich.text import Text

CELL, LINE, SIZE = 8.4, 20, 14
"""Width of a cell, height of a line and of the letters, in pixels."""
EDGE, TOP = 18, 40
GROUND, INK, FAINT = "#1d2330", "#d5dbe6", "#8791a3"
FONTS = (
    "ui-monospace, 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', 'Microsoft YaHei', "
    "'PingFang SC', monospace"
)


def svg(output: str, width: int, title: str) -> str:
    """``output`` with its escape codes as a picture of a terminal ``width`` cells wide; ``title`` is read aloud."""
    lines = Text.from_ansi(output).split("\n", allow_blank=True)
    wide, high = width * CELL + 2 * EDGE, len(lines) * LINE + TOP + EDGE
    drawn = [part for number, line in enumerate(lines) for part in _line(line, TOP + number * LINE)]
    dots = [f'<circle cx="{EDGE + 18 * place}" cy="20" r="5" fill="{FAINT}"/>' for place in range(3)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" role="img" '
            f'aria-label="{escape(title)}" font-family="{FONTS}" font-size="{SIZE}">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{wide:g}" height="{high:g}" rx="8" fill="{GROUND}"/>',
            *dots,
            *drawn,
            "</svg>",
            "",
        ]
    )


def _line(line: Text, top: int) -> Iterator[str]:
    """Grounds and words of one line."""
    cell = 0
    for segment in line.render(Console(file=io.StringIO(), color_system="truecolor")):
        style = segment.style or Style()
        if ground := _hex(style.bgcolor):
            width = f"{cell_len(segment.text) * CELL:g}"
            yield f'<rect x="{_x(cell)}" y="{top}" width="{width}" height="{LINE}" fill="{ground}"/>'
        for word in re.finditer(r"\S+", segment.text):
            place = cell + cell_len(segment.text[: word.start()])
            yield _word(word[0], place, top, style)
        cell += cell_len(segment.text)


def _word(word: str, cell: int, top: int, style: Style) -> str:
    ink = _hex(style.color) or (FAINT if style.dim else INK)
    weight = ' font-weight="bold"' if style.bold else ""
    length = f'textLength="{cell_len(word) * CELL:g}" lengthAdjust="spacingAndGlyphs"'
    return f'<text x="{_x(cell)}" y="{top + SIZE}" fill="{ink}"{weight} {length}>{escape(word)}</text>'


def _x(cell: int) -> str:
    return f"{EDGE + cell * CELL:g}"


def _hex(color: Color | None) -> str:
    return "" if color is None or color.is_default else color.get_truecolor().hex
