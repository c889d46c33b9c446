"""The whole picture as a specification: what was found above the plots, what it rests on and leaves out below."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crmkit.errors import UsageError
from crmkit.messages import Language, say
from crmkit.plot import Heat, Plot
from crmkit.render.chart.drawn import Drawn
from crmkit.render.chart.figures import Tongue
from crmkit.render.chart.heat import heat
from crmkit.render.chart.look import CELLS, LINE, SOFT, TITLE_CELLS, WIDTH, config
from crmkit.render.chart.plots import plotted
from crmkit.render.foot import caveats
from crmkit.render.layout import wrap
from crmkit.render.options import Paper
from crmkit.render.page import graphemes
from crmkit.render.spoken import joined, sentences
from crmkit.render.wording import definition, note_text, scope
from crmkit.result import Result

OF_ALL = ("audience_of_all", "audience_today")
"""Notes that say which figures of a condition are of more than those who match."""
_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def spec(result: Result, language: Language) -> dict[str, Any]:
    """``result`` as a picture; what is personal in it has been masked before.

    Raises:
        UsageError: there is nothing to draw of such an answer.
    """
    tongue = Tongue(language, str(result.facts.get("currency", "CNY")))
    drawn = [each for each in (_drawn(result, plot, tongue) for plot in _plots(result)) if each is not None]
    if not drawn:
        raise UsageError("chart_nothing", answer=result.name)
    heading = scope(result, language)
    findings = joined(sentences(result, language), language)
    foot = [line for text in _foot(result, drawn, language) for line in _lines(text)]
    made = {
        "description": f"{heading}. {findings}",
        "title": {
            "text": wrap(heading, TITLE_CELLS, graphemes),
            "subtitle": _lines(findings) if findings else [],
            "frame": "bounds",
        },
        "vconcat": [*(each.view for each in drawn), *([_text(foot)] if foot else [])],
        "resolve": {"scale": {"color": "independent"}},
    }
    return {**made, "config": config(is_chinese=has_han(made))}


def has_han(made: Mapping[str, Any]) -> bool:
    """Whether anything in a picture is Chinese."""
    return bool(_HAN.search(json.dumps(made, ensure_ascii=False)))


def _plots(result: Result) -> Sequence[Plot | Heat]:
    return result.plots or ((Heat(),) if result.pivot else ())


def _drawn(result: Result, plot: Plot | Heat, tongue: Tongue) -> Drawn | None:
    if isinstance(plot, Plot):
        return plotted(result, plot, tongue)
    rows = result.parts.get(plot.part) if plot.part else result
    return None if rows is None else heat(rows, result, tongue)


def _foot(result: Result, drawn: Sequence[Drawn], language: Language) -> Iterator[str]:
    """What marks mean, what is not drawn, what was counted and set aside."""
    if any(each.is_running for each in drawn):
        yield say("chart", "running", language)
    for each in drawn:
        if each.shown < each.all:
            yield say("chart", "shown", language, {"shown": each.shown, "all": each.all})
    if result.screen is None:
        yield from filter(None, [definition(result, language)])
        return
    yield from (note_text(note, language) for note in result.notes if note.code in OF_ALL)
    lines, _ = caveats(Paper(language, "utf-8", plain=False), result, result.screen)
    for label, text in lines:
        yield say("chart", "line", language, {"label": say("label", label, language), "text": text})


def _lines(text: str) -> list[str]:
    return wrap(text, CELLS, graphemes)


def _text(lines: Sequence[str]) -> dict[str, Any]:
    """Lines below the plots."""
    return {
        "width": WIDTH,
        "height": LINE * len(lines),
        "data": {"values": [{"t": line, "i": place * LINE} for place, line in enumerate(lines)]},
        "mark": {"type": "text", "align": "left", "baseline": "top", "color": SOFT, "fontSize": 12},
        "encoding": {
            "text": {"field": "t", "type": "nominal"},
            "x": {"value": 0},
            "y": {"field": "i", "type": "quantitative", "scale": None, "axis": None},
        },
    }
