"""HTML that is escaped by how it is made: texts become ``Markup`` here alone, and elements take nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import NewType

Markup = NewType("Markup", str)
"""Text that may stand in HTML as it is."""
PREFIX = "crmkit-"
"""Before the name of every class, so that no style of ours meets anything of the notebook's."""


def text(value: str) -> Markup:
    """``value``, whatever is in it, as text that shows exactly it."""
    return Markup(escape(value))


def element(name: str, *inside: Markup, kind: str = "", **attributes: str) -> Markup:
    """An element around others; ``kind`` are the names of its classes, without their prefix."""
    given = {"class": " ".join(PREFIX + each for each in kind.split()), **attributes}
    said = "".join(f' {key}="{escape(value)}"' for key, value in given.items() if value)
    return Markup(f"<{name}{said}>{''.join(inside)}</{name}>")


def lines(inside: Iterable[Markup]) -> Markup:
    """Elements below each other, a line of the text for each: stored notebooks are compared line by line."""
    return Markup("\n".join(inside))
