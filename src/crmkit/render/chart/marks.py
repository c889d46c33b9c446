"""The marks of a plot as layers of a specification, each with the rows that it draws."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from crmkit.messages import say
from crmkit.plot import Bars, Curve, Dots, Mark, Meaning, Outlook
from crmkit.render.cells import number_of
from crmkit.render.chart.figures import Tongue, label_of, plain, said, text_of
from crmkit.render.chart.look import BAND, BAND_LINE, COLOURS, INK
from crmkit.render.chart.table import KEY, Axis, Key, Row, columns_of
from crmkit.vocabulary import Kind, word

PALE = 0.45
"""How strong a bar is that may still grow."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """What the marks of one plot share: the axis and its channel, the series with their colours, all ends of bars."""

    tongue: Tongue
    axis: Axis
    along: Mapping[str, Any]
    is_lying: bool
    is_measured: bool
    kind: Kind
    series: dict[str, str] = field(default_factory=dict)
    ends: list[Decimal] = field(default_factory=list)
    layers: list[dict[str, Any]] = field(default_factory=list)

    def channels(self, *, stack: str | None = None, **more: Any) -> dict[str, Any]:
        """Where a mark stands, without the scale of the figures, which is known at the end."""
        figure = {"field": "v", "type": "quantitative", "stack": stack, **more}
        return {"y": self.along, "x": figure} if self.is_lying else {"x": self.along, "y": figure}

    def put(self, mark: Mapping[str, Any], values: list[dict[str, Any]], encoding: Mapping[str, Any]) -> None:
        """A layer."""
        self.layers.append({"data": {"values": values}, "mark": dict(mark), "encoding": dict(encoding)})

    def place(self, key: Key) -> object:
        """What stands in the data for a value along the axis."""
        return plain(key[0]) if self.is_measured else self.axis.labels[key]

    def figure(self, value: object) -> float | int:
        """A figure, which the scale will reach."""
        self.ends.append(Decimal(number_of(value)))
        return plain(value)


def draw(canvas: Canvas, mark: Mark, rows: list[Row]) -> None:
    """Put the layers of ``mark`` on the canvas."""
    kept = [row for row in rows if row[KEY] in canvas.axis.labels]
    match mark:
        case Bars():
            _bars(canvas, mark, kept)
        case Curve():
            _curve(canvas, mark, [row for row in kept if row[mark.value] is not None])
        case Dots():
            _dots(canvas, mark, [row for row in kept if row[mark.value] is not None])
        case Outlook():
            _outlook(canvas, mark, kept)


def _bars(canvas: Canvas, mark: Bars, rows: list[Row]) -> None:
    drawn = list(_bar_values(canvas, mark, rows))
    names = list(dict.fromkeys(each["s"] for each in sorted(drawn, key=lambda each: each["i"])))
    beside = {"yOffset" if canvas.is_lying else "xOffset": {"field": "s", "sort": names}} if mark.beside else {}
    places = {**canvas.channels(stack=None if mark.beside else "zero"), **beside}
    colour = {"color": {"field": "s", "type": "nominal"}, "order": {"field": "i", "type": "quantitative"}}
    pale = {"opacity": {"field": "o", "type": "quantitative", "scale": None}}
    canvas.put({"type": "bar"}, drawn, {**places, **colour, **pale})
    if canvas.is_lying and (mark.beside or len(names) == 1):
        text = {"text": {"field": "t", "type": "nominal"}}
        canvas.put({"type": "text", "align": "left", "dx": 4, "color": INK}, drawn, {**places, **text})
    elif canvas.is_lying:
        canvas.put({"type": "text", "align": "left", "dx": 4, "color": INK}, _sums(drawn), _with_text(canvas))
    if not mark.beside:
        sums: dict[object, Decimal] = {}
        for each in drawn:
            sums[each["k"]] = sums.get(each["k"], Decimal(0)) + Decimal(str(each["v"]))
        canvas.ends.extend(sums.values())


def _with_text(canvas: Canvas) -> dict[str, Any]:
    return {**canvas.channels(), "text": {"field": "t", "type": "nominal"}}


def _sums(drawn: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The whole of each bar, for its end."""
    found: dict[object, int] = {}
    for each in drawn:
        found[each["k"]] = found.get(each["k"], 0) + each["v"]
    return [{"k": key, "v": total, "t": f"{total:,}"} for key, total in found.items()]


