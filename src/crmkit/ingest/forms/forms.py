"""The one place that says what a cell may look like: money, times, counts, ids and text.

The patterns are plain strings that mean the same to Python's ``re`` and to RE2, so that the engine and the strict
reader check by the same patterns: no back-references, no look-around, no digit or blank classes (they differ).
All of them are to match a whole cell after ``plain`` and, but for ids and text, after ``fold``. They say what *some*
export may hold; what a cell means in this file (is the comma the decimal mark? does the day come first?) is settled by
the file itself (``conventions``) and read by the engine (``typing/amounts_*.sql``, ``typing/times.sql``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from crmkit.ingest.forms import time_forms

BLANKS = " \t\r\n\v\f\u00a0\u2009\u202f\u3000\u200b\u200e\u200f\u2060\ufeff\u00ad"
"""What is trimmed from both ends of a cell: blanks of every width, zero-width marks, a stray BOM."""

FOLD_FROM = "０１２３４５６７８９．，－：／＋（）＄\u2212\u00a0\u2009\u202f\u3000"
FOLD_TO = "0123456789.,-:/+()$-    "
"""Full-width digits and marks, blanks of other widths and what they stand for; for ``str.translate`` and SQL's."""

WRAPPED = r'="([^"]*)"'
"""Excel's protection of an id: ``="2140730062701491"``."""
BARE_FORMULA = r"=([0-9]+)"
"""The same after the quotes were lost."""
MARKS = "'`"
"""Text marks that Excel and sellers put in front of an id or a phone."""

MISSING = (
    r"|[nN][uU][lL][lL]|[nN][aA][nN]|[nN][oO][nN][eE]|[nN][iI][lL]|#?[nN]/?[aA]|\\N|-{1,3}|—{1,3}|–|/"
    r"|无|暂无|没有|无退款申请|0000-00-00(?:[ T]00:00(?::00)?)?"
)
"""A typed cell that holds nothing. Text columns keep such words: a buyer may be called null."""

CURRENCIES = {
    "￥": "CNY", "\u00a5": "CNY", "元": "CNY", "人民币": "CNY", "元人民币": "CNY", "RMB": "CNY", "CN￥": "CNY",
    "$": "USD", "US$": "USD", "美元": "USD", "€": "EUR", "欧元": "EUR", "£": "GBP", "英镑": "GBP", "円": "JPY",
    "日元": "JPY", "HK$": "HKD", "港币": "HKD", "港元": "HKD", "NT$": "TWD", "A$": "AUD", "C$": "CAD", "S$": "SGD",
    "₩": "KRW", "韩元": "KRW", "₹": "INR", "Rs": "INR", "₽": "RUB", "฿": "THB", "R$": "BRL", "Rp": "IDR", "RM": "MYR",
    "₫": "VND", "₱": "PHP", "₺": "TRY", "₴": "UAH", "zł": "PLN", "Kč": "CZK", "kr": "SEK", "yuan": "CNY", "euro": "EUR",
    "euros": "EUR", "JP\u00a5": "JPY", "JP￥": "JPY", "CN\u00a5": "CNY", "CA$": "CAD", "AU$": "AUD",
    "NZ$": "NZD", "MX$": "MXN", "块": "CNY", "đ": "VND",
}  # fmt: skip
"""What the signs beside amounts stand for; three letters stand for themselves."""
SHARED_SIGNS = {
    "$": ("USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD", "ARS", "CLP", "COP"),
    "\u00a5": ("CNY", "JPY"), "￥": ("CNY", "JPY"), "£": ("GBP", "EGP"),
    "kr": ("SEK", "NOK", "DKK", "ISK"), "Rs": ("INR", "PKR", "LKR", "NPR"),
}  # fmt: skip
"""Signs that several currencies share: of an owner who names one of these, it is that one's."""
CODES = frozenset(CURRENCIES.values()) | {code for codes in SHARED_SIGNS.values() for code in codes}
_BY_SIGN = {sign.casefold(): code for sign, code in CURRENCIES.items()}
_CODE_FIRST = re.compile("([A-Za-z]{3})[^A-Za-z]")


