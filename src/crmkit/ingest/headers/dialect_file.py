"""A dialect as it is written: a TOML file, of which every key and every value is checked before a file is read.

What the command line can say of a file (``--status``, ``--skip``, ``--tz`` ...) a dialect can say, too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast, get_args

from crmkit.errors import UsageError, near
from crmkit.ingest.forms.checked import read_currency, read_decimal, read_time_format, read_zone
from crmkit.ingest.forms.words import STATES
from crmkit.ingest.headers.columns import FORMS, Kind
from crmkit.ingest.headers.layout import canonical_header
from crmkit.ingest.text.encoding import NAMES
from crmkit.paths import toml_of

Basis = Literal["check", "find", "net", "gross"]
"""Whether amounts are before or after refunds: as declared, or as the file proves; where it proves nothing, ``check``
takes them for net and ``find`` for gross.
"""
Rows = Literal["order", "line", "check"]
"""What a row is about: a whole order, a line of one, or what the file itself shows."""
Amounts = Literal["order", "line", "check"]
"""Whose the amount or refund beside a line is: the order's, on each of its lines or on one; the line's; as shown."""
Headers: TypeAlias = tuple[str, ...]
CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": get_args(Kind), "basis": get_args(Basis), "rows": get_args(Rows), "amounts": get_args(Amounts),
    "refunds": get_args(Amounts),
    "ids": ("text", "number"), "encoding": (*NAMES, "utf-16"), "days": ("dmy", "mdy"),
}  # fmt: skip
"""What may be chosen among, by key."""
_DEFAULTS = {"kind": "orders", "basis": "find", "rows": "check", "amounts": "check", "refunds": "check", "ids": "text"}
_SAID: Mapping[str, Callable[[str | None], str | None]] = {
    "tz": read_zone, "time_format": read_time_format, "decimal": read_decimal, "currency": read_currency,
}  # fmt: skip
_TEXTS = ("title", "platform", "shop")
_TABLES = ("fingerprint", "columns", "status", "skip", "evidence")
KEYS = (*_TEXTS, *CHOICES, *_SAID, "fill", "open", *_TABLES)
"""Everything that a dialect may say."""
_PROOFS = ("must", "any", "never")
EVIDENCE = ("seen", "documented", "guess")
"""How something is known: from files or from code that reads them, from the platform, or not at all."""
_ALIKE = {"buyer": ("mobile", "receiver", "phone"), "order_id": ("suborder_id",)}
"""Columns that answer for another."""
NEEDED: Mapping[Kind, Sequence[Headers]] = {
    "orders": (("created_at", "paid_at"), ("paid", "gross", "due", "goods_due", "price")),
    "items": (("order_id",), ("title",)),
    "refunds": (("order_id",), ("refund",)),
    "customers": (("buyer",),),
    "contacts": (("buyer",), ("sent_at",)),
    "consent": (("buyer",), ("answer",), ("since",)),
}
"""The columns without which a table of a kind says nothing: one of each group."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a dialect says of its files as a command line would: ``currency`` is that of amounts without one."""

    shop: str | None = None
    encoding: str | None = None
    time_zone: str | None = None
    time_format: str | None = None
    decimal: str | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A dialect file, checked; headers are as they are compared."""

    title: str | None
    platform: str | None
    kind: Kind
    basis: Basis
    rows: Rows
    amounts: Amounts
    refunds: Amounts
    ids: str
    days: str | None
    fingerprint: tuple[Headers, Headers, Headers]
    columns: Mapping[str, Headers]
    statuses: Mapping[str, str]
    skips: tuple[tuple[str, str], ...]
    fill: frozenset[str]
    evidence: Mapping[str, str]
    said: Said


def read_table(text: str, where: str) -> Table:
    """The dialect that a TOML ``text`` holds; ``UsageError`` names the key that is wrong, its value and what to try."""
    try:
        table = toml_of(text)
    except ValueError as problem:
        raise UsageError("dialect_broken", where=where, problem=str(problem)) from None
    _refuse_unknown(table, KEYS, where)
    chosen = {key: _choice(table, key, where) for key in CHOICES}
    kind = cast(Kind, chosen["kind"])
    for key in _TABLES:
        if not isinstance(table.get(key, {}), dict):
            raise UsageError("dialect_value", where=where, key=key, value=_shown(table[key]), choices=f"[{key}]")
    columns = _columns(table.get("columns", {}), kind, where)
    _require_decided(table, columns, where)
    return Table(
        title=_text(table, "title", where),
        platform=_text(table, "platform", where),
        kind=kind,
        basis=cast(Basis, chosen["basis"]),
        rows=cast(Rows, chosen["rows"]),
        amounts=cast(Amounts, chosen["amounts"]),
        refunds=cast(Amounts, chosen["refunds"]),
        ids=cast(str, chosen["ids"]),
        days=chosen["days"],
        fingerprint=_fingerprint(table.get("fingerprint"), columns, where),
        columns=columns,
        statuses=_statuses(table.get("status", {}), where),
        skips=tuple(_skips(table.get("skip", {}), where)),
        fill=_fill(table.get("fill", ()), columns, where),
        evidence=_evidence(table.get("evidence", {}), where),
        said=Said(_text(table, "shop", where), chosen["encoding"], *(_checked(table, key, where) for key in _SAID)),
    )


def _require_decided(table: Mapping[str, object], columns: Mapping[str, Headers], where: str) -> None:
    """Refuse a draft of which something is ``open`` that money or people hang on."""
    names = table.get("open", ())
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        names = [names] if names else []
    decided = {*columns, *(table.keys() - {*_TABLES})}
    asked = [name for name in map(str, names) if decided.isdisjoint((name, *_ALIKE.get(name, ())))]
    if asked:
        raise UsageError("dialect_open", where=where, names=", ".join(asked))


def lacking(kind: Kind, columns: Collection[str]) -> list[Headers]:
    """The groups of columns that a table of the kind needs one of each, and of which it has none."""
    return [group for group in NEEDED[kind] if not any(name in columns for name in group)]


def headers(names: Sequence[str]) -> Headers:
    """Headers as they are compared."""
    return tuple(dict.fromkeys(canonical_header(name) for name in names))


def _choice(table: Mapping[str, object], key: str, where: str) -> str | None:
    value = table.get(key, _DEFAULTS.get(key))
    if value is not None and value not in CHOICES[key]:
        raise UsageError("dialect_value", where=where, key=key, value=_shown(value), choices=", ".join(CHOICES[key]))
    return value


def _text(table: Mapping[str, object], key: str, where: str) -> str | None:
    value = table.get(key)
    if value is not None and not isinstance(value, str):
        raise UsageError("dialect_value", where=where, key=key, value=_shown(value), choices=f'{key} = "..."')
    return value


def _checked(table: Mapping[str, object], key: str, where: str) -> str | None:
    value = _text(table, key, where)
    try:
        return _SAID[key](value)
    except UsageError as problem:
        choices = problem.values.get("nearest") or problem.values["allowed"]
        raise UsageError("dialect_value", where=where, key=key, value=_shown(value), choices=choices) from None


def _columns(table: Mapping[str, object], kind: Kind, where: str) -> Mapping[str, Headers]:
    _refuse_unknown(table, tuple(FORMS[kind]), where)
    found = {column: _listed(f"columns.{column}", spelt, where) for column, spelt in table.items()}
    for group in lacking(kind, [column for column, spelt in found.items() if spelt]):
        raise UsageError("dialect_incomplete", where=where, kind=kind, needed=" | ".join(group))
    return found


def _fingerprint(
    table: Mapping[str, object] | None, columns: Mapping[str, Headers], where: str
) -> tuple[Headers, Headers, Headers]:
    """The headers that prove the dialect; where it says nothing, those that have one spelling only."""
    _refuse_unknown(table or {}, _PROOFS, where)
    must, any_of, never = (_listed(f"fingerprint.{key}", (table or {}).get(key, ()), where) for key in _PROOFS)
    if not must and not any_of:
        must = tuple(spelt[0] for spelt in columns.values() if len(spelt) == 1)
    if not must and not any_of:
        raise UsageError("dialect_unproven", where=where)
    return must, any_of, never


def _listed(key: str, value: object, where: str) -> Headers:
    """One header, or several."""
    spelt = [value] if isinstance(value, str) else value
    if not isinstance(spelt, list | tuple) or not all(isinstance(each, str) and each.strip() for each in spelt):
        raise UsageError("dialect_value", where=where, key=key, value=_shown(value), choices=f'{key} = ["...", "..."]')
    return headers(spelt)


def _fill(names: object, columns: Mapping[str, Headers], where: str) -> frozenset[str]:
    """The columns of which a blank cell says the same as the one above it."""
    if not isinstance(names, list | tuple) or any(name not in columns for name in names):
        raise UsageError("dialect_value", where=where, key="fill", value=_shown(names), choices=", ".join(columns))
    return frozenset(names)


def _evidence(table: Mapping[str, object], where: str) -> Mapping[str, str]:
    _refuse_unknown(table, EVIDENCE, where)
    for key in table:
        _text(table, key, where)
    return cast("Mapping[str, str]", table)


def _statuses(table: Mapping[str, object], where: str) -> Mapping[str, str]:
    for word, state in table.items():
        if state not in STATES:
            meant, states = near(str(state), STATES), ", ".join(STATES)
            choices = f"{meant} ({states})" if meant else states
            raise UsageError("dialect_value", where=where, key=f"status.{word}", value=_shown(state), choices=choices)
    return cast("Mapping[str, str]", table)


def _skips(table: Mapping[str, object], where: str) -> Iterator[tuple[str, str]]:
    """``header = "value"`` or ``header = ["value", "value"]`` as pairs."""
    for header, values in table.items():
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, bool | dict | list):
                said = f'"{header}" = "..."'
                raise UsageError("dialect_value", where=where, key=f"skip.{header}", value=_shown(value), choices=said)
            yield header, str(value)


def _refuse_unknown(table: Mapping[str, object], allowed: Sequence[str], where: str) -> None:
    for key in table:
        if key not in allowed:
            raise UsageError("dialect_key", where=where, key=key, nearest=near(key, allowed), known=", ".join(allowed))


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
