"""Writes a predicate as a text that ``expression.parse`` takes for the same, in the words of either language."""

from __future__ import annotations

from decimal import Decimal

from crmkit.customers.conditions import values
from crmkit.customers.conditions.tokens import AND, KEYWORDS, KNOWN, NOT, OR, TAG, is_plain, quoted
from crmkit.customers.traits.catalog import TRAITS
from crmkit.messages import LANGUAGES, Language
from crmkit.store.predicate import All, AnyOf, Compare, Contains, IsKnown, Named, Not, OneOf, Predicate, Value


def written(predicate: Predicate, language: Language = "en") -> str:
    """``predicate`` as a text that ``parse`` takes for the same; in English traits and values go by their codes."""
    own = 1 if language == "zh" else 0
    match predicate:
        case Compare(column, "=", True):
            return _name(column, language)
        case Compare(column, sign, value):
            return f"{_name(column, language)}{sign}{_typed(value, column, language)}"
        case OneOf(column, several):
            return f"{_name(column, language)} in ({', '.join(_typed(value, column, language) for value in several)})"
        case Contains(column, text):
            return f"{_name(column, language)}~{_typed(text)}"
        case IsKnown(column):
            return f"{_name(column, language)} is {KNOWN[own]}"
        case Named(name, _):
            return f"{TAG[own]}:{_typed(name)}"
        case Not(part):
            return f"{NOT[own]} {_bracketed(part, language)}"
        case All(parts):
            return f" {AND[own]} ".join(_bracketed(part, language) for part in parts)
        case AnyOf(parts):
            return f" {OR[own]} ".join(_bracketed(part, language) for part in parts)


def _bracketed(predicate: Predicate, language: Language) -> str:
    text = written(predicate, language)
    return f"({text})" if isinstance(predicate, All | AnyOf) else text


def _name(column: str, language: Language) -> str:
    """What a trait is called where one plain word of the language means it, else its column."""
    called = values.name_of(TRAITS[column], language) if language != LANGUAGES[1] else column
    return called if is_plain(called) and called.lower() not in KEYWORDS else column


def _typed(value: Value, column: str | None = None, language: Language = "en") -> str:
    text = values.text_of(value)
    if column is not None and language != LANGUAGES[1]:
        trait = TRAITS[column]
        if trait.kind == "rate" and isinstance(value, Decimal):
            text = f"{(value * 100).normalize():f}%"
        elif isinstance(value, str):
            text = values.word_of(trait, value, language)
    return text if is_plain(text) and text.lower() not in KEYWORDS else quoted(text)
