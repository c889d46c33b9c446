"""A pivot as coloured cells: what its lines, columns and levels are, ``render/pivot.py`` has decided."""

from __future__ import annotations

from typing import Any

from crmkit.messages import say
from crmkit.render.chart.drawn import Drawn, distinct
from crmkit.render.chart.figures import Tongue, plain, said, text_of
from crmkit.render.chart.look import ABOVE, CELL_HEIGHT, CELL_WIDTH, DARK_FROM, GRID, HEAT, INK, MOST_LINES, PAPER
from crmkit.render.pivot import RUNNING, Grid, Spot, caption, grid
from crmkit.render.wording import title
from crmkit.result import Result


def heat(rows: Result, answer: Result, tongue: Tongue) -> Drawn | None:
    """The pivot of ``rows``, an answer or a part of it; nothing where there is none."""
    shown = grid(rows, answer)
    if shown is None or not shown.lines:
        return None
    kept = shown.lines[-MOST_LINES:] if rows.pivot and rows.pivot.settled else shown.lines[:MOST_LINES]
    names = distinct(_named(shown, headers, tongue) for headers, _ in kept)
    steps = distinct(text_of(shown.across.kind, step, tongue.language) for step in shown.steps)
    cells = [
        _cell(name, step, spot, shown, tongue)
        for name, (_, spots) in zip(names, kept, strict=True)
        for step, spot in zip(steps, spots, strict=True)
        if spot is not None
    ]
    below = _below(shown, steps, tongue)
    if below:
        names.append(below[0]["y"])
    is_running = any(spot is not None and not spot.settled for _, spots in kept for spot in spots)
    view = {
        "title": {"text": caption(shown, tongue.language), "fontSize": 13, "fontWeight": "normal"},
        "width": {"step": CELL_WIDTH},
        "height": {"step": CELL_HEIGHT},
        "data": {"values": [*cells, *below]},
        "encoding": _places(names, steps, _heads(shown, tongue), title(shown.across_title, tongue.language)),
        "layer": [
            {
                "mark": {"type": "rect", "stroke": GRID, "strokeWidth": 1},
                "encoding": {"color": {"field": "fill", "type": "nominal", "scale": None}},
            },
            {
                "mark": {"type": "text", "fontSize": 11.5},
                "encoding": {
                    "text": {"field": "t", "type": "nominal"},
                    "color": {"field": "ink", "type": "nominal", "scale": None},
                },
            },
        ],
    }
    return Drawn(view, is_running, len(kept), len(shown.lines))


def _named(shown: Grid, headers: tuple[object, ...], tongue: Tongue) -> str:
    texts = [text_of(head.kind, value, tongue.language) for head, value in zip(shown.headers, headers, strict=True)]
    first, *rest = texts
    if len(rest) == 2 and shown.headers[1].name.endswith("_from"):
        rest = [f"{rest[0]}+" if headers[2] is None else "-".join(rest)]
    return f"{first} ({', '.join(rest)})" if rest else first


def _heads(shown: Grid, tongue: Tongue) -> str:
    """What the labels of lines are called."""
    first, *rest = (head.label(tongue.language) for head in shown.headers)
    return f"{first} ({rest[0]})" if len(rest) == 1 else first


def _cell(name: str, step: str, spot: Spot, shown: Grid, tongue: Tongue) -> dict[str, Any]:
    is_known = spot.value is not None
    text = said(shown.value.kind, spot.value, tongue) if is_known else ""
    return {
        "y": name,
        "x": step,
        "v": plain(spot.value) if is_known else None,
        "t": text if spot.settled else RUNNING + text,
        "fill": HEAT[spot.level],
        "ink": PAPER if spot.level >= DARK_FROM else INK,
    }


def _below(shown: Grid, steps: list[str], tongue: Tongue) -> list[dict[str, Any]]:
    """The line below, without colours."""
    if shown.footer is None:
        return []
    name, kind = say("text", shown.footer.title, tongue.language), shown.footer.kind
    return [
        {"y": name, "x": step, "v": plain(value), "t": said(kind, value, tongue), "fill": PAPER, "ink": INK}
        for step, value in zip(steps, shown.footer.values, strict=True)
        if value is not None
    ]


def _places(names: list[str], steps: list[str], heads: str, across: str) -> dict[str, Any]:
    axis = {"domain": False, "grid": False}
    return {
        "y": {"field": "y", "type": "nominal", "sort": names, "title": heads, "axis": {**axis, **ABOVE}},
        "x": {
            **{"field": "x", "type": "nominal", "sort": steps, "title": across},
            "axis": {**axis, "orient": "top", "labelAngle": 0},
        },
    }
