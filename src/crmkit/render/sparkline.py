"""A course of numbers as one line of text: each a bar from nought to the largest of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from crmkit.render.cells import number_of

_BARS = "▁▂▃▄▅▆▇█"
_DIGITS = "0123456789"


def sparkline(values: Sequence[object], *, plain: bool) -> str:
    """One character for each number; digits 0..9 instead of bars when ``plain``, a blank where there is no number.

    Heights are shares of the largest number, so that a half looks like a half; what is below nought counts as nought.
    """
    shades = _DIGITS if plain else _BARS
    numbers = [None if value is None else Fraction(max(number_of(value), 0)) for value in values]
    largest = max((number for number in numbers if number), default=Fraction(1))
    steps = len(shades) - 1
    return "".join(
        " " if number is None else shades[int(number * steps / largest + Fraction(1, 2))] for number in numbers
    )
