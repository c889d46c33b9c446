"""Which drawings a chart of a report becomes."""

from __future__ import annotations

from crmkit.render.report.charts import Calibration, Chart, Curve, Pareto, Rate, Sales
from crmkit.render.report.drawing import calibration, curve, pareto, rate, sales, split
from crmkit.render.report.drawing.scales import Drawing
from crmkit.render.report.said import Voice

_LEAST_PERIODS = 2


def drawings(chart: Chart | None, voice: Voice) -> tuple[Drawing, ...]:
    """The drawings of a chart, that for phones behind the wide one; none where it has too few figures to show."""
    if isinstance(chart, Sales):
        if len(chart.periods) < _LEAST_PERIODS:
            return ()
        return (sales.draw(chart, voice, slim=False), sales.draw(chart, voice, slim=True))
    drawing = _single(chart, voice)
    return () if drawing is None else (drawing,)


def _single(chart: Chart | None, voice: Voice) -> Drawing | None:
    match chart:
        case Curve():
            return curve.draw(chart, voice)
        case Pareto():
            return pareto.draw(chart, voice)
        case Calibration():
            return calibration.draw(chart, voice)
        case Rate():
            return rate.draw(chart, voice)
        case None:
            return None
        case _:
            return split.draw(chart, voice)
