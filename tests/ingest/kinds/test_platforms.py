"""Order exports of other platforms, as the box reads them: states, lines and refunds, each in its own form."""

from __future__ import annotations

import csv
import io

import pytest


def table(*rows: dict[str, str], end: str = "") -> str:
    """Rows under the headers that any of them has; ``end`` stands behind each cell, as some platforms write it."""
    headers = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows([[row.get(name, "") + end for name in headers] for row in rows])
    return out.getvalue()


def pdd(number: int, state: str, after: str, **cells: str) -> dict[str, str]:
    day = f"2025-03-{number:02d} 09:30"
    return {
        "商品": "竹纤维毛巾", "订单号": f"2503{number:02d}-11{number:013d}", "订单状态": state, "商品总价(元)": "35.00",
        "商家实收金额(元)": "32.50", "商品数量(件)": "1", "支付时间": day, "拼单成功时间": day, "售后状态": after,
        **cells,
    }  # fmt: skip


def test_pinduoduo(shop):
    rows = [
        pdd(1, "已签收", "无售后或售后取消"), pdd(2, "已发货，待收货", "无售后或售后取消"), pdd(3, "已收货",
        "退款成功"),
        pdd(4, "未发货，退款成功", "退款成功"), pdd(5, "待支付", "", 支付时间=""), pdd(6, "已取消", "", 支付时间=""),
    ]  # fmt: skip
    file = shop.file("拼多多.csv", table(*rows, end="\t"))
    shop.keeps("65.00", file, orders=2)
    assert "this export has no buyer column" in shop.load(file).notes["no_buyer_column"], (
        "nothing can be ticked to have one"
    )
    older = [{name: cell for name, cell in row.items() if name != "拼单成功时间"} for row in rows[:2]]
    shop.keeps("65.00", shop.file("older.csv", table(*older)), orders=2)


def douyin(order: int, line: int, amount: str, state: str, after: str, **cells: str) -> dict[str, str]:
    day = f"2025-04-{order:02d} 20:0{line}:00"
    return {
        "主订单编号": f"69{order:017d}", "子订单编号": f"69{order:015d}{line:02d}", "选购商品": "手工牛轧糖",
        "商品规格": f"{line}00g", "商品数量": "1", "商家编码": f"NZ{line}", "商品单价": amount, "订单应付金额": amount,
        "省": "四川省", "市": "成都市", "订单提交时间": f"2025-04-{order:02d} 20:00:00", "支付完成时间": day,
        "APP渠道": "抖音",
        "订单状态": state, "售后状态": after, **cells,
    }  # fmt: skip


DOUYIN = [
    douyin(1, 1, "1,280.00", "已完成", "-"), douyin(1, 2, "20.00", "已完成", "退款成功"),
    douyin(2, 1, "50.00", "已关闭", "同意退款，退款成功"), douyin(3, 1, "45.00", "已关闭", "-", 支付完成时间=""),
    douyin(4, 1, "60.00", "已发货", "-"),
]  # fmt: skip
CASES = [
    {"售后单号": "S1", "订单号": DOUYIN[1]["主订单编号"], "商品单号": DOUYIN[1]["子订单编号"], "商品名称": "手工牛轧糖",
     "退商品金额（元）": "20.00", "售后状态": "同意退款，退款成功", "售后申请时间": "2025-04-05 10:00:00",
     "用户到账时间": "2025-04-06 10:00:00"},
    {"售后单号": "S2", "订单号": DOUYIN[4]["主订单编号"], "商品单号": DOUYIN[4]["子订单编号"], "商品名称": "手工牛轧糖",
     "退商品金额（元）": "60.00", "售后状态": "售后关闭", "售后申请时间": "2025-04-08 10:00:00", "用户到账时间": ""},
]  # fmt: skip


@pytest.mark.parametrize("turn", [1, -1])
def test_douyin_with_its_after_sale_export_before_or_after(shop, turn):
    files = [
        shop.file("orders.csv", "\ufeff" + table(*DOUYIN, end="\t")),
        shop.file("cases.csv", table(*CASES, end="\t")),
    ]
    shop.keeps("1340.00", files[0], orders=2)
    for file in files[::turn]:
        shop.load(file)
    shop.keeps("1340.00", "--store", shop.store, orders=2)


def test_kuaishou(shop):
    def row(number: int, state: str, after: str) -> dict[str, str]:
        day = f"2025-05-{number:02d} 12:00:00"
        return {
            "订单号": f"25{number:014d}", "订单创建时间": day, "订单支付时间": day, "订单状态": state,
            "实付款": "¥18.80",
            "成交数量": "1", "售后状态": after, "订单载体": "直播间", "商品名称": "香菇脆", "CPS达人ID": "",
        }  # fmt: skip

    rows = [
        row(1, "交易成功", ""),
        row(2, "已收货", ""),
        row(3, "交易成功", "退款成功"),
        row(4, "交易关闭", "退款成功"),
    ]
    shop.keeps("37.60", shop.file("快手.csv", table(*rows)), orders=2)


