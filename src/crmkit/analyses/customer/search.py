"""Finds the one customer that is meant: by nick, by the name or the masked name that answers print, by an order."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from importlib.resources import files
from typing import cast

from crmkit.errors import NotEnoughError, UsageError
from crmkit.letters import letters
from crmkit.store.store import Store

SQL = files("crmkit.analyses.customer")
MOST_CHOICES = 5
"""Customers that an error names when several are meant."""
NO_NUMBER = -1
"""The key of no order that is a plain number."""
HIDDEN = "***"
"""What a masked name has between its first and its last character."""


def find_customer(store: Store, who: str, named: Callable[[str], str]) -> int:
    """The key of the customer that ``who`` means: a nick, a printed name or an order number.

    A name to the letter goes before an order number, that before a name in other letters, that before a masked one.

    Args:
        store: an open store.
        who: what was typed.
        named: how the names of several customers are written in an error.

    Raises:
        UsageError: no customer or several are meant.
        NotEnoughError: the order is known, but not its buyer.
    """
    text = unicodedata.normalize("NFC", who).strip()
    if text and (found := _keys(store, "named", who=text)):
        return _only(store, found, text, named)
    number = text.removeprefix("#").removeprefix("＃").strip()
    owners = _keys(store, "ordered", who=number, number=_order_key(number)) if number else []
    known = [key for key in owners if key is not None]
    if owners and not known:
        raise NotEnoughError("customer_nobody", order=number)
    if known:
        return _only(store, known, text, named)
    if text and (found := _keys(store, "spelled", who=text, most=MOST_CHOICES + 1)):
        return _only(store, found, text, named)
    return _only(store, _printed_as(store, text), text, named)


def _printed_as(store: Store, text: str) -> list[int | None]:
    """The first customers whose masked name ``text`` is, to the letter: one character at each end.

    More of a name is no pattern, or who sees masked names only could ask for them letter by letter.
    """
    seen = letters(text)
    if len(seen) != len(HIDDEN) + 2 or "".join(seen[1:-1]) != HIDDEN:
        return []
    ends = (seen[0], seen[-1])
    rows = cast(
        "list[tuple[int, str]]",
        store.query(SQL / "masked.sql", first=ends[0], last=ends[1], shortest=len(ends[0] + ends[1])).records,
    )
    keys = [key for key, name in rows if len(whole := letters(name)) > len(ends) and (whole[0], whole[-1]) == ends]
    return list(keys[: MOST_CHOICES + 1])


def _order_key(number: str) -> int:
    """The key of an order whose id is a plain number, as the store has it."""
    plain = int(number) if number.isascii() and number.isdigit() and len(number) < 20 else NO_NUMBER
    return plain if str(plain) == number and plain < 2**63 else NO_NUMBER


def _keys(store: Store, file: str, **values: object) -> list[int | None]:
    rows = cast("list[tuple[int | None]]", store.query(SQL / f"{file}.sql", **values).records)
    return [key for (key,) in rows]


def _only(store: Store, keys: Sequence[int | None], who: str, named: Callable[[str], str]) -> int:
    """The one of ``keys``; ``UsageError`` when there is none or more than one."""
    if not keys:
        raise UsageError("customer_unknown", who=who)
    if len(keys) == 1 and keys[0] is not None:
        return keys[0]
    shown = list(keys[:MOST_CHOICES])
    rows = cast("list[tuple[str, int, date | None]]", store.query(SQL / "choices.sql", keys=shown).records)
    choices = [f"{named(name)} ({'-' if last is None else last.isoformat()}, {orders})" for name, orders, last in rows]
    more = ["..."] if len(keys) > MOST_CHOICES else []
    raise UsageError("customer_several", who=who, choices=", ".join(choices + more))
