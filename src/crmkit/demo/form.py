"""The form of a platform's exports: files of data in ``forms/`` that name each column and the fact it holds.

A cell is a template: ``{due}`` stands for a fact, ``{serial:12}`` for a number of at least so many digits,
``{created_at:%y%m%d}`` for a time in another form; the rest is written unchanged. A fact that is not known leaves
the whole cell blank, and so does a column without a template.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import polars as pl

from crmkit.demo.cells import join

Row = Literal["order", "line", "case", "entry", "buyer"]
"""What a row is about: an order, a line, a line of which money was asked back, a movement of money (an order, or what
went back of it), or a buyer."""
Facts = Callable[[str], pl.Series]
"""The facts of some rows by name: times in seconds since 1970, money in fen, numbers, texts, and words."""
TIMES = frozenset({
    *("created_at", "paid_at", "due_at", "sent_at", "received_at", "closed_at", "asked_at", "refunded_at"),
    *("moved_at", "last_at"),
})  # fmt: skip
MONEY = frozenset({
    *("listed", "discount", "goods", "postage", "due", "paid", "refund", "kept"),
    *("price", "each", "line_listed", "line_due", "line_sold", "line_refund", "line_kept", "wanted"),
    *("moved", "spent"),
})  # fmt: skip
COUNTS = frozenset({"serial", "line", "quantity", "kinds", "purchases"})
WORDS = frozenset({"state", "after", "case"})
TEXTS = frozenset({
    *("shop", "nick", "email", "account", "name", "phone", "province", "city", "address"),
    *("title", "titles", "option", "sku", "carrier", "parcel", "message"),
})  # fmt: skip
FALLBACKS = {
    "state": {"refunded_unsent": "refunded", "refunded_late": "done", "part": "done"},
    "after": {"asked": "none", "withdrawn": "none", "part": "none"},
}
"""The word that serves where a form has none of its own for something rarer."""
UTC_HOURS = 8


@dataclass(frozen=True, slots=True)
class FileForm:
    """The form of one export file.

    ``cells`` are the templates by header, those of ``first`` stand on an order's first row alone. ``generations`` are
    the headers in their order, the newest first; ``described`` is what a row below explains of them. ``state``,
    ``after`` (of a refund, beside a state) and ``case`` (in a refund export) are the platform's words.
    """

    file: str
    row: Row
    generations: Mapping[str, tuple[str, ...]]
    cells: Mapping[str, str]
    first: Mapping[str, str] = field(default_factory=dict)
    described: Mapping[str, str] = field(default_factory=dict)
    state: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)
    case: Mapping[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\r\n"
    time: str = "%Y-%m-%d %H:%M:%S"
    is_utc: bool = False
    decimal: str = "."
    thousands: str = ""

    def header(self, generation: str | None = None) -> tuple[str, ...]:
        """The headers of one generation, of the newest by default."""
        return self.generations[generation or next(iter(self.generations))]

    def begin(self, generation: str | None = None) -> bytes:
        """The header line, behind the mark of the encoding where it has one, and the row that explains it."""
        headers = self.header(generation)
        rows = [headers, [self.described.get(header, "") for header in headers]] if self.described else [headers]
        return "".join(self.delimiter.join(row) + self.line_end for row in rows).encode(self.encoding)

    def rows(self, facts: Facts, generation: str | None = None) -> bytes:
        """The lines of the rows that ``facts`` has."""
        text = self.table(facts, generation).write_csv(
            include_header=False, separator=self.delimiter, line_terminator=self.line_end
        )
        return text.encode(self.encoding.removesuffix("-sig"))

    def table(self, facts: Facts, generation: str | None = None) -> pl.DataFrame:
        """The cells by their places: two columns may bear one name."""
        count = len(facts("serial"))
        blank = pl.Series([None], dtype=pl.String).new_from_index(0, count)
        known: dict[str, pl.Series] = {}
        for header in self.header(generation):
            if header in self.cells:
                known[header] = self._cells(self.cells[header], facts)
            elif header in self.first:
                cells = self._cells(self.first[header], facts)
                known[header] = cells.zip_with(facts("line") == 1, blank)
        return pl.DataFrame(
            {str(place): known.get(header, blank) for place, header in enumerate(self.header(generation))}
        )

    def _cells(self, template: str, facts: Facts) -> pl.Series:
        parts: list[pl.Series | str] = []
        for text, name, style, _ in string.Formatter().parse(template):
            if text:
                parts.append(text)
            if name:
                parts.append(self._text(name, style or "", facts(name)))
        if all(isinstance(part, str) for part in parts):
            return pl.Series([template]).new_from_index(0, len(facts("serial")))
        cells = join(*parts)
        return pl.select(pl.when(pl.lit(cells) != "").then(pl.lit(cells))).to_series()

    def _text(self, name: str, style: str, facts: pl.Series) -> pl.Series:
        """A fact in the platform's own spelling."""
        if name in TIMES:
            local = facts - 3600 * UTC_HOURS if self.is_utc else facts
            return (local * 1_000_000).cast(pl.Datetime("us")).dt.strftime(style or self.time)
        if name in MONEY:
            return self._money(facts)
        if name in WORDS:
            return facts.replace_strict(self._words(name), default=None, return_dtype=pl.String)
        return facts.cast(pl.String).str.zfill(int(style or 0))

    def _money(self, signed: pl.Series) -> pl.Series:
        fen = signed.abs()
        text = (fen // 100).cast(pl.String)
        while self.thousands and text.str.contains(r"^\d{4}").any():
            text = text.str.replace(r"^(\d+)(\d{3})", f"${{1}}{self.thousands}${{2}}")
        sign = (signed < 0).replace_strict({True: "-", False: ""}, return_dtype=pl.String)
        return join(sign, text, self.decimal, (fen % 100).cast(pl.String).str.zfill(2))

    def _words(self, name: str) -> dict[str, str]:
        words: Mapping[str, str] = getattr(self, name)
        return {rare: words[usual] for rare, usual in FALLBACKS.get(name, {}).items()} | dict(words)


@dataclass(frozen=True, slots=True)
class Form:
    """The exports of one platform.

    ``buyers`` says which buyers they identify, ``refunds`` which refunds they have.
    """

    buyers: Literal["all", "some", "none"]
    refunds: frozenset[str]
    files: tuple[FileForm, ...]


@cache
def platforms() -> tuple[str, ...]:
    """The platforms that have a form here, by name."""
    folder = files("crmkit.demo") / "forms"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


@cache
def platform_form(platform: str) -> Form:
    """The form of a platform of ``platforms``."""
    return parse((files("crmkit.demo") / "forms" / f"{platform}.toml").read_text(encoding="utf-8"))


def read_form(path: Path) -> Form:
    """The form that a file of one's own describes."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> Form:
    """A form from its TOML text: ``buyers``, ``refunds``, and one table for each file."""
    table: dict[str, Any] = tomllib.loads(text)
    buyers, refunds = table.pop("buyers"), frozenset(table.pop("refunds"))
    return Form(buyers, refunds, tuple(_file(name, entries) for name, entries in table.items()))


def _file(name: str, entries: dict[str, Any]) -> FileForm:
    generations = {year: _headers(text) for year, text in entries.pop("generations").items()}
    return FileForm(generations=generations, **({"file": f"{name}.csv"} | entries))


def _headers(text: str) -> tuple[str, ...]:
    """The names between the commas; a line break after a comma is none of theirs."""
    return tuple(name.strip() for name in text.replace("\n", "").split(","))