def _bar_values(canvas: Canvas, mark: Bars, rows: list[Row]) -> Iterator[dict[str, Any]]:
    columns = columns_of(mark, rows)
    tones = dict(zip(mark.values, mark.tones, strict=False))
    order = list(mark.shades)
    for row in rows:
        for place, column in enumerate(columns):
            if row[column] is None:
                continue
            name, tone = label_of(column, canvas.tongue.language), tones.get(column, "main")
            if mark.by:
                code = "" if row[mark.by] is None else str(row[mark.by])
                name, tone = _parted(canvas, mark, row), mark.shades.get(code, "past")
                place = order.index(code) if code in order else len(order)
            canvas.series[name] = COLOURS[tone]
            yield {
                "k": canvas.place(row[KEY]),
                "v": canvas.figure(row[column]),
                "s": name,
                "i": place,
                "o": PALE if row[KEY] in canvas.axis.running else 1,
                "t": said(canvas.kind, row[column], canvas.tongue),
            }


def _parted(canvas: Canvas, mark: Bars, row: Row) -> str:
    head = word(mark.by)
    text = text_of(head.kind, row[mark.by], canvas.tongue.language)
    return f"{head.label(canvas.tongue.language)} {text}" if head.kind == "text" else text


def _curve(canvas: Canvas, mark: Curve, rows: list[Row]) -> None:
    name = _series(canvas, mark.value, mark.tone)
    shape = {"interpolate": "step-after"} if mark.steps else {}
    if mark.low:
        band = say("chart", "interval", canvas.tongue.language)
        canvas.series[band] = BAND
        canvas.put({"type": "area", **shape}, _between(canvas, mark, rows, band), _reaching(canvas))
    values = [{"k": canvas.place(row[KEY]), "v": canvas.figure(row[mark.value]), "s": name} for row in rows]
    encoding = {**canvas.channels(), "color": {"field": "s", "type": "nominal"}}
    canvas.put({"type": "line", "strokeWidth": 2, **shape}, values, encoding)


def _dots(canvas: Canvas, mark: Dots, rows: list[Row]) -> None:
    name = _series(canvas, mark.value, mark.tone)
    values = [
        {
            **{"k": canvas.place(row[KEY]), "v": canvas.figure(row[mark.value]), "s": name},
            "t": said(canvas.kind, row[mark.value], canvas.tongue),
        }
        for row in rows
    ]
    encoding = {**canvas.channels(), "color": {"field": "s", "type": "nominal"}}
    look = {"filled": not mark.hollow, "size": 80 if mark.hollow else 50, "opacity": 1, "strokeWidth": 1.5}
    canvas.put({"type": "point", **look}, values, encoding)
    if mark.named:
        canvas.put({"type": "text", "dy": -12, "fontSize": 11, "color": INK}, values, _with_text(canvas))


def _outlook(canvas: Canvas, mark: Outlook, rows: list[Row]) -> None:
    if not rows:
        return
    name = label_of(mark.value, canvas.tongue.language)
    canvas.series[name] = BAND
    values = _between(canvas, mark, rows, name)
    box = {"type": "bar", "stroke": BAND_LINE, "strokeDash": [3, 2], "strokeWidth": 1}
    canvas.put(box, values, _reaching(canvas))
    canvas.put({"type": "tick", "thickness": 2, "color": INK, "bandSize": 18}, values, canvas.channels())


def _between(canvas: Canvas, mark: Curve | Outlook, rows: list[Row], name: str) -> list[dict[str, Any]]:
    return [
        {
            **{"k": canvas.place(row[KEY]), "v": canvas.figure(row[mark.value]), "s": name},
            **{"lo": canvas.figure(row[mark.low]), "hi": canvas.figure(row[mark.high])},
        }
        for row in rows
        if row[mark.low] is not None and row[mark.high] is not None
    ]


def _reaching(canvas: Canvas) -> dict[str, Any]:
    """From low to high."""
    low = canvas.channels(field="lo")
    return {**low, "x2" if canvas.is_lying else "y2": {"field": "hi"}, "color": {"field": "s", "type": "nominal"}}


def _series(canvas: Canvas, column: str, tone: Meaning) -> str:
    name = label_of(column, canvas.tongue.language)
    canvas.series.setdefault(name, COLOURS[tone])
    return name
