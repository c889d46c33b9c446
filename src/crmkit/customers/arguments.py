"""What an analysis takes as an argument: the same for who types an option and for who calls the function."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from numbers import Integral, Real

from crmkit.errors import UsageError, out_of_range

MOST_LISTED = 1_000_000_000
"""No list is longer."""
MOST_SHARES = 5
MILLION = 1_000_000


def require_choice(option: str, value: object, choices: Sequence[str]) -> None:
    """``UsageError`` unless ``value`` is one of ``choices``."""
    if value not in choices:
        raise UsageError("option_value", option=option, value=value, allowed=", ".join(choices))


def require_whole(option: str, value: object, least: int, most: int | None = None) -> None:
    """``UsageError`` unless ``value`` is a whole number from ``least`` to ``most``; ``True`` is none."""
    whole = None if isinstance(value, bool) or not isinstance(value, Integral) else int(value)
    if whole is None or whole < least or (most is not None and whole > most):
        raise out_of_range(option, value, least, most)


def require_share(option: str, value: object) -> None:
    """``UsageError`` unless ``value`` is a number from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 <= float(value) <= 1:
        raise out_of_range(option, value, 0, 1)


def millionths(tier_shares: Sequence[float]) -> list[int]:
    """Rising shares between 0 and 1 as whole numbers; ``UsageError`` for anything else."""
    try:
        thresholds = [int(Decimal(str(point)) * MILLION) for point in tier_shares]
    except (ArithmeticError, ValueError):  # no number, or none that is finite
        thresholds = []
    if (
        not 1 <= len(thresholds) <= MOST_SHARES
        or thresholds != sorted(set(thresholds))
        or not all(0 < threshold < MILLION for threshold in thresholds)
    ):
        raise UsageError("bad_tier_shares", value=", ".join(map(str, tier_shares)), most=MOST_SHARES)
    return thresholds
