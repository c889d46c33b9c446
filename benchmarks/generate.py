"""Order exports of any size for measuring, made by DuckDB as fast as it writes text.

Every row is a function of its order number and the seed alone, so exports whose number windows overlap hold the same
orders, seen later: one of 10,000,000 from 0 and one of 1,000,000 from 9,500,000 share half a million, of which the
youngest have moved on. Run ``python -m benchmarks.generate FILE --orders N`` for a file by hand.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from crmkit.demo.words import words

HEADER = (
    *(
        "订单编号",
        "买家会员名",
        "买家支付宝账号",
        "买家应付货款",
        "买家应付邮费",
        "总金额",
        "买家实际支付金额",
        "订单状态",
    ),
    *("买家留言", "收货人姓名", "收货地址 ", "运送方式", "联系手机", "订单创建时间", "订单付款时间 ", "宝贝标题 "),
    *(
        "宝贝种类 ",
        "物流单号 ",
        "物流公司",
        "订单备注",
        "宝贝总数量",
        "店铺名称",
        "订单关闭原因",
        "退款金额",
        "是否手机订单",
    ),
)
STATES = ("等待买家付款", "买家已付款，等待卖家发货", "卖家已发货，等待买家确认", "交易成功", "交易关闭", "交易关闭")
PACE = 6
"""Seconds from one order to the next: 10,000,000 orders are 694 days."""
BLOCK = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Totals:
    """What an answer over the export must come to."""

    orders: int
    paid_orders: int
    purchases: int
    customers: int
    net: Decimal
    refund: Decimal


def benchmark_orders(
    path: Path,
    *,
    orders: int,
    customers: int,
    seed: int = 7,
    encoding: str = "utf-8",
    start_number: int = 0,
    pace: int = PACE,
) -> int:
    """Write an order report of ``orders`` rows to ``path``; returns its size in bytes.

    Args:
        path: the CSV file, replaced if there.
        orders: how many rows.
        customers: at most so many different buyers, under 8 million.
        seed: another seed, other orders.
        encoding: ``utf-8`` or ``gb18030`` (or any codec that can carry an emoji).
        start_number: the number of the first order; shift it to overlap another export.
        pace: seconds between two orders.
    """
    with TemporaryDirectory(dir=path.parent) as scratch:
        body = Path(scratch) / "body.csv"
        with _orders(orders, customers, seed, start_number, pace) as connection:
            connection.execute("create temp view benchmark_lines as " + _sql("lines"))
            target = str(body).replace("'", "''")
            # The lines carry their own quotes; a separator that never occurs keeps DuckDB from adding others.
            connection.execute(
                f"copy (select '{','.join(HEADER)}' as line union all from benchmark_lines) to '{target}' "
                "(format csv, header false, quote '', delimiter e'\\x01')"
            )
        if encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
            body.replace(path)
        else:
            _recode(body, path, encoding)
    return path.stat().st_size


def benchmark_totals(*, orders: int, customers: int, seed: int = 7, start_number: int = 0, pace: int = PACE) -> Totals:
    """The true totals of the export that ``benchmark_orders`` writes for the same arguments."""
    with _orders(orders, customers, seed, start_number, pace) as connection:
        row = connection.execute(
            "select count(*), count(*) filter (paid), count(*) filter (net > 0), count(distinct customer), "
            "coalesce(sum(net), 0), coalesce(sum(refund) filter (paid), 0) from benchmark_orders"
        ).fetchone()
    assert row is not None
    count, paid, purchases, buyers, net, refund = (int(value) for value in row)
    return Totals(count, paid, purchases, buyers, Decimal(net).scaleb(-2), Decimal(refund).scaleb(-2))


def _orders(orders: int, customers: int, seed: int, start: int, pace: int) -> duckdb.DuckDBPyConnection:
    """A connection with the view ``benchmark_orders`` and the lists that its texts are picked from."""
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false", "memory_limit": "2GB"})
    connection.execute("set enable_progress_bar = false")
    known = words()
    places = [f"{at.province} {at.city} {district} " for at in known.places for district in at.districts]
    settings: dict[str, object] = {
        "first": start,
        "orders": orders,
        "customers": customers,
        "seed": seed,
        "pace": pace,
        "nicks": [*known.nick_words, *known.nick_latin],
        "names": [surname + given for surname in known.surnames for given in known.given],
        "places": places,
        "titles": [product.title for product in known.products[:-1]],
        "carriers": list(known.carriers),
        "states": list(STATES),
    }
    for name, value in settings.items():
        connection.execute(f"set variable {name} = $value", {"value": value})
    connection.execute("create temp view benchmark_orders as " + _sql("orders"))
    return connection


def _sql(name: str) -> str:
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")


def _recode(source: Path, target: Path, encoding: str) -> None:
    """Write the UTF-8 file ``source`` as ``target`` in another encoding, in blocks of whole lines."""
    with source.open("rb") as read, target.open("wb") as write:
        while block := read.read(BLOCK):
            block += read.readline()
            write.write(block.decode("utf-8").encode(encoding))


def main() -> None:
    """Write one file from the command line and say how long it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--customers", type=int, default=0, help="default: a tenth of the orders")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--encoding", default="utf-8")
    parser.add_argument("--start-number", type=int, default=0)
    parser.add_argument("--pace", type=int, default=PACE)
    given = vars(parser.parse_args())
    given["customers"] = given["customers"] or max(1, given["orders"] // 10)
    began = time.perf_counter()
    size = benchmark_orders(**given)
    print(f"{given['orders']:,} orders, {size:,} bytes, {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
