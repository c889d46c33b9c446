"""``items.csv``: the item report in its old layout (10 columns, every cell quoted), one row per line of an order."""

from __future__ import annotations

import numpy as np
import polars as pl

from crmkit.demo.cells import digits, money, pick, table
from crmkit.demo.fates import DONE
from crmkit.demo.orders import MOST_LINES
from crmkit.demo.view import STATUS_TEXTS, View

HEADER = (
    *("订单编号", "标题", "价格", "购买数量", "外部系统编号", "商品属性", "套餐信息", "备注", "订单状态", "商家编码"),
)


def item_report(view: View) -> pl.DataFrame:
    """The lines of all orders, an order's lines together.

    价格 is the list price before discounts, so lines add up to more than the order unless nothing was taken off.
    A returned line of a finished order is 交易关闭.
    """
    words, orders, state = view.words, view.orders, view.state
    product = orders.product.ravel()
    there = product >= 0
    product, option = product[there], orders.option.ravel()[there]
    order = np.repeat(np.arange(len(orders.number)), MOST_LINES)[there]
    first_line = np.tile(np.arange(MOST_LINES) == 0, len(orders.number))[there]
    closed = state.line_closed[order] & first_line & (state.status[order] == DONE)
    options = [text for entry in words.products for text in entry.options]
    offsets = np.cumsum([0, *(len(entry.options) for entry in words.products)])
    code = pick([entry.code for entry in words.products], product)
    cells = (
        pl.Series(orders.number[order]).cast(pl.String),
        pick([entry.title for entry in words.products], product),
        money(np.array([entry.price_fen for entry in words.products])[product]),
        digits(orders.quantity.ravel()[there]),
        code,
        pick(options, offsets[product] + option),
        *("", ""),
        pick(STATUS_TEXTS, np.where(closed, len(STATUS_TEXTS) - 1, state.status[order])),
        code,
    )
    return table(dict(zip(HEADER, cells, strict=True)))
