"""The page that lines go to: its width, what its stream can carry, and Rich without markup, terminal or environment."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import split_graphemes
from rich.console import Console
from rich.text import Text

from crmkit.messages import Language
from crmkit.render.options import Paper, RenderOptions

_NARROWEST = 20
_FIGURES = re.compile(r"[0-9][0-9,.%]*(?<![,.])")

HEAT = (
    "",
    "color(231) on color(24)",
    "color(231) on color(31)",
    "color(16) on color(73)",
    "color(16) on color(179)",
    "color(16) on color(208)",
)
"""From blue to orange: neither pole is lost on a light or a dark ground, or to eyes that confuse red and green."""

HEAT_OF_FEW = ("", "white on blue", "black on cyan", "black on green", "black on yellow", "white on magenta")
"""The same on a terminal of few colours."""


@dataclass(frozen=True, slots=True)
class Page(Paper):
    """Where the lines go, and what the stream can carry."""

    console: Console
    width: int

    @property
    def heat(self) -> tuple[str, ...]:
        """The style of each level of a cell, 0 for none."""
        return HEAT_OF_FEW if self.console.color_system == "standard" else HEAT

    def lines(self, lines: Sequence[str], style: str = "", *, figures: bool = False) -> None:
        """Print lines that are already broken; with ``figures`` the numbers in them stand out."""
        for line in lines:
            text = Text(line, style=style)
            if figures:
                text.highlight_regex(_FIGURES, "bold")
            self.console.print(text, soft_wrap=True)


def page_for(text: io.StringIO, language: Language, options: RenderOptions) -> Page:
    """A page of the width and the colours that were asked for."""
    width = max(options.width, _NARROWEST)
    console = Console(
        file=text,
        width=width,
        color_system=("standard" if options.few_colors else "256") if options.color else None,
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
    plain = options.ascii or not is_unicode
    return Page(language, options.encoding, plain, console, width)


def graphemes(text: str) -> list[tuple[str, int]]:
    """The characters of ``text`` as people see them, each with the cells it takes."""
    spans, _ = split_graphemes(text)
    return [(text[start:end], width) for start, end, width in spans]
