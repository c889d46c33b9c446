"""How cells of a report's workbook look: sentences, headings, numbers by kind and form, colours of heat tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmkit.render.pivot import RUNNING
from crmkit.render.workbook.cells import NUMBER_FORMATS
from crmkit.screen import Form
from crmkit.vocabulary import Kind

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

INK, SOFT, LINE = "#1B2024", "#565D63", "#B9B4A8"
HEAT = ("#F2F5F7", "#DBE7F0", "#B9D1E4", "#8AB3D2", "#3A75A3", "#174A75")
"""Light to strong; the figures on the last two are white."""
_WHITE_FROM = 4
_SENTENCES: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 16},
    "finding": {"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"},
    "panel": {"bold": True, "font_size": 12, "text_wrap": True, "valign": "top"},
    "lead": {"font_size": 12, "text_wrap": True, "valign": "top"},
    "big": {"bold": True, "text_wrap": True, "valign": "top"},
    "deck": {"font_color": SOFT, "text_wrap": True, "valign": "top"},
    "command": {"font_name": "Consolas", "font_color": SOFT},
    "words": {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "align": "left", "indent": 1},
    "numbers": {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1, "align": "right"},
}
LINE_HEIGHTS = {"title": 24.0, "finding": 20.0, "panel": 18.0, "lead": 17.0}
"""Points of a line of larger letters."""
_FORMED: dict[tuple[Form, Kind], str] = {
    ("whole", "money"): "#,##0",
    ("whole", "mean"): "#,##0",
    ("whole", "rate"): "0%",
    ("fine", "rate"): "0.00%",
    ("points", "rate"): "+0.00%;-0.00%;0.00%",
    ("apart", "rate"): "+0.00%;-0.00%;0.00%",
    ("signed", "rate"): "+0.0%;-0.0%;0.0%",
    ("signed", "count"): "+#,##0;-#,##0;0",
    ("signed", "money"): "+#,##0.00;-#,##0.00;0.00",
}


class Looks:
    """Makes each look of a workbook once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def sentence(self, name: str) -> Format:
        """The look of a sentence or a heading, by its name."""
        return self._look(_SENTENCES[name])

    def number(self, kind: Kind, form: Form | None = None, **more: object) -> dict[Kind, Format]:
        """How a value of a kind looks in a form; what is no number has no look of its own."""
        shape = NUMBER_FORMATS.get(kind)
        if form is not None:
            shape = _FORMED.get((form, kind), shape)
        return {} if shape is None else {kind: self._look({"num_format": shape, "valign": "top", **more})}

    def heat(self, kind: Kind, level: int | None, *, running: bool, few: bool, own: bool) -> dict[Kind, Format]:
        """The same in a colour by its level; marked while it is running, slanted where it is of few people."""
        shape = "0%" if kind == "rate" else NUMBER_FORMATS[kind]
        look: dict[str, object] = {"num_format": f'{shape}"{RUNNING}"' if running else shape, "align": "right"}
        if level is not None and not running:
            look |= {"bg_color": HEAT[level], "font_color": "#FFFFFF" if level >= _WHITE_FROM else INK}
        if few or running:
            look["italic"] = True
        if own:
            look["border"] = 1
        return {kind: self._look(look)}

    def _look(self, wanted: dict[str, object]) -> Format:
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(wanted)
        return self._made[key]