def currency_code(sign: str) -> str | None:
    """The code that a sign, a word or a code of a currency stands for; ``None`` where it is none that is known."""
    begins = _CODE_FIRST.match(sign)  # USD ($)
    if begins and begins[1].upper() in CODES:
        return begins[1].upper()
    plain = re.fullmatch("[A-Za-z]{3}", sign)
    return _BY_SIGN.get(sign.casefold()) or (sign.upper() if plain else None)


_SIGN = (
    "(?:[￥\u00a5$€£₩₹₽฿₫đ₱₺₴円元块]|[A-Za-z]{1,2}[$￥\u00a5]|[A-Za-z]{3}|(?:Rp|Rs|RM|kr)[.]?|zł|Kč|[Yy]uan|[Ee]uros?"
    "|人民币|元人民币|[美日欧港韩]元|港币|英镑)"
)


def _number(decimal: str, thousands: str) -> str:
    """A number under one decimal mark: no thousands marks at all, or one in each place where they belong."""
    fraction = f"(?:[{decimal}][0-9]{{1,18}})?"
    usual = f"[1-9][0-9]{{0,2}}(?:[{thousands} '’][0-9]{{3}}){{1,4}}"
    indian = f"[1-9][0-9]?(?:[{thousands}][0-9]{{2}}){{1,5}}[{thousands}][0-9]{{3}}"
    return f"(?:(?:[0-9]{{1,15}}|{usual}|{indian}){fraction}|[{decimal}][0-9]{{1,18}})"


def _amount(number: str) -> str:
    return f"(?:{_SIGN} ?)?\\({_SIGN}? ?{number} ?{_SIGN}?\\)|(?:[+-]?{_SIGN}?|{_SIGN} ?[+-]) ?{number} ?{_SIGN}?-?"


_NO_MONEY = "-?[0-9](?:[.,][0-9]{1,17})?[eE]-(?:0[7-9]|[1-9][0-9])"
"""What adding floats leaves over where nothing is left: less than a millionth."""

AMOUNTS = {
    ".": f"{_amount(_number('.', ','))}|{_NO_MONEY}",
    ",": f"{_amount(_number(',', '.'))}|{_NO_MONEY}",
}
"""An amount under each decimal mark: a currency on either side, a minus before it, behind it or as brackets."""
MONEY = f"{AMOUNTS['.']}|{AMOUNTS[',']}"

DOTTED = r"[^0-9.,]*[1-9][0-9]{0,2}\.[0-9]{2}([0-9])[^0-9.,]*"
"""An amount such as 1.500, which has thousands or three decimals, and its last digit."""


def _count(decimal: str, thousands: str) -> str:
    count = f"-?[1-9][0-9]{{0,2}}(?:[{thousands} '’][0-9]{{3}}){{1,2}}|-?[0-9]{{1,9}}"
    return (
        f"[xX×*]? ?({count})(?:[{decimal}]0{{1,6}})?"
        " ?(?:[件个只支枝瓶盒包袋箱套条双张本台把罐桶片枚对份组卷]|[Pp][Cc][Ss]?|[Uu]nits?|St(?:k|ck|ück)[.]?)?"
        "(?:[(][0-9]{1,9}[)])?"
    )


COUNTS = {".": _count(".", ","), ",": _count(",", ".")}
"""A quantity under each decimal mark, and the number alone; 1,000 is a thousand beside a point."""
_WEIGHT = "(?: ?(?:[Kk][Gg]|公斤|千克|市?斤|[Ll][Bb][Ss]?|[Mm]|米|[Ll]|升))"
MEASURES = {mark: f"-?[0-9]{{1,9}}(?:[{mark}][0-9]{{1,6}}{_WEIGHT}?|{_WEIGHT})" for mark in ".,"}
"""How much of an article that is weighed, under each decimal mark: kilograms, metres; no grams, which have no price."""
WHOLE_SIGNS = "(?:Rp[.]?|IDR|VND|₫|đ)"
WHOLE = rf"-?{WHOLE_SIGNS} ?[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}})+|-?[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}})+ ?{WHOLE_SIGNS}"
"""An amount of a currency without cents whose points mark thousands: under a decimal point this is ambiguous."""
ID = "[^\\x00-\\x20\\x7f\"',;\u00a0\u3000]{1,64}"
TEXT = r"[^\x00]*"
TEXT_LIMIT = 32_767
"""Characters that a text may have, as in Excel. No pattern can say so: RE2 repeats up to 1,000 times."""

