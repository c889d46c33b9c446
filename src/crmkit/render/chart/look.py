"""How pictures look: the colours and letters of the report, on white paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmkit.plot import Meaning

INK, SOFT, GRID, PAPER = "#1b2024", "#565d63", "#dcd8cf", "#ffffff"
BAND, BAND_LINE = "#c9d6e2", "#5d7f9d"
COLOURS: Mapping[Meaning, str] = {
    "main": "#1f5a8a", "new": "#c87a14", "nobody": "#8e8a80", "good": "#0b6a5f", "past": "#b9b5ab",
    "a": "#174a75", "b": "#5f93bd", "c": "#c3d5e4",
}  # fmt: skip
HEAT = (PAPER, "#dbe7f0", "#b9d1e4", "#8ab3d2", "#3a75a3", "#174a75")
"""Of a cell without a level, and of the levels 1 to 5."""
DARK_FROM = 4
"""From this level on letters are white."""
CHINESE = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC",
           "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei", "Heiti SC")  # fmt: skip
LATIN = ("Liberation Sans", "Arial", "Helvetica", "Segoe UI", "Roboto", "Noto Sans")
"""The first comes with what draws, and the next two are as wide: nothing moves from computer to computer."""
WIDTH = 680
"""Of what is drawn, without the labels beside it."""
CELLS = 112
"""Half Chinese characters in a line of text above or below it."""
TITLE_CELLS = 78
LINE = 17
MOST_BARS, MOST_LINES = 120, 60
"""Bars side by side, lines below each other: of more the picture says how many there are."""
BAR, CELL_WIDTH, CELL_HEIGHT = 26, 50, 24
BESIDE = {"step": 15, "for": "offset"}
ABOVE = {"titleAngle": 0, "titleAnchor": "end", "titleAlign": "right", "titleX": -6, "titleY": -10}
"""Of a title that stands above the labels at the left, since none is turned."""


def font(*, is_chinese: bool) -> str:
    """The stack of fonts, of which whoever draws takes the first it has; a line with any Chinese in one of these."""
    names = (*CHINESE, *LATIN) if is_chinese else (*LATIN, *CHINESE)
    return ", ".join((*(f'"{name}"' if " " in name else name for name in names), "sans-serif"))


def config(*, is_chinese: bool) -> dict[str, Any]:
    """What holds for all plots of a picture, whether it has any Chinese or not."""
    stack = font(is_chinese=is_chinese)
    axis = {
        "labelFont": stack, "titleFont": stack, "labelFontSize": 12, "titleFontSize": 12, "labelColor": SOFT,
        "titleColor": SOFT, "titleFontWeight": "normal", "gridColor": GRID, "domainColor": INK, "ticks": False,
        "labelPadding": 6, "titlePadding": 8, "labelLimit": 230,
    }  # fmt: skip
    return {
        "font": stack,
        "aria": False,
        "background": PAPER,
        "padding": 16,
        "view": {"stroke": None},
        "axis": axis,
        "legend": {
            **{"orient": "top", "title": None, "labelFont": stack, "labelFontSize": 12, "labelColor": INK},
            **{"symbolType": "square", "symbolStrokeWidth": 0, "labelLimit": 300, "columns": 4},
        },
        "title": {
            **{"anchor": "start", "font": stack, "fontSize": 18, "fontWeight": "bold", "color": INK, "offset": 12},
            **{"subtitleFont": stack, "subtitleFontSize": 13, "subtitleColor": INK, "subtitleLineHeight": 20},
            "subtitlePadding": 8,
        },
        "text": {"font": stack, "fontSize": 12, "color": INK},
        "concat": {"spacing": 28},
    }
