"""The first rows of a file: what they show of the rest, so that it need not be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from crmkit.ingest.forms import forms
from crmkit.ingest.forms.conventions import SAMPLE_ROWS
from crmkit.ingest.headers.columns import adds_prices
from crmkit.ingest.rows.totals import ORDER_TOTAL
from crmkit.ingest.typing.typing import Typing
from crmkit.store.workspace import Workspace

MANY_ROWS = 100_000
Sample = Mapping[str, Sequence[str]]
"""By column the cells of the first rows that say something."""


def read_sample(names: Sequence[str], workspace: Workspace) -> Sample:
    """The first cells of columns of the view ``raw`` (canonical names are our own words)."""
    if not names:
        return {}
    columns = ", ".join(f'"{name}"' for name in names)
    rows = workspace.execute(f"select {columns} from raw limit {SAMPLE_ROWS:d}")  # noqa: S608 - our own names
    return {
        name: [cast(str, cell) for cell in cells if cell]
        for name, cells in zip(names, zip(*rows, strict=True), strict=False)
    }


def cells_of(sample: Sample, names: Iterable[str]) -> list[str]:
    """The cells of several columns together."""
    return [cell for name in names for cell in sample.get(name, ())]


def says_something(column: str, sample: Sample, workspace: Workspace) -> bool:
    """Whether some row has more than a blank there, as a rule one of the first."""
    if any(not forms.is_missing(forms.plain(cell)) for cell in sample.get(column, ())):
        return True
    return bool(workspace.execute(f"select 1 from raw where is_given(trim({column})) limit 1"))  # noqa: S608 - our own name


def has_payments(typing: Typing, sample: Sample, workspace: Workspace) -> bool:
    """Whether times of payment are all that says what was paid: some, beside those of orders, and no status."""
    cells = typing.match.layout.cells
    if not {"created_at", "paid_at"} <= cells.keys() or not {"status", "refund_status"}.isdisjoint(cells):
        return False
    return says_something("paid_at", sample, workspace)


def needs_articles(typing: Typing, workspace: Workspace) -> bool:
    """Whether it matters which article a row is of: not of whole orders, nor of lines that only add up.

    Among such lines totals and coupons may stand, which the first ``MANY_ROWS`` show: to keep the articles of all rows
    takes a tenth of the time.
    """
    rows, cells = typing.match.dialect.rows, typing.match.layout.cells.keys()
    if rows == "order":
        return False
    if typing.lines or not adds_prices(cells) or not {"refund", "status", "refund_status"}.isdisjoint(cells):
        return True
    if rows == "line":
        return False
    first = f"select title, sku, price, quantity from raw limit {MANY_ROWS:d}"  # noqa: S608 - our own names
    is_none = "concat(title, sku) = '' or regexp_full_match(title, $total) or contains(concat(price, quantity), '-')"
    found = f"select 1 from ({first}) where {is_none} limit 1"  # noqa: S608 - our own names
    return bool(workspace.execute(found, {"total": ORDER_TOTAL}))
