"""Heat tables of a page: what stands in a cell, how strong its colour is, and what else is to be seen of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from crmkit.render.cells import TEXT_KINDS, human_text, number_of
from crmkit.render.layout import width_of
from crmkit.render.page import graphemes
from crmkit.render.pivot import RUNNING
from crmkit.render.report.document import Cell, Heat
from crmkit.render.report.said import Voice
from crmkit.render.spoken import share
from crmkit.vocabulary import word

_NOBODY = "·"
_NO_SHARE = "–"
_MANY_COLUMNS = 8
_PHONE = 330
_CELL, _PIXELS, _LEAST = 4, 6.4, 32


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell as texts and the names of its classes."""

    text: str
    below: str
    kind: str


@dataclass(frozen=True, slots=True)
class Heated:
    """A heat table as texts; ``kind`` is the class of its form, ``is_wide`` is one that a phone has to scroll."""

    kind: str
    heads: tuple[str, ...]
    across: str
    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], tuple[Spot, ...]], ...]
    foot: tuple[str, tuple[Spot, ...]] | None
    is_wide: bool


def heated(heat: Heat, voice: Voice) -> Heated:
    """A heat table in the language of the report."""
    has_own = any(cell.own for _, cells in heat.rows for cell in cells)
    has_below = any(cell.below is not None for _, cells in heat.rows for cell in cells)
    kind = "flow" if has_own else "rfm" if has_below else "co" if len(heat.columns) > _MANY_COLUMNS else ""
    rows = tuple(
        (
            tuple(_header(name, value, voice) for name, value in zip(heat.heads, headers, strict=True)),
            tuple(_spot(cell, has_own=has_own, has_below=has_below) for cell in cells),
        )
        for headers, cells in heat.rows
    )
    columns = tuple(_header(heat.across, value, voice) for value in heat.columns)
    heads = tuple(word(name).short(voice.language) for name in heat.heads)
    foot = None
    if heat.footer is not None:
        cells = tuple(_spot(cell, has_own=False, has_below=has_below) for cell in heat.footer[1])
        foot = (voice.plain(heat.footer[0]), cells)
    is_wide = _pixels(heads, columns, rows) > _PHONE
    return Heated(kind, heads, word(heat.across).label(voice.language), columns, rows, foot, is_wide)


def _header(name: str, value: object, voice: Voice) -> str:
    """A value of the word, a whole number, or a stretch of values in words: ``6-50``."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    kind = word(name).kind
    return human_text("text" if isinstance(value, str) and kind not in TEXT_KINDS else kind, value, voice.language)


def _spot(cell: Cell, *, has_own: bool, has_below: bool) -> Spot:
    """Nobody is a dot where people moved, and nought with a dash where a share would stand below."""
    is_nobody = cell.value is None or not number_of(cell.value)
    text = "" if cell.value is None else _text(cell.value)
    if has_own and is_nobody:
        text = _NOBODY
    elif cell.running and text:
        text += RUNNING
    below = "" if cell.below is None else share(Decimal(number_of(cell.below)))
    if has_below and is_nobody and cell.value is not None:
        below = _NO_SHARE
    is_coloured = cell.level is not None and not cell.running and not (has_own and is_nobody)
    classes = (f"q{cell.level}" if is_coloured else "", *(
        name for name, holds in (("open", cell.running), ("few", cell.few), ("own", cell.own)) if holds
    ))  # fmt: skip
    return Spot(text, below, " ".join(filter(None, classes)))


def _text(value: object) -> str:
    """A count as it is, a share in per cent without the sign."""
    number = number_of(value)
    if isinstance(number, int):
        return f"{number:,}"
    return f"{(number * 100).quantize(Decimal(1), ROUND_HALF_UP):f}"


def _pixels(
    heads: Sequence[str], columns: Sequence[str], rows: Sequence[tuple[tuple[str, ...], tuple[Spot, ...]]]
) -> float:
    """About how wide the table is at least."""
    lines = [(*heads, *columns), *((*headers, *(spot.text for spot in spots)) for headers, spots in rows)]
    widest = [max(width_of(text, graphemes) for text in column) for column in zip(*lines, strict=True)]
    return sum(max(_LEAST, wide * _PIXELS + _CELL) + 2 for wide in widest)
