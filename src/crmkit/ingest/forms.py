"""The one place that says what a cell may look like: money, times, counts, ids and text.

The patterns are plain strings that mean the same to Python's ``re`` and to RE2, so that the engine's
fast path and the strict reader judge by the same words: no back-references, no look-around, no digit or
blank classes (they differ between the two). All of them are to match a whole cell after ``plain`` and, but for ids
and text, after ``fold``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from crmkit.periods import EARLIEST

BLANKS = " \t\r\n\v\f\u00a0\u3000\u200b\u200e\u200f\u2060\ufeff\u00ad"
"""What is trimmed from both ends of a cell: blanks of every width, zero-width marks, a stray BOM."""

FOLD_FROM = "０１２３４５６７８９．，－：／"
FOLD_TO = "0123456789.,-:/"
"""Full-width digits and marks and what they stand for; for ``str.translate`` and for SQL's ``translate``."""

WRAPPED = r'="([^"]*)"'
"""Excel's protection of an id: ``="2140730062701491"``."""
BARE_FORMULA = r"=([0-9]+)"
"""The same after the quotes were lost."""
MARKS = "'`"
"""Text marks that Excel and sellers put in front of an id or a phone."""

MISSING = r"|[nN][uU][lL][lL]|-{1,3}|—{1,2}|无退款申请|0000-00-00(?:[ T]00:00(?::00)?)?"
"""A typed cell that holds nothing. Text columns keep such words: a buyer may be called null."""

MONEY = (
    "(?:-?[￥\u00a5]?|[￥\u00a5]-) ?"
    r"(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,2})? ?元?"
)
_CLOCK = r"(?:[0-9]|[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?"
_YEAR, _MONTH, _DAY = r"(?:199[0-9]|20[0-9]{2})", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12][0-9]|3[01])"
TIME = (
    f"(?:{_YEAR}-{_MONTH}-{_DAY}|{_YEAR}/{_MONTH}/{_DAY}|{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))"
    f"(?:(?: {{1,2}}|T){_CLOCK})?"
    f"|{_YEAR}年{_MONTH}月{_DAY}日(?: {{0,2}}{_CLOCK})?"
)
"""The closed list of shapes; no zone suffix, no ``24:00:00``. It lets 30 February pass: check the calendar after."""
TIME_PARTS = (
    r"([0-9]{4})[^0-9]?([0-9]{1,2})[^0-9]?([0-9]{1,2})(?:[^0-9]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?[^0-9]*[0-9]*"
)
"""Year, month, day, hour, minute, second of a cell that ``TIME`` matched."""
COUNT = r"([0-9]{1,9})(?:\.0{1,2})? ?[件个]?"
ID = "[^\\x00-\\x20\\x7f\"',;\u00a0\u3000]{1,64}"
TEXT = r"[^\x00]*"
TEXT_LIMIT = 32_767
"""Characters that a text may have, as in Excel. No pattern can say so: RE2 repeats up to 1,000 times."""

_WRAPPED, _BARE_FORMULA = re.compile(WRAPPED), re.compile(BARE_FORMULA)
_MISSING, _MONEY, _TIME, _COUNT = re.compile(MISSING), re.compile(MONEY), re.compile(TIME), re.compile(COUNT)
_TIME_PARTS = re.compile(TIME_PARTS)
_FOLD = str.maketrans(FOLD_FROM, FOLD_TO)
_NUMBERED = re.compile(r"[nN][oO][:：]([0-9A-Za-z-]+)")
_MONEY_MARKS = re.compile("[￥\u00a5,元 ]")


@dataclass(frozen=True, slots=True)
class Form:
    """A named shape: ``pattern`` matches a whole cell; a typed form folds digits and knows missing marks."""

    name: str
    pattern: str
    typed: bool


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("money", MONEY, typed=True),
        Form("time", TIME, typed=True),
        Form("count", COUNT, typed=True),
        Form("id", ID, typed=False),
        Form("text", TEXT, typed=False),
    )
}


def plain(cell: str) -> str:
    """The cell without wrapping: blanks, BOM and zero-width marks at both ends, ``="…"``, ``=123``, leading ``'``.

    Idempotent: ``plain(plain(cell)) == plain(cell)``. Text that merely begins with ``=`` is left alone.
    """
    text = cell.strip(BLANKS)
    if not text or text[0] not in "='`":
        return text
    while text[:1] in ("=", "'", "`"):
        match = _WRAPPED.fullmatch(text) or _BARE_FORMULA.fullmatch(text)
        if match is None and text[0] == "=":
            break
        text = (match[1] if match else text.lstrip(MARKS)).strip(BLANKS)
    return text


def identifier(cell: str) -> str:
    """An id as the platform gave it: ``plain``, without ``No:`` and without the ``.0`` of a resaved number.

    The words for "nothing" (``null``, ``--``) become the empty string.
    """
    text = plain(cell)
    if match := _NUMBERED.fullmatch(text):
        text = match[1]
    if text.endswith(".0") and text[:-2].isascii() and text[:-2].isdigit():
        text = text[:-2]
    return "" if _MISSING.fullmatch(text) else text


def fold(text: str) -> str:
    """Full-width digits and marks as ASCII; nothing else changes."""
    return text if text.isascii() else text.translate(_FOLD)


def is_missing(text: str) -> bool:
    """Whether a plain, typed cell says that there is nothing: blank, ``null``, ``--``, ``无退款申请`` ..."""
    return _MISSING.fullmatch(text) is not None


def money_fen(cell: str) -> int | None:
    """The amount in fen, exact; ``None`` when the cell says there is none.

    Raises:
        ValueError: the cell has another form (three decimals, an exponent, words); nothing is ever rounded.
    """
    text = fold(plain(cell))
    if is_missing(text):
        return None
    if _MONEY.fullmatch(text) is None:
        raise ValueError(f"not an amount: {cell!r}")
    yuan, _, rest = _MONEY_MARKS.sub("", text).partition(".")
    sign = -1 if yuan.startswith("-") else 1
    return sign * (int(yuan.lstrip("-")) * 100 + int(rest.ljust(2, "0")))


def moment(cell: str) -> datetime | None:
    """The local time in the cell, to the second, without a zone; ``None`` when the cell says there is none.

    Fractions of a second are dropped. A date alone is its midnight.

    Raises:
        ValueError: another form, or a day that no calendar has (30 February).
    """
    text = fold(plain(cell))
    if is_missing(text):
        return None
    parts = _TIME_PARTS.fullmatch(text) if _TIME.fullmatch(text) else None
    if parts is None:
        raise ValueError(f"not a time: {cell!r}")
    year, month, day, hour, minute, second = (int(part or 0) for part in parts.groups())
    value = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - exports carry local, naive times
    if value.date() < EARLIEST:
        raise ValueError(f"before any shop: {cell!r}")
    return value


def count(cell: str) -> int | None:
    """A number of pieces (``12``, ``12.0``, ``12件``); ``None`` when the cell says there is none.

    Raises:
        ValueError: another form.
    """
    text = fold(plain(cell))
    if is_missing(text):
        return None
    match = _COUNT.fullmatch(text)
    if match is None:
        raise ValueError(f"not a count: {cell!r}")
    return int(match[1])
