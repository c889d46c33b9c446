"""Typing: the text of a file becomes columns of money, time and text, by what the file itself settles.

A thousand rows say how numbers and days are written and which status words there are; what they could not show
appears as cells that mean nothing, which are read next. A file whose cells contradict each other is refused, never
guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from typing import cast

from crmkit.ingest.forms.conventions import SAMPLE_ROWS, Conventions, guess, with_counts, with_epochs, with_two_marks
from crmkit.ingest.forms.words import status_words
from crmkit.ingest.headers.columns import (
    ABSENT,
    ASIDE,
    DESCRIBING,
    DUE,
    FORMS,
    KNOWN,
    ORDER,
    STATE,
    UNPAID,
    Kind,
    of_kind,
)
from crmkit.ingest.rows.totals import ORDER_TOTAL
from crmkit.ingest.typing.absent_cells import without_absent
from crmkit.ingest.typing.macros import build
from crmkit.ingest.typing.rules import look_for_rules
from crmkit.ingest.typing.sample import Sample, cells_of, has_payments, needs_articles, read_sample, says_something
from crmkit.ingest.typing.signs import find_two_currencies
from crmkit.ingest.typing.states import (
    WENT_BACK,
    has_status,
    learn,
    own_states,
    row_types,
    unknown_statuses,
)
from crmkit.ingest.typing.typing import Typing
from crmkit.ingest.typing.undecided import (
    in_usual_order,
    other_amounts,
    require_decimal,
    require_order,
    slashed,
    texts_of,
    zoned,
)
from crmkit.store.sql import statements
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.typing")


def type_rows(typing: Typing, workspace: Workspace) -> None:
    """Type the view ``raw`` into the table of ``typing``; again when the whole file proves more than its first rows.

    Raises:
        InputError: ``day_order_unknown``, ``decimal_unknown``: nothing shows whether the day or the month comes first,
            or whether 1.500 is more than a thousand.
    """
    money, times, counts = (_typed_columns(typing, form) for form in ("money", "time", "count"))
    has_statuses = has_status(typing)
    sample = read_sample((*money, *times, *counts, *(["status"] if has_statuses else [])), workspace)
    amounts, moments = cells_of(sample, money), cells_of(sample, times)
    usual = with_epochs(typing.usual, (sample.get(name, ()) for name in times))
    usual = with_two_marks(usual, (sample.get(name, ()) for name in money))
    found = _settled(typing, usual, amounts, moments, workspace)
    found = with_counts(found, cells_of(sample, counts), priced=_is_priced(typing))
    build(found, workspace)
    if typing.match.dialect.statuses:
        workspace.execute("delete from status_words")  # the owner's words come before ours, for this file alone
    if typing.match.dialect.kind == "orders":
        typing.met.types.update(row_types(typing, sample.get("status", ()), workspace))
    if has_statuses:
        known = set() if typing.match.dialect.statuses else {word for word, _ in status_words()}
        learn(["", *sorted(set(sample.get("status", ())) - known)], typing, workspace)
    _keep(typing, found, sample, workspace)
    again = has_statuses and learn(unknown_statuses(typing.table, workspace), typing, workspace)
    better = _by_faults(found, amounts, moments, replace(typing, usual=usual), workspace)
    if better != found:
        require_order(better, typing, times, workspace)
        require_decimal(better, typing, amounts, money)
        build(better, workspace)
    if again or better != found:
        _keep(typing, better, sample, workspace)
    look_for_rules(typing, workspace)
    if typing.match.dialect.kind in WENT_BACK and not better.is_plain:
        find_two_currencies(typing, workspace)
    if typing.match.dialect.statuses:
        workspace.execute("delete from status_words")
    if typing.match.dialect.kind == "orders":
        _fault_lone_lines(typing.table, workspace)


def _settled(
    typing: Typing, usual: Conventions, amounts: list[str], moments: list[str], workspace: Workspace
) -> Conventions:
    """The conventions of the first rows; cells of further rows, where those leave something open, join these."""
    money, times = (_typed_columns(typing, form) for form in ("money", "time"))
    found = guess(amounts, moments, usual)
    if found.has_zones:  # what CST stands for depends on the other zones of the whole file
        moments += [cell for name in times for cell in zoned(name, workspace)]
        found = guess(amounts, moments, usual)
    if found.day_order == "?":
        moments += [cell for name in times for cell in slashed(name, workspace)]
        found = in_usual_order(guess(amounts, moments, usual, whole=True), moments, typing)
        require_order(found, typing, times, workspace)
    if found.decimal == "?":
        amounts += [cell for name in money for cell in other_amounts(name, workspace)]
        found = replace(guess(amounts, moments, usual), day_order=found.day_order)
        require_decimal(found, typing, amounts, money)
    return found


def _fault_lone_lines(table: str, workspace: Workspace) -> None:
    """A row without time or amount is a further line of an order that another row has, else it means nothing."""
    if not workspace.execute(f"select 1 from {table} where part = 2 limit 1"):  # noqa: S608 - our own name
        return
    known = f"select {ORDER} from {table} where part = 0 and fault is null"  # noqa: S608 - our own name
    times = ", ".join(name for name in ("created_at", "paid_at") if name in workspace.columns(table)) or "null"
    lacking = f"case when coalesce({times}) is null then 'no_time' else 'no_amount' end"
    workspace.execute(
        f"update {table} set fault = {lacking} where part = 2 and fault is null and {ORDER} not in ({known})"  # noqa: S608
    )


def name_columns(kind: Kind, workspace: Workspace) -> None:
    """Name the columns of a kind to the statements that reduce, key and join it."""
    for name, columns in (("state", STATE[kind]), ("known", KNOWN[kind]), ("facts", STATE[kind] + KNOWN[kind])):
        workspace.execute(f"set variable {name} = $columns", {"columns": list(columns)})


def _keep(typing: Typing, found: Conventions, sample: Sample, workspace: Workspace) -> None:
    inner, outer = typing.keys
    dialect, cells = typing.match.dialect, typing.match.layout.cells
    values = {
        "platform": dialect.platform,
        "shop_key": typing.shop_key,
        "inner_key": inner,
        "outer_key": outer,
        "is_log": typing.match.is_log,
        "describe": typing.describe,
        "numeric_ids": dialect.numeric_ids,
        "is_gross": dialect.basis == "gross",
        "order_amounts": dialect.amounts == "order",
        "has_due": not DUE.isdisjoint(cells),
        "has_whole_refund": dialect.basis == "gross" and (dialect.amounts, dialect.refunds) != ("order", "line"),
        "has_status": "status" in cells,
        "has_place": typing.describe and not {"province", "address"}.isdisjoint(cells),
    }
    if dialect.kind in WENT_BACK:
        values |= own_states(typing, workspace)
    if dialect.kind == "orders":
        values["has_totals"] = dialect.rows == "check"
        values["total"] = ORDER_TOTAL if values["has_totals"] else ""  # the engine builds a pattern that nothing asks
        values["has_words"] = has_status(typing) and says_something("status", sample, workspace)
        values["has_payments"] = pays = has_payments(typing, sample, workspace)
        # of orders that brought no money, where the answer lists them, and of those that are taken for unpaid
        keeps_due = pays or {"status", "paid_at"} <= cells.keys() or (typing.describe and not UNPAID.isdisjoint(cells))
        absent = {name for name in _absent(typing, found) if not (keeps_due and name == "due")}
        if not needs_articles(typing, workspace):
            absent.add("article")
        workspace.execute("set variable absent = $names", {"names": sorted(absent)})
    (statement,) = statements(of_kind(SQL, dialect.kind, f"clean_{dialect.kind}.sql"))
    text = without_absent(statement.text, FORMS[dialect.kind].keys() - cells.keys())
    workspace.keep_rows(typing.table, text, statement.arguments(values))


def _absent(typing: Typing, found: Conventions) -> list[str]:
    """The columns of typed orders that this file cannot fill, or that are not used."""
    given = set(typing.match.layout.cells)
    if typing.is_strict:
        given |= {"line", "lines", "padded"}
    elif typing.breaks:
        given.add("lines")
    if not found.is_plain:
        given.add("currency")  # amounts may bear a sign
    unasked = frozenset() if typing.describe else DESCRIBING
    if typing.match.dialect.amounts != "line" and not {"paid", "gross"}.isdisjoint(given):
        unasked -= {"list_price"}  # beside an amount it proves whose that is, a line's or its order's
    if not typing.aside:
        unasked |= {*ASIDE, "unread"}
    return [name for name, (_, cells) in ABSENT.items() if name in unasked or given.isdisjoint(cells)]


def _by_faults(
    found: Conventions, amounts: Sequence[str], moments: Sequence[str], typing: Typing, workspace: Workspace
) -> Conventions:
    """The conventions that the cells which mean nothing under ``found`` speak for, together with the first rows."""
    faults = workspace.execute(
        f"select distinct fault from {typing.table} where fault like 'bad_%:%'"  # noqa: S608 - our own name
    )
    names = [cast(str, fault).partition(":") for (fault,) in faults]
    if _has_unread(typing.table, workspace):
        names.append(("bad_time", ":", "promised_at"))
    if not names:
        return found
    more_money = [
        cell for reason, _, name in names if reason == "bad_money" for cell in _failing(name, "yuan", workspace)
    ]
    dated = [name for reason, _, name in names if reason == "bad_time"]
    moments = [*moments, *(cell for name in dated for cell in (*slashed(name, workspace), *zoned(name, workspace)))]
    more_money = [cell for cell in more_money if cell not in set(amounts)]
    better = in_usual_order(guess([*amounts, *more_money], moments, typing.usual, whole=True), moments, typing)
    counts = [
        cell for reason, _, name in names if reason == "bad_count" for cell in _failing(name, "measure", workspace)
    ]
    return replace(with_counts(better, counts, priced=_is_priced(typing)), is_plain=False)


def _is_priced(typing: Typing) -> bool:
    return {"price", "quantity"} <= typing.match.layout.cells.keys()


def _has_unread(table: str, workspace: Workspace) -> bool:
    """Whether something beside an order says what the forms so far do not cover."""
    return "unread" in workspace.columns(table) and bool(
        workspace.execute(f"select 1 from {table} where unread > 0 limit 1")  # noqa: S608 - our own name
    )


def _typed_columns(typing: Typing, form: str) -> list[str]:
    unasked = () if typing.aside else ASIDE
    return [name for name, kind in typing.match.layout.forms.items() if kind == form and name not in unasked]


def _failing(name: str, reader: str, workspace: Workspace) -> list[str]:
    """Cells of a column that say something which the ``reader`` (one of our macros) does not understand."""
    failing = f'{reader}("{name}") is null and is_given("{name}")'
    text = f'select distinct "{name}" from raw where {failing} limit {SAMPLE_ROWS}'  # noqa: S608 - our own names
    return texts_of(workspace.execute(text))
