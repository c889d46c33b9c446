"""One value of one kind as text: exact for machines, readable for people.

Money is written to the fen and never rounded: a value that is finer, or a float, is a bug and raises.
"""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Context, Decimal

from crmkit.messages import Language, catalog, say
from crmkit.render.safe import show
from crmkit.vocabulary import Kind

TEXT_KINDS: frozenset[Kind] = frozenset({"text", "id", "nick", "code", "json"})
NOTHING = "-"
"""What people see for a value that is not there."""

MOST_SHOWN = 1000
"""Characters of a text in a table on a screen; files and machines get all of it."""

_FEN = Decimal("0.01")
_EXACT = Context(prec=100)


def money_of(value: object) -> Decimal:
    """``value`` as yuan with exactly two decimals (a negative nought becomes nought).

    Raises:
        TypeError: it is not a Decimal or an int.
        ValueError: it is finer than a fen, or not a number.
    """
    if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
        raise TypeError(f"money must be Decimal, not {type(value).__name__}")
    amount = Decimal(value)
    if not amount.is_finite() or amount.quantize(_FEN, context=_EXACT) != amount:
        raise ValueError(f"money must be exact to the fen, not {amount}")
    fixed = amount.quantize(_FEN, context=_EXACT)
    return fixed if fixed else fixed.copy_abs()


def number_of(value: object) -> Decimal | int:
    """A count, mean or rate as an exact number; a float as the shortest decimal that means it."""
    if isinstance(value, bool) or not isinstance(value, (Decimal, int, float)):
        raise TypeError(f"a number is needed, not {type(value).__name__}")
    if isinstance(value, int):
        return value
    if not math.isfinite(value):
        raise ValueError(f"a finite number is needed, not {value}")
    number = Decimal(repr(value)) if isinstance(value, float) else value
    return number if number else number.copy_abs()


def machine_text(kind: Kind, value: object) -> str:
    """``value`` for scripts: raw number, ISO date, ``true``/``false``, text as it is; empty for ``None``."""
    if value is None:
        return ""
    if kind in TEXT_KINDS:
        return str(value)
    if kind == "money":
        return f"{money_of(value):f}"
    if kind == "flag":
        return "true" if value else "false"
    if kind in ("date", "time"):
        return moment_of(value).isoformat()
    return f"{number_of(value):f}" if not isinstance(value, int) else str(number_of(value))


def coded(kind: Kind, text: str, language: Language) -> str:
    """The words of a code of the catalog; any other text as it is."""
    if kind == "code":
        for group in catalog().of_codes:
            if text in catalog()[group]:
                return say(group, text, language)
    return text


def human_text(kind: Kind, value: object, language: Language) -> str:
    """``value`` for people: thousands marks, percent, yes and no in words; safe on a terminal."""
    if value is None:
        return NOTHING
    if kind in TEXT_KINDS:
        return show(coded(kind, str(value), language))
    if kind == "money":
        return f"{money_of(value):,f}"
    if kind == "rate":
        return percent(value)
    if kind == "flag":
        return say("text", "yes" if value else "no", language)
    if kind == "date":
        return moment_of(value).isoformat()
    if kind == "time":
        moment = moment_of(value)
        return moment.isoformat(sep=" ", timespec="seconds") if isinstance(moment, datetime) else moment.isoformat()
    number = number_of(value)
    return f"{number:,}" if isinstance(number, int) else f"{number:,f}"


def bounded(value: object) -> object:
    """A value as a screen has room for it: of a text that no screen holds the beginning."""
    if isinstance(value, str) and len(value) > MOST_SHOWN:
        return f"{value[:MOST_SHOWN]}.."
    return value


def percent(value: object) -> str:
    """A rate of 0..1 as percent with one decimal: ``28.3%``."""
    text = f"{Decimal(number_of(value)) * 100:.1f}"
    return f"{'0.0' if text == '-0.0' else text}%"


def moment_of(value: object) -> date:
    """``value`` as the date or datetime it must be."""
    if not isinstance(value, date):
        raise TypeError(f"a date is needed, not {type(value).__name__}")
    return value
