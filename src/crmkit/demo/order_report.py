"""``orders.csv``: the order report in the layout of 2017 (46 columns, some headers with a trailing blank).

Bare cells, ids as ``="..."``, ``'`` before telephone numbers, ``No:`` before parcels, ``0元`` fees, ``null`` marks.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from crmkit.demo.cells import digits, join, money, pick, table, where
from crmkit.demo.view import View, memo

HEADER = (
    *("订单编号", "买家会员名", "买家支付宝账号", "买家应付货款", "买家应付邮费", "买家支付积分", "总金额", "返点积分"),
    *(
        "买家实际支付金额",
        "买家实际支付积分",
        "订单状态",
        "买家留言",
        "收货人姓名",
        "收货地址 ",
        "运送方式",
        "联系电话 ",
    ),
    *("联系手机", "订单创建时间", "订单付款时间 ", "宝贝标题 ", "宝贝种类 ", "物流单号 ", "物流公司", "订单备注"),
    *("宝贝总数量", "店铺Id", "店铺名称", "订单关闭原因", "卖家服务费", "买家服务费", "发票抬头", "是否手机订单"),
    *("分阶段订单信息", "特权订金订单id", "是否上传合同照片", "是否上传小票", "是否代付", "定金排名", "修改后的sku"),
    *("修改后的收货地址", "异常信息", "天猫卡券抵扣", "集分宝抵扣", "是否是O2O交易", "退款金额", "预约门店"),
)
STAGES = ("定金已付尾款未付", "定金和尾款都付")


def order_report(view: View) -> pl.DataFrame:
    """The cells of the report, commas and quotes already taken care of."""
    orders, state, faces = view.orders, view.state, view.faces
    # A deposit is paid at once; the payment time is that of the balance.
    stage = np.where(orders.balance_at > 0, state.paid, -1)
    cells = (
        *(join('="', view.order_ids(), '"'), faces.nicks(orders.buyer), faces.accounts(orders.buyer)),
        *(money(orders.goods), money(orders.postage), "0", money(orders.due), "0", money(state.net), "0"),
        *(view.status(), view.messages(csv=True), faces.names(orders.buyer)),
        *(faces.addresses(orders.buyer, postcode=True), "快递", "'null", join("'", faces.phones(orders.buyer))),
        *(view.moments.text(orders.created), view.moments.text(view.fates.paid, state.paid)),
        *(view.titles(), digits(orders.lines), view.tracking("No:"), view.carriers()),
        memo(view.words.memos, orders.draw // 211, 15, csv=True, mark="'"),
        *(digits(orders.quantity.sum(axis=1)), "0", "0", view.close_reason(), "0元", "0元"),
        *(where(orders.draw // 307 % 60 == 0, "个人"), where(orders.draw // 401 % 100 < 84, "手机订单")),
        *(pick(STAGES, stage), "", "否", "否", "否", "", "null", "null", "", ""),
        *(where(orders.draw // 503 % 20 == 0, digits(orders.draw // 601 % 400), "0"), "", money(state.refund), ""),
    )
    return table(dict(zip(HEADER, cells, strict=True)))
