"""A native order report of eight orders that keeps 760.00, in whatever times and amounts it is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

HEADER = (
    "订单编号", "买家会员名", "买家应付货款", "买家应付邮费", "总金额", "买家实际支付金额", "订单状态", "订单创建时间",
    "订单付款时间 ", "宝贝标题 ", "宝贝种类", "宝贝总数量", "退款金额",
)  # fmt: skip
ORDERS = (
    ("阿梅", "2025-01-09 08:05:00", "140.00", "0.00"),
    ("阿梅", "2025-01-31 00:00:00", "60.00", "0.00"),
    ("阿兰", "2025-02-14 13:00:00", "75.50", "0.00"),
    ("阿竹", "2025-03-01 23:59:59", "1234.50", "1000.00"),
    ("阿竹", "2025-03-13 12:00:00", "49.50", "0.00"),
    ("阿菊", "2025-03-19 12:30:00", "180.00", "0.00"),
    ("阿兰", "2025-03-24 15:00:00", "35.00", "35.00"),
    ("阿梅", "2025-03-27 18:45:00", "20.50", "0.00"),
)
KEPT = "760.00"
FIRST, LAST = "2025-01-09", "2025-03-27"


def plain_time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"


def plain_amount(money: Decimal) -> str:
    return f"{money:.2f}"


def report(
    *,
    time: Callable[[datetime], str] = plain_time,
    amount: Callable[[Decimal], str] = plain_amount,
    nothing: str | None = None,
    first: int = 1,
    orders: tuple[tuple[str, str, str, str], ...] = ORDERS,
) -> list[dict[str, str]]:
    """The rows; ``nothing`` stands where an amount is 0.00."""

    def money(value: Decimal) -> str:
        return nothing if nothing is not None and not value else amount(value)

    rows = []
    for number, (buyer, day, due, back) in enumerate(orders, first):
        at, paid = datetime.fromisoformat(day), Decimal(due) - Decimal(back)
        cells = (
            f"2140730062701500{number:02d}", buyer, money(Decimal(due)), money(Decimal(0)), money(Decimal(due)),
            money(paid), "交易成功" if paid else "交易关闭", time(at), time(at), "海带", "1", "1", money(Decimal(back)),
        )  # fmt: skip
        rows.append(dict(zip(HEADER, cells, strict=True)))
    return rows


def text(rows: list[dict[str, str]], delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
