"""Dialects: what the columns of an export mean, kept as files of data and chosen by the header alone.

A dialect names its kind (orders, items, refunds), the headers that prove it and, for each canonical column,
the spellings seen. Users add their own TOML files or map columns on the command line.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, cast, get_args

from crmkit.errors import InputError, UsageError
from crmkit.ingest.columns import FORMS, MAPPED, REQUIRED, Kind
from crmkit.ingest.layout import Layout, canonical_header
from crmkit.ingest.words import STATES

Basis = Literal["check", "find", "net", "gross"]
"""Whether amounts are before or after refunds: as declared, or as the file proves; where it proves nothing, ``check``
takes them for net and ``find`` for gross.
"""
_KEYS = {
    *("title", "kind", "platform", "basis", "rows", "amounts", "refunds", "ids"),
    *("fingerprint", "columns", "status", "skip"),
}
Rows = Literal["order", "line", "check"]
"""What a row tells of: a whole order, a line of one, or what the file itself shows."""
Amounts = Literal["order", "line", "check"]
"""Whose the amount or refund beside a line is: the order's, on each of its lines or on one; the line's; as shown."""
_USUAL = {"kind": "orders", "basis": "find", "rows": "check", "amounts": "check", "refunds": "check"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """One kind of export: ``columns`` gives each canonical column its header spellings, preferred first.

    ``title`` is what people call it: the owner's words, or a code of the catalog (group ``dialect``) for a shipped one.
    ``rows`` says what a row is, ``amounts`` and ``refunds`` whose the amount and the refund in it.
    ``statuses`` are status words of its own with what they mean, ``skips`` the headers and values of rows to leave out;
    a file must have those of ``asked_skips``, which the caller named. ``numeric_ids``: order numbers are plain numbers.
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
    rows: Rows = "check"
    amounts: Amounts = "check"
    refunds: Amounts = "check"
    statuses: Mapping[str, str] = field(default_factory=dict)
    skips: tuple[tuple[str, str], ...] = ()
    asked_skips: frozenset[str] = frozenset()
    numeric_ids: bool = False

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
        telling = {"status", "refund", "refund_status", "gross", "due"}
        return self.dialect.kind == "orders" and not telling & set(self.layout.cells)


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
    _refuse_unknown(table, _KEYS, where)
    fingerprint = table.get("fingerprint", {})
    _refuse_unknown(fingerprint, {"must", "any", "never"}, where)
    kind, basis, rows, amounts, refunds = (table.get(key, usual) for key, usual in _USUAL.items())
    for key, value, known in (
        ("kind", kind, Kind), ("basis", basis, Basis), ("rows", rows, Rows),
        ("amounts", amounts, Amounts), ("refunds", refunds, Amounts),
    ):  # fmt: skip
        if value not in get_args(known):
            raise UsageError("dialect_broken", where=where, problem=f"{key} = {value!r}: {', '.join(get_args(known))}")
    _refuse_unknown(table.get("columns", {}), set(FORMS[cast(Kind, kind)]), where)
    if table.get("ids", "text") not in ("text", "number"):
        raise UsageError("dialect_broken", where=where, problem=f"ids = {table['ids']!r}")
    statuses = table.get("status", {})
    for state in (state for state in statuses.values() if state not in STATES):
        raise UsageError("dialect_broken", where=where, problem=f"[status] {state!r}: {', '.join(STATES)}")
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
        rows=rows,
        amounts=amounts,
        refunds=refunds,
        statuses=statuses,
        skips=tuple(_skips(table.get("skip", {}))),
        numeric_ids=table.get("ids") == "number",
    )


def _skips(table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """``header = "value"`` or ``header = ["value", "value"]`` as pairs."""
    for header, values in table.items():
        for value in values if isinstance(values, list) else [values]:
            yield header, str(value)


def mapped(mapping: Mapping[str, str]) -> Dialect:
    """The dialect that ``--map CANONICAL=HEADER,...`` describes; ``kind=refunds`` makes it one of refunds.

    Raises ``UsageError`` for a word that the kind does not have, or when what it needs is not named: of orders a time
    and an amount, of refunds the order and the amount, of items the order and the title, of customers the buyer.
    """
    kind = mapping.get("kind", "orders")
    if kind not in get_args(Kind):
        raise UsageError("map_kind", value=kind, kinds=", ".join(get_args(Kind)))
    kind = cast(Kind, kind)
    headers = {name: header for name, header in mapping.items() if name != "kind"}
    words = MAPPED[kind]
    unknown = sorted(set(headers) - set(words))
    if unknown:
        raise UsageError("map_unknown", name=unknown[0], known=", ".join(("kind", *words)))
    if not all(set(choice) & set(headers) for choice in _NEEDED[kind]):
        raise UsageError("map_incomplete" if kind == "orders" else f"map_incomplete_{kind}")
    columns = {words[name]: _headers([header]) for name, header in headers.items()}
    if len(columns) < len(headers):
        doubled = next(name for name in headers if list(words[other] for other in headers).count(words[name]) > 1)
        raise UsageError("map_twice", name=doubled)
    basis: Basis = "net"
    if kind == "orders":
        if not {"amount", "net", "gross", "unit_price", "status", "paid_at"} & set(headers):
            columns["gross"] = columns["due"]  # nothing else could say that an order was paid
        basis = "net" if "net" in headers else "find" if "amount" in headers else "gross"
    must = tuple(spellings[0] for spellings in columns.values())
    return Dialect("mapped", "mapped", kind, "mapped", basis, must, (), (), columns)


_NEEDED: Mapping[Kind, tuple[tuple[str, ...], ...]] = {
    "orders": (("ordered_at", "paid_at"), ("amount", "net", "gross", "due", "unit_price")),
    "items": (("order_id",), ("title",)),
    "refunds": (("order_id",), ("refund", "amount")),
    "customers": (("buyer",),),
}


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
    for number, (header, _) in enumerate(dialect.skips):
        name = canonical_header(header)
        if name in names:
            found[skip_name(number)] = names[name]
        elif header in dialect.asked_skips:
            raise InputError("skip_absent", header=header)
    required = REQUIRED[dialect.kind] & set(found)
    return Match(dialect, Layout(line, delimiter, tuple(cells), found, forms, frozenset(required)))


def skip_name(number: int) -> str:
    """The name of the column that the rule of this number looks at."""
    return f"skip_{number}"


def _headers(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(canonical_header(name) for name in names)


def _refuse_unknown(table: Mapping[str, object], allowed: set[str], where: str) -> None:
    for key in table:
        if key not in allowed:
            nearest = difflib.get_close_matches(key, sorted(allowed), n=1, cutoff=0.0)[0]
            raise UsageError("dialect_key", where=where, key=key, nearest=nearest)
