"""A picture for a file: its forms, and what has to be there to draw one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crmkit.deliver.report.forms import Form
from crmkit.deliver.report.saving import checked
from crmkit.deliver.target import Target
from crmkit.errors import UsageError
from crmkit.messages import Language
from crmkit.privacy.mask import mask
from crmkit.render.chart.picture import lacks_font, png, svg, vl_convert
from crmkit.render.chart.spec import spec
from crmkit.result import Result

PICTURES: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form("svg", (".svg",), "deliver.chart.drawing", "as_svg"),
        Form("png", (".png",), "deliver.chart.drawing", "as_png", is_binary=True),
    )
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture before it has a form; ``width`` of the file in pixels, if one was asked for."""

    spec: Mapping[str, Any]
    width: int | None = None

    @property
    def lacks_font(self) -> bool:
        """Whether a PNG would have boxes instead of Chinese."""
        return lacks_font(self.spec)


def checked_picture(target: Target, name: str | None, command: str, analysis: str) -> Form:
    """The form for ``target``, refused before any work is done; ``command`` is what could be typed instead."""
    form = checked(target, name, PICTURES, UsageError("chart_no_file", command=command, name=analysis))
    vl_convert()
    return form


def drawing(result: Result, language: Language, width: int | None = None) -> Drawing:
    """The picture of an answer, whose personal values are masked first.

    Raises:
        UsageError: there is nothing to draw.
    """
    return Drawing(spec(mask(result), language), width)


def as_svg(picture: Drawing) -> str:
    """The picture as SVG."""
    return svg(picture.spec, picture.width)


def as_png(picture: Drawing) -> bytes:
    """The picture as PNG."""
    return png(picture.spec, picture.width)
