"""The UCI Online Retail log, 541,909 item lines with cancellations of their own number, straight from one mapping."""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from tests.depth import is_deep
from tests.ingest.load_case import ask, fresh, keep, records

NAMED = os.environ.get("CRMKIT_SHARED_DATA")
DATA = Path(NAMED) if NAMED else Path(__file__).resolve().parents[3] / "shared" / "data"
LOG = DATA / "online-retail" / "online_retail_raw.parquet"
MAPPING = {
    "order_id": "InvoiceNo",
    "buyer": "CustomerID",
    "ordered_at": "InvoiceDate",
    "unit_price": "UnitPrice",
    "quantity": "Quantity",
    "sku": "StockCode",
    "title": "Description",
}
FORMS = {
    "as pandas writes": lambda at: f"{at:%Y-%m-%d %H:%M:%S}",
    "as the workbook shows": lambda at: f"{at.month}/{at.day}/{at.year} {at.hour}:{at:%M}",
}
pytestmark = pytest.mark.skipif(not LOG.is_file(), reason=f"no shared data at {DATA} (set CRMKIT_SHARED_DATA)")


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, str, str, int, datetime, str, str]]:
    """The lines as cells: prices as they print, buyers as ``17850.0`` or blank."""
    names = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")
    table = pl.read_parquet(LOG, columns=names).select(names)
    return [
        (invoice, sku, title or "", quantity, at, str(price), "" if buyer is None else str(buyer))
        for invoice, sku, title, quantity, at, price, buyer in table.iter_rows()
    ]


def kept_by_rule(rows) -> tuple[dict[tuple[str, str], Decimal], Decimal]:
    """What each purchase of each buyer keeps, and what no earlier purchase explains: the rule in a few lines.

    Lines of one invoice and buyer are summed, then rounded to the fen once. In the order of time an invoice below
    nothing takes from its buyer's newest purchases first; of two in one minute the one of the greater number is newer.
    """
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    times: dict[tuple[str, str], datetime] = {}
    for invoice, _, _, quantity, at, price, buyer in rows:
        if buyer:
            sums[buyer, invoice] += quantity * Decimal(price)
            times[buyer, invoice] = max(at, times.get((buyer, invoice), at))
    kept: dict[tuple[str, str], Decimal] = {}
    stacks: dict[str, list[tuple[str, str]]] = defaultdict(list)
    left_over = Decimal(0)
    for key in sorted(sums, key=lambda key: (times[key], sums[key] < 0, key[1])):
        money, stack = round(sums[key], 2), stacks[key[0]]
        if money > 0:
            stack.append(key)
            kept[key] = money
        while money < 0 and stack:
            taken = min(-money, kept[stack[-1]])
            kept[stack[-1]] -= taken
            money += taken
            if kept[stack[-1]] == 0:
                del kept[stack.pop()]
        left_over -= min(money, 0)
    return kept, left_over


def test_the_rule_by_hand_gives_the_published_figures(rows):
    kept, left_over = kept_by_rule(rows)
    assert len({buyer for buyer, _ in kept}) == 4_324
    assert len(kept) == 18_209
    assert sum(kept.values()) == Decimal("8322682.25")
    assert left_over == Decimal("22616.44")
    assert sum(kept.values()) - left_over == Decimal("8300065.81")
    assert sum(money for (buyer, _), money in kept.items() if buyer == "16446.0") == Decimal("2.90")


def test_online_retail(tmp_path, rows):
    """Read by the engine: one title that ends with a comma would leave all lines to the strict reader (as below)."""
    kept, orders = read_alike(tmp_path, rows if is_deep() else without_last_commas(rows), "as pandas writes")
    assert len({order["customer_key"] for order in orders}) == 4_324
    assert len(orders) == 18_209
    assert sum(order["net"] for order in orders) == Decimal("8322682.25")
    invoices = _invoices_of("16446.0", kept)
    (spared,) = {order["customer_key"] for order in orders if order["id"] in invoices}
    assert sum(order["net"] for order in orders if order["customer_key"] == spared) == Decimal("2.90")


def test_its_first_weeks_as_the_workbook_shows(tmp_path, rows):
    weeks = rows[: 60_000 if is_deep() else 30_000]
    assert any(title.endswith(",") for _, _, title, *_ in weeks)
    read_alike(tmp_path, weeks, "as the workbook shows")


def without_last_commas(rows):
    return [(invoice, sku, title.rstrip(","), *others) for invoice, sku, title, *others in rows]


def read_alike(folder: Path, rows, form: str):
    """What the lines keep by the rule, and the orders that came in: the same money by the same numbers."""
    store = fresh(folder)
    result = keep(store, _written(folder / "retail.csv", rows, FORMS[form]), mapping=MAPPING)
    (line,) = records(result)
    assert (line["lines"], line["rejected_lines"]) == (len(rows) + 1, 0)
    kept, left_over = kept_by_rule(rows)
    money: dict[str, list[Decimal]] = defaultdict(list)
    for (_, invoice), net in kept.items():
        money[invoice].append(net)
    orders = [order for order in ask(store, "purchased.sql") if order["customer_key"] is not None]
    found: dict[str, list[Decimal]] = defaultdict(list)
    for order in orders:
        found[order["id"]].append(order["net"])
    assert {name: sorted(nets) for name, nets in found.items()} == {name: sorted(nets) for name, nets in money.items()}
    assert any(f"{left_over}" in text for text in _said(result)), list(_said(result))
    return kept, orders


def _written(path: Path, rows, time) -> Path:
    names = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        writer.writerows((*cells[:4], time(cells[4]), *cells[5:]) for cells in rows)
    return path


def _invoices_of(buyer: str, kept: dict[tuple[str, str], Decimal]) -> set[str]:
    return {invoice for whose, invoice in kept if whose == buyer}


def _said(result) -> Iterator[str]:
    """The notes of an account, amounts without thousands marks."""
    yield from (note.text("en").replace(",", "") for note in result.notes)
