"""Which drawings a chart of a report becomes."""

from __future__ import annotations

from crmkit.render.report.charts import Calibration, Chart, Curve, Pareto, Rate, Sales, Split
from crmkit.render.report.drawing import calibration, curve, pareto, rate, sales, split
from crmkit.render.report.drawing.scales import Drawing
from crmkit.render.report.said import Voice


def drawings(chart: Chart | None, voice: Voice) -> tuple[Drawing, ...]:
    """The drawings of a chart, that for phones behind the wide one; none where it has too few figures to show."""
    return tuple(drawing for drawing in _drawings(chart, voice) if drawing is not None)


def _drawings(chart: Chart | None, voice: Voice) -> tuple[Drawing | None, ...]:
    match chart:
        case None:
            return ()
        case Sales():
            return (sales.draw(chart, voice, slim=False), sales.draw(chart, voice, slim=True))
        case Curve():
            return (curve.draw(chart, voice),)
        case Pareto():
            return (pareto.draw(chart, voice),)
        case Calibration():
            return (calibration.draw(chart, voice),)
        case Rate():
            return (rate.draw(chart, voice),)
        case Split():
            return (split.draw(chart, voice),)
