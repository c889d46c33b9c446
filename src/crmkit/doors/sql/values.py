"""Columns and values of a free question as answers have them: by the types that the engine gave them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import Decimal

from crmkit.doors.sql.views import views
from crmkit.vocabulary import Heading, Kind, Word, vocabulary

MOST_WHOLE = 2**63 - 1
"""The greatest whole number that every format holds; a column with a greater one is digits."""
_WHOLE = re.compile(r"U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?")
_FEN = re.compile(r"DECIMAL\(\d+,\s?2\)")
_NUMBER = re.compile(r"DECIMAL\(.*\)|DOUBLE|FLOAT")
_ALIKE: dict[Kind, frozenset[Kind]] = {
    "text": frozenset({"text", "id", "code", "nick"}),
    "count": frozenset({"count", "days", "score", "id"}),
    "money": frozenset({"money"}),
    "date": frozenset({"date"}),
    "time": frozenset({"time"}),
    "flag": frozenset({"flag"}),
}
"""Which words of the vocabulary fit a column by the kind of its type."""
_NO_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)')
_PART = re.compile(r"(-?\d+) (year|month|day)s?")
_CLOCK = re.compile(r"(-?)(\d+):(\d\d):(\d\d)(?:\.(\d+))?$")
_LETTERS = {"year": "Y", "month": "M", "day": "D"}


def heading(name: str, form: str, values: Sequence[object]) -> str:
    """A column of the answer: the vocabulary's word where it is one of a view, else one of its own."""
    kind = _kind(form, values)
    is_ours = any(name in columns for columns in views().values())
    if is_ours and vocabulary()[name].kind in _ALIKE.get(kind, frozenset()):
        return name
    return Heading(Word(name, kind, zh=name, en=name))


def _kind(form: str, values: Sequence[object]) -> Kind:
    if _WHOLE.fullmatch(form):
        return "text" if any(isinstance(value, int) and abs(value) > MOST_WHOLE for value in values) else "count"
    if _FEN.fullmatch(form):
        return "money"
    if _NUMBER.fullmatch(form):
        return "figure"
    known: dict[str, Kind] = {"DATE": "date", "TIMESTAMP": "time", "BOOLEAN": "flag", "JSON": "json"}
    return known.get(form, "text")


def no_numbers(value: object, form: str) -> int:
    """How many numbers in a value of the engine's type ``form`` are infinite or none."""
    if isinstance(value, str):
        return sum(not word.startswith('"') for word in _NO_NUMBER.findall(value)) if form == "JSON" else 0
    return int(isinstance(value, float | Decimal) and not math.isfinite(value))


def plain(value: object, form: str) -> object:
    """A value of the engine's type ``form`` as answers have it: what is no number is not known."""
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        return None
    if isinstance(value, str) and form == "JSON":
        return _NO_NUMBER.sub(lambda found: found[0] if found[0].startswith('"') else "null", value)
    return duration(value) if isinstance(value, str) and form == "INTERVAL" else value


def duration(words: str) -> str:
    """An interval as the engine writes it (``1 month 2 days 03:04:05``) as ISO 8601 has it: ``P1M2DT3H4M5S``."""
    days = "".join(f"{number}{_LETTERS[unit]}" for number, unit in _PART.findall(words))
    clock = _CLOCK.search(words)
    hours = ""
    if clock is not None:
        sign, *whole, fraction = clock.groups()
        seconds = int(whole[2]), (fraction or "").rstrip("0")
        hours += "".join(f"{sign}{int(number)}{unit}" for number, unit in zip(whole, "HM", strict=False) if int(number))
        if any(seconds):
            hours += f"{sign}{seconds[0]}{'.' if seconds[1] else ''}{seconds[1]}S"
    if not days and not hours:
        return "PT0S"
    return f"P{days}{'T' if hours else ''}{hours}"
