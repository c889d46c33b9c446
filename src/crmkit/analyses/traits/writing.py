"""Writes a predicate as the text that ``expression.parse`` takes for the same."""

from __future__ import annotations

from crmkit.analyses.traits import values
from crmkit.analyses.traits.tokens import KEYWORDS, is_plain, quoted
from crmkit.store.predicate import All, AnyOf, Compare, Contains, IsKnown, Named, Not, OneOf, Predicate, Value


def written(predicate: Predicate) -> str:
    """``predicate`` as a text that ``parse`` takes for the same."""
    match predicate:
        case Compare(column, "=", True):
            return column
        case Compare(column, sign, value):
            return f"{column}{sign}{_typed(value)}"
        case OneOf(column, several):
            return f"{column} in ({', '.join(map(_typed, several))})"
        case Contains(column, text):
            return f"{column}~{_typed(text)}"
        case IsKnown(column):
            return f"{column} is known"
        case Named(name, _):
            return f"tag:{_typed(name)}"
        case Not(part):
            return f"not {_bracketed(part)}"
        case All(parts):
            return " and ".join(map(_bracketed, parts))
        case AnyOf(parts):
            return " or ".join(map(_bracketed, parts))


def _bracketed(predicate: Predicate) -> str:
    return f"({written(predicate)})" if isinstance(predicate, All | AnyOf) else written(predicate)


def _typed(value: Value) -> str:
    text = values.text_of(value)
    return text if is_plain(text) and text.lower() not in KEYWORDS else quoted(text)