_WRAPPED, _BARE_FORMULA = re.compile(WRAPPED), re.compile(BARE_FORMULA)
_MISSING = re.compile(MISSING)
_COUNTS = {mark: re.compile(pattern) for mark, pattern in COUNTS.items()}
_MEASURES = {mark: re.compile(pattern) for mark, pattern in MEASURES.items()}
_AMOUNTS = {mark: re.compile(pattern) for mark, pattern in AMOUNTS.items()}
_ABBREVIATED = re.compile("[A-Za-z][.]")
_LEFT_OVER, _WHOLE = re.compile(_NO_MONEY), re.compile(WHOLE)
_FOLD = str.maketrans(FOLD_FROM, FOLD_TO)
_NUMBERED = re.compile(r"[nN][oO][:：]([0-9A-Za-z-]+)")
NOISE = Decimal("0.000001")
"""An amount this close to a whole fen went through a float and means that fen."""


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
        Form("time", time_forms.TIME, typed=True),
        Form("count", "|".join((*COUNTS.values(), *MEASURES.values())), typed=True),
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
    """Full-width digits and marks as ASCII, blanks of every width as a blank; nothing else changes."""
    return text if text.isascii() else text.translate(_FOLD)


def is_missing(text: str) -> bool:
    """Whether a plain, typed cell says that there is nothing: blank, ``null``, ``--``, ``无退款申请`` ..."""
    return _MISSING.fullmatch(text) is not None


def amount(cell: str, *, decimal: str = ".") -> Decimal | None:
    """The amount in yuan, exact, under a ``decimal`` mark; ``None`` when the cell says there is none.

    Within a millionth of a whole fen it is that fen, else it keeps up to six decimals.

    Raises:
        ValueError: the cell has another form (an exponent of other than nothing, words).
    """
    text = fold(plain(cell))
    if is_missing(text):
        return None
    if _AMOUNTS[decimal].fullmatch(text) is None or (decimal == "." and _WHOLE.fullmatch(text)):
        raise ValueError(f"not an amount: {cell!r}")
    if _LEFT_OVER.fullmatch(text):
        return Decimal(0)
    digits = "".join(mark for mark in _ABBREVIATED.sub("", text) if mark.isdigit() or mark == decimal).replace(",", ".")
    value = Decimal(digits)
    fen = round(value, 2)
    value = fen if abs(value - fen) <= NOISE else round(value, 6)
    return -value if "-" in text or "(" in text else value


def money_fen(cell: str) -> int | None:
    """The amount in fen, exact; ``None`` when the cell says there is none.

    Raises:
        ValueError: the cell is no amount, or none of whole fen; nothing but a float's noise is ever rounded.
    """
    value = amount(cell)
    if value is None:
        return None
    if value != round(value, 2):
        raise ValueError(f"not a whole fen: {cell!r}")
    return int(value * 100)


def count(cell: str, *, decimal: str = ".") -> int | None:
    """A quantity (``12``, ``12.0``, ``1,200``, ``12件``), one of what is weighed; ``None``: there is none.

    Raises:
        ValueError: another form.
    """
    text = fold(plain(cell))
    if is_missing(text):
        return None
    if match := _COUNTS[decimal].fullmatch(text):
        return int(re.sub("[^0-9-]", "", match[1]))
    if _MEASURES[decimal].fullmatch(text):
        return -1 if text[0] == "-" else 1
    raise ValueError(f"not a count: {cell!r}")
