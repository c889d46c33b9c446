"""Which days of the past a condition is about: ``within 90d``, ``before 2024-03``, ``between 2024-01 and 2024-03``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from crmkit.customers.conditions.reader import Reader
from crmkit.customers.conditions.tokens import AND, BEFORE, BETWEEN, SINCE, TO, WITHIN, Token
from crmkit.customers.conditions.values import month_of
from crmkit.errors import UsageError
from crmkit.periods import EARLIEST, days_earlier, days_later, months_later, parse_day

Unit = Literal["d", "w", "m", "y"]
UNITS: Mapping[str, Unit] = {
    **{name: "d" for name in ("d", "day", "days", "天", "日")},
    **{name: "w" for name in ("w", "week", "weeks", "周")},
    **{name: "m" for name in ("m", "month", "months", "个月", "月")},
    **{name: "y" for name in ("y", "year", "years", "年")},
}
"""What stretches of time are called."""
SPOKEN: Final[Mapping[Unit, str]] = {"d": "天", "w": "周", "m": "个月", "y": "年"}
MOST: Final[Mapping[Unit, int]] = {"d": 36_500, "w": 5_200, "m": 1_200, "y": 100}
_LENGTH = re.compile(r"([0-9]{1,6})([^0-9]*)")
_RECENT = re.compile(r"(?:最近|过去|近)([0-9]{1,6}[^0-9]+)|([0-9]{1,6}[^0-9]+)[以之]?内")
"""近90天, 90天内: the whole of it in one word."""


@dataclass(frozen=True, slots=True)
class Days:
    """The last ``number`` units up to the day of the answer, or the days from ``first`` to ``last``, both counted."""

    number: int | None = None
    unit: Unit = "d"
    first: date | None = None
    last: date | None = None

    def bounds(self, as_of: date) -> tuple[date, date]:
        """The first and the last day of them that is known on ``as_of``; the first is later where none is."""
        if self.number is not None:
            return self._began(as_of), as_of
        return self.first or EARLIEST, as_of if self.last is None else min(self.last, as_of)

    def _began(self, as_of: date) -> date:
        number = self.number or 0
        if self.unit in ("d", "w"):
            return days_earlier(as_of, number * (7 if self.unit == "w" else 1) - 1)
        return days_later(months_later(as_of, -number * (12 if self.unit == "y" else 1)), 1)


ALWAYS: Final = Days()
"""Every day that is known."""


def begins_days(token: Token) -> bool:
    """Whether days are said from here on."""
    return token.is_word(*WITHIN, *BEFORE, *SINCE, *BETWEEN) or bool(
        token.kind == "word" and _RECENT.fullmatch(token.text)
    )


def read_days(reader: Reader) -> Days:
    """The days that are said here."""
    token = reader.next()
    if recent := _RECENT.fullmatch(token.text):
        return _length(reader, token, recent[1] or recent[2])
    if token.is_word(*WITHIN):
        return _within(reader)
    if token.is_word(*BETWEEN):
        first, _ = _days(reader)
        if not reader.token.is_word(*AND, *TO):
            reader.refuse("where_between", reader.token)
        reader.next()
        at = reader.token
        _, last = _days(reader)
        if last < first:
            reader.refuse("where_between", at)
        return Days(first=first, last=last)
    first, _ = _days(reader)
    return Days(last=days_earlier(first, 1)) if token.is_word(*BEFORE) else Days(first=first)


def _within(reader: Reader) -> Days:
    """A length in one word or in two: ``90d``, ``90 days``."""
    token = reader.next()
    unit = reader.token.text if token.text.isdecimal() and reader.token.text.lower() in UNITS else ""
    if unit:
        reader.next()
    return _length(reader, token, token.text + unit)


def _length(reader: Reader, token: Token, text: str) -> Days:
    found = _LENGTH.fullmatch(text) if token.kind == "word" else None
    unit = UNITS.get(found[2].lower()) if found else None
    if found is None or unit is None or not 1 <= int(found[1]) <= MOST[unit]:
        reader.refuse("where_within", token, value=token.text)
    return Days(int(found[1]), unit)


def _days(reader: Reader) -> tuple[date, date]:
    """The first and the last day of a day or a month."""
    token = reader.next()
    if token.kind in ("word", "quoted"):
        if month := month_of(token.text):
            return month
        try:
            return (parse_day(token.text),) * 2
        except UsageError:
            pass
    reader.refuse("where_day", token, value=token.text)
