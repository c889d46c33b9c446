"""Parts of a whole as exact decimals: shares that add up to one, rates and averages.

Everything goes in as whole numbers (customers, fen), so that the same data gives the same digits in any order.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

SHARE_PLACES = 6


def yuan(fen: int) -> Decimal:
    """Whole fen as yuan with two decimals."""
    return Decimal(fen).scaleb(-2)


def share(value: float | None) -> Decimal | None:
    """A probability, rate or figure of merit to four decimals."""
    return None if value is None else Decimal(f"{value:.4f}")


def average(total: int, count: int, *, places: int, scale: int = 0) -> Decimal | None:
    """``total / count / 10**scale`` rounded half up to ``places`` decimals; ``None`` without a count."""
    if count == 0:
        return None
    return rounded(Fraction(total, count * 10**scale), places)


def rounded(value: Fraction, places: int) -> Decimal:
    """An exact fraction as a decimal, rounded half away from zero."""
    units = (abs(value.numerator) * 10**places * 2 + value.denominator) // (2 * value.denominator)
    return Decimal(units if value >= 0 else -units).scaleb(-places)


def shares(parts: Sequence[int]) -> list[Decimal]:
    """Each part's share of the sum, six decimals, adding up to exactly 1 (all 0 when the sum is 0).

    The millionths that rounding down leaves over go to the parts with the largest remainders, first come first
    served; no share is further than a millionth from the true one.
    """
    whole = sum(parts)
    if whole == 0:
        return [Decimal(0).quantize(Decimal(1).scaleb(-SHARE_PLACES)) for _ in parts]
    unit = 10**SHARE_PLACES
    whole_units = [part * unit // whole for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda place: (-(parts[place] * unit % whole), place))
    for place in by_remainder[: unit - sum(whole_units)]:
        whole_units[place] += 1
    return [Decimal(count).scaleb(-SHARE_PLACES) for count in whole_units]


def rate(part: int, whole: int) -> Decimal:
    """``part / whole`` with six decimals, rounded half up; 0 when there is no whole."""
    if whole == 0:
        return Decimal(0).scaleb(-SHARE_PLACES)
    return rounded(Fraction(part, whole), SHARE_PLACES)


def percent(value: Decimal) -> str:
    """A rate as a sentence says it: ``12.3%``."""
    return f"{(value * 100).quantize(Decimal('0.1'), rounding=ROUND_HALF_UP)}%"