def test_xiaohongshu(shop):
    def row(number: int, article: str, amount: str, state: str, after: str = "") -> dict[str, str]:
        day = f"2025-05-{number:02d} 12:00:00"
        return {
            "订单号": f"P{number:09d}", "订单状态": state, "售后状态": after, "小红书编码": article,
            "SKU名称": f"香薰{article}",
            "SKU件数": "1", "用户编号": f"u{number % 2}", "商家应收金额(元)（支付金额）": amount, "支付时间": day,
            "订单创建时间": day,
        }  # fmt: skip

    rows = [
        row(1, "a", "120.00", "已完成"), row(1, "gift", "0.00", "已完成"), row(2, "a", "80.00", "已完成", "售后完成"),
        row(3, "b", "60.00", "已取消"), row(4, "c", "40.00", "已发货"), row(4, "d", "40.00", "已发货"),
    ]  # fmt: skip
    answer = shop.keeps("280.00", shop.file("小红书.csv", table(*rows)), orders=3, customers=2)
    assert "80.00" in answer.notes["status_undecided"]


def test_wechat_shop(shop):
    def row(number: int, article: str, total: str, state: str, back: str, paid: bool = True) -> dict[str, str]:
        day = f"2025-05-{number:02d} 12:00:00"
        return {
            "订单号": f"37{number:017d}", "订单下单时间": day, "订单状态": state, "订单实际支付金额": total,
            "支付时间": day if paid else "", "商品名称": article, "商品实际价格(单件)": "30.00", "商品数量": "1",
            "商品售后": "退款完成" if float(back) else "无", "商品已退款金额": back,
        }  # fmt: skip

    rows = [
        row(1, "茶", "90.00", "已完成", "30.00"), row(1, "杯", "90.00", "已完成", "0.00"), row(1, "匙", "90.00",
        "已完成", "10.00"),
        row(2, "茶", "40.00", "待付款", "0.00", paid=False), row(3, "茶", "30.00", "已发货", "0.00"),
    ]  # fmt: skip
    answer = shop.keeps("80.00", shop.file("微信.csv", table(*rows)), orders=2)
    assert "lines_unclear" not in answer.notes, "the export is known to repeat the total"
    equal = [row(5, "茶", "90.00", "已完成", "10.00") for _ in range(3)]
    shop.keeps("60.00", shop.file("一样.csv", table(*equal)), orders=1)


def test_jd(shop):
    def row(number: int, article: str, total: str, state: str) -> dict[str, str]:
        return {
            "订单号": f"3{number:011d}", "商品ID": article, "商品名称": f"铁锅{article}", "订购数量": "1",
            "下单时间": f"2025-05-{number:02d} 12:00:00", "京东价": "50.00", "订单金额": total, "应付金额": total,
            "订单状态": state, "下单帐号": f"jd_{number}", "客户地址": "江苏苏州",
            "付款确认时间": f"2025-05-{number:02d} 12:01:00",
        }  # fmt: skip

    rows = [
        row(1, "1", "150.00", "完成"), row(1, "2", "150.00", "完成"), row(2, "1", "80.00", "等待出库"),
        row(3, "1", "200.00", "(删除)等待出库"), row(4, "1", "25.00", "(锁定)等待出库"), row(5, "1", "70.00", "已取消"),
    ]  # fmt: skip
    answer = shop.keeps("255.00", shop.file("京东.csv", table(*rows).encode("gb18030")), orders=3, customers=3)
    assert "25.00" in answer.notes["status_undecided"]


def test_youzan(shop):
    def row(number: int, state: str, after: str, back: str) -> dict[str, str]:
        day = f"2025-05-{number:02d} 12:00:00"
        return {
            "订单号": f"E{number:016d}", "订单状态": state, "订单创建时间": day, "买家付款时间": day,
            "应收订单金额": "100.00",
            "订单实付金额": "100.00", "全部商品名称": "龙井", "买家昵称": "小五", "买家手机号": "13800000001",
            "订单退款状态": after, "订单已退款金额": back, "分销员": "——",
        }  # fmt: skip

    rows = [
        row(1, "交易完成", "退款成功（部分退款）", "30.00"), row(2, "交易关闭", "退款成功（全额退款）", "100.00"),
        row(3, "已发货", " ", " "), row(4, "已发货", "——", "——"),
    ]  # fmt: skip
    shop.keeps("270.00", shop.file("有赞.csv", table(*rows)), orders=3, customers=1)


def test_prestashop_in_its_own_money(shop):
    def row(number: int, total: str, state: str) -> dict[str, str]:
        return {
            "ID": str(number), "Reference": f"REF{number}", "New client": "1", "Customer": f"J. D{number}",
            "Total": total,
            "Payment": "Bank wire", "Status": state, "Date": f"2025-03-{number:02d} 10:00:00",
        }  # fmt: skip

    rows = [row(1, "61,80 €", "Payment accepted"), row(2, "1 200,00 €", "Canceled"), row(3, "20,00 €", "Delivered")]
    answer = shop.keeps("81.80", shop.file("orders.csv", table(*rows)), orders=2)
    assert answer.facts["currency"] == "EUR"


