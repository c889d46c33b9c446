"""The dialect that ``--map`` describes, on a command line or in Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import cast, get_args

from crmkit.errors import UsageError
from crmkit.ingest.forms.checked import CURRENCIES
from crmkit.ingest.headers.columns import MAPPED, Kind
from crmkit.ingest.headers.dialect import Dialect
from crmkit.ingest.headers.dialect_file import Basis, Said, headers, lacking
from crmkit.ingest.headers.likely import meanings
from crmkit.messages import catalog
from crmkit.store.shops import platform_of

MONEY = frozenset({"amount", "gross", "net", "due", "unit_price"})
"""Words whose meaning depends on what else a table says of money: who names one describes the whole table."""


def extends(mapping: Mapping[str, str]) -> bool:
    """Whether ``--map`` names too little for a table of its own, and nothing that a known form would not bear.

    Then it says of known forms which column holds what beyond them: ``--map buyer=HEADER``.
    """
    words = MAPPED["orders"]
    if not set(mapping) <= set(words) or not MONEY.isdisjoint(mapping) or mapping.get("currency") in CURRENCIES:
        return False
    return bool(lacking("orders", {words[name] for name in mapping}))


def extended(dialects: Sequence[Dialect], mapping: Mapping[str, str]) -> Sequence[Dialect]:
    """The dialects, those of orders with the columns that ``--map`` names; the others as they are."""
    columns = {MAPPED["orders"][name]: headers([header]) for name, header in mapping.items()}
    asked = frozenset(name for spellings in columns.values() for name in spellings)
    return [
        replace(dialect, columns={**dialect.columns, **columns}, asked_columns=asked)
        if dialect.kind == "orders"
        else dialect
        for dialect in dialects
    ]


def _meant(name: str, kind: Kind) -> str | None:
    """The word of ``--map`` that a column called ``name`` most likely is: ``customer`` is a buyer."""
    return next((word for word, headers in meanings([name], kind).items() if headers and word in MAPPED[kind]), None)


def mapped(mapping: Mapping[str, str]) -> Dialect:
    """The dialect that ``--map CANONICAL=HEADER,...`` describes; ``kind=refunds`` makes it one of refunds.

    ``platform=shopify`` says whose orders they are: refunds find the orders of their own platform alone.
    ``currency=USD``, the code of a currency and no header, says what all amounts are in.

    Raises ``UsageError`` for a word that the kind does not have, or when what it needs is not named: of orders a time
    and an amount, of refunds the order and the amount, of items the order and the title, of customers the buyer.
    """
    kind = mapping.get("kind", "orders")
    if kind not in get_args(Kind):
        raise UsageError("map_kind", value=kind, kinds=", ".join(get_args(Kind)))
    kind = cast(Kind, kind)
    said = {name: header for name, header in mapping.items() if name not in ("kind", "platform")}
    named = mapping.get("platform", "").strip()
    platform = platform_of(named, catalog()["marketplace"]) or named or "mapped"
    words = MAPPED[kind]
    unknown = sorted(set(said) - set(words))
    if unknown:
        known = ("kind", "platform", *words)
        near = next(iter(get_close_matches(unknown[0].lower(), known, n=1)), None) or _meant(unknown[0], kind)
        raise UsageError("map_unknown", name=unknown[0], nearest=near, known=", ".join(known))
    if lacking(kind, {words[name] for name in said}):
        raise UsageError("map_incomplete" if kind == "orders" else f"map_incomplete_{kind}")
    currency = said.pop("currency") if said.get("currency") in CURRENCIES else None
    columns = {words[name]: headers([header]) for name, header in said.items()}
    if len(columns) < len(said):
        doubled = next(name for name in said if list(words[other] for other in said).count(words[name]) > 1)
        raise UsageError("map_twice", name=doubled)
    basis: Basis = "net"
    if kind == "orders":
        if not {"amount", "net", "gross", "unit_price", "status", "paid_at"} & set(said):
            columns["gross"] = columns["due"]  # nothing else could say that an order was paid
        basis = "net" if "net" in said else "find" if "amount" in said else "gross"
    must = tuple(spellings[0] for spellings in columns.values())
    return Dialect("mapped", "mapped", kind, platform, basis, must, (), (), columns, said=Said(currency=currency))
