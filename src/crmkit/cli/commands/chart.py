"""``crmkit chart``: an answer as a picture."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import warn_if_old
from crmkit.cli.progress import working
from crmkit.cli.source import Source
from crmkit.cli.streams import print_line
from crmkit.messages import say

Analysis = Annotated[
    Literal[
        "trend", "cohort", "repurchase", "segment", "tiers", "churn", "value", "profile", "remind", "waiting", "tags"
    ],
    typer.Argument(metavar="ANALYSIS", help="chart_analysis", show_default=False),
]
Form = Annotated[Literal["svg", "png"] | None, typer.Option("--format", "-f", help="chart_format", show_default=False)]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="chart_output", show_default=False)]
Width = Annotated[int | None, typer.Option("--width", metavar="N", help="chart_width", min=100, max=10_000)]
By = Annotated[str | None, typer.Option("--by", metavar="GROUP", help="chart_by", show_default=False)]
Metric = Annotated[str | None, typer.Option("--metric", metavar="FIGURE", help="chart_metric", show_default=False)]
Periods = Annotated[int | None, typer.Option("--periods", metavar="N", help="chart_periods", show_default=False)]
Forecast = Annotated[int | None, typer.Option("--forecast", metavar="N", help="chart_forecast", show_default=False)]
Months = Annotated[int | None, typer.Option("--months", metavar="N", help="chart_months", show_default=False)]
Days = Annotated[int | None, typer.Option("--days", metavar="N", help="chart_days", show_default=False)]
Segments = Annotated[str | None, typer.Option("--segments", metavar="[grid|cn8|FILE]", help="chart_segments")]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="chart_since", show_default=False)]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="chart_until", show_default=False)]


@dataclass(frozen=True, slots=True)
class Paper:
    """Where a picture goes, in which form and how wide."""

    output: Output = None
    format: Form = None
    width: Width = None
    lang: options.Lang = None
    quiet: options.Quiet = False


def chart(
    analysis: Analysis,
    source: Source,
    paper: Paper,
    as_of: options.AsOf = None,
    by: By = None,
    metric: Metric = None,
    periods: Periods = None,
    forecast: Forecast = None,
    months: Months = None,
    days: Days = None,
    segments: Segments = None,
    since: Since = None,
    until: Until = None,
    where: options.Where = None,
) -> None:
    """Draw an answer."""
    from crmkit.cli.guard import kept
    from crmkit.deliver.chart.asking import ask, refuse_foreign
    from crmkit.deliver.chart.drawing import checked_picture, drawing
    from crmkit.deliver.publish import publish_text
    from crmkit.deliver.target import Target

    run, condition = session.current(), options.condition(where)
    given: dict[str, object] = {
        **{"by": by, "metric": metric, "periods": periods, "forecast": forecast, "months": months, "days": days},
        **{"segments": segments, "since": options.day(since, "--since"), "until": options.day(until, "--until")},
        **{"as_of": options.day(as_of), "where": condition},
    }
    refuse_foreign(analysis, given)
    target = Target(stdout=sys.stdout, path=paper.output, keep=kept())
    form = checked_picture(target, paper.format, run.command, analysis)
    with source.opened(f"chart {analysis}", quiet=paper.quiet, describe=True, where=condition) as shop:
        result = ask(shop, analysis, given, _usual(), run.spoken)
        picture = drawing(result, run.spoken, paper.width)
        with working(paper.quiet):
            publish_text(form.made(picture), target)
    if form.is_binary and picture.lacks_font and not paper.quiet:
        print_line(say("chart", "no_font", run.spoken))
    if "forecast_to" in result.facts or "forecast" in result.parts:
        warn_if_old(result.as_of, quiet=paper.quiet)


def _usual() -> dict[str, object]:
    """What is set for all analyses."""
    from crmkit.customers.scores.thresholds import parse_thresholds

    settings = session.current().settings
    own = parse_thresholds(settings.thresholds) if settings.thresholds else None
    return {
        **{"window_days": settings.window_days, "segments": settings.segments, "thresholds": own},
        "tags": settings.tags,
    }
