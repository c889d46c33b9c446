"""``render``: one Result, one format, bytes on a stream. It knows the formats by their table and no analysis at all."""

from __future__ import annotations

from importlib import import_module
from typing import BinaryIO, Protocol, cast

from crmkit.messages import Language
from crmkit.render.formats import format_named
from crmkit.render.options import RenderOptions
from crmkit.result import Result

__all__ = ["RenderOptions", "render"]


class Writer(Protocol):
    """What every module of the table of formats offers as ``write``."""

    def __call__(
        self, result: Result, stream: BinaryIO, *, format: str, language: Language, options: RenderOptions
    ) -> int:
        """Write ``result`` to ``stream``; gives the number of rows left out."""


def render(
    result: Result,
    stream: BinaryIO,
    *,
    format: str,
    language: Language,
    options: RenderOptions | None = None,
) -> int:
    """Write ``result`` to ``stream`` in ``format``; gives the number of rows left out, for the caller to report.

    Only the module of that format is imported. Raises ``UsageError`` for an unknown format and for more rows than a
    sheet of a workbook can hold; nothing has been written then.
    """
    module = import_module(f"crmkit.render.{format_named(format).module}")
    write = cast(Writer, module.write)
    return write(result, stream, format=format, language=language, options=options or RenderOptions())
