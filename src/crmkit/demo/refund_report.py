"""``refunds.csv``: the refund report in its old layout (21 columns), one row per request for a refund."""

from __future__ import annotations

import numpy as np
import polars as pl

from crmkit.demo.cells import join, money, pick, quoted, table, where
from crmkit.demo.fates import AFTER_SENDING, AFTER_SUCCESS, BEFORE_SENDING, PARTLY, WITHDRAWN
from crmkit.demo.orders import Flags
from crmkit.demo.season import Ints
from crmkit.demo.view import View

HEADER = (
    *(
        "退款编号",
        "订单编号",
        "支付宝交易号",
        "订单付款时间",
        "商品编码",
        "退款完结时间",
        "买家实际支付金额",
        "宝贝标题",
    ),
    *("买家退款金额", "手工退款/系统退款", "是否需要退货", "退款的申请时间", "退款状态", "货物状态", "发货物流信息"),
    *("客服介入状态", "卖家真实姓名", "卖家真实姓名(新)", "买家退款原因", "买家退款说明", "部分退款/全部退款"),
)
OPEN, SUCCESS, CLOSED = "买家已经申请退款，等待卖家同意", "退款成功", "退款关闭"


def asked_rows(view: View, moment: Ints) -> Ints:
    """Which rows of ``view`` had asked for a refund at ``moment`` (one moment a row)."""
    return np.flatnonzero(view.fates.asked < moment)


def refund_report(view: View, settled: Flags) -> pl.DataFrame:
    """The requests of ``view``, all of whose orders have asked; ``settled`` ones are decided.

    买家退款金额 counts only where 退款状态 is 退款成功; there the sum per order is the order report's 退款金额.
    """
    orders, fates, kind = view.orders, view.fates, view.fates.kind
    granted = settled & (kind != WITHDRAWN)
    back = (kind == AFTER_SENDING) | (kind == AFTER_SUCCESS) | fates.returned_line
    wanted = np.where(kind == WITHDRAWN, orders.due, fates.refund)
    reasons = view.words.refund_reasons
    reason = np.where(kind == BEFORE_SENDING, 1, orders.draw // 701 % len(reasons))
    goods = np.where(view.state.received, 2, np.where(view.state.sent, 1, 0))
    cells = (
        join('="', pl.Series(orders.number // 10_000 * 10_000 + 7).cast(pl.String), '"'),
        join('="', view.order_ids(), '"'),
        join(view.payment_ids(), "\t"),
        view.moments.text(fates.paid),
        pick([product.code for product in view.words.products], orders.product[:, 0]),
        view.moments.text(fates.refunded, settled),
        money(orders.due),
        view.titles(),
        money(wanted),
        where(orders.draw // 809 % 4 == 0, "系统退款", "手工退款"),
        where(back, "是", "否"),
        view.moments.text(fates.asked),
        where(granted, SUCCESS, where(settled, CLOSED, OPEN)),
        pick(("买家未收到货", "买家未收到货", "买家已收到货"), goods),
        join(view.carriers(), where(view.state.sent, ":"), view.tracking("")),
        *("未介入", "林小禾", "林**"),
        pick([quoted(text) for text in reasons], reason),
        where(orders.draw // 907 % 5 == 0, quoted("已和客服说好,请尽快退"), "null"),
        where(kind == PARTLY, "部分退款", "全部退款"),
    )
    return table(dict(zip(HEADER, cells, strict=True)))
