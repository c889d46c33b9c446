"""``orders_recent.xlsx``: the order report in the layout of 2024-26, a workbook with renamed columns and plain ids."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from crmkit.demo.cells import digits, join, money, pick, table, where
from crmkit.demo.fates import CLOSED_REFUNDED, DONE
from crmkit.demo.season import DAY
from crmkit.demo.view import View, memo

HEADER = (
    *(
        "订单编号",
        "支付单号",
        "支付详情",
        "买家会员昵称",
        "买家应付货款",
        "买家应付邮费",
        "总金额",
        "买家实付金额",
        "订单状态",
    ),
    *("订单关闭原因", "买家留言", "收货人姓名", "收货地址", "联系手机", "订单创建时间", "订单付款时间", "商品标题"),
    *(
        "商品属性SKU",
        "宝贝总数量",
        "物流单号",
        "物流公司",
        "商家备注",
        "备注标签",
        "退款金额",
        "发货时间",
        "应发货时间",
    ),
    *("确认收货时间", "确认收货打款金额", "含应开票给个人红包", "预售订单", "主订单编号"),
)
NUMBERS = frozenset({"买家应付货款", "买家应付邮费", "总金额", "买家实付金额", "退款金额", "宝贝总数量"})
"""Columns that a workbook holds as numbers; ids stay text, or their last digits would be lost."""


def recent_report(view: View) -> pl.DataFrame:
    """The cells of the report as text."""
    orders, fates, state, faces, words = view.orders, view.fates, view.state, view.faces, view.words
    ids = view.order_ids()
    options = [text for product in words.products for text in product.options]
    starts = pl.Series([0, *(len(product.options) for product in words.products)]).cum_sum().to_numpy()
    settled = where(state.status == DONE, money(state.net), where(state.status == CLOSED_REFUNDED, "0.00"))
    cells = (
        *(ids, view.payment_ids(), where(state.paid, join("支付宝:", money(orders.due))), faces.nicks(orders.buyer)),
        *(money(orders.goods), money(orders.postage), money(orders.due), money(state.net), view.status()),
        *(view.close_reason(), view.messages(csv=False), faces.names(orders.buyer)),
        *(faces.addresses(orders.buyer, postcode=False), faces.phones(orders.buyer)),
        *(view.moments.text(orders.created), view.moments.text(fates.paid, state.paid), view.titles()),
        *(pick(options, starts[orders.product[:, 0]] + orders.option[:, 0]), digits(orders.quantity.sum(axis=1))),
        *(view.tracking(""), view.carriers(), memo(words.memo_lines, orders.draw // 211, 15, csv=False)),
        *(where(orders.draw // 307 % 40 == 0, "重点客户"), money(state.refund), view.sent_at()),
        *(view.moments.text(fates.paid + 2 * DAY, state.paid), view.moments.text(fates.received, state.received)),
        *(settled, "0", where(orders.balance_at > 0, "是", "否"), ids),
    )
    return table(dict(zip(HEADER, cells, strict=True)))


class Workbook:
    """A workbook written row by row, in little memory, without a trace of the day on which it was made.

    Rows wait in the folder ``scratch`` until ``close``, which raises ``OSError`` when the file cannot be written.
    """

    def __init__(self, path: Path, scratch: Path, created: datetime) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(scratch)})
        self._book.set_properties({"created": created})
        self._sheet = self._book.add_worksheet("订单报表")
        self._rows = 0
        self._write(HEADER, frozenset())

    def append(self, frame: pl.DataFrame) -> None:
        """Add the rows of a report."""
        numbers = frozenset(index for index, name in enumerate(HEADER) if name in NUMBERS)
        for cells in frame.iter_rows():
            self._write(cells, numbers)

    def close(self) -> None:
        """Finish the file."""
        try:
            self._book.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error

    def _write(self, cells: tuple[str, ...], numbers: frozenset[int]) -> None:
        for column, cell in enumerate(cells):
            if not cell:
                continue
            if column in numbers:
                # Two decimals survive the binary fraction that a workbook stores: it is printed shortest.
                self._sheet.write_number(self._rows, column, float(cell))
            else:
                self._sheet.write_string(self._rows, column, cell)
        self._rows += 1
