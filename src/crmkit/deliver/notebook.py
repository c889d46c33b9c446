"""What a notebook shows of an answer: masked and rendered here, as every other output is in ``publish``."""

from __future__ import annotations

from crmkit.privacy.mask import mask
from crmkit.render.notebook.answer import html
from crmkit.result import Result


def shown(result: Result) -> str:
    """``result`` as HTML in the language it was asked in, every personal value masked: notebooks are shared."""
    return html(mask(result))
