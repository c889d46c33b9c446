"""Values in a sentence, as an owner would say them: whole units of money, whole per cents, days in words."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from crmkit.messages import Language, say, unit
from crmkit.render.cells import coded, number_of
from crmkit.render.safe import show
from crmkit.result import Result
from crmkit.screen import Amount, Line, Name, Points, Sentence, Share

_FEN_BELOW = 10
"""A sum below so many units would be nothing without its cents."""
_WAN = 10_000
_IN_WAN = 100_000
"""From so many units on, Chinese counts them in ten thousands."""
_DECIMALS_BELOW = Decimal("0.1")
"""A share below a tenth keeps one decimal."""
_ALMOST = Decimal("0.995")
"""From here on it would round to the whole."""
_LEAST = Decimal("0.1")
"""The least that is shown of a part, and the least that is lacking of it, in per cent."""


def sentences(result: Result, language: Language) -> list[str]:
    """The sentences that an answer opens with."""
    return [sentence("answer", said, result, language) for said in result.answer]


def joined(said: Sequence[str], language: Language) -> str:
    """Sentences as one paragraph."""
    return (" " if language == "en" else "").join(said)


def sentence(group: str, said: Sentence | Line, result: Result, language: Language) -> str:
    """One sentence of the catalog ``group``, its values as people say them."""
    currency = str(result.facts.get("currency", "CNY"))
    return say(group, said.code, language, spoken(said.values, language, currency))


def spoken(values: Mapping[str, object], language: Language, currency: str) -> dict[str, str | None]:
    """Each value as it stands in a sentence; ``None`` stays, so that a part of the sentence can be left out."""
    return {name: _spoken(value, language, currency) for name, value in values.items()}


def _spoken(value: object, language: Language, currency: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, Amount):
        return amount(value.value, language, currency)
    if isinstance(value, Share):
        return share(value.value)
    if isinstance(value, Points):
        return f"{(value.value * 100).quantize(Decimal('0.01'), ROUND_HALF_UP) + 0:f}"
    if isinstance(value, Name):
        return show(value.value)
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, str):
        return show(coded("code", value, language))
    return f"{number_of(value):,}"


def amount(value: Decimal, language: Language, currency: str) -> str:
    """``308,859 yuan``, ``30.9 万元``: a sum of money without the fen, but for the smallest."""
    named = unit(currency, language)
    if language == "zh" and abs(value) >= _IN_WAN:
        return f"{(value / _WAN).quantize(Decimal('0.1'), ROUND_HALF_UP):,f} 万{named}"
    exact = value.quantize(Decimal("0.01") if abs(value) < _FEN_BELOW and value % 1 else Decimal(1), ROUND_HALF_UP)
    return f"{exact:,f} {named}"


def share(value: Decimal) -> str:
    """A part of a whole in per cent: one decimal below a tenth, none from there on; a part is neither all nor none."""
    size = abs(value)
    step = Decimal("0.1") if 0 < size < _DECIMALS_BELOW or _ALMOST <= size < 1 else Decimal(1)
    shown = (size * 100).quantize(step, ROUND_HALF_UP)
    if 0 < size < 1:
        shown = min(max(shown, _LEAST), 100 - _LEAST)
    return f"{shown.copy_sign(value):f}%"


def day(value: date, language: Language) -> str:
    """``30 Sep 2024``, ``2024 年 9 月 30 日``."""
    if language == "zh":
        return f"{value.year} 年 {value.month} 月 {value.day} 日"
    return f"{value.day} {calendar.month_abbr[value.month]} {value.year}"
