"""The same shop in every form of export: plain logs, refund columns, item lines, refund files, refund rows, reports.

An export is tables with what has to be mapped to read them, and the truth that must come back. Each row knows which
order it is about, so that a table can be cut into files by orders; the proofs are in every part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from tests.ingest.exports.shop import CLOSED, DONE, REFUNDED, SHIPPED, UNPAID, Order, Truth, loose, placed
from tests.ingest.exports.spelling import NO_CASE, NOT_RETURNED, PLAIN, RETURNED, STATES, Spelling, spellings

Row = dict[str, str]
About = tuple[str, bool]
"""The order or return that a row is about, and whether it stands in every file."""


@dataclass
class Table:
    """One export; ``mapping`` is empty for a native report. ``basis`` and ``repeats`` say how it was written."""

    mapping: dict[str, str]
    rows: list[tuple[About, Row]]
    spelling: Spelling
    basis: str = "gross"
    repeats: str = "no"

    @property
    def header(self) -> list[str]:
        return list(self.rows[0][1])

    def parts(self, place: Callable[[str], int], count: int) -> Iterator[bytes]:
        """The table as ``count`` files, each with the proofs and the rows of its own orders."""
        for part in range(count):
            rows = [row for (name, everywhere), row in self.rows if everywhere or place(name) == part]
            yield self.spelling.write(self.header, rows)


@dataclass
class Export:
    """A shop in one form. Without numbers (``is_numbered``) a purchase is known by its day, which is its own."""

    name: str
    tables: list[Table]
    truth: Truth
    has_lines: bool = False
    is_numbered: bool = True
    options: dict[str, Any] = field(default_factory=dict)

    def encoding_of(self, mapping: Mapping[str, str]) -> str:
        """How the tables that are read through ``mapping`` are encoded."""
        return next(table.spelling.encoding for table in self.tables if table.mapping == mapping)

    def __repr__(self) -> str:
        shown = "; ".join(f"{table.spelling} {table.mapping} {table.basis}" for table in self.tables)
        return f"<{self.name}: {shown}>"


class Exporter:
    """Exports a shop; what a form leaves open is chosen by ``choose``, the first choice in a plain export."""

    def __init__(self, orders: Sequence[Order], draw: st.DrawFn | None) -> None:
        self.orders = list(orders)
        self.draw = draw

    def choose(self, *choices: Any) -> Any:
        return choices[0] if self.draw is None else self.draw(st.sampled_from(choices))

    def spelling(self) -> Spelling:
        return PLAIN if self.draw is None else self.draw(spellings)

    # ---- one row per order

    def log(self) -> Export:
        """A plain log of money kept; with a status, the orders that count for nothing stand there, too."""
        spelling, has_status = self.spelling(), self.choose(True, False)
        truth = placed(self.orders)
        mapping = MAP["order"] | ({"status": "state"} if has_status else {})
        rows = []
        for order in self.orders:
            if not has_status and order.number not in truth.purchases:
                continue
            amount = order.due if order.state == REFUNDED else order.due - order.back
            row = self._row(order, spelling, amount=self._amount(order, amount, spelling))
            rows.append((about(order), row if has_status else without(row, "state")))
        return Export("log", [Table(mapping, rows, spelling, "kept")], truth)

    def refund_column(self, basis: str) -> Export:
        """A refund column beside amounts before (gross) or after (net) refunds; the refunds of either sign."""
        spelling, has_status, sign, has_due = (
            self.spelling(), self.choose(True, False), self.choose(1, -1), self.choose(False, True),
        )  # fmt: skip
        mapping = MAP["order"] | {"refund": "back"}
        mapping |= ({"status": "state"} if has_status else {}) | ({"due": "due"} if has_due else {})
        rows = []
        for order in self.orders:
            if not has_status and not order.took_money:
                continue
            amount = order.due - (order.back if basis == "net" else 0)
            row = self._row(order, spelling, amount=self._amount(order, amount, spelling))
            row |= {"back": spelling.refund(sign * order.back), "due": spelling.amount(order.due)}
            absent = [] if has_status else ["state"]
            rows.append((about(order), without(row, *absent, *([] if has_due else ["due"]))))
        return Export(f"refund column, {basis}", [Table(mapping, rows, spelling, basis)], placed(self.orders))

    def refund_status(self) -> Export:
        """What came back is in a second status; part of an order by an amount beside it."""
        spelling, has_refunds = self.spelling(), self.choose(False, True)
        mapping = MAP["order"] | {"status": "state", "refund_status": "after"}
        mapping |= {"refund": "back"} if has_refunds else {}
        rows = []
        for order in self.orders:
            is_whole = order.took_money and order.back == order.due
            amount = order.due if is_whole or has_refunds else order.due - order.back
            row = self._row(order, spelling, amount=self._amount(order, amount, spelling))
            row["state"] = spelling.state(DONE if order.state == REFUNDED else order.state)
            returned = is_whole or (has_refunds and order.back)
            row["after"] = spelling.one_of(RETURNED if returned else NO_CASE)
            if has_refunds:
                row["back"] = spelling.refund(order.back)
            rows.append((about(order), row))
        return Export("refund status", [Table(mapping, rows, spelling)], placed(self.orders))

    # ---- one row per item line

    def item_lines(self, money: str) -> Export:
        """Lines with their own ``amount``, with the ``price`` of one unit, or each with the order's ``total``."""
        spelling, has_numbers, has_status = self.spelling(), self.choose(False, True), self.choose(True, False)
        mapping = MAP["order"] | {"refund": "back", "title": "title", "sku": "sku", "quantity": "pieces"}
        mapping |= ({"suborder_id": "line"} if has_numbers else {}) | ({"status": "state"} if has_status else {})
        if money == "price":
            mapping = {name: header for name, header in mapping.items() if name != "amount"} | {"unit_price": "price"}
        rows = []
        for order in self.orders:
            if not has_status and not order.took_money:
                continue
            for place, line in enumerate(order.lines):
                fen = {"amount": line.money, "price": line.price, "total": order.due}[money]
                row = self._row(order, spelling, amount=spelling.amount(fen))
                row |= {"title": line.title, "sku": line.sku, "pieces": str(line.quantity)}
                row |= {"back": spelling.refund(order.back_of(place)), "line": f"{order.number}{place:02d}"}
                if money == "price":
                    row["price"] = row.pop("sum")
                absent = [*([] if has_numbers else ["line"]), *([] if has_status else ["state"])]
                rows.append((about(order), without(row, *absent)))
        table = Table(mapping, rows, spelling, repeats="total" if money == "total" else "no")
        return Export(f"item lines, {money}", [table], placed(self.orders), has_lines=True)

    # ---- refunds somewhere else

    def refund_file(self) -> Export:
        """Amounts before refunds in one file, the refunds in another; if both have them, nothing is taken off twice."""
        mine, theirs = self.spelling(), self.spelling()
        is_in_both, has_cases, has_words = (
            self.choose(False, True),
            self.choose(True, False),
            self.choose(True, False),
        )
        mapping = MAP["order"] | {"status": "state"} | ({"refund": "back"} if is_in_both else {})
        orders, refunds = [], []
        for order in self.orders:
            row = self._row(order, mine, amount=self._amount(order, order.due, mine))
            orders.append((about(order), row | ({"back": mine.refund(order.back)} if is_in_both else {})))
            cases = [(each.money, RETURNED) for each in order.returns]
            if has_words and order.took_money:
                cases.append((order.due, NOT_RETURNED))  # asked for and not given
            for place, (money, words) in enumerate(cases):
                row = {"case": f"R{order.number}{place}", "oid": order.number, "back": theirs.amount(money)}
                row["after"] = theirs.one_of(words)
                absent = [*([] if has_cases else ["case"]), *([] if has_words else ["after"])]
                refunds.append((about(order), without(row, *absent)))
        other = {"kind": "refunds", "order_id": "oid", "refund": "back"}
        other |= ({"refund_id": "case"} if has_cases else {}) | ({"status": "after"} if has_words else {})
        tables = [Table(mapping, orders, mine), Table(other, refunds, theirs)]
        return Export("refund file", tables, placed(self.orders))

    # ---- refunds as rows

    def negative_rows(self, number: str) -> Export:
        """A return is a negative row: of the ``same`` order number, of its ``own``, or in a log with ``no`` numbers."""
        spelling = self.spelling()
        mapping = MAP["order"] if number != "no" else without(MAP["order"], "order_id")
        rows = []
        for order in self.orders:
            if not order.took_money:
                continue
            row = self._row(order, spelling, amount=spelling.amount(order.due))
            rows.append((about(order), without(row, "state", *(["oid"] if number == "no" else []))))
            for place, each in enumerate(order.returns):
                if order.buyer is None and number != "same":
                    continue
                row = self._row(order, spelling, amount=spelling.amount(-each.money)) | {"day": spelling.time(each.at)}
                row["oid"] = order.number if number == "same" else f"{order.number}-R{place}"
                name = order.number if number == "same" else row["oid"]
                rows.append(((name, order.is_proof), without(row, "state", *(["oid"] if number == "no" else []))))
        truth = placed(self.orders) if number == "same" else loose(self.orders)
        table = Table(mapping, rows, spelling, repeats="returns")
        return Export(f"negative rows, {number} number", [table], truth, is_numbered=number != "no")

    def cancellation_invoices(self) -> Export:
        """Lines with price and quantity; what is sent back is an invoice C123 of its own, its quantities negative."""
        spelling = self.spelling()
        mapping = {"order_id": "oid", "buyer": "who", "ordered_at": "day", "unit_price": "price", "quantity": "pieces"}
        mapping |= {"title": "title", "sku": "sku"}
        rows = []

        def add(order: Order, place: int, changed: Row, name: str) -> None:
            line = order.lines[place]
            row = {"oid": order.number, "who": spelling.buyer(order.buyer), "day": spelling.time(order.at)}
            row |= {"price": spelling.amount(line.price), "pieces": str(line.quantity)}
            rows.append(((name, order.is_proof), row | {"title": line.title, "sku": line.sku} | changed))

        for order in (each for each in self.orders if each.took_money):
            for place in range(len(order.lines)):
                add(order, place, {}, order.number)
            for place, each in enumerate(order.returns if order.buyer is not None else ()):
                number = f"C{7_000_000 + order.at.toordinal()}{place}"
                changed = {
                    "oid": number,
                    "day": spelling.time(each.at),
                    "pieces": "-1",
                    "price": spelling.amount(each.money),
                }
                add(order, each.line, changed, number)
        truth = loose(self.orders)
        return Export(
            "cancellation invoices", [Table(mapping, rows, spelling, repeats="returns")], truth, has_lines=True
        )

    # ---- the native reports

    def native(self) -> Export:
        """The order report, the item report and the refund report of Taobao, amounts as exported or before refunds."""
        basis, spelling = self.choose("net", "gross"), self.spelling()
        orders, items, refunds = [], [], []
        shop = [replace(order, number=native_number(order)) for order in self.orders]
        for order in shop:
            orders.append((about(order), self._report(order, spelling, basis)))
            for place, line in enumerate(order.lines):
                items.append((about(order), self._item(order, place, line, spelling)))
            for place, each in enumerate(order.returns):
                refunds.append((about(order), self._case(order, place, each.money, each.at, spelling)))
        tables = [Table({}, rows, spelling, basis) for rows in (orders, items, refunds)]
        return Export("native", tables, placed(shop), has_lines=True)

    def _report(self, order: Order, spelling: Spelling, basis: str) -> Row:
        paid = 0 if not order.took_money else order.due - (order.back if basis == "net" else 0)
        return {
            "订单编号": order.number,
            "买家会员名": spelling.buyer(order.buyer),
            "总金额": spelling.amount(order.due),
            "买家实际支付金额": spelling.refund(paid),
            "退款金额": spelling.refund(order.back),
            "订单状态": NATIVE[order.state],
            "订单创建时间": spelling.time(order.at),
            "订单付款时间 ": spelling.time(order.at) if order.took_money else "",
            "宝贝标题 ": "，".join(line.title.replace(",", " ") for line in order.lines),
            "宝贝种类 ": str(len(order.lines)),
        }

    def _item(self, order: Order, place: int, line: Any, spelling: Spelling) -> Row:
        back = order.back_of(place)
        return {
            "子订单编号": f"{int(order.number) + 1 + place}",
            "主订单编号": order.number,
            "标题": line.title,
            "价格": spelling.amount(line.price),
            "购买数量": str(line.quantity),
            "商家编码": line.sku,
            "订单状态": NATIVE[order.state],
            "买家实际支付金额": spelling.refund(line.money - back if order.took_money else 0),
            "退款状态": "退款成功" if back else "没有申请退款",
            "退款金额": spelling.amount(back) if back else "无退款申请",
            "订单创建时间": spelling.time(order.at),
            "订单付款时间": spelling.time(order.at) if order.took_money else "",
        }

    def _case(self, order: Order, place: int, money: int, at: Any, spelling: Spelling) -> Row:
        return {
            "退款编号": f"15{order.number[2:-1]}{place}",
            "订单编号": order.number,
            "买家退款金额": spelling.amount(money),
            "退款状态": "退款成功",
            "退款的申请时间": spelling.time(at - timedelta(minutes=5)),
            "退款完结时间": spelling.time(at),
        }

    def _row(self, order: Order, spelling: Spelling, *, amount: str) -> Row:
        return {
            "oid": order.number,
            "who": spelling.buyer(order.buyer),
            "day": spelling.time(order.at if order.took_money else None),
            "sum": amount,
            "state": spelling.state(order.state),
        }

    def _amount(self, order: Order, fen: int, spelling: Spelling) -> str:
        """The amount; an order that was never paid may have none."""
        return spelling.amount(fen) if order.took_money else self.choose(spelling.amount(fen), "", spelling.amount(0))


