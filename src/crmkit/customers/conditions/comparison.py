"""A trait compared with values: ``net_spend>=500``, ``province in (浙江, 江苏)``, ``age is known``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, cast

from crmkit.customers.conditions import values
from crmkit.customers.conditions.reader import NEAR, Reader
from crmkit.customers.conditions.tokens import IN, IS, KNOWN, NOT, UNKNOWN, Token
from crmkit.customers.traits.catalog import Trait
from crmkit.errors import near
from crmkit.store.predicate import All, Compare, Contains, IsKnown, Not, OneOf, Operator, Predicate, Value

COMPARED: Final = ("=", "!=", "<", "<=", ">", ">=", "~")


def read_comparison(reader: Reader, trait: Trait) -> Predicate:
    """What stands behind the name of ``trait``; of a flag that may be nothing."""
    token = reader.token
    if token.is_word(*IS):
        reader.next()
        return _whether_known(reader, trait)
    if token.is_word(*IN):
        reader.next()
        return _one_of(reader, trait, token)
    if token.is_word(*NOT) and reader.following.is_word(*IN):
        reader.next()
        return Not(_one_of(reader, trait, reader.next()))
    if not token.is_sign(*COMPARED):
        if trait.kind == "flag":
            return Compare(trait.name, "=", True)
        allowed = " ".join(values.operators_of(trait))
        reader.refuse("where_needs_operator", token, name=trait.name, allowed=allowed)
    _require(reader, trait, reader.next())
    return _compared(reader, trait, token, reader.next())


def value_at(reader: Reader, trait: Trait, token: Token) -> Value:
    """The value of ``trait`` that ``token`` means."""
    if token.kind not in ("word", "quoted"):
        reader.refuse("where_needs_value", token, name=trait.name)
    try:
        return values.value_of(trait, token.text)
    except values.Unfit as unfit:
        details: dict[str, str | None] = {name: str(value)[: NEAR * 10] for name, value in unfit.values.items()}
        if unfit.code == "where_code":
            codes = values.codes_of(trait) or {}
            details["nearest"] = codes.get(nearest(token.text, codes) or "")
        reader.refuse(unfit.code, token, name=trait.name, **details)


def nearest(text: str, known: Mapping[str, object]) -> str | None:
    """The name that may have been meant, if any is near."""
    return near(text[:NEAR].lower(), known)


def _whether_known(reader: Reader, trait: Trait) -> Predicate:
    negated = reader.token.is_word(*NOT)
    if negated:
        reader.next()
    token = reader.next()
    if not token.is_word(*KNOWN, *UNKNOWN):
        reader.refuse("where_is_what", token)
    return IsKnown(trait.name) if token.is_word(*KNOWN) != negated else Not(IsKnown(trait.name))


def _one_of(reader: Reader, trait: Trait, operator: Token) -> Predicate:
    _require(reader, trait, operator)
    typed = [value_at(reader, trait, token) for token in reader.listed(trait.name)]
    found = [spelling for value in typed for spelling in values.spellings(trait, value)]
    return OneOf(trait.name, tuple(dict.fromkeys(found)))


def _require(reader: Reader, trait: Trait, operator: Token) -> None:
    """Refuse an operator that makes no sense for ``trait``."""
    sign, allowed = operator.text.lower(), values.operators_of(trait)
    if sign not in allowed:
        reader.refuse("where_operator", operator, name=trait.name, operator=sign, allowed=" ".join(allowed))


def _compared(reader: Reader, trait: Trait, operator: Token, token: Token) -> Predicate:
    sign = cast("Operator", operator.text)
    if operator.text == "~" and token.kind in ("word", "quoted"):
        return Contains(trait.name, token.text)
    if trait.kind == "date" and token.kind in ("word", "quoted") and (days := values.month_of(token.text)):
        return _within(trait.name, sign, *days)
    value = value_at(reader, trait, token)
    several = values.spellings(trait, value)
    if len(several) > 1:
        return OneOf(trait.name, several) if sign == "=" else Not(OneOf(trait.name, several))
    return Compare(trait.name, sign, value)


def _within(column: str, sign: Operator, first: date, last: date) -> Predicate:
    """A day compared with a month: before, in or after it as a whole."""
    inside = All((Compare(column, ">=", first), Compare(column, "<=", last)))
    if sign in ("=", "!="):
        return inside if sign == "=" else Not(inside)
    return Compare(column, sign, first if sign in ("<", ">=") else last)
