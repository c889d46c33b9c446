"""What typing a file needs to know, and what it notes of the rules that the caller named."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from crmkit.ingest.forms.conventions import Conventions
from crmkit.ingest.headers.dialect import Match

if TYPE_CHECKING:
    from collections.abc import Callable

Rule = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Met:
    """The status words of a file; the rules of rows to leave out that its rows use, and the values in their place.

    ``types``: words of a status that says what kind of row each is, where some are sales and others refunds.
    ``two_currencies``: what rows name that is in two, how many they are, and their money.
    """

    words: set[str] = field(default_factory=set)
    skipped: set[Rule] = field(default_factory=set)
    others: dict[str, set[str]] = field(default_factory=dict)
    types: set[str] = field(default_factory=set)
    two_currencies: list[tuple[str, int, Decimal | None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Typing:
    """What typing needs beside the cells: the table to make, the shop's and the digests' keys, how it is written.

    ``aside``: what stands beside orders is wanted; ``lines``: so are the lines of orders. ``is_strict``: the strict
    reader let the rows in, so that it is known which ones were padded; ``breaks``: rows may have several lines.
    ``met``: which of the caller's rules the file uses.
    """

    match: Match
    table: str
    shop_key: int
    keys: tuple[str, str]
    describe: bool = True
    progress: Callable[[float], None] | None = None
    usual: Conventions = field(default_factory=Conventions)
    is_strict: bool = False
    breaks: bool = False
    aside: bool = True
    lines: bool = True
    met: Met = field(default_factory=Met)
