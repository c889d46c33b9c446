"""What a notebook shows of an answer: masked and rendered here, as every other output is in ``publish``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmkit.errors import UsageError
from crmkit.privacy.mask import mask
from crmkit.render.notebook.answer import html
from crmkit.result import Result

if TYPE_CHECKING:
    import altair


def shown(result: Result) -> str:
    """``result`` as HTML in the language it was asked in, every personal value masked: notebooks are shared."""
    return html(mask(result))


def charted(result: Result) -> altair.VConcatChart:
    """``result`` as a chart in the language it was asked in, masked as well.

    Raises:
        UsageError: what draws is not installed, or there is nothing to draw.
    """
    try:
        from crmkit.deliver.chart.still import still
    except ImportError:
        raise UsageError("chart_missing") from None
    return still(result)
