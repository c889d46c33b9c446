"""Why a file is refused for its lines, in words that help: the first bad line, its column, its value, what to try."""

from __future__ import annotations

from collections.abc import Sequence

from crmkit.errors import ConditionMet, CrmError, InputError, UsageError, near
from crmkit.ingest.account.examine import headers_of
from crmkit.ingest.forms.checked import CURRENCIES
from crmkit.ingest.headers.columns import MAPPED
from crmkit.ingest.headers.mapping import MONEY
from crmkit.ingest.line_counts import Reject
from crmkit.ingest.rows.quarantined import cells_of
from crmkit.ingest.staging.staged import Staged

NEARLY_ALL = 0.8
"""A column of which so large a part fails is written in an unknown form; its rows are not damaged."""
OF_COLUMN = {
    "bad_time": "form_of_time", "bad_money": "form_of_money", "bad_count": "form_of_count", "bad_id": "form_of_id",
    "no_time": "column_of_time", "no_amount": "column_of_money", "no_id": "column_of_id",
    "missing_cell": "column_empty",
}  # fmt: skip
"""What is said where nearly every row is set aside for this reason."""
LACKED = {"column_of_time": "ordered_at", "column_of_money": "amount", "column_of_id": "order_id"}
"""The word of ``--map`` for the column that is wanted where there is none to name."""
PRIVATE = frozenset({"buyer", "receiver", "address", "phone", "mobile", "phone_until", "birthday"})
"""Columns whose cells an error does not repeat."""
LONGEST_VALUE = 40


def require_whole(files: Sequence[Staged]) -> None:
    """``ConditionMet`` when a line of any file was set aside, naming the first one."""
    lines = sum(staged.line_counts.quarantined for staged in files)
    if lines:
        staged = next(staged for staged in files if staged.line_counts.rejects)
        raise ConditionMet("strict_set_aside", where=staged.source.name, lines=lines, **_first(staged))


def require_currency(files: Sequence[Staged], currency: str | None, *, must_hold: bool) -> None:
    """``UsageError`` when ``currency`` is none, or ``must_hold`` orders and no file does: with what they are in."""
    orders = [staged for staged in files if staged.kind == "orders"]
    found = sorted({code for staged in orders for code in staged.currencies})
    if currency is None or currency in found or (currency in CURRENCIES and not (found and must_hold)):
        return
    if not orders:
        raise UsageError("currency_unknown", value=currency, nearest=near(currency, CURRENCIES))
    raise UsageError("currency_absent", value=currency, currencies=", ".join(found or ["CNY"]))


def too_damaged(staged: Staged, max_rejects: float) -> CrmError:
    """The error for a file of which more than ``max_rejects`` cannot be read.

    Where nearly all of a column fails it is of a form that is not known, or a column that means something else: the
    advice is the option that reads it. Else the lines are damaged, and the first is named.
    """
    counts = {"lines": staged.line_counts.quarantined, "data_lines": staged.line_counts.data_lines}
    code = None if staged.line_counts.is_cut else _of_column(staged)
    if code is not None:
        return InputError(code, where=staged.source.name, map=_mapping(code, staged), **counts, **_first(staged))
    cut = "" if staged.line_counts.is_cut else None  # with a value it is said that these are not all
    share = f"{max_rejects * 100:g}%"
    return InputError("too_damaged", where=staged.source.name, **counts, cut=cut, share=share, **_first(staged))


def _of_column(staged: Staged) -> str | None:
    """What is wrong with one column as a whole; ``None`` when the failures are of several kinds or of some rows."""
    counts, first = staged.line_counts, _earliest(staged)
    alike = counts.rejects.sums[first.reason, first.column or ""].lines
    if alike < NEARLY_ALL * counts.data_lines:
        return None
    return OF_COLUMN.get(first.reason)


def _mapping(code: str, staged: Staged) -> str | None:
    """What to type behind ``--map`` to name another column; the header to choose is ``...``.

    A known form of orders takes a single column that is no money; else the whole table has to be described.
    """
    dialect = staged.match.dialect
    words = {column: word for word, column in reversed(tuple(MAPPED[dialect.kind].items()))}
    wanted = LACKED.get(code) or words.get(_earliest(staged).column or "")
    if wanted is None:
        return None
    if dialect.kind == "orders" and dialect.name != "mapped" and wanted not in MONEY:
        return f"{wanted}=..."
    named: dict[str, str] = {} if dialect.kind == "orders" else {"kind": dialect.kind}
    named |= {} if dialect.name == "mapped" else {"platform": dialect.platform}
    named |= {words[column]: header for column, header in headers_of(staged).items() if column in words}
    pairs = [f"{word}={header}" for word, header in named.items() if word != wanted and not set(header) & set(",，='")]
    line = ",".join([*pairs, f"{wanted}=..."])
    return f"'{line}'" if " " in line else line


def _first(staged: Staged) -> dict[str, object]:
    """The first bad line: its number, the reason, the file's own header of the column and what stands there."""
    reject = _earliest(staged)
    header = headers_of(staged).get(reject.column or "", reject.column)
    return {"line": reject.line, "reason": reject.reason, "column": header, "value": _value(reject, staged)}


def _earliest(staged: Staged) -> Reject:
    return next(iter(staged.line_counts.rejects))


def _value(reject: Reject, staged: Staged) -> str | None:
    """What stands in the cell, shortened; nothing of a person."""
    place = staged.match.layout.cells.get(reject.column or "")
    if place is None or reject.column in PRIVATE:
        return None
    cells = cells_of(reject.reason, reject.raw, staged.match.layout, staged.encoding)
    if cells is None or not (text := " ".join(cells[place].split())):
        return None
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "..."
