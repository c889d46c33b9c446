"""What an analysis takes as an argument: the same for who types an option and for who calls the function."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from numbers import Integral, Real

from crmkit.errors import UsageError

MOST_LISTED = 1_000_000_000
"""No list is longer; more is what nobody has."""
MOST_CUTS = 5
MILLION = 1_000_000


def require_choice(option: str, value: object, choices: Sequence[str]) -> None:
    """``UsageError`` unless ``value`` is one of ``choices``."""
    if value not in choices:
        raise UsageError("option_value", option=option, value=value, allowed=", ".join(choices))


def require_whole(option: str, value: object, least: int, most: int | None = None) -> None:
    """``UsageError`` unless ``value`` is a whole number from ``least`` to ``most``; ``True`` is none."""
    whole = None if isinstance(value, bool) or not isinstance(value, Integral) else int(value)
    if whole is None or whole < least or (most is not None and whole > most):
        allowed = f"{least}, {least + 1}, {least + 2} ..." if most is None else f"{least} ... {most}"
        raise UsageError("option_value", option=option, value=value, allowed=allowed)


def require_share(option: str, value: object) -> None:
    """``UsageError`` unless ``value`` is a number from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 <= float(value) <= 1:
        raise UsageError("option_value", option=option, value=value, allowed="0 ... 1")


def millionths(cut_points: Sequence[float]) -> list[int]:
    """Rising shares between 0 and 1 as whole numbers; ``UsageError`` for anything else."""
    try:
        cuts = [int(Decimal(str(point)) * MILLION) for point in cut_points]
    except (ArithmeticError, ValueError):  # no number, or none that is finite
        cuts = []
    if not 1 <= len(cuts) <= MOST_CUTS or cuts != sorted(set(cuts)) or not all(0 < cut < MILLION for cut in cuts):
        raise UsageError("bad_cut_points", value=", ".join(map(str, cut_points)), most=MOST_CUTS)
    return cuts
