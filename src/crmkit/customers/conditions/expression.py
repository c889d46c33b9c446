"""The language of ``--where`` and of rules of tags: text to a predicate over traits.

    province=浙江 and tag:repeat and not (net<500 or refund_share>30%)

Whatever the text, the answer is a predicate or a ``UsageError`` that points at the place; it is never SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

from crmkit.customers.conditions import values
from crmkit.customers.conditions.comparison import nearest, read_comparison
from crmkit.customers.conditions.meanings import meanings
from crmkit.customers.conditions.past.days import Days, begins_days, read_days
from crmkit.customers.conditions.past.measured import (
    is_anniversary,
    is_of_audience,
    is_of_goods,
    is_of_snapshot,
    is_of_state,
    read_anniversary,
    read_audience,
    read_birthday,
    read_counted,
    read_goods,
    read_snapshot,
    read_state,
)
from crmkit.customers.conditions.past.measures import BOUGHT
from crmkit.customers.conditions.reader import NEAR, Reader
from crmkit.customers.conditions.tokens import AND, IN, IS, NOT, OR, TAG, Token
from crmkit.customers.traits.catalog import Trait
from crmkit.errors import UsageError
from crmkit.store.predicate import All, AnyOf, Named, Not, Predicate, leaves, measures_of

Tags: TypeAlias = Mapping[str, Predicate]
"""Tags by name, each as the predicate of its rule."""

BIRTHDAY: Final = "birthday"
AMBIGUOUS: Final = ("product", "商品")
"""What was once the product that most money went into, and means any product to most people."""
DEEPEST = 20
"""Brackets and ``not`` inside each other."""
MOST_MEASURES = 50
"""Conditions on goods and days: each reads all orders once."""
MOST_CONDITIONS = 1_000
"""Conditions of an expression, those of its tags with it."""


def parse(text: str, tags: Tags | None = None, *, where: str = "--where") -> Predicate:
    """The predicate that ``text`` means; ``tags`` are those it may name, ``where`` names the text in errors.

    Raises:
        UsageError: with the place in ``text`` as its excerpt.
    """
    return _Parser(text, {} if tags is None else tags, where).whole()


class _Parser(Reader):
    """One reading of one text, from left to right."""

    def __init__(self, text: str, tags: Tags, where: str) -> None:
        super().__init__(text, where)
        self.tags = tags
        self.depth = 0

    def whole(self) -> Predicate:
        if not self.text.strip():
            raise UsageError("where_empty", where=self.where)
        found = self.either()
        if self.token.kind != "end":
            self.refuse("where_needs_joint", self.token, found=self.text[self.token.start : self.token.end][:NEAR])
        if sum(1 for _ in leaves(found)) > MOST_CONDITIONS:
            raise UsageError("where_many", where=self.where, most=MOST_CONDITIONS)
        if len(measures_of(found)) > MOST_MEASURES:
            raise UsageError("where_many_measures", where=self.where, most=MOST_MEASURES)
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
        if is_of_snapshot(self, token):
            return read_snapshot(self)
        if is_of_audience(self, token):
            return read_audience(self)
        if token.kind not in ("word", "quoted") or token.is_word(*AND, *OR, *IN, *IS):
            self.refuse("where_needs_condition", token)
        if token.is_word(*TAG):
            self.refuse("where_tag_form", token)
        if begins_days(token):
            self.place -= 1
            days = read_days(self)
            return self.of_days(self.next(), token, days)
        if is_of_goods(token):
            return read_goods(self, token)
        if is_of_state(token) and begins_days(self.token):
            return read_state(token, read_days(self))
        if is_anniversary(token) and begins_days(self.token):
            return read_anniversary(self, token, read_days(self))
        return self.condition(self.trait(token))

    def of_days(self, token: Token, at: Token, days: Days) -> Predicate:
        """What is asked of ``days`` that were said first, ``at`` their word."""
        if is_of_goods(token):
            return read_goods(self, token, days)
        if is_of_state(token):
            return read_state(token, days)
        if is_anniversary(token):
            return read_anniversary(self, token, days)
        trait = self.trait(token)
        return read_counted(self, trait, read_comparison(self, trait), at, days)

    def tag(self, token: Token) -> Predicate:
        if token.kind not in ("word", "quoted"):
            self.refuse("where_tag_form", token)
        if token.text in self.tags:
            return Named(token.text, self.tags[token.text])
        if meant := nearest(token.text, self.tags):
            self.refuse("where_tag_unknown", token, name=token.text[:NEAR], nearest=meant)
        self.refuse("where_tag_unlike_any", token, name=token.text[:NEAR])

    def trait(self, token: Token) -> Trait:
        """The trait that ``token`` names."""
        known = values.names()
        if found := known.get(token.text.lower()):
            return found
        if token.text.lower() in AMBIGUOUS:
            self.refuse("where_product", token, name=token.text)
        if token.text in self.tags:
            self.refuse("where_trait_is_tag", token, name=token.text)
        meant = meanings().get(token.text.lower()) or nearest(token.text, {**known, **BOUGHT})
        if meant is None and (tag := nearest(token.text, self.tags)):
            meant = f"tag:{tag}"
        if meant is None:
            self.refuse("where_trait_unlike_any", token, name=token.text[:NEAR])
        self.refuse("where_trait_unknown", token, name=token.text[:NEAR], nearest=meant)

    def condition(self, trait: Trait) -> Predicate:
        """What ``trait``, which has been read, is compared with."""
        if trait.name == BIRTHDAY and begins_days(self.token):
            at = self.token
            return read_birthday(self, read_days(self), at)
        at = self.token
        days = read_days(self) if begins_days(at) else None
        return read_counted(self, trait, read_comparison(self, trait), at, days)
