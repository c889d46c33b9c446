"""Dialects: what the columns of an export mean, kept as files of data and chosen by the header alone.

A dialect names its kind (orders, items, refunds), the headers that prove it and, for each canonical column,
the spellings seen. Users add their own TOML files or map columns on the command line.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

from crmkit.errors import InputError, UsageError
from crmkit.ingest.layout import Layout, canonical_header

Kind = Literal["orders", "items", "refunds", "customers"]
Basis = Literal["check", "net", "gross"]

FORMS: Mapping[Kind, Mapping[str, str]] = {
    "orders": {
        "order_id": "id", "suborder_id": "id", "buyer": "text", "receiver": "text", "address": "text",
        "phone": "text", "mobile": "text", "phone_until": "text", "due": "money", "goods_due": "money", "paid": "money",
        "gross": "money", "refund": "money",
        "status": "text", "created_at": "time", "paid_at": "time", "shipped_at": "time",
        "received_at": "time", "title": "text", "item_kinds": "count", "quantity": "count", "sku": "text",
        "province": "text", "city": "text", "channel": "text", "shop": "text",
    },
    "items": {
        "order_id": "id", "suborder_id": "id", "title": "text", "price": "money", "quantity": "count", "sku": "text",
        "outer_sku": "text", "attributes": "text", "status": "text", "paid": "money", "refund": "money",
        "refund_status": "text", "created_at": "time", "paid_at": "time", "shop": "text",
    },
    "refunds": {
        "order_id": "id", "refund_id": "id", "refund": "money", "status": "text", "applied_at": "time",
        "finished_at": "time", "paid_at": "time", "title": "text", "reason": "text", "shop": "text",
    },
    "customers": {
        "buyer": "text", "gender": "text", "birthday": "time", "level": "text", "province": "text", "city": "text",
    },
}  # fmt: skip
"""The canonical columns of each kind of table, in the order they are read, and the form of their cells."""

REQUIRED: Mapping[Kind, frozenset[str]] = {
    "orders": frozenset(),
    "items": frozenset({"order_id", "title"}),
    "refunds": frozenset({"order_id", "refund_id", "refund"}),
    "customers": frozenset(),
}

MAPPED = {
    "order_id": "order_id", "suborder_id": "suborder_id", "buyer": "buyer", "ordered_at": "created_at",
    "paid_at": "paid_at", "status": "status", "amount": "paid", "gross": "gross", "refund": "refund", "due": "due",
    "quantity": "quantity", "title": "title", "sku": "sku", "province": "province", "city": "city",
    "channel": "channel", "shop": "shop",
}  # fmt: skip
"""The words of ``--map`` and the canonical column behind each."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One kind of export: ``columns`` gives each canonical column its header spellings, preferred first.

    ``title`` is what people call it: the owner's words, or a code of the catalog (group ``dialect``) for a shipped one.
    """

    name: str
    title: str
    kind: Kind
    platform: str
    basis: Basis
    must: tuple[str, ...]
    any: tuple[str, ...]
    never: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]

    def fits(self, names: Mapping[str, int]) -> bool:
        """Whether canonical header ``names`` prove this dialect."""
        return (
            all(name in names for name in self.must)
            and (not self.any or any(name in names for name in self.any))
            and not any(name in names for name in self.never)
        )

    def known(self, names: Mapping[str, int]) -> int:
        """How many of the header names this dialect has a meaning for."""
        spellings = {spelling for column in self.columns.values() for spelling in column}
        return sum(name in spellings for name in names)


@dataclass(frozen=True, slots=True)
class Match:
    """A header understood: the dialect, and the layout that says where each needed column lies."""

    dialect: Dialect
    layout: Layout

    @property
    def is_log(self) -> bool:
        """Whether the table is a plain log of purchases: orders that say nothing of a status or a refund."""
        return self.dialect.kind == "orders" and not {"status", "refund", "gross", "due"} & set(self.layout.cells)


@cache
def shipped() -> tuple[Dialect, ...]:
    """The dialects that come with crmkit, in the order of their names."""
    folder = files("crmkit.ingest") / "dialects"
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda e: e.name)
    return tuple(parse(entry.name.removesuffix(".toml"), entry.read_text(encoding="utf-8")) for entry in entries)


def installed(folder: Path | None) -> tuple[Dialect, ...]:
    """The user's own dialects first, then the shipped ones."""
    own = sorted(folder.glob("*.toml")) if folder is not None and folder.is_dir() else []
    return (*(parse(path.stem, path.read_text(encoding="utf-8"), where=str(path)) for path in own), *shipped())


