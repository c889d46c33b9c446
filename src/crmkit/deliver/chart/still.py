"""A picture for a notebook: an altair chart that shows itself as SVG; altair's own way fetches a script."""

from __future__ import annotations

from typing import Any

import altair

from crmkit.deliver.chart.drawing import drawing
from crmkit.render.chart.picture import svg, vl_convert
from crmkit.result import Result


class Still(altair.VConcatChart):
    """Plots below each other, shown as the picture that ``crmkit chart`` would write."""

    def _repr_mimebundle_(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Drawn here, without a script and without a network, the same for the same chart."""
        return {"image/svg+xml": svg(self.to_dict())}


def still(result: Result) -> Still:
    """``result`` as a chart, every personal value masked: notebooks are shared.

    Raises:
        UsageError: what draws it is not installed, or there is nothing to draw.
    """
    vl_convert()
    return Still.from_dict(dict(drawing(result, result.language).spec))
