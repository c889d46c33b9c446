"""The least that reads an export back: csv and dict, knowing how the table was written. It checks the exports."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from tests.ingest.exports.export import Export, Table
from tests.ingest.exports.spelling import BUYERS, NO_CASE, NOT_RETURNED, RETURNED, STATES

ZERO = Decimal(0)
NATIVE_NAMES = {
    "order_id": "订单编号", "buyer": "买家会员名", "paid_at": "订单付款时间 ", "amount": "买家实际支付金额",
    "refund": "退款金额", "status": "订单状态",
}  # fmt: skip


def read_back(export: Export) -> dict[object, tuple[object, Decimal]]:
    """Day and money of every purchase by its number; of an export without numbers by its day."""
    first, *others = export.tables
    rows = list(
        csv.DictReader(io.StringIO(first.spelling.write(first.header, [row for _, row in first.rows]).decode()))
    )
    mapping = first.mapping or NATIVE_NAMES
    kept: dict[object, Decimal] = defaultdict(Decimal)
    days: dict[object, datetime] = {}
    whose: dict[object, str] = {}
    returns = []
    for place, row in enumerate(rows):
        cells = {name: row[header].strip() for name, header in mapping.items()}
        number = cells.get("order_id", place)
        at = cells.get("paid_at") or cells.get("ordered_at")
        moment = datetime.fromisoformat(at) if at else None
        money = _money(cells)
        if money < 0 and (number not in kept or (first.repeats == "returns" and cells.get("order_id", "") not in days)):
            returns.append((moment, _person(cells["buyer"]), -money))
            continue
        if not _counts(cells) or moment is None:
            continue
        back = abs(Decimal(cells.get("refund") or 0)) if first.basis == "gross" else ZERO
        if first.repeats == "total" and number in kept:
            money = ZERO
        kept[number] += money - back
        days.setdefault(number, moment)
        whose[number] = _person(cells["buyer"])
    if export.name == "refund file" and "refund" not in first.mapping:
        for number, money in _refunds(others[0]):
            if number in kept:
                kept[number] -= money
    _take_off(returns, kept, days, whose)
    return {
        number if export.is_numbered else days[number].date(): (days[number].date(), money)
        for number, money in kept.items()
        if money > 0
    }


def _money(cells: dict[str, str]) -> Decimal:
    if "unit_price" in cells:
        return Decimal(cells["unit_price"]) * int(cells["quantity"])
    return Decimal(cells["amount"] or 0)


def _counts(cells: dict[str, str]) -> bool:
    if cells.get("refund_status", NO_CASE[0]) in RETURNED and "refund" not in cells:
        return False
    words = STATES["paid"] + STATES["shipped"] + STATES["done"]
    return cells.get("status", words[0]) in words


def _person(cell: str) -> str | None:
    return next((names[0] for names in BUYERS if cell in names), None)


def _refunds(table: Table) -> list[tuple[str, Decimal]]:
    rows = [row for _, row in table.rows]
    return [(row["oid"], Decimal(row["back"])) for row in rows if row.get("after") not in NOT_RETURNED]


def _take_off(returns, kept, days, whose) -> None:
    for at, who, money in sorted(returns):
        earlier = [number for number in kept if whose[number] == who and days[number] <= at]
        for number in sorted(earlier, key=days.get, reverse=True):
            taken = min(money, kept[number])
            kept[number] -= taken
            money -= taken
