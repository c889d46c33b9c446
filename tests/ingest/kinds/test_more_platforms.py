"""Exports of further platforms: items and customers, blank cells under an order, a row that explains the columns."""

from __future__ import annotations

import pytest
from tests.ingest.kinds.test_platforms import table


def test_youzan_items_beside_its_orders(shop):
    day = "2025-05-01 12:00:00"
    orders = [
        {"订单号": "E1", "订单状态": "交易完成", "订单创建时间": day, "买家付款时间": day, "订单实付金额": "50.00",
         "买家手机号": "13800000001", "订单退款状态": "退款成功（部分退款）", "订单已退款金额": "20.00",
         "归属店铺": "总店"},
    ]  # fmt: skip
    items = [
        {"订单号": "E1", "订单商品状态": "交易完成", "商品名称": name, "商品单价": paid, "商品数量": "1",
         "商品实际成交金额": paid, "商品退款状态": after, "商品已退款金额": back, "外部订单号": "——"}
        for name, paid, after, back in (
            ("龙井", "30.00", "——", "——"), ("茶杯", "20.00", "退款成功（全额退款）", "20.00"),
        )
    ]  # fmt: skip
    people = [
        {"客户姓名": "某", "客户手机号": "13800000001", "客户生日": "1990-03-08", "消费次数": "4", "消费金额": "200.00",
         "上次消费时间": day, "": ""},
        {"客户姓名": "某", "客户手机号": "13900000002", "客户生日": "——", "消费次数": "1", "消费金额": "9.00",
         "上次消费时间": "2024-01-01 08:00:00", "": ""},
    ]  # fmt: skip
    shop.load(shop.file("orders.csv", table(*orders)))
    shop.load(shop.file("items.csv", table(*items)))
    shop.load(shop.file("people.csv", table(*people)))
    shop.keeps("30.00", "--store", shop.store, orders=1, customers=1)
    told = shop.load(shop.file("people again.csv", table(*people)))
    assert [row["unchanged_lines"] for row in told.rows] == [2], "both people are known by their phones"


def test_shopify_customers_are_those_of_the_orders(shop):
    day = "2025-05-02 12:00:00 +0800"
    order = {
        "Name": "#1", "Email": "ANN@shop.test", "Financial Status": "paid", "Paid at": day, "Currency": "USD",
        "Total": "35.00", "Created at": day, "Lineitem quantity": "1", "Lineitem name": "Mug", "Cancelled at": "",
    }  # fmt: skip
    cancelled = order | {"Name": "#2", "Cancelled at": day}
    by_phone = order | {"Name": "#3", "Email": "", "Phone": "13900000002"}
    people = [
        {"First Name": "A", "Last Name": "B", "Email": "ann@shop.test", "Accepts Email Marketing": "yes",
         "Province": "Ontario", "Total Spent": "99.00", "Total Orders": "3"},
    ]  # fmt: skip
    told = shop.keeps("70.00", shop.file("orders.csv", table(order, cancelled, by_phone)), orders=2, customers=2)
    assert float(told.rows[0]["refund_rate"]) > 0, "the cancelled order had been paid"
    shop.load(shop.file("orders.csv", table(order)))
    shop.load(shop.file("customers.csv", table(*people)))
    assert shop.ask("profile", "--store", shop.store).fact("customers") == 1


@pytest.mark.parametrize("is_numbered", [True, False])
def test_1688_with_blank_cells_under_an_order(shop, is_numbered):
    def first(number: int, state: str, paid: str, article: str, back: str = "") -> dict[str, str]:
        day = f"2025-06-{number:02d} 10:00:00"
        return {
            "订单编号": f"18{number:016d}", "买家会员名": f"b{number}", "卖家会员名": "某厂", "货品总价(元)": paid,
            "实付款(元)": paid, "订单状态": state, "货品标题": article, "单价(元)": "5.00", "数量": "2",
            "退款状态": back,
            "订单创建时间": day, "订单付款时间": "" if state == "等待买家付款" else day,
        }  # fmt: skip

    def further(number: int, article: str) -> dict[str, str]:
        return {
            "订单编号": f"18{number:016d}" if is_numbered else "",
            "货品标题": article,
            "单价(元)": "7.00",
            "数量": "1",
        }

    rows = [
        first(1, "交易成功", "24.00", "红绳"), further(1, "纸箱"), further(1, "胶带"),
        first(2, "交易关闭", "10.00", "红绳"), first(3, "等待买家付款", "17.00", "红绳"), further(3, "纸箱"),
        first(4, "卖家已发货", "10.00", "红绳"), first(5, "交易成功", "10.00", "红绳", "退款成功"),
    ]  # fmt: skip
    told = shop.keeps("34.00", shop.file("1688.csv", table(*rows)), orders=2, customers=2)
    assert "quarantined" not in told.notes, told.notes
    assert shop.load(shop.file("1688.csv", table(*rows))).rows[0]["quarantined_lines"] == 0