MAP = {"order": {"order_id": "oid", "buyer": "who", "paid_at": "day", "amount": "sum"}}
NATIVE = {state: words[0] for state, words in STATES.items()}
assert NATIVE[UNPAID] == "等待买家付款" and NATIVE[CLOSED] == "交易关闭" and NATIVE[SHIPPED].startswith("卖家已发货")

FORMS: Mapping[str, Callable[[Exporter], Export]] = {
    "log": Exporter.log,
    "refund column, gross": lambda exporter: exporter.refund_column("gross"),
    "refund column, net": lambda exporter: exporter.refund_column("net"),
    "refund status": Exporter.refund_status,
    "item lines, amount": lambda exporter: exporter.item_lines("amount"),
    "item lines, price": lambda exporter: exporter.item_lines("price"),
    "item lines, total": lambda exporter: exporter.item_lines("total"),
    "refund file": Exporter.refund_file,
    "negative rows, same number": lambda exporter: exporter.negative_rows("same"),
    "negative rows, own number": lambda exporter: exporter.negative_rows("own"),
    "negative rows, no number": lambda exporter: exporter.negative_rows("no"),
    "cancellation invoices": Exporter.cancellation_invoices,
    "native": Exporter.native,
}


def about(order: Order) -> About:
    return order.number, order.is_proof


def without(row: Mapping[str, str], *names: str) -> Row:
    return {name: cell for name, cell in row.items() if name not in names}


def native_number(order: Order) -> str:
    """An eighteen-digit number as Taobao gives it: native reports know no others."""
    return str(214_073_006_270_000_007 + 100 * order.at.toordinal())
