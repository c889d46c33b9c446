"""How one file writes its numbers and days, settled by the file itself before anything is read for good.

A comma may be the decimal mark, the day may come before the month, amounts may go beyond the fen. The first rows make
a guess; the whole file decides where they cannot, and where it contradicts itself it is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from crmkit.ingest.forms import forms, time_forms

DayOrder = str
"""``ymd`` when no cell begins with a day or a month, ``dmy`` or ``mdy`` when one does, ``yymd`` where a year of two
digits comes first, ``?`` where nothing shows it."""

SHOP_ZONE = "Asia/Shanghai"
SAMPLE_ROWS = 1000
"""How many rows are asked at first how the file is written."""
_PLAIN_MONEY = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,2})?")
_PLAIN = re.compile(
    r"-?[0-9]{1,13}(?:\.[0-9]{1,2})?|null|--?"
    r"|[0-9]{4}([-/])[0-9]{1,2}\1[0-9]{1,2}(?: [0-9]{1,2}:[0-9]{1,2}(?::[0-9]{1,2})?)?"
)
_POINT = re.compile(r"[^.]*[0-9]?\.[0-9]{1,2}[^0-9.,]*|[^.]*,[0-9]{3}\.[0-9]+[^0-9]*|[^,.]*\.[0-9]{4,}[^0-9]*")
_COMMA = re.compile(
    r"[^,]*[0-9]?,[0-9]{1,2}[^0-9.,]*|[^,]*\.[0-9]{3},[0-9]+[^0-9]*|[^,.]*,[0-9]{4,}[^0-9]*"
    r"|[^0-9]*0,[0-9]+[^0-9]*|[^,]*\.[0-9]{3}\.[0-9]{3}[^0-9,]*"
)
_FEW_YEARS, _MANY_DAYS = 3, 12
"""So many days of one month in a dozen years and more are no shop's orders."""
_NONZERO = re.compile("[1-9]")
_DOTTED = re.compile(forms.DOTTED)
_WEIGHED = {mark: re.compile(rf"-?[0-9]+[{mark}](?!0+(?:[^0-9]|$))[0-9]+") for mark in ".,"}
_FRACTION = {
    mark: re.compile(rf"-?(?:0[{mark}][0-9]+|[0-9]+[{mark}](?:[0-9]{{1,2}}|[0-9]{{4,}}))(?:[^0-9.,].*)?")
    for mark in ".,"
}
"""A quantity whose mark can be none of thousands."""
_LONG = re.compile(r"[0-9]{4}")
_OF_DOTTED_THOUSANDS = re.compile("[€₫đ₺]|EUR|VND|IDR|TRY|Rp", re.IGNORECASE)
_SLASHED = re.compile(time_forms.SLASHED)
_EPOCH = re.compile(time_forms.EPOCH)
_ZONED = re.compile(rf"[0-9]:[0-9]{{2}}.*?{time_forms.ZONE}")
_AMERICAN = re.compile(time_forms.AMERICAN)


@dataclass(frozen=True, slots=True)
class Conventions:
    """What is settled for one file.

    ``decimal`` is the mark before the fraction (``?`` where 1.500 may be either, unless ``is_decimal_given``),
    ``beyond_fen`` says that amounts have true fractions of a fen, ``time_format`` overrules the day order, ``zone`` is
    the clock that times with a zone of their own are put on, ``has_zones`` that there are such; ``is_american``: zones
    of North America stand behind times, so that CST is one, too; ``has_epochs``: a column counts seconds since 1970.
    ``count_decimal`` is the mark before the fraction of quantities, which may be another than that of amounts.
    ``has_two_marks``: beside a column of decimal commas there is one of decimal points; within one column the other
    mark is a fault. ``is_plain``: all is written as most exports do, so that the short list of forms will do (it is
    cheaper to plan).
    """

    decimal: str = "."
    beyond_fen: bool = False
    day_order: DayOrder = "ymd"
    time_format: str | None = None
    zone: str = SHOP_ZONE
    is_plain: bool = True
    is_american: bool = False
    has_zones: bool = False
    has_epochs: bool = False
    is_decimal_given: bool = False
    has_two_marks: bool = False
    count_decimal: str = "."


def guess(money: Sequence[str], times: Sequence[str], usual: Conventions, *, whole: bool = False) -> Conventions:
    """The conventions that the cells of a file speak for, else the ``usual`` ones.

    ``whole`` says that ``times`` holds every day and month of the file: where the two are equal, either order is right.
    """
    amounts = [forms.fold(forms.plain(cell)) for cell in money]
    odd = [cell for cell in amounts if not _PLAIN_MONEY.fullmatch(cell)]
    found = usual
    if odd:
        if not usual.is_decimal_given:
            found = replace(found, decimal="," if usual.has_two_marks else _decimal_mark(amounts, odd))
        if found.decimal != "?" and any(_is_beyond_fen(cell, found.decimal) for cell in odd):
            found = replace(found, beyond_fen=True)
    if usual.time_format is None:
        found = replace(found, day_order=_day_order(times, whole))
    if any(_ZONED.search(forms.plain(cell)) for cell in times):
        found = replace(found, has_zones=True)
    if any(_AMERICAN.search(cell) for cell in times):
        found = replace(found, is_american=True)
    is_plain = usual.time_format is None and all(map(_PLAIN.fullmatch, money)) and all(map(_PLAIN.fullmatch, times))
    return replace(found, is_plain=is_plain)


