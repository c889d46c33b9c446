"""A report as one HTML page that needs nothing beside itself: no script, no request, the same bytes for the same data.

Templates lay out what is computed before them: sentences (``said``), tables (``listings``, ``heats``), headline numbers
(``tiles``) and charts (``drawing``). Everything is escaped, and nothing that a shop wrote stands anywhere but in text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from crmkit.messages import HTML_LANGUAGES, say
from crmkit.render.report.arrangement import events_shown, keys_of_few, rows, takes_all
from crmkit.render.report.document import Listing, Panel, Report
from crmkit.render.report.drawing.charts import drawings
from crmkit.render.report.figures import figures_of, table_of
from crmkit.render.report.heats import heated
from crmkit.render.report.listings import sheet
from crmkit.render.report.said import Voice, tagged
from crmkit.render.report.tiles import headline
from crmkit.render.report.told import as_of, data_to, facts_shown, found, whole_list
from crmkit.render.spoken import day
from crmkit.screen import Sentence

_TEMPLATES = "templates"


def page(report: Report, beside: Sequence[tuple[str, str]] = ()) -> str:
    """The page of a report, as text to be kept as UTF-8.

    As one of a site it leads to those ``beside`` it: the address and the title of each.
    """
    template = _environment().get_template("page.j2")
    return template.render(report=report, beside=beside, **_words(report), **_makers(report))


def _words(report: Report) -> dict[str, object]:
    """What is said around the blocks."""
    voice, language = Voice(report.language, report.currency, report.at_named), report.language
    return {
        "language": HTML_LANGUAGES[language],
        "style": _style(),
        "data_to": data_to(report),
        "data_to_day": day(data_to(report), language),
        "facts": [*as_of(report), *(voice.fact(name, value) for name, value in facts_shown(report))],
        "events": [(say("event_short", code, language), say("event", code, language)) for code in events_shown(report)],
        "found": [tagged(text) for text in found(report)],
        "nobody": say("text", "nobody_listed", language),
    }


def _makers(report: Report) -> dict[str, Callable[..., object]]:
    """What makes texts, tables and charts of the parts of a report."""
    voice = Voice(report.language, report.currency, report.at_named)
    return {
        "said": voice.said,
        "tagged": tagged,
        "plain": voice.plain,
        "together": voice.together,
        "frame": voice.frame,
        "headline": partial(headline, voice=voice),
        "sheet": partial(sheet, language=report.language, as_of=report.as_of),
        "heated": partial(heated, voice=voice),
        "drawings": partial(drawings, voice=voice),
        "rows": rows,
        "tables_of": partial(_tables, report=report),
        "whole_list": partial(whole_list, report),
        "takes_all": takes_all,
        "keys_of_few": keys_of_few,
    }


def _tables(panel: Panel, *, report: Report) -> Sequence[Listing]:
    """The tables of a panel; where its chart has none, the figures that it is drawn from."""
    if panel.chart is None or panel.listings or not drawings(panel.chart, Voice(report.language, report.currency)):
        return panel.listings
    figures = figures_of(panel.chart, report.language, whole=False)
    return (Listing(figures, table_of(figures), Sentence("chart_figures"), folded=True),)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("crmkit.render.report", _TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["at"] = _coordinate
    return environment


@cache
def _style() -> Markup:
    """The style of the page: no template, since its braces would be taken for one."""
    text = (files("crmkit.render.report") / _TEMPLATES / "page.css").read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704 - our own file


def _coordinate(value: float) -> str:
    """A place in a chart, to a tenth of a unit."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
