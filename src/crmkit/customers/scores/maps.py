"""Segment maps: files of data that give every combination of scores one name, one only, and a line of advice.

A map is total and disjoint or it is refused: a customer without a segment, or with two, would make the sums lie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Literal, cast

from crmkit.errors import UsageError, near
from crmkit.messages import Language
from crmkit.paths import read_small, toml_of

Scale = Literal["scores", "bits"]
RfmCell = tuple[int, int, int]
LEVELS: Mapping[Scale, range] = {"scores": range(1, 6), "bits": range(2)}
SHIPPED = ("grid", "cn8")
MAP_KEYS = ("scale", "best", "lost", "segments")
SEGMENT_KEYS = ("code", "en", "zh", "advice_en", "advice_zh", "advice_short_en", "advice_short_zh", "cells")
CELL_KEYS = ("r", "f", "m")

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_RANGE = re.compile(r"\d(?:-\d)?")


@dataclass(frozen=True, slots=True)
class Segment:
    """One group of customers: a stable code, its label, advice and advice in few words in both languages, its cells."""

    code: str
    labels: Mapping[Language, str]
    advices: Mapping[Language, str]
    short_advices: Mapping[Language, str]
    cells: tuple[RfmCell, ...]

    @property
    def bits(self) -> str:
        """The first cell as digits, ``101``: by which the eight Chinese segments are known."""
        return "".join(map(str, self.cells[0]))


@dataclass(frozen=True, slots=True)
class SegmentMap:
    """Every cell of the scale with the segment that owns it; ``segments`` in the order of the file.

    ``best`` and ``lost`` are codes: whom the shop lives on, and who was good and stays away.
    """

    scale: Scale
    segments: tuple[Segment, ...]
    best: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    def owners(self) -> dict[RfmCell, Segment]:
        """Cell -> segment, for every cell of the scale."""
        return {cell: segment for segment in self.segments for cell in segment.cells}

    def codes(self) -> dict[RfmCell, str]:
        """Cell -> code of its segment: what two maps must share so that customers can be compared."""
        return {cell: segment.code for cell, segment in self.owners().items()}


def load_map(choice: str) -> SegmentMap:
    """The shipped map of that name (``grid``, ``cn8``), or the map in the TOML file of that path.

    Raises:
        UsageError: no such map or file, an unknown key, a cell in no segment or in two.
    """
    return parse_map(map_text(choice), choice)


def map_text(choice: str) -> str:
    """The text of the map that ``load_map`` would load; ``UsageError`` when it cannot be read."""
    if choice in SHIPPED:
        return (files("crmkit.customers.scores") / "segments" / f"{choice}.toml").read_text(encoding="utf-8")
    try:
        return read_small(Path(choice))
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise UsageError("segments_unknown", value=choice) from None
    except (OSError, ValueError) as problem:
        raise _unreadable(choice, problem) from problem


def parse_map(text: str, where: str) -> SegmentMap:
    """The map in ``text``, checked; ``where`` names it in errors."""
    try:
        table = toml_of(text)
    except ValueError as problem:
        raise _unreadable(where, problem) from problem
    _refuse_unknown(table, MAP_KEYS, where)
    scale = table.get("scale", "scores")
    if scale not in LEVELS:
        raise UsageError("segments_value", where=where, key="scale", value=scale, allowed=", ".join(LEVELS))
    entries = table.get("segments")
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise UsageError("segments_missing", where=where, key="segments", entry="-")
    segments = tuple(_segment(entry, scale, where) for entry in entries)
    _check_cells(segments, scale, where)
    codes = {segment.code for segment in segments}
    return SegmentMap(scale, segments, *(_codes_of(table, key, codes, where) for key in ("best", "lost")))


def _codes_of(table: Mapping[str, object], key: str, codes: set[str], where: str) -> tuple[str, ...]:
    """The segments that ``best`` or ``lost`` names, if any."""
    named = table.get(key, [])
    if not isinstance(named, list) or not all(code in codes for code in named):
        raise UsageError("segments_value", where=where, key=key, value=named, allowed=", ".join(sorted(codes)))
    return tuple(named)


def _unreadable(where: str, problem: Exception) -> UsageError:
    return UsageError("segments_unreadable", where=where, problem=str(problem).splitlines()[0])


def _segment(entry: Mapping[str, object], scale: Scale, where: str) -> Segment:
    _refuse_unknown(entry, SEGMENT_KEYS, where)
    code = entry.get("code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise UsageError("segments_value", where=where, key="code", value=code, allowed="a-z 0-9 _")
    for key, value in entry.items():
        if key != "cells" and not isinstance(value, str):
            raise UsageError("segments_value", where=where, key=key, value=value, allowed='"..."')
    rectangles = entry.get("cells")
    if not isinstance(rectangles, list) or not rectangles:
        raise UsageError("segments_missing", where=where, key="cells", entry=code)
    cells = tuple(cell for rectangle in rectangles for cell in _cells(rectangle, scale, where))
    advice, short = _texts(entry, "advice_", ""), _texts(entry, "advice_short_", "")
    return Segment(
        code,
        _texts(entry, "", code),
        advice,
        {language: short[language] or advice[language] for language in advice},
        cells,
    )


def _texts(entry: Mapping[str, object], prefix: str, missing: str) -> dict[Language, str]:
    """Both languages of a text; one stands in for the other when the file gives only one."""
    en, zh = (cast("str | None", entry.get(f"{prefix}{language}")) for language in ("en", "zh"))
    return {"en": en or zh or missing, "zh": zh or en or missing}


def _cells(rectangle: object, scale: Scale, where: str) -> Iterator[RfmCell]:
    """The cells of ``{ r = "5", f = "4-5" }``; a measure that is left out may take any level."""
    if not isinstance(rectangle, dict):
        raise UsageError("segments_value", where=where, key="cells", value=rectangle, allowed='{ r = "5", f = "4-5" }')
    _refuse_unknown(rectangle, CELL_KEYS, where)
    r, f, m = (_levels(rectangle.get(key), key, scale, where) for key in CELL_KEYS)
    yield from product(r, f, m)


def _levels(text: object, key: str, scale: Scale, where: str) -> list[int]:
    levels = LEVELS[scale]
    if text is None:
        return list(levels)
    written = str(text)
    chosen = range(int(written[0]), int(written[-1]) + 1) if _RANGE.fullmatch(written) else range(0)
    if not chosen or chosen[0] not in levels or chosen[-1] not in levels:
        raise UsageError("segments_value", where=where, key=key, value=text, allowed=f"{levels[0]}-{levels[-1]}")
    return list(chosen)


def _check_cells(segments: tuple[Segment, ...], scale: Scale, where: str) -> None:
    owner: dict[RfmCell, Segment] = {}
    codes: set[str] = set()
    for segment in segments:
        if segment.code in codes:
            raise UsageError("segments_twice", where=where, segment=segment.code)
        codes.add(segment.code)
        for cell in segment.cells:
            if cell in owner:
                raise UsageError(
                    "segments_overlap", where=where, cell=_named(cell), first=owner[cell].code, second=segment.code
                )
            owner[cell] = segment
    levels = LEVELS[scale]
    for r, f, m in product(levels, levels, levels):
        if (r, f, m) not in owner:
            raise UsageError("segments_gap", where=where, cell=_named((r, f, m)))


def _named(cell: RfmCell) -> str:
    return "R={} F={} M={}".format(*cell)


def _refuse_unknown(table: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            raise UsageError("segments_key", where=where, key=key, nearest=near(key, known), known=", ".join(known))
