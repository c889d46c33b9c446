"""The language of ``--where`` and of rules of tags: text to a predicate over traits.

    province=浙江 and tag:repeat and not (net<500 or refund_share>30%)

Whatever the text, the answer is a predicate or a ``UsageError`` that points at the place; it is never SQL.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final, NoReturn, TypeAlias, cast

from crmkit.customers.conditions import values
from crmkit.customers.conditions.tokens import AND, IN, IS, KNOWN, NOT, OR, TAG, UNKNOWN, Token, tokens
from crmkit.customers.traits.catalog import Trait
from crmkit.errors import Excerpt, ExpressionError, UsageError, near
from crmkit.store.predicate import (
    All,
    AnyOf,
    Compare,
    Contains,
    IsKnown,
    Named,
    Not,
    OneOf,
    Operator,
    Predicate,
    Value,
    leaves,
)

Tags: TypeAlias = Mapping[str, Predicate]
"""Tags by name, each as the predicate of its rule."""

COMPARED: Final = ("=", "!=", "<", "<=", ">", ">=", "~")
LONGEST = 10_000
"""Characters of an expression."""
DEEPEST = 20
"""Brackets and ``not`` inside each other."""
MOST_CONDITIONS = 1_000
"""Conditions of an expression, those of its tags with it."""
NEAR = 40
"""Characters of a word that are looked at to find the name it may have meant."""
_HALF = re.compile("[\x00\ud800-\udfff]")
"""What no text of the store can hold."""


def parse(text: str, tags: Tags | None = None, *, where: str = "--where") -> Predicate:
    """The predicate that ``text`` means; ``tags`` are those it may name, ``where`` names the text in errors.

    Raises:
        UsageError: with the place in ``text`` as its excerpt.
    """
    return _Parser(text, {} if tags is None else tags, where).whole()


class _Parser:
    """One reading of one text, from left to right."""

    def __init__(self, text: str, tags: Tags, where: str) -> None:
        self.text = text
        self.tags = tags
        self.where = where
        self.depth = 0
        if len(text) > LONGEST:
            raise UsageError("where_long", where=where, most=LONGEST)
        self.tokens = list(tokens(text))
        self.place = 0
        if broken := _HALF.search(text):
            self.refuse("where_character", Token("word", "", broken.start(), broken.end()))

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def next(self) -> Token:
        """Go past the current token and return it; the end is never gone past."""
        token = self.token
        self.place = min(self.place + 1, len(self.tokens) - 1)
        return token

    def refuse(self, code: str, token: Token, **details: object) -> NoReturn:
        if token.kind == "open_quote":
            code, details = "where_quote", {}
        excerpt = Excerpt(self.text, token.start, max(token.end, token.start + 1))
        raise ExpressionError(code, excerpt, where=self.where, **details)

    def whole(self) -> Predicate:
        if not self.text.strip():
            raise UsageError("where_empty", where=self.where)
        found = self.either()
        if self.token.kind != "end":
            self.refuse("where_needs_joint", self.token, found=self.text[self.token.start : self.token.end][:NEAR])
        if sum(1 for _ in leaves(found)) > MOST_CONDITIONS:
            raise UsageError("where_many", where=self.where, most=MOST_CONDITIONS)
        return found

    def either(self) -> Predicate:
        parts = [self.both()]
        while self.token.is_word(*OR) or self.token.is_sign("|"):
            self.next()
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def both(self) -> Predicate:
        parts = [self.single()]
        while self.token.is_word(*AND) or self.token.is_sign("&"):
            self.next()
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def single(self) -> Predicate:
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse("where_deep", self.token, most=DEEPEST)
        try:
            return self._single()
        finally:
            self.depth -= 1

    def _single(self) -> Predicate:
        token = self.next()
        if token.is_word(*NOT) or token.is_sign("!"):
            return Not(self.single())
        if token.is_sign("("):
            found = self.either()
            if not self.token.is_sign(")"):
                self.refuse("where_needs_closing", self.token)
            self.next()
            return found
        if token.is_word(*TAG) and self.token.is_sign(":"):
            self.next()
            return self.tag(self.next())
        if token.kind not in ("word", "quoted") or token.is_word(*AND, *OR, *IN, *IS):
            self.refuse("where_needs_condition", token)
        if token.is_word(*TAG):
            self.refuse("where_tag_form", token)
        return self.condition(self.trait(token))

    def tag(self, token: Token) -> Predicate:
        if token.kind not in ("word", "quoted"):
            self.refuse("where_tag_form", token)
        if token.text in self.tags:
            return Named(token.text, self.tags[token.text])
        if meant := _near(token.text, self.tags):
            self.refuse("where_tag_unknown", token, name=token.text[:NEAR], nearest=meant)
        self.refuse("where_tag_unlike_any", token, name=token.text[:NEAR])

    def trait(self, token: Token) -> Trait:
        known = values.names()
        if found := known.get(token.text.lower()):
            return found
        if token.text in self.tags:
            self.refuse("where_trait_is_tag", token, name=token.text)
        if meant := _near(token.text, known):
            self.refuse("where_trait_unknown", token, name=token.text[:NEAR], nearest=meant)
        if meant := _near(token.text, self.tags):
            self.refuse("where_trait_unknown", token, name=token.text[:NEAR], nearest=f"tag:{meant}")
        self.refuse("where_trait_unlike_any", token, name=token.text[:NEAR])

    def condition(self, trait: Trait) -> Predicate:
        token = self.token
        if token.is_word(*IS):
            self.next()
            return self.whether_known(trait)
        if token.is_word(*IN):
            self.next()
            return self.one_of(trait, token)
        if token.is_word(*NOT) and self.tokens[min(self.place + 1, len(self.tokens) - 1)].is_word(*IN):
            self.next()
            return Not(self.one_of(trait, self.next()))
        if not token.is_sign(*COMPARED):
            if trait.kind == "flag":
                return Compare(trait.name, "=", True)
            allowed = " ".join(values.operators_of(trait))
            self.refuse("where_needs_operator", token, name=trait.name, allowed=allowed)
        self.require(trait, self.next())
        return self.compared(trait, token, self.next())

    def whether_known(self, trait: Trait) -> Predicate:
        negated = self.token.is_word(*NOT)
        token = self.tokens[self.place + 1] if negated else self.token
        if not token.is_word(*KNOWN, *UNKNOWN):
            self.refuse("where_is_what", token)
        self.place += 2 if negated else 1
        return IsKnown(trait.name) if token.is_word(*KNOWN) != negated else Not(IsKnown(trait.name))

    def one_of(self, trait: Trait, operator: Token) -> Predicate:
        self.require(trait, operator)
        if not self.token.is_sign("("):
            self.refuse("where_needs_list", self.token)
        found: list[Value] = []
        while not found or self.token.is_sign(","):
            self.next()
            found += values.spellings(trait, self.value(trait, self.next()))
        if not self.token.is_sign(")"):
            self.refuse("where_needs_closing", self.token)
        self.next()
        return OneOf(trait.name, tuple(dict.fromkeys(found)))

    def require(self, trait: Trait, operator: Token) -> None:
        """Refuse an operator that makes no sense for ``trait``."""
        sign, allowed = operator.text.lower(), values.operators_of(trait)
        if sign not in allowed:
            self.refuse("where_operator", operator, name=trait.name, operator=sign, allowed=" ".join(allowed))

    def compared(self, trait: Trait, operator: Token, token: Token) -> Predicate:
        sign = cast("Operator", operator.text)
        if operator.text == "~" and token.kind in ("word", "quoted"):
            return Contains(trait.name, token.text)
        if trait.kind == "date" and token.kind in ("word", "quoted") and (days := values.month_of(token.text)):
            return _within(trait.name, sign, *days)
        value = self.value(trait, token)
        several = values.spellings(trait, value)
        if len(several) > 1:
            return OneOf(trait.name, several) if sign == "=" else Not(OneOf(trait.name, several))
        return Compare(trait.name, sign, value)

    def value(self, trait: Trait, token: Token) -> Value:
        if token.kind not in ("word", "quoted"):
            self.refuse("where_needs_value", token, name=trait.name)
        try:
            return values.value_of(trait, token.text)
        except values.Unfit as unfit:
            details: dict[str, str | None] = {name: str(value)[: NEAR * 10] for name, value in unfit.values.items()}
            if unfit.code == "where_code":
                codes = values.codes_of(trait) or {}
                details["nearest"] = codes.get(_near(token.text, codes) or "")
            self.refuse(unfit.code, token, name=trait.name, **details)


def _within(column: str, sign: Operator, first: date, last: date) -> Predicate:
    """A day compared with a month: before, in or after it as a whole."""
    inside = All((Compare(column, ">=", first), Compare(column, "<=", last)))
    if sign in ("=", "!="):
        return inside if sign == "=" else Not(inside)
    return Compare(column, sign, first if sign in ("<", ">=") else last)


def _near(text: str, known: Mapping[str, object]) -> str | None:
    """The name that may have been meant, if any is near."""
    return near(text[:NEAR].lower(), known)
