"""Dialects: what the columns of an export mean, kept as files of data and chosen by the header alone.

A dialect names its kind (orders, items, refunds), the headers that prove it and, for each canonical column,
the spellings seen. Users add their own TOML files or map columns on the command line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path

from crmkit.errors import InputError, UsageError
from crmkit.ingest.forms.conventions import SHOP_ZONE, Conventions
from crmkit.ingest.headers.columns import FORMS, MONEY_OF_ROW, REQUIRED, Kind
from crmkit.ingest.headers.dialect_file import Amounts, Basis, Rows, Said, read_table
from crmkit.ingest.headers.layout import Layout, canonical_header, respelled
from crmkit.paths import read_small


@dataclass(frozen=True, slots=True)
class Dialect:
    """One kind of export: ``columns`` gives each canonical column its header spellings, preferred first.

    ``title`` is what people call it: the owner's words, or a code of the catalog (group ``dialect``) for a shipped one.
    ``rows`` says what a row is, ``amounts`` and ``refunds`` whose the amount and the refund in it.
    ``statuses`` are status words of its own with what they mean, ``skips`` the headers and values of rows to leave out;
    a file must have those of ``asked_skips``, which the caller named, as it must the headers of ``asked_columns``.
    ``numeric_ids``: order numbers are plain numbers.
    ``said`` is what a command line could say of its files, too. ``is_asked``: the caller named it for these files.
    A blank cell of a column in ``fill`` says the same as the one above it. ``days``: whether the day or the month comes
    first in 03/04/2026, where a file with a clock of 24 hours does not prove it. ``evidence`` says how it is known.
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
    asked_columns: frozenset[str] = frozenset()
    numeric_ids: bool = False
    fill: frozenset[str] = frozenset()
    said: Said = field(default_factory=Said)
    is_asked: bool = False
    days: str | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)

    def fits(self, names: Mapping[str, int]) -> bool:
        """Whether canonical header ``names`` prove this dialect."""
        return (
            all(name in names for name in self.must)
            and (not self.any or any(name in names for name in self.any))
            and not any(name in names for name in self.never)
        )

    @property
    def usual(self) -> Conventions:
        """How its files write numbers and days where they do not show it themselves."""
        said = self.said
        return Conventions(
            decimal=said.decimal or ".",
            is_decimal_given=said.decimal is not None,
            time_format=said.time_format,
            zone=said.time_zone or SHOP_ZONE,
        )

    @property
    def required_skips(self) -> tuple[tuple[str, str], ...]:
        """The rules of rows to leave out whose columns a file must have: those of a dialect named for that file."""
        return self.skips if self.is_asked else ()

    def known(self, names: Mapping[str, int]) -> int:
        """How many of the header names this dialect has a meaning for."""
        spellings = {spelling for column in self.columns.values() for spelling in column}
        return sum(name in spellings for name in names)

    def spelled(self, names: Mapping[str, int]) -> Mapping[str, int]:
        """The header ``names`` with those that differ from the dialect's in case alone under its own spelling, too."""
        return respelled(names, {*self.must, *self.any, *self.never}.union(*self.columns.values()))


@dataclass(frozen=True, slots=True)
class Match:
    """A header understood: the dialect, and the layout that says where each needed column is."""

    dialect: Dialect
    layout: Layout

    @property
    def is_log(self) -> bool:
        """Whether the table is a plain log of purchases: orders that say nothing of a status or a refund."""
        informative = {"status", "refund", "refund_status", "gross", "due"}
        return self.dialect.kind == "orders" and not informative & set(self.layout.cells)


@cache
def shipped() -> tuple[Dialect, ...]:
    """The dialects that come with crmkit, in the order of their names."""
    folder = files("crmkit.ingest") / "dialects"
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda e: e.name)
    return tuple(parse(entry.name.removesuffix(".toml"), entry.read_text(encoding="utf-8")) for entry in entries)


def installed(folder: Path | None) -> tuple[Dialect, ...]:
    """The user's own dialects first, then the shipped ones."""
    own = sorted(folder.glob("*.toml")) if folder is not None and folder.is_dir() else []
    return (*(parse(path.stem, _text(path), where=str(path)) for path in own), *shipped())


def named(paths: Sequence[str]) -> tuple[Dialect, ...]:
    """The dialects of these files; ``UsageError`` when one cannot be read, or two have one name."""
    found: dict[str, Dialect] = {}
    for path in map(Path, paths):
        text = _text(path)
        if path.stem in found:
            raise UsageError("dialect_twice", where=str(path), name=path.stem)
        found[path.stem] = replace(parse(path.stem, text, where=str(path)), is_asked=True)
    return tuple(found.values())


def _text(path: Path) -> str:
    try:
        return read_small(path)
    except UnicodeDecodeError:
        raise UsageError("dialect_not_text", where=str(path)) from None
    except OSError as problem:
        raise UsageError("dialect_unreadable", where=str(path), reason=problem.strerror or "") from None


def parse(name: str, text: str, *, where: str | None = None) -> Dialect:
    """A dialect from its TOML text; ``UsageError`` names the file, the key and the value that it cannot have."""
    table = read_table(text, where or f"{name}.toml")
    must, any_of, never = table.fingerprint
    return Dialect(
        name=name,
        title=table.title or name,
        kind=table.kind,
        platform=table.platform or name,
        basis=table.basis,
        must=must,
        any=any_of,
        never=never,
        columns=table.columns,
        rows=table.rows,
        amounts=table.amounts,
        refunds=table.refunds,
        statuses=table.statuses,
        skips=table.skips,
        numeric_ids=table.ids == "number",
        fill=table.fill,
        said=table.said,
        days=table.days,
        evidence=table.evidence,
    )


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
    fitting = fitting or [dialect for dialect in dialects if dialect.fits(dialect.spelled(names))]
    if not fitting:
        return None
    dialect = max(fitting, key=lambda candidate: candidate.known(names))  # the first of equals: the user's own
    names = dict(dialect.spelled(names))
    _require_asked(dialect, names)
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
        place = respelled(names, [name]).get(name)
        if place is not None:
            found[skip_name(number)] = place
        elif header in dialect.asked_skips:
            raise InputError("skip_absent", header=header)
    return Match(dialect, _layout(dialect, line, delimiter, cells, found, forms))


def _layout(
    dialect: Dialect,
    line: int,
    delimiter: str,
    cells: Sequence[str],
    found: Mapping[str, int],
    forms: Mapping[str, str],
) -> Layout:
    required, fill = REQUIRED[dialect.kind] & set(found), dialect.fill & set(found)
    money = tuple(found[column] for column in MONEY_OF_ROW[dialect.kind] if column in found)
    return Layout(line, delimiter, tuple(cells), found, forms, required, fill=fill, money=money)


def _require_asked(dialect: Dialect, names: Mapping[str, int]) -> None:
    """Raise ``InputError`` when a header that the caller named beyond the dialect is not there."""
    if missing := sorted(dialect.asked_columns - names.keys()):
        nearest = ", ".join(get_close_matches(missing[0], names, n=1, cutoff=0.4)) or None
        raise InputError("map_absent", missing=", ".join(missing), nearest=nearest)


def skip_name(number: int) -> str:
    """The name of the column that the rule of this number looks at."""
    return f"skip_{number}"