def tiktok(order: int, article: str, state: str, total: str, back: str = "") -> dict[str, str]:
    day = f"{order + 12}/03/2025 10:00:00"
    return {
        "Order ID": f"57{order:016d}", "Order Status": state, "Order Substatus": state, "Product Name": article,
        "Seller SKU": article[:2], "Quantity": "1", "SKU Subtotal After Discount": "9.00", "Order Amount": total,
        "Order Refund Amount": back, "Created Time": day, "Paid Time": "" if state == "Unpaid" else day,
        "Cancelled Time": day if state == "Canceled" else "", "Buyer Username": f"u{order}",
    }  # fmt: skip


def test_tiktok_with_its_row_of_explanations(shop):
    told_twice = dict.fromkeys(tiktok(1, "", "", ""), "About this column.") | {
        "Order ID": "Platform unique order ID.", "Order Status": "Current order status.",
    }  # fmt: skip
    rows = [
        told_twice,
        tiktok(1, "Lamp", "Completed", "21.00"), tiktok(1, "Bulb", "Completed", "21.00"),
        tiktok(2, "Lamp", "To ship", "12.00"), tiktok(3, "Lamp", "Canceled", "12.00", "12.00"),
        tiktok(4, "Lamp", "Unpaid", "12.00"), tiktok(5, "Lamp", "Shipped", "12.00", "2.00"),
    ]  # fmt: skip
    told = shop.keeps("43.00", shop.file("tiktok.csv", "\ufeff" + table(*rows, end="\t")), orders=3, customers=3)
    assert not {"quarantined", "lines_unclear", "lines_added"} & set(told.notes), told.notes


def test_magento_says_closed_of_what_was_refunded(shop):
    def row(number: int, state: str, total: str, back: str = "0.00") -> dict[str, str]:
        return {
            "ID": f"{number:09d}", "Purchase Point": "Main Website", "Purchase Date": f"2025-03-{number:02d} 10:00:00",
            "Bill-to Name": "A", "Ship-to Name": "A", "Grand Total (Base)": f"${total}",
            "Grand Total (Purchased)": f"${total}", "Status": state, "Customer Email": f"b{number}@shop.test",
            "Total Refunded": f"${back}",
        }  # fmt: skip

    rows = [
        row(1, "complete", "1,200.00"), row(2, "closed", "50.00", "50.00"), row(3, "canceled", "9.00"),
        row(4, "processing", "30.00", "10.00"), row(5, "pending", "5.00"),
    ]  # fmt: skip
    told = shop.keeps("1220.00", shop.file("magento.csv", table(*rows)), orders=2, customers=2)
    assert told.fact("currency") == "USD"


def test_woocommerce_analytics_with_refunds_of_their_own(shop):
    def row(number: int, state: str, net: str, article: str = "1× Soap") -> dict[str, str]:
        return {
            "Date": f"2025-05-{number:02d} 12:00:00", "Order #": str(700 + number), "Status": state,
            "Customer": f"C {number}",
            "Customer type": "new", "Product(s)": article, "Items sold": "1", "Coupon(s)": "", "N. Revenue": net,
        }  # fmt: skip

    rows = [
        row(1, "completed", "29.00"), row(1, "completed", "-9.00"), row(2, "processing", "17.00"),
        row(3, "cancelled", "8.00"), row(4, "refunded", "12.00"), row(4, "refunded", "-12.00"),
    ]  # fmt: skip
    shop.keeps("37.00", shop.file("orders.csv", table(*rows)), orders=2, customers=2)
