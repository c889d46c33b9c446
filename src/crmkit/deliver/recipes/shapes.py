"""The shapes that an option of a recipe may have: what TOML lets through, an option may not take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Shape:
    """Which values are ``right``, and what a right one looks like behind ``key = ``."""

    right: Callable[[object], bool]
    example: str


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    """One text or several."""
    return _is_text(value) or (isinstance(value, list) and all(map(_is_text, value)))


def _are_pairs(value: object) -> bool:
    """A text, or a table of texts."""
    return _is_text(value) or (isinstance(value, dict) and all(map(_is_text, value.values())))


def _are_skips(value: object) -> bool:
    """One text or several, or a table of them."""
    return _are_texts(value) or (isinstance(value, dict) and all(map(_are_texts, value.values())))


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, float) or _is_whole(value)


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_text, value))


def _are_numbers(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_number, value))


def _is_day(value: object) -> bool:
    """A text or a date of TOML, which may also be a moment: what reads it says so."""
    return _is_text(value) or isinstance(value, date)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


TEXT = Shape(_is_text, '"..."')
TEXTS = Shape(_are_texts, '["...", "..."]')
MAP = Shape(_are_pairs, '"order_id=..., amount=..."')
STATUS = Shape(_are_pairs, '"...=done"')
SKIPS = Shape(_are_skips, '["...=...", "...=..."]')
WHOLE = Shape(_is_whole, "3")
SHARE = Shape(_is_number, "0.05")
NUMBER = Shape(_is_number, "0.1")
NUMBERS = Shape(_are_numbers, "[0.8, 0.95]")
PAIR = Shape(_is_pair, '["...", "..."]')
DAY = Shape(_is_day, '"2024-06-30"')
FLAG = Shape(_is_flag, "true")