def parse(name: str, text: str, *, where: str | None = None) -> Dialect:
    """A dialect from its TOML text; ``UsageError`` names an unknown key, kind or column."""
    where = where or f"{name}.toml"
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise UsageError("dialect_broken", where=where, problem=str(problem)) from None
    _refuse_unknown(table, {"title", "kind", "platform", "basis", "fingerprint", "columns"}, where)
    fingerprint = table.get("fingerprint", {})
    _refuse_unknown(fingerprint, {"must", "any", "never"}, where)
    kind, basis = table.get("kind", "orders"), table.get("basis", "check")
    if kind not in get_args(Kind) or basis not in get_args(Basis):
        raise UsageError("dialect_broken", where=where, problem=f"kind = {kind!r}, basis = {basis!r}")
    _refuse_unknown(table.get("columns", {}), set(FORMS[kind]), where)
    return Dialect(
        name=name,
        title=table.get("title", name),
        kind=kind,
        platform=table.get("platform", name),
        basis=basis,
        must=_headers(fingerprint.get("must", ())),
        any=_headers(fingerprint.get("any", ())),
        never=_headers(fingerprint.get("never", ())),
        columns={column: _headers(spellings) for column, spellings in table.get("columns", {}).items()},
    )


def mapped(mapping: Mapping[str, str]) -> Dialect:
    """The dialect that ``--map CANONICAL=HEADER,...`` describes: a time and an amount are all it needs."""
    unknown = sorted(set(mapping) - set(MAPPED))
    if unknown:
        nearest = difflib.get_close_matches(unknown[0], MAPPED, n=1, cutoff=0.0)[0]
        raise UsageError("map_unknown", name=unknown[0], nearest=nearest)
    if not {"ordered_at", "paid_at"} & set(mapping) or not {"amount", "gross", "due"} & set(mapping):
        raise UsageError("map_incomplete")
    columns = {MAPPED[name]: _headers([header]) for name, header in mapping.items()}
    if not {"amount", "gross", "status", "paid_at"} & set(mapping):
        columns["gross"] = columns["due"]  # nothing else could say that an order was paid
    headers = tuple(spellings[0] for spellings in columns.values())
    basis: Basis = "gross" if "gross" in mapping and "amount" not in mapping else "net"
    return Dialect("mapped", "mapped", "orders", "mapped", basis, headers, (), (), columns)


def recognise(cells: Sequence[str], line: int, delimiter: str, dialects: Sequence[Dialect]) -> Match | None:
    """The dialect and layout that the header ``cells`` of physical ``line`` prove; ``None`` when there is none.

    Raises ``InputError`` when a needed column stands there twice, or two dialects claim the header alike.
    """
    names: dict[str, int] = {}
    doubled: set[str] = set()
    for position, cell in enumerate(cells):
        name = canonical_header(cell)
        if name in names:
            doubled.add(name)
        elif name:
            names[name] = position
    fitting = [dialect for dialect in dialects if dialect.fits(names)]
    if not fitting:
        return None
    dialect = max(fitting, key=lambda candidate: candidate.known(names))  # the first of equals: the user's own
    found = {}
    for column in FORMS[dialect.kind]:
        for spelling in dialect.columns.get(column, ()):
            if spelling in names:
                if spelling in doubled:
                    raise InputError("header_doubled", header=cells[names[spelling]].strip(), line=line)
                found[column] = names[spelling]
                break
    if "due" in found:
        found.pop("goods_due", None)  # only a stand-in for the whole: reading it would cost and say nothing
    if dialect.kind == "orders" and not {"created_at", "paid_at"} & set(found):
        raise InputError("header_no_time", dialect=dialect.title)
    forms = {column: FORMS[dialect.kind][column] for column in found}
    required = REQUIRED[dialect.kind] & set(found)
    return Match(dialect, Layout(line, delimiter, tuple(cells), found, forms, frozenset(required)))


def _headers(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(canonical_header(name) for name in names)


def _refuse_unknown(table: Mapping[str, object], allowed: set[str], where: str) -> None:
    for key in table:
        if key not in allowed:
            nearest = difflib.get_close_matches(key, sorted(allowed), n=1, cutoff=0.0)[0]
            raise UsageError("dialect_key", where=where, key=key, nearest=nearest)
