"""How an answer shall look: plain values that the command line settles once and hands down."""

from __future__ import annotations

from dataclasses import dataclass

from crmkit.messages import Language

PREVIEW_ROWS = 50
"""How many rows people see unless a number is given."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What the texts of cells are for: readers of a language, an ``encoding``, bars that are ``plain`` or not."""

    language: Language
    encoding: str
    plain: bool

    def carried(self, text: str) -> str:
        """``text`` with what the encoding lacks as escapes, before anything is measured."""
        return text.encode(self.encoding, "backslashreplace").decode(self.encoding)


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """What may differ between two renderings of one Result in one format.

    ``width``: cells of a table line. ``color``: bold, dim and colours as SGR codes, of eight if ``few_colors``.
    ``limit``: rows to give, in any format, 0 for all; ``None`` is the format's habit (people get the first 50, machines
    get all). ``excel``: CSV that a spreadsheet opens as it is. ``raw``: CSV without the formula guard. ``ascii``: no
    frame or bar beyond ASCII. ``encoding``: of the stream, for table and Markdown; all others have one of their own.
    ``terminal``: the stream is a terminal, so that CSV, too, has to show its control characters. ``full``: all that
    there is below the screen of an answer. ``wide``: all columns, whatever the width. ``command``: what was typed, for
    lines that say how to see the rest.
    """

    width: int = 80
    color: bool = False
    few_colors: bool = False
    limit: int | None = None
    excel: bool = False
    raw: bool = False
    ascii: bool = False
    encoding: str = "utf-8"
    terminal: bool = False
    full: bool = False
    wide: bool = False
    command: str = ""

    def rows_shown(self, total: int, *, human: bool) -> int:
        """How many of ``total`` rows a format gives, ``human`` or not."""
        if self.limit is None:
            return min(total, PREVIEW_ROWS) if human else total
        return min(total, self.limit) if self.limit > 0 else total
