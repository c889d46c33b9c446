"""A text read token by token, from left to right; whatever is wrong with it is a ``UsageError`` that points there."""

from __future__ import annotations

import re
from typing import NoReturn

from crmkit.customers.conditions.tokens import Token, tokens
from crmkit.errors import Excerpt, ExpressionError, UsageError

LONGEST = 10_000
"""Characters of an expression."""
NEAR = 40
"""Characters of a word that are looked at to find the name it may have meant."""
_HALF = re.compile("[\x00\ud800-\udfff]")
"""What no text of the store can hold."""


class Reader:
    """One reading of one ``text``; ``where`` names it in errors."""

    def __init__(self, text: str, where: str) -> None:
        self.text = text
        self.where = where
        if len(text) > LONGEST:
            raise UsageError("where_long", where=where, most=LONGEST)
        self.tokens = list(tokens(text))
        self.place = 0
        if broken := _HALF.search(text):
            self.refuse("where_character", Token("word", "", broken.start(), broken.end()))

    @property
    def token(self) -> Token:
        """The current token."""
        return self.tokens[self.place]

    @property
    def following(self) -> Token:
        """The one behind it, at the end the end."""
        return self.tokens[min(self.place + 1, len(self.tokens) - 1)]

    def next(self) -> Token:
        """Go past the current token and return it; the end is never gone past."""
        token = self.token
        self.place = min(self.place + 1, len(self.tokens) - 1)
        return token

    def listed(self, name: str) -> list[Token]:
        """The values of ``name`` in the brackets that stand here."""
        if not self.token.is_sign("("):
            self.refuse("where_needs_list", self.token)
        found: list[Token] = []
        while not found or self.token.is_sign(","):
            self.next()
            if self.token.kind not in ("word", "quoted"):
                self.refuse("where_needs_value", self.token, name=name)
            found.append(self.next())
        if not self.token.is_sign(")"):
            self.refuse("where_needs_closing", self.token)
        self.next()
        return found

    def refuse(self, code: str, token: Token, **details: object) -> NoReturn:
        """Say that ``token`` is not what may stand there."""
        if token.kind == "open_quote":
            code, details = "where_quote", {}
        excerpt = Excerpt(self.text, token.start, max(token.end, token.start + 1))
        raise ExpressionError(code, excerpt, where=self.where, **details)
