"""Finds the one customer that is meant: by nick, by the name or the masked name that answers print, by an order."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from importlib.resources import files
from typing import cast

from crmkit.errors import NotEnoughError, UsageError
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
    first, hidden, last = text.partition(HIDDEN)
    is_masked = bool(first and hidden and last)
    letters = {"who": text, "is_masked": is_masked, "first": first, "last": last, "most": MOST_CHOICES + 1}
    return _only(store, _keys(store, "spelled", **letters) if text else [], text, named)


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
