"""Money of a report as people write it: in sentences with its sign or unit, on the axes of charts as short as it goes.

English writes the sign of the currency before a sum, Chinese its unit behind it. Charts count in 万 (and 亿) or in k
and m, and say the unit once.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from crmkit.messages import Language, unit
from crmkit.render.spoken import amount as spoken_amount

SIGNS = {
    **{"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "TWD": "NT$", "AUD": "A$", "CAD": "C$"},
    **{"SGD": "S$", "KRW": "₩", "JPY": "JP¥"},
}
"""What stands before a sum in English; behind it stands the code of any other currency."""
_STEPS: dict[Language, tuple[tuple[int, str], ...]] = {
    "en": ((1_000_000_000, "bn"), (1_000_000, "m"), (1_000, "k")),
    "zh": ((100_000_000, "亿"), (10_000, "万")),
}
_SHORT_FROM = 10_000
_WHOLE_FROM = 10


def amount(value: Decimal, language: Language, currency: str) -> str:
    """A sum in a sentence: ``¥32,643``, ``32,643 元``."""
    if language == "zh":
        return spoken_amount(value, language, currency)
    bare = spoken_amount(abs(value), language, currency).split(" ")[0]
    sign = "-" if value < 0 else ""
    return f"{sign}{SIGNS[currency]}{bare}" if currency in SIGNS else f"{sign}{bare} {currency}"


def short(value: Decimal, language: Language) -> str:
    """A sum on an axis: ``33k``, ``3.3万``, ``850``."""
    size = abs(value)
    sign = "-" if value < 0 else ""
    if size < _SHORT_FROM:
        return f"{sign}{size.quantize(Decimal(1), ROUND_HALF_UP):,f}"
    size_of, name = next((each, name) for each, name in _STEPS[language] if size >= each)
    number = size / size_of
    digits = Decimal(1) if number >= _WHOLE_FROM else Decimal("0.1")
    return f"{sign}{number.quantize(digits, ROUND_HALF_UP).normalize():f}{name}"


def short_with_unit(value: Decimal, language: Language, currency: str) -> str:
    """A sum on an axis with what it is counted in, which stands there once."""
    said = short(value, language)
    if language == "zh":
        return f"{said} {unit(currency, language)}"
    return f"{SIGNS[currency]}{said}" if currency in SIGNS else f"{said} {currency}"
