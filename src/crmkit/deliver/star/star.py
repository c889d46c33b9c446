"""A star: facts and dimensions as files in one folder, described, with keys that tell nothing of anybody."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from crmkit.customers.conditions.known import build_known
from crmkit.customers.conditions.tags import Tag, all_tags
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.scores.default_map import map_for
from crmkit.customers.traits.catalog import TRAITS
from crmkit.customers.window import day_caveats, window_of
from crmkit.deliver.star.dimensions import dim_customer, dim_date
from crmkit.deliver.star.folder import filled
from crmkit.deliver.star.keys import secret_of
from crmkit.deliver.star.package import FILE, About, Written, package
from crmkit.deliver.star.tables import ROOM, Table, tables
from crmkit.deliver.target import failing
from crmkit.messages import Language
from crmkit.notes import Note
from crmkit.privacy.mask import mask
from crmkit.render.render import render
from crmkit.render.safe import FORMULA, NUMBER
from crmkit.result import Result
from crmkit.screen import Amount, Screen, Sentence
from crmkit.screen import Table as Shown
from crmkit.store.store import Store
from crmkit.store.written import Form

StarFormat = Literal["parquet", "csv"]
COLUMNS = ("star_table", "file", "table_rows", "table_columns", "table_contents")
MIND = (
    *("star_masked", "star_revealed", "star_keys", "star_keys_of_files", "star_past", "star_unidentified"),
    *("star_no_lines", "star_unlisted"),
)
"""What the owner reads before handing the folder on."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What the facts hold: days, orders that count, those among them without a buyer, and their money."""

    first_day: date | None
    last_day: date | None
    purchases: int
    unidentified: int
    net: Decimal
    refund: Decimal
    item_lines: int
    unlisted_orders: int
    unlisted_net: Decimal


def names_of(format: str) -> list[str]:
    """The files of a star, the one that describes them last."""
    return [*(f"{name}.{format}" for name in tables()), FILE]


@with_reading_notes
def star(
    store: Store,
    folder: Path,
    *,
    format: StarFormat,
    as_of: date | str | None,
    segments: str | None,
    tags: Path | None,
    reveal: bool,
    language: Language,
) -> Result:
    """Write every table of ``tables.toml`` into ``folder``; what was written, table by table.

    Raises ``UsageError`` and ``Refused`` where the folder is none or not free, ``NotEnoughError`` without an order, and
    ``StoreError`` when it could not be written; then the folder is as it was.
    """
    window = window_of(store, as_of, None)
    is_whole = as_of is None or window.as_of >= window.orders_to
    kinds, segments = all_tags(tags), map_for(store, segments)
    build_known(store, window.as_of, TRAITS, kinds, segments, own=tags is not None)
    currency = store.prices.currency or "CNY"
    asked = {"key": secret_of(store), "as_of": window.as_of, "is_whole": is_whole, "of_files": store.path is None}
    for table in ("star_customers", "star_lines"):
        store.materialise(table, ROOM / f"{table}.sql", **asked)
    reach = Reach(*store.query(ROOM / "reach.sql", **asked).records[0])  # type: ignore[arg-type]
    making = _Making(store, format, language, reveal, {**asked, "reveal": reveal, "currency": currency})
    with filled(folder, names_of(format)) as part:
        written = [making.made(table, part, segments, kinds, reach) for table in tables().values()]
        described = package(written, About(window.as_of, currency, reveal), format=format, language=language)
        with failing(folder / FILE):
            (part / FILE).write_text(described, encoding="utf-8", newline="\n")
    notes = (*_notes(store, reach, reveal, None if is_whole else window.as_of), *day_caveats(window))
    return _answer(folder, written, reach, window.as_of, notes)


@dataclass(frozen=True, slots=True)
class _Making:
    """How the files of one export are made; ``values`` are the parameters of every selection."""

    store: Store
    format: StarFormat
    language: Language
    reveal: bool
    values: Mapping[str, Any]

    def made(self, table: Table, part: Path, segments: str, kinds: Sequence[Tag], reach: Reach) -> Written:
        """``table`` as a file in ``part``."""
        file = part / f"{table.name}.{self.format}"
        if table.file.is_file():
            form = Form(self.format, table.order, table.texts)
            rows = self.store.write(file, table.file, form, **self.values, formula=FORMULA, number=NUMBER)
        else:
            result = (
                dim_customer(self.store, segments, kinds, self.language)
                if table.name == "dim_customer"
                else dim_date(reach.first_day, reach.last_day, self.language)
            )
            rows = self._rendered(result, file)
        with failing(file), file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return Written(table, file.name, rows, file.stat().st_size, digest)

    def _rendered(self, result: Result, file: Path) -> int:
        """Masked and written as every answer is; the number of rows."""
        with failing(file), file.open("wb") as stream:
            render(result if self.reveal else mask(result), stream, format=self.format, language=self.language)
        return len(result.records)


def _notes(store: Store, reach: Reach, reveal: bool, past: date | None) -> list[Note]:
    """What a reader of the files must know."""
    notes = [Note("star_revealed" if reveal else "star_masked")]
    notes.append(Note("star_keys_of_files" if store.path is None else "star_keys"))
    if past is not None:
        notes.append(Note("star_past", {"as_of": past}))
    if reach.unidentified:
        notes.append(Note("star_unidentified", {"orders": reach.unidentified, "purchases": reach.purchases}))
    if not reach.item_lines:
        notes.append(Note("star_no_lines"))
    elif reach.unlisted_orders:
        notes.append(Note("star_unlisted", {"orders": reach.unlisted_orders, "net_sales": reach.unlisted_net}))
    return notes


def _answer(folder: Path, written: Sequence[Written], reach: Reach, as_of: date, notes: Sequence[Note]) -> Result:
    rows = {each.table.name: each.rows for each in written}
    values = {
        "tables": len(written),
        "folder": str(folder),
        "orders": rows["fact_orders"],
        "customers": rows["dim_customer"],
        "revenue": Amount(reach.net),
    }
    records = [(each.table.name, each.file, each.rows, len(each.table.columns), each.table.name) for each in written]
    shown = Shown(("star_table", "table_rows", "table_columns", "file"), leave=("table_columns",), rows=len(records))
    return Result(
        "export",
        COLUMNS,
        records,
        as_of=as_of,
        facts={"orders": reach.purchases, "net_sales": reach.net, "refunded_amount": reach.refund},
        notes=tuple(notes),
        answer=(Sentence("star_written", values),),
        screen=Screen((shown,), mind=MIND, most_mind=len(MIND)),
    )
