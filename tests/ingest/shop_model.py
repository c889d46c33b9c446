"""What a store must hold after exports were loaded, worked out in plain Python from the documents alone.

It shares nothing with the program: csv, Decimal and dict, and its own list of header names. Statuses are 0 unknown,
1 unpaid, 2 paid, 3 shipped, 4 done, 5 closed before payment, 6 closed and refunded.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

NAMES = {
    "id": ("订单编号",),
    "buyer": ("买家会员名", "买家会员昵称"),
    "due": ("总金额", "买家应付货款"),
    "paid": ("买家实际支付金额", "买家实付金额"),
    "refund": ("退款金额",),
    "status": ("订单状态",),
    "created": ("订单创建时间",),
    "paid_at": ("订单付款时间",),
    "shipped": ("发货时间",),
    "received": ("确认收货时间",),
    "title": ("宝贝标题", "商品标题"),
    "quantity": ("宝贝总数量",),
}
STATUS = {
    "等待买家付款": 1,
    "买家已付款，等待卖家发货": 2,
    "卖家已发货，等待买家确认": 3,
    "交易成功": 4,
    "交易关闭": 5,
    "付款以后用户退款成功，交易自动关闭": 6,
}
NOTHING = {"", "null", "NULL", "-", "--", "——", "无退款申请"}
LONG_AGO = datetime.fromisoformat("1970-01-01")
Times = tuple[datetime | None, ...]


@dataclass(frozen=True)
class Order:
    """One order; ``state`` is what travels together, everything else only becomes known."""

    id: str
    buyer: str | None
    masked: bool
    status: int
    status_raw: str
    due: Decimal | None
    net: Decimal
    refund: Decimal
    times: Times
    title: str | None
    quantity: int | None
    seen_at: datetime

    @property
    def state(self) -> tuple[object, ...]:
        has_money = self.net > 0 or self.refund > 0
        rank = 2 if self.status == 0 and has_money else self.status
        due = Decimal(-1) if self.due is None else self.due
        return (self.refund, rank, self.seen_at, -self.net, due, self.status, self.status_raw)


Shop = dict[str, Order]


def rows(raw: bytes, encoding: str) -> list[dict[str, str]]:
    """The rows of an export under their header names, blanks around cells and Excel's ``="…"`` taken off."""
    table = list(csv.reader(io.StringIO(raw.decode(encoding), newline="")))
    header = [name.strip().lstrip("\ufeff") for name in table[0]]
    return [dict(zip(header, map(bare, cells), strict=True)) for cells in table[1:] if any(cells)]


def bare(cell: str) -> str:
    text = cell.strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text.lstrip("'`").strip()


def order(row: Mapping[str, str], *, gross: bool = False) -> Order:
    """The order of a row of the order report (``gross``: paid amounts are before refunds)."""
    known = {name: next((row[h] for h in headers if h in row), "") for name, headers in NAMES.items()}
    known = {name: "" if cell in NOTHING else cell for name, cell in known.items()}
    moments = tuple(time(known[name]) for name in ("created", "paid_at", "shipped", "received"))
    status = STATUS.get(known["status"], 0)
    if status == 5 and moments[1]:
        status = 6
    due, paid, refund = (money(known[name]) for name in ("due", "paid", "refund"))
    back = refund or Decimal(0)
    if status == 6 and not back:
        back = due - paid if due is not None and paid is not None and paid < due else paid or Decimal(0)
    net = Decimal(0)
    if status not in (1, 5, 6):
        if paid is not None:
            net = max(paid - back, Decimal(0)) if gross else paid
        elif due is not None and (status or moments[1]):
            net = max(due - back, Decimal(0))
    masked = "*" in known["buyer"]
    return Order(
        id=known["id"].removesuffix(".0"),
        buyer=known["buyer"] or None if not masked else None,
        masked=masked,
        status=status,
        status_raw=known["status"],
        due=due,
        net=net,
        refund=back,
        times=moments,
        title=known["title"] or None,
        quantity=int(known["quantity"]) if known["quantity"] else None,
        seen_at=max((moment for moment in moments if moment), default=LONG_AGO),
    )


def money(cell: str) -> Decimal | None:
    return Decimal(cell.replace("￥", "").replace(",", "").removesuffix("元")) if cell else None


def time(cell: str) -> datetime | None:
    for shape in ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d"):
        try:
            return datetime.strptime(cell, shape)  # noqa: DTZ007 - exports carry local, naive times
        except ValueError:
            continue
    return None


def join(old: Order | None, new: Order) -> Order:
    """Both versions of one order as one: the greater state, and of every other fact the greater that is known."""
    if old is None:
        return new
    later = max(old, new, key=lambda version: version.state)
    buyer = old.buyer or new.buyer
    times = tuple(greater(*pair) for pair in zip(old.times, new.times, strict=True))
    return replace(
        later,
        buyer=buyer,
        masked=buyer is None and (old.masked or new.masked),
        times=times,
        title=greater(old.title, new.title),
        quantity=greater(old.quantity, new.quantity),
    )


def greater(one, other):
    return max((value for value in (one, other) if value is not None), default=None)


def load(shop: Shop, versions: Iterable[Order]) -> Counter[str]:
    """Join one file into ``shop``; says what its rows did (rows of one order that repeat each other: unchanged)."""
    said: Counter[str] = Counter()
    of_file: Shop = {}
    different: dict[str, set[Order]] = {}
    for version in versions:
        different.setdefault(version.id, set()).add(version)
        of_file[version.id] = join(of_file.get(version.id), version)
        said["rows"] += 1
    for name, version in of_file.items():
        kept = shop.get(name)
        shop[name] = merged = join(kept, version)
        if kept is None:
            said["new"] += 1
        elif merged != kept:
            said["updated"] += 1
        elif version.state == kept.state:
            said["unchanged"] += 1
        else:
            said["older"] += 1
        said["older"] += len(different[name]) - 1
    rows = said.pop("rows")
    said["unchanged"] += rows - said.total()
    return said


def total(shop: Shop) -> Decimal:
    return sum((order.net for order in shop.values()), Decimal(0))