def _decimal_mark(amounts: Sequence[str], odd: Sequence[str]) -> str:
    """What stands before the cents: the mark that more of the ``odd`` amounts prove, ``?`` where all are like 1.500."""
    commas = sum(_COMMA.fullmatch(cell) is not None for cell in odd)
    points = sum(map(_is_point, amounts))
    dotted = [cell for cell in amounts if "." in cell]
    thousands = [match for match in map(_DOTTED.fullmatch, dotted) if match]
    if commas or not thousands or len(thousands) < len(dotted) or any("," in cell for cell in amounts):
        return "," if commas > points else "."
    if any(_LONG.search(cell) for cell in amounts):
        return "."  # 1500 beside 2.500: a file that marks thousands marks them all
    if {"5"} <= {match[1] for match in thousands} <= {"0", "5"}:
        return "."  # halves of a cent
    return "," if any(_OF_DOTTED_THOUSANDS.search(match[0]) for match in thousands) else "?"


def with_counts(found: Conventions, cells: Sequence[str], *, priced: bool) -> Conventions:
    """``found`` with what quantities say: units, weights, which times a price (``priced``) are no whole fen."""
    if all(cell.isascii() and cell.isdigit() for cell in cells):
        return found
    plain = [forms.fold(forms.plain(cell)) for cell in cells]
    mark = _count_mark(plain, found.decimal)
    weighed = any(map(_WEIGHED[mark].match, plain))
    return replace(found, is_plain=False, beyond_fen=found.beyond_fen or (priced and weighed), count_decimal=mark)


def _count_mark(counts: Sequence[str], usual: str) -> str:
    """What stands before the fraction of quantities: their own proof, else the mark of the amounts.

    Where every one of them has three digits behind a point, those are a fraction: 1.000 beside 12.000.
    """
    commas, points = (any(map(_FRACTION[mark].fullmatch, counts)) for mark in ",.")
    if commas != points:
        return "," if commas else "."
    return "." if all("." in cell for cell in counts) else "," if usual == "," else "."


def with_two_marks(usual: Conventions, columns: Iterable[Sequence[str]]) -> Conventions:
    """``usual`` with whether some of the ``columns`` of amounts have decimal commas alone, and some points alone."""
    plain = [[forms.fold(forms.plain(cell)) for cell in cells] for cells in columns]
    commas = any(any(map(_COMMA.fullmatch, cells)) and not any(map(_is_point, cells)) for cells in plain)
    points = any(any(map(_is_point, cells)) and not any("," in cell for cell in cells) for cells in plain)
    return replace(usual, has_two_marks=commas and points)


def _is_point(cell: str) -> bool:
    """Whether an amount has a decimal point; 0.00 says nothing."""
    return _POINT.fullmatch(cell) is not None and _NONZERO.search(cell) is not None


def with_epochs(usual: Conventions, columns: Iterable[Sequence[str]]) -> Conventions:
    """``usual`` with whether one of the ``columns`` of times holds nothing but seconds since 1970."""
    for cells in columns:
        filled = [cell for cell in map(forms.plain, cells) if cell != "0" and not forms.is_missing(cell)]
        if filled and all(map(_EPOCH.fullmatch, filled)):
            return replace(usual, has_epochs=True, has_zones=True)
    return usual


def _is_beyond_fen(cell: str, decimal: str) -> bool:
    try:
        value = forms.amount(cell, decimal=decimal)
    except ValueError:
        return False
    return value is not None and value != round(value, 2)


def _day_order(cells: Iterable[str], whole: bool) -> DayOrder:
    """A number above 12 that stands in one place, and never in the other, is a day."""
    found = {
        (int(match[1]), int(match[2]), match[3])
        for cell in cells
        if (match := _SLASHED.fullmatch(forms.fold(forms.plain(cell))))
    }
    if not found:
        return "ymd"
    if all(first == second for first, second, _ in found):
        return "mdy" if whole and not _may_be_years(found) else "?"  # 5/5/2025 is one day in either order
    firsts = any(first > 12 >= second for first, second, _ in found)
    seconds = any(second > 12 >= first for first, second, _ in found)
    if firsts and not seconds and _may_be_years(found):
        return "yymd" if _are_years(found) else "?"
    return "?" if firsts == seconds else "dmy" if firsts else "mdy"


def proven_order(cell: str) -> DayOrder | None:
    """``dmy`` or ``mdy`` where one time alone shows it: 25/12/2024 begins with its day."""
    match = _SLASHED.fullmatch(forms.fold(forms.plain(cell)))
    first, second = (int(match[1]), int(match[2])) if match else (0, 0)
    return "dmy" if first > 12 >= second else "mdy" if second > 12 >= first else None


def _are_years(found: set[tuple[int, int, str]]) -> bool:
    """Whether 24.03.01 begins with its year: two or three of them stand there, and a dozen days stand last."""
    years, days = {first for first, _, _ in found}, {last for _, _, last in found}
    return max(years) - min(years) < _FEW_YEARS and len(days) >= _MANY_DAYS


def _may_be_years(found: set[tuple[int, int, str]]) -> bool:
    """Whether 24-03-01 may begin with its year: what stands there changes no more than what stands last."""
    years, days = {first for first, _, _ in found}, {last for _, _, last in found}
    return len(years) <= len(days) and min(years) > 12 and all(len(day) == 2 and 0 < int(day) <= 31 for day in days)