def test_shopify(shop):
    def first(number: int, state: str, total: str, back: str = "0.00", **cells: str) -> dict[str, str]:
        day = f"2025-05-{number:02d} 12:00:00 +0800"
        paid = "" if state in ("pending", "voided") else day
        return {
            "Name": f"#10{number:02d}", "Email": f"B{number % 2}@shop.test", "Financial Status": state, "Paid at": paid,
            "Currency": "USD", "Total": total, "Created at": day, "Lineitem quantity": "1", "Lineitem name": "Mug",
            "Lineitem price": "20.00", "Lineitem sku": "MUG", "Refunded Amount": back, **cells,
        }  # fmt: skip

    def further(number: int, dated: bool = True) -> dict[str, str]:
        day = f"2025-05-{number:02d} 12:00:00 +0800" if dated else ""
        return {
            "Name": f"#10{number:02d}", "Created at": day, "Lineitem quantity": "2", "Lineitem name": "Tea",
            "Lineitem price": "7.50", "Lineitem sku": "TEA",
        }  # fmt: skip

    rows = [
        first(1, "paid", "35.00"), further(1),
        first(2, "partially_refunded", "35.00", "15.00"), further(2, dated=False),
        first(3, "refunded", "35.00", "35.00"), further(3), first(4, "pending", "20.00"), first(5, "voided", "20.00"),
        first(6, "paid", "20.00", Email=""),
    ]  # fmt: skip
    file = shop.file("orders_export.csv", table(*rows))
    shop.keeps("75.00", file, orders=3, customers=2)
    answer = shop.keeps("75.00", file, orders=3)
    assert answer.facts["currency"] == "USD"
    assert float(answer.rows[0]["refund_rate"]) == 0.4, "50.00 of 125.00 went back"
    assert not {"quarantined", "lines_unclear", "lines_added"} & set(answer.notes), answer.notes


def test_woocommerce_by_its_export_plugin(shop):
    def row(number: int, article: str, state: str, total: str, back: str = "0.00") -> dict[str, str]:
        return {
            "Order Number": str(700 + number), "Order Status": state, "Order Date": f"2025-05-{number:02d} 12:00",
            "Email (Billing)": f"b{number}@shop.test", "SKU": article[:2], "Name": article, "Quantity": "1",
            "Item Cost": "12.00", "Order Refund Amount": back, "Order Total Amount": total,
        }  # fmt: skip

    rows = [
        row(1, "Soap", "Completed", "29.00"), row(1, "Brush", "Completed", "29.00"),
        row(2, "Soap", "Processing", "17.00"),
        row(3, "Soap", "Completed", "29.00", "12.00"), row(3, "Brush", "Completed", "29.00", "12.00"),
        row(4, "Soap", "Cancelled", "17.00"), row(5, "Soap", "Refunded", "17.00", "17.00"),
        row(6, "Soap", "Failed", "17.00"),
    ]  # fmt: skip
    answer = shop.keeps("63.00", shop.file("orders.csv", table(*rows)), orders=3, customers=3)
    assert not {"lines_unclear", "lines_added"} & set(answer.notes)
    equal = [row(7, "Soap", "Completed", "36.00", "12.00") for _ in range(3)]
    shop.keeps("24.00", shop.file("equal.csv", table(*equal)), orders=1)


def test_amazon_without_buyers(shop):
    def row(number: int, article: str, price: str, state: str) -> dict[str, str]:
        return {
            "amazon-order-id": f"{number:03d}-0000000-000000{number}",
            "purchase-date": f"2025-05-{number:02d}T08:04:21+00:00",
            "order-status": state, "product-name": article, "sku": article[:2], "quantity": "1", "currency": "USD",
            "item-price": price,
        }  # fmt: skip

    rows = [
        row(1, "Lamp", "40.00", "Shipped"), row(1, "Bulb", "6.50", "Shipped"), row(2, "Lamp", "40.00", "Unshipped"),
        row(3, "Lamp", "", "Cancelled"), row(4, "Bulb", "6.50", "Shipped - Delivered to Buyer"),
    ]  # fmt: skip
    text = table(*rows).replace(",", "\t")
    answer = shop.keeps("93.00", shop.file("orders.txt", text), orders=3)
    assert answer.facts["currency"] == "USD"


def test_an_article_of_amazon_that_was_cancelled_counts_nothing(shop):
    rows = [
        {
            "amazon-order-id": f"00{number}-0000000-0000001", "purchase-date": "2025-05-02T08:04:21+00:00",
            "order-status": state, "product-name": article, "item-status": line, "quantity": "1", "currency": "USD",
            "item-price": price,
        }
        for number, state, article, line, price in [
            (1, "Shipped", "Lamp", "Shipped", "40.00"), (1, "Shipped", "Bulb", "Cancelled", "6.50"),
            (2, "Pending", "Lamp", "Unshipped", "40.00"), (3, "Cancelled", "Bulb", "Cancelled", "6.50"),
        ]
    ]  # fmt: skip
    shop.keeps("40.00", shop.file("orders.txt", table(*rows).replace(",", "\t")), orders=1)
