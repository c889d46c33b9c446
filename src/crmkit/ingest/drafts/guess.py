"""What the columns of a table are likely to be: headers propose, cells decide, and what neither shows is left open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from crmkit.ingest.drafts.column import Column
from crmkit.ingest.drafts.money import Money, money_of_orders
from crmkit.ingest.drafts.statuses import is_status, known_share
from crmkit.ingest.headers.columns import FORMS, MAPPED, Kind
from crmkit.ingest.headers.dialect_file import Amounts, Basis, lacking
from crmkit.ingest.headers.likely import AMOUNTS, likely_kind, meanings, unit_of
from crmkit.result import Note

Likely = Mapping[str, Sequence[Column]]
SHOWN = (
    *("created_at", "paid_at", "shipped_at", "received_at", "promised_at", "applied_at", "finished_at"),
    *("status", "currency"),
)
"""Columns of which a draft shows cells as they are; those of money and of counts, too."""
WEIGHTY = (*AMOUNTS, "unit_price", "price", "due", "refund", "status", "refund_status", "ordered_at", "paid_at")
"""Words of which none may be passed over in silence: money hangs on them."""
DIGITS = frozenset("0123456789")


@dataclass(slots=True)
class Guess:
    """A dialect as far as it can be guessed: ``columns`` with their headers, and what is ``open``.

    ``open`` names the columns that are to be decided, each with the headers that it may be, ``choices`` those without
    which the file could be read, but people or money would be others.
    """

    kind: Kind
    columns: dict[str, Column] = field(default_factory=dict)
    open: dict[str, Sequence[Column]] = field(default_factory=dict)
    choices: dict[str, Sequence[Column]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    basis: Basis = "find"
    amounts: Amounts = "check"
    currency: str | None = None


def guessed(columns: Sequence[Column]) -> Guess:
    """The likely meaning of a table's columns."""
    doubled = {column.header for column in columns if [each.header for each in columns].count(column.header) > 1}
    usable = {column.header: column for column in columns if column.header not in doubled}
    kind = likely_kind(list(usable))
    likely = _likely(usable, kind)
    guess = Guess(kind)
    if kind == "orders":
        _take_money(guess, money_of_orders(likely, _unnamed(list(usable.values()), likely)))
    elif kind != "customers":
        _take_amount(guess, likely)
    for word in (*MAPPED[kind], *FORMS[kind]):
        column = MAPPED[kind].get(word, word)
        if column not in guess.columns and (kind == "customers" or word not in _MONEY) and likely.get(word):
            guess.columns[column] = likely[word][0]
    if kind != "customers":
        _find_status(guess, list(usable.values()), likely)
    _find_time(guess, list(usable.values()), likely)
    _name_unlike(guess, list(usable.values()), likely)
    guess.notes += [Note("decide_doubled", {"column": header}) for header in sorted(doubled)]
    _name_missing(guess, list(usable.values()), likely)
    if kind == "orders" and "currency" not in guess.columns:
        money = [column for name, column in guess.columns.items() if FORMS[kind].get(name) == "money"]
        guess.currency = next((unit for column in money if (unit := unit_of(column.header))), None)
    return guess


_MONEY = frozenset({*AMOUNTS, "amount", "net", "gross", "due", "unit_price", "price", "beside", "excluded"})
"""Words that are weighed against each other, not taken one by one."""


def _likely(usable: Mapping[str, Column], kind: Kind) -> Likely:
    """The columns whose headers are likely to mean a word and whose cells may."""
    named = meanings(list(usable), kind)
    return {
        word: [usable[header] for header in headers if _may_be(word, usable[header], kind)]
        for word, headers in named.items()
    }


def _may_be(word: str, column: Column, kind: Kind) -> bool:
    form = FORMS[kind].get(MAPPED[kind].get(word, word)) or ("money" if word in _MONEY else None)
    tests: Mapping[str, Callable[[], bool]] = {
        "time": lambda: column.are_times,
        "money": lambda: column.are_amounts,
        "count": lambda: column.form in ("count", "money", "id"),
        "id": lambda: sum(not DIGITS.isdisjoint(cell) for cell in column.filled) > len(column.filled) / 2,
    }
    if not column.filled:
        return True
    if word == "status":
        return is_status(column) and not (kind == "orders" and _is_place(column))
    if word in ("buyer", "currency", "title"):
        return column.form != "time"
    return tests[form]() if form is not None and form in tests else True


def _is_place(column: Column) -> bool:
    """Whether a column called State holds states of a country."""
    return column.header.casefold().endswith("state") and len(column.values) > 2 and not known_share(column)


def _unnamed(columns: Sequence[Column], likely: Likely) -> list[Column]:
    named = {column.header for found in likely.values() for column in found}
    return [column for column in columns if column.header not in named]


