"""A plot of marks as a view: its axes, its colours and the layers that ``marks`` puts on it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from crmkit.plot import Bars, Mark, Plot
from crmkit.render.cells import number_of
from crmkit.render.chart.drawn import Drawn
from crmkit.render.chart.figures import Tongue, label_of, scale
from crmkit.render.chart.look import ABOVE, BAR, BESIDE, WIDTH
from crmkit.render.chart.marks import Canvas, draw
from crmkit.render.chart.table import Axis, axis_of, rows_along, rows_of
from crmkit.render.wording import title
from crmkit.result import Result
from crmkit.vocabulary import word

HEIGHT = 260


def plotted(answer: Result, plot: Plot, tongue: Tongue) -> Drawn | None:
    """The view; nothing where the table of its first mark is not there or has no figure."""
    if not _has_figures(answer, plot.marks[0]):
        return None
    axis = axis_of(answer, plot, tongue)
    kind = word(_column(plot.marks[0])).kind
    canvas = Canvas(tongue, axis, _along(plot, axis, tongue), plot.lying, plot.measured, kind)
    for mark in plot.marks:
        draw(canvas, mark, rows_along(answer, mark, plot.along))
    _scaled(canvas, plot)
    sizes = {"width": WIDTH, "height": _height(plot)}
    part = plot.marks[0].part
    head = {"title": {"text": title(part, tongue.language), "fontSize": 13}} if part else {}
    view = {**head, **sizes, "layer": canvas.layers, "resolve": {"scale": {"opacity": "independent"}}}
    return Drawn(view, bool(axis.running), len(axis.labels), axis.all)


def _has_figures(answer: Result, mark: Mark) -> bool:
    columns = mark.values if isinstance(mark, Bars) else (mark.value,)
    table = answer.parts.get(mark.part) if mark.part else answer
    if table is None or not set(columns) <= set(table.columns):
        return False
    return any(row[name] is not None for row in rows_of(answer, mark.part) for name in columns)


def _column(mark: Mark) -> str:
    return mark.values[0] if isinstance(mark, Bars) else mark.value


def _height(plot: Plot) -> object:
    if not plot.lying:
        return HEIGHT
    return BESIDE if any(isinstance(mark, Bars) and mark.beside for mark in plot.marks) else {"step": BAR}


def _along(plot: Plot, axis: Axis, tongue: Tongue) -> dict[str, Any]:
    """The channel of what stands along the axis."""
    label = word(plot.along).label(tongue.language)
    if plot.measured:
        largest = max(Decimal(number_of(value)) for value, _ in axis.labels)
        found = scale(word(plot.along).kind, [largest], tongue)
        found["scale"]["domain"][1] = float(largest)
        found["axis"] |= {"grid": False, "domain": True}
        return {"field": "k", "type": "quantitative", "title": label, **found}
    named = f"{label} ({word(plot.people).label(tongue.language)})" if plot.people else label
    look: dict[str, Any] = {"grid": False, **(ABOVE if plot.lying else {"labelAngle": 0, "labelOverlap": True})}
    shape = {} if plot.lying else {"scale": {"paddingInner": 0.25, "paddingOuter": 0.15}}
    return {
        **{"field": "k", "type": "nominal", "sort": list(axis.labels.values()), **shape},
        **{"title": None if plot.lying and not plot.people else named, "axis": look},
    }


def _scaled(canvas: Canvas, plot: Plot) -> None:
    """Put the scale of figures and of colours, which all marks share, into every layer."""
    figures = scale(canvas.kind, canvas.ends, canvas.tongue)
    names = {label_of(name, canvas.tongue.language) for mark in plot.marks for name in _values(mark)}
    figures["title"] = next(iter(names)) if plot.lying and len(names) == 1 else None
    if plot.lying:
        figures["axis"]["grid"] = True
    colours = {"domain": list(canvas.series), "range": list(canvas.series.values())}
    legend: dict[str, Any] = {} if len(canvas.series) > 1 else {"legend": None}
    for layer in canvas.layers:
        encoding = layer["encoding"]
        encoding["x" if plot.lying else "y"] |= figures
        if "color" in encoding:
            encoding["color"] |= {"scale": colours, **legend}


def _values(mark: Mark) -> tuple[str, ...]:
    return mark.values if isinstance(mark, Bars) else (mark.value,)
