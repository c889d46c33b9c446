"""Writes a predicate as a text that ``expression.parse`` takes for the same, in the words of either language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import cast

from crmkit.customers.conditions import values
from crmkit.customers.conditions.past.days import ALWAYS, SPOKEN, Days
from crmkit.customers.conditions.past.measures import (
    ANNIVERSARIES,
    ARMS,
    BOUGHT,
    Anniversary,
    Asked,
    Birthday,
    Bought,
    Counted,
    InAudience,
    InSnapshot,
)
from crmkit.customers.conditions.tokens import (
    AND,
    ARM,
    AUDIENCE,
    BEFORE,
    BETWEEN,
    IN,
    KEYWORDS,
    KNOWN,
    NOT,
    OR,
    SINCE,
    SNAPSHOT,
    TAG,
    TO,
    WITHIN,
    is_plain,
    typed,
)
from crmkit.customers.traits.catalog import TRAITS
from crmkit.messages import LANGUAGES, Language
from crmkit.periods import days_later
from crmkit.store.predicate import All, AnyOf, Compare, Contains, IsKnown, Measured, Named, Not, OneOf, Predicate, Value


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
        case Measured(measure, sign, value):
            return _measured(cast("Asked", measure), sign, value, language)
        case Not(part):
            return f"{NOT[own]} {_bracketed(part, language)}"
        case All(parts):
            return f" {AND[own]} ".join(_bracketed(part, language) for part in parts)
        case AnyOf(parts):
            return f" {OR[own]} ".join(_bracketed(part, language) for part in parts)


def _bracketed(predicate: Predicate, language: Language) -> str:
    text = written(predicate, language)
    return f"({text})" if isinstance(predicate, All | AnyOf) else text


def _measured(measure: Asked, sign: str, value: Value, language: Language) -> str:
    own = 1 if language == "zh" else 0
    match measure:
        case Bought():
            names = [name for name, asked in BOUGHT.items() if asked == (measure.occasion, measure.is_sku)]
            days = "" if measure.days == ALWAYS else f" {_days(measure.days, language)}"
            return f"{names[own]}{'~' if measure.is_part else '='}{_typed(measure.text)}{days}"
        case Counted(trait, days):
            return f"{_name(trait, language)} {_days(days, language)} {sign} {_typed(value)}"
        case Birthday(number):
            return f"{_name(measure.trait, language)} {_days(Days(number), language)}"
        case Anniversary(kind, number):
            return f"{ANNIVERSARIES[kind][own]} {_days(Days(number), language)}"
        case InSnapshot(name, standing, there):
            held = f" {_name(standing, language)}={_typed(there, standing, language)}" if standing and there else ""
            return f"{IN[0]} {SNAPSHOT[own]}:{_typed(name)}{held}"
        case InAudience(name, arm):
            said = "" if arm == "list" else f" {ARM[own]}={ARMS[arm][own]}"
            return f"{IN[0]} {AUDIENCE[own]}:{_typed(name)}{said}"


def _days(days: Days, language: Language) -> str:
    own = 1 if language == "zh" else 0
    if days.number is not None:
        number = f"{days.number}{SPOKEN[days.unit] if own else days.unit}"
        return f"{WITHIN[own]}{'' if own else ' '}{number}"
    if days.first is None:
        return f"{BEFORE[own]} {days_later(cast('date', days.last), 1)}"
    return f"{SINCE[own]} {days.first}" if days.last is None else f"{BETWEEN[own]} {days.first} {TO[own]} {days.last}"


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
    return typed(text)
