"""Shops to forget people of: thousands of plain rows, what a store holds of them, and where their names still stand."""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.ingest.load_case import csv_text, order_id, row

from crmkit.store.connect import connect

BUYERS = 1000
ITEM_HEADER = "主订单编号,子订单编号,标题,价格,购买数量,商家编码,订单状态"
REFUND_HEADER = "退款编号,订单编号,买家退款金额,退款状态,退款完结时间,宝贝标题"


def nick(number: int) -> str:
    return f"被记住的{number:04d}号"


def phone(number: int) -> str:
    return f"139{10_000_000 + 7919 * number}"


def order_rows(buyers: range = range(BUYERS), *, each: int = 2) -> list[dict[str, str]]:
    """Two orders of every buyer."""
    return [row(number * each + turn, 买家会员名=nick(number)) for number in buyers for turn in range(each)]


def orders_text(buyers: range = range(BUYERS)) -> str:
    return csv_text(order_rows(buyers))


def items_text(orders: range) -> str:
    """An item report: two lines of each order, numbered."""
    lines = [
        f'"=""{order_id(number)}""","=""{order_id(number)}{line}""",袜子{line}号,{10 + line}.50,{line},S{line},交易成功'
        for number in orders
        for line in (1, 2)
    ]
    return "\n".join([ITEM_HEADER, *lines]) + "\n"


def refunds_text(orders: range) -> str:
    lines = [
        f"98{order_id(number)[2:]},{order_id(number)},{number % 7}.25,退款成功,2024-03-01 10:00:00,袜子"
        for number in orders
    ]
    return "\n".join([REFUND_HEADER, *lines]) + "\n"


def asked(store: Path, text: str) -> list[tuple[Any, ...]]:
    with closing(connect(str(store), read_only=True)) as connection:
        return connection.execute(text).fetchall()


def totals(store: Path) -> dict[str, object]:
    """What the shop as a whole comes to, by day, state and article."""
    return {
        "orders": asked(
            store,
            "select paid_at::date, province, status, count(*), sum(net), sum(refund), sum(refund_reported), sum(due) "
            "from kept.orders group by all order by all",
        ),
        "lines": asked(
            store,
            "select title, sku, sum(quantity), sum(net), count(*) from kept.order_lines group by all order by all",
        ),
        "refunds": asked(store, "select status, sum(amount), count(*) from kept.refunds group by all order by all"),
    }


def plain_totals(rows: list[dict[str, str]]) -> dict[str, Decimal]:
    """The net money of each day, added up by hand."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in rows:
        sums[line["订单付款时间 "][:10]] += Decimal(line["买家实际支付金额"])
    return dict(sums)


def holding(folder: Path, texts: list[str]) -> dict[str, set[str]]:
    """Which of the ``texts`` stand in the bytes of which file of a folder, plainly looked for."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found[path.name] = {
                text for text in texts if any(text.encode(form) in data for form in ("utf-8", "gb18030", "utf-16-le"))
            }
    return {name: texts for name, texts in found.items() if texts}


def cells(store: Path, texts: list[str]) -> list[tuple[str, str, int]]:
    """Columns of the store with cells that have one of the ``texts`` in them: compression hides nothing here."""
    named = asked(
        store,
        "select table_name, column_name from information_schema.columns "
        "where table_schema = 'kept' and data_type in ('VARCHAR', 'BIGINT')",
    )
    found = []
    with closing(connect(str(store), read_only=True)) as connection:
        connection.execute("create temp table texts as select unnest($texts) as text", {"texts": texts})
        for table, column in named:
            ((count,),) = connection.execute(
                f"select count(*) from kept.{table} join texts on contains({column}::varchar, text)"  # noqa: S608
            ).fetchall()
            if count:
                found.append((table, column, count))
    return found