def _take_money(guess: Guess, money: Money) -> None:
    guess.columns |= money.columns
    guess.open |= money.open
    guess.notes += money.notes
    guess.amounts = money.amounts
    guess.basis = "find" if "paid" in money.columns else "gross"


def _take_amount(guess: Guess, likely: Likely) -> None:
    """The amount of refunds or of item lines: of two that differ none is taken."""
    words = ("refund", *AMOUNTS) if guess.kind == "refunds" else AMOUNTS
    target = "refund" if guess.kind == "refunds" else "paid"
    found = next((likely[word] for word in words if likely.get(word)), [])
    different = [column for column in found if column.cells != found[0].cells]
    if different:
        guess.open[target] = [found[0], *different]
        guess.notes.append(Note("decide_amount", {"columns": _names([found[0], *different])}))
    elif found:
        guess.columns[target] = found[0]
    if guess.kind == "items" and "refund" not in guess.columns and likely.get("refund"):
        guess.columns["refund"] = likely["refund"][0]
    if guess.kind == "items" and (prices := [*likely.get("unit_price", ()), *likely.get("price", ())]):
        guess.columns["price"] = prices[0]


def _find_status(guess: Guess, columns: Sequence[Column], likely: Likely) -> None:
    """A column whose cells are words of a status is one, whatever its name; two that contradict are reported."""
    if "status" not in guess.columns:
        found = [column for column in _unnamed(columns, likely) if is_status(column) and known_share(column) > 0.5]
        if found:
            guess.columns["status"] = found[0]
            guess.notes.append(Note("decide_status_column", {"column": found[0].header}))
    others = [column for column in likely.get("status", ()) if column is not guess.columns.get("status")]
    if others and "status" in guess.columns:
        values = {"column": guess.columns["status"].header, "columns": _names(others)}
        guess.notes.append(Note("decide_status_columns", values))


def _find_time(guess: Guess, columns: Sequence[Column], likely: Likely) -> None:
    """Where no header says when an order was, the only column of times does; of several none is taken."""
    if guess.kind != "orders" or {"created_at", "paid_at"} & set(guess.columns):
        return
    times = [column for column in _unnamed(columns, likely) if column.form == "time"]
    if len(times) == 1:
        guess.columns["created_at"] = times[0]
        guess.notes.append(Note("decide_time_column", {"column": times[0].header}))
    else:
        others = [found[0] for word, found in likely.items() if word.endswith("_at") and found]
        guess.open["created_at"] = [*times, *others]
        guess.notes.append(Note("decide_time", {"columns": _names(guess.open["created_at"])}))


def _name_unlike(guess: Guess, columns: Sequence[Column], likely: Likely) -> None:
    """Columns whose names say money, a time or a status, and whose cells are none: they are not read."""
    named = meanings([column.header for column in columns], guess.kind)
    for column in columns:
        words = [word for word in WEIGHTY if column.header in named.get(word, ())]
        if words and column.filled and not any(column in likely.get(word, ()) for word in words):
            forms = " | ".join(column.examples(shown=False))
            guess.notes.append(Note("decide_unlike", {"column": column.header, "forms": forms}))


def _name_missing(guess: Guess, columns: Sequence[Column], likely: Likely) -> None:
    """What else a table of the kind should have, with the columns without a meaning."""
    free = [column for column in _unnamed(columns, likely) if column.filled]
    for name, *_ in lacking(guess.kind, guess.columns):
        if name not in guess.open:
            guess.open[name] = [column for column in free if name != "refund" or column.are_amounts]
            code = {"refund": "decide_amount"}.get(name, "decide_column")
            guess.notes.append(Note(code, {"column": name, "columns": _names(guess.open[name])}))
    if guess.kind != "orders":
        return
    ids = [column for column in free if column.form == "id"]
    if "order_id" not in guess.columns and ids:
        guess.choices["order_id"] = ids
        guess.notes.append(Note("decide_order_id", {"columns": _names(ids)}))
    worded = [column for column in free if column.form == "text" and 1 < len(column.values) <= len(column.filled) / 2]
    states = [column for column in worded if is_status(column)]
    if not {"status", "refund_status"} & set(guess.columns) and states:
        guess.choices["status"] = states
        guess.notes.append(Note("decide_status_missing", {"columns": _names(states)}))
    if not {"buyer", "mobile", "receiver"} & set(guess.columns):
        texts = [column for column in free if column.form in ("text", "id") and len(column.values) > 1]
        guess.choices["buyer"] = texts
        guess.notes.append(Note("decide_buyer", {"columns": _names(texts)}))


def _names(columns: Sequence[Column]) -> str | None:
    return ", ".join(f"'{column.header}'" for column in columns) or None
