"""What reading left out or did not understand, noted with every answer: the one place that adds it.

An answer from files notes it file by file, one from a store once for the whole store. Clean data add nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib.resources import files
from pathlib import PurePath
from typing import ParamSpec, cast

from crmkit.messages import Language, catalog
from crmkit.notes import Note, found_note, words_together
from crmkit.result import Record, Result
from crmkit.store.priced import settle_prices
from crmkit.store.shops import counted_shops, settle_shops
from crmkit.store.store import Store

SQL = files("crmkit.customers")
COLUMNS = ("file", "finding", "found_rows", "amount", "line", "column_name", "found_value")
MOST_NAMED = 10
"""So many shops are named."""
LEFT_OUT = "currency_left_out"
"""Not found in a file, but asked for."""
Asked = ParamSpec("Asked")


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that reading found, and the file (or files) it was found in; ``None``: in the data as a whole."""

    file: str | None
    code: str
    rows: int
    amount: Decimal | None
    line: int | None
    column: str | None
    value: str | None

    @property
    def weight(self) -> tuple[object, ...]:
        """What comes first: the most money, then the most rows."""
        money = Decimal(0) if self.amount is None else -abs(self.amount)
        place = (self.code, self.file or "", self.line or 0, self.column or "", self.value or "")
        return (self.amount is None, money, -self.rows, *place)

    def note(self) -> Note:
        """It as a note, which names the file without its folder; a code of another version is shown as such."""
        name = None if self.file is None else PurePath(self.file).name
        if self.code not in catalog()["note"]:
            return found_note(name, "found_unknown", self.rows, self.amount, None, None, self.code)
        return found_note(name, self.code, self.rows, self.amount, self.line, self.column, self.value)

    def record(self) -> Record:
        """It as a row for machines."""
        return (self.file, self.code, self.rows, self.amount, self.line, self.column, self.value)


def with_reading_notes(analysis: Callable[Asked, Result]) -> Callable[Asked, Result]:
    """Add what reading found to the result of ``analysis``, whose first argument is the store."""

    @functools.wraps(analysis)
    def answer(*arguments: Asked.args, **asked: Asked.kwargs) -> Result:
        store = cast("Store", arguments[0] if arguments else asked["store"])
        settle_shops(store)
        currency = settle_prices(store)
        found = replace(analysis(*arguments, **asked), language=cast("Language", asked.get("language", "en")))
        return with_shops(store, with_reading(store, _in_currency(found, currency)))

    return answer


def with_shops(store: Store, result: Result) -> Result:
    """``result`` with the shops that were asked for, and of how many it is where these are several."""
    shops = counted_shops(store)
    asked = {"shop": store.shops.asked, "platform": store.shops.platforms}
    described = replace(
        result, params={**result.params, **{name: ", ".join(names) for name, names in asked.items() if names}}
    )
    if len(shops) < 2:
        return described
    several = len({shop.platform for shop in shops}) > 1
    names = [
        Note("shop_named", {"name": shop.name, "platform": shop.platform if several else None})
        if shop.name
        else Note("shop_unnamed", {"platform": shop.platform})
        for shop in shops[:MOST_NAMED]
    ]
    if len(shops) > MOST_NAMED:
        names.append(Note("shops_further"))
    note = Note("of_shops", {"shops": len(shops), "names": tuple(names)})
    return replace(described, facts={**result.facts, "shops": len(shops)}, notes=(*result.notes, note))


def _in_currency(result: Result, currency: str | None) -> Result:
    """Name the unit of money to the sentences of an answer, where it is not yuan."""
    if currency is None:
        return result
    notes = tuple(replace(note, values={**note.values, "currency": currency}) for note in result.notes)
    return replace(result, facts={**result.facts, "currency": currency}, notes=notes)


def with_reading(store: Store, result: Result) -> Result:
    """``result`` with what reading found in the files behind it, and with a definition that is true for them."""
    result = _truly_defined(store, result)
    everything = found_in(store)
    if not everything:
        return result
    described = sorted(everything if store.path is None else _of_all(everything), key=lambda found: found.weight)
    notes = words_together(found.note() for found in described)
    if store.path is not None and any(found.code != LEFT_OUT for found in described):
        notes.append(Note("found_in_store", {"files": store.query(SQL / "reading_files.sql").records[0][0]}))
    return replace(
        result,
        notes=(*notes, *result.notes),
        parts={**result.parts, "reading": reading_part(described)},
        unseen=(*result.unseen, "reading"),
    )


def found_in(store: Store) -> list[Found]:
    """Everything that was found in the files of ``store``, in the order of their loading, and what is not asked for."""
    records = store.query(SQL / "reading.sql").records
    if store.query(SQL / "reading_open.sql").records[0][0]:
        records = [*records, *store.query(SQL / "reading_doubts.sql").records]
    return [*(Found(*record) for record in records), *_in_other_currencies(store)]  # type: ignore[arg-type]


def _in_other_currencies(store: Store) -> list[Found]:
    if store.prices.asked is None:
        return []
    others = store.query(files("crmkit.store") / "unpriced.sql", code=store.prices.asked).records
    return [
        Found(None, LEFT_OUT, cast(int, orders), cast(Decimal, amount), None, None, cast(str, code))
        for code, orders, amount in others
    ]


def reading_part(described: Sequence[Found]) -> Result:
    """What was found, as rows."""
    return Result("reading", COLUMNS, [found.record() for found in described])


def _of_all(everything: Sequence[Found]) -> list[Found]:
    """The same things of several files as one; with the place in a file only where it is one."""
    groups: dict[tuple[str, str | None], list[Found]] = {}
    for found in everything:
        groups.setdefault((found.code, found.value), []).append(found)
    described = []
    for (code, value), group in groups.items():
        if len(group) == 1:
            described += group
            continue
        names, columns = sorted({found.file for found in group if found.file}), {found.column for found in group}
        known = [found.amount for found in group if found.amount is not None]
        described.append(
            Found(
                file=_named(names),
                code=code,
                rows=sum(found.rows for found in group),
                amount=sum(known, Decimal(0)) if known else None,
                line=min((found.line for found in group if found.line), default=None) if len(names) == 1 else None,
                column=columns.pop() if len(columns) == 1 else None,
                value=value,
            )
        )
    return described


def _named(files: Sequence[str]) -> str | None:
    """The first of several files, and how many more there are."""
    if len(files) < 2:
        return files[0] if files else None
    return f"{PurePath(files[0]).name} + {len(files) - 1}"


def _truly_defined(store: Store, result: Result) -> Result:
    """Say that purchases of 0 count only where there are any."""
    if "counted_orders" not in result.definition or not store.query(SQL / "reading_free.sql").records:
        return result
    codes = ("counted_with_free" if code == "counted_orders" else code for code in result.definition)
    return replace(result, definition=tuple(codes))
