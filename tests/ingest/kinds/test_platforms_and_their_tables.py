"""Tables of platforms beside their orders, and platforms whose rows have a form of their own."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from tests.ingest.kinds.test_platforms import table
from tests.ingest.load_case import ask

from crmkit.ingest.headers.dialect import shipped

YOUZAN_59 = (
    "订单号,归属店铺,订单类型,订单状态,推广方式,订单来源,订单创建时间,买家付款时间,交易成功时间,付款方式,"
    "外部支付流水号,支付流水号,商品金额合计,运费,店铺优惠合计,支付营销优惠,应收订单金额,订单实付金额,店铺优惠方式,全部商品名称,商品种类数,订单配送方式,"
    "预约同城送达时间/预约自提时间,收货人/提货人,收货人手机号/提货人手机号,收货人省份,收货人城市,收货人地区,详细收货地址/提货地址,"
    "买家备注,订单星级,买家昵称,买家是否会员,买家手机号,下单网点,订单退款状态,订单已退款金额,商家订单备注,优惠券码名称,入住时间,"
    "团长订单,订单风险标签,销售导购,专属导购,分销员,分销员手机号"
)
YOUZAN_61 = (
    "订单号,销售渠道,归属店铺,订单类型,订单状态,推广方式,订单来源,订单创建时间,买家付款时间,交易成功时间,付款方式,支付流水号,"
    "商品金额合计,运费,店铺优惠合计,应收订单金额,订单实付金额,支付优惠合计,订单实收金额,订单抵用积分数,全部商品名称,商品种类数,"
    "收货人省份,收货人城市,买家昵称,买家是否会员,买家手机号,收银员,分销员,销售导购,订单退款状态,订单已退款金额,商家订单备注,"
    "团长订单,订单风险标签,分销员,分销员手机号"
)
YOUZAN_OLD = "订单号,订单状态,订单创建时间,买家付款时间,订单实付金额,买家昵称,买家手机号,订单退款状态,订单已退款金额"


def wide(header: str, *rows: dict[str, str], nothing: str = "") -> str:
    """Rows under a header as the platform writes it, even where a name stands there twice."""
    names = header.split(",")
    return "\n".join([header, *(",".join(row.get(name, nothing) for name in names) for row in rows)]) + "\n"


def book(*rows: dict[str, str]) -> bytes:
    """The same table as a workbook, empty cells really empty."""
    headers = list(dict.fromkeys(name for row in rows for name in row))
    made, out = openpyxl.Workbook(), io.BytesIO()
    made.active.append(headers)
    for row in rows:
        made.active.append([row.get(name) or None for name in headers])
    made.save(out)
    return out.getvalue()


def youzan(number: int, state: str, after: str, back: str, **cells: str) -> dict[str, str]:
    day = f"2025-05-{number:02d} 12:00:00"
    return {
        "订单号": f"E{number:016d}", "订单状态": state, "订单创建时间": day, "买家付款时间": day,
        "应收订单金额": "110.00", "订单实付金额": "100.00", "全部商品名称": "龙井", "买家昵称": "小五",
        "买家手机号": "13800000001", "订单退款状态": after, "订单已退款金额": back, **cells,
    }  # fmt: skip


YOUZAN = [
    youzan(1, "交易完成", "退款成功（部分退款）", "30.00"), youzan(2, "交易关闭", "退款成功（全额退款）", "100.00"),
    youzan(3, "已发货", "退款中", "——"), youzan(4, "待付款", "——", "——", 买家付款时间="——"),
    youzan(5, "交易关闭", "——", "——", 买家付款时间="——"), youzan(6, "交易完成", "退款成功（全额退款）", "——"),
    youzan(7, "待发货", "——", "——", 买家手机号="186******05", 买家昵称="小七"),
    youzan(8, "待发货", "——", "——", 买家手机号="186******05", 买家昵称="小八"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "nothing"), [(YOUZAN_OLD, "——"), (YOUZAN_59, " "), (YOUZAN_61, "")], ids=["old", "59", "61"]
)
def test_youzan_orders_in_every_layout(shop, header, nothing):
    rows = [{name: nothing if cell == "——" else cell for name, cell in row.items()} for row in YOUZAN]
    file = shop.file("有赞.csv", wide(header, *rows, nothing=nothing))
    shop.keeps("370.00", file, orders=4, customers=3)
    answer = shop.keeps("370.00", file, orders=4)
    assert answer.rows[0]["refund_rate"] == pytest.approx(230 / 600, abs=1e-6), (
        "30, 100 and 100 of six orders that were paid"
    )


YOUZAN_36 = (
    "订单号,外部订单号,订单商品状态,交易成功时间,商品名称,商品类型,商品目录,商品规格,规格编码,商品编码,商品单价,商品优惠方式,"
    "商品优惠后价格,商品数量,商品金额小计,店铺优惠（分摊）,商品实际成交金额,商品抵用积分数,商品留言,收货人/提货人,"
    "收货人手机号/提货人手机号,收货人省份,收货人城市,收货人地区,详细收货地址/提货地址,买家备注,商品发货状态,商品发货方式,"
    "商品发货物流公司,商品发货物流单号,发货员工,商品发货时间,商品退款状态,商品已退款金额,商家订单备注,周期购信息"
)
YOUZAN_37 = YOUZAN_36.replace("商品目录", "商品类目").replace("商品单价", "商品单价,商品成本价")


@pytest.mark.parametrize(
    ("header", "turn", "branch"), [(YOUZAN_36, 1, "总店"), (YOUZAN_37, -1, "总店"), (YOUZAN_37, 1, "——")]
)
def test_youzan_items_share_what_their_order_kept(shop, header, turn, branch):
    """The orders may name the branch that sold them; the items never do."""

    def line(order: int, article: str, paid: str, after: str = "——", back: str = "——") -> dict[str, str]:
        return {
            "订单号": f"E{order:016d}", "订单商品状态": "交易完成", "商品名称": article, "商品单价": "80.00",
            "商品数量": "1", "商品实际成交金额": paid, "商品退款状态": after, "商品已退款金额": back,
        }  # fmt: skip

    lines = [
        line(1, "龙井", "60.00", "退款成功", "20.00"), line(1, "茶杯", "30.00"), line(1, "茶盘", "10.00", "退款成功"),
        line(3, "龙井", "70.00"), line(3, "茶匙", "30.00", "退款关闭", "5.00"),
        line(6, "龙井", "100.00", "退款成功", "——"),
    ]  # fmt: skip
    files = [
        shop.file("orders.csv", wide(YOUZAN_61, *({**row, "归属店铺": branch} for row in YOUZAN), nothing="——")),
        shop.file("items.csv", wide(header, *lines, nothing="——")),
    ]
    shop.load(*files[::turn])
    shop.keeps("370.00", "--store", shop.store, orders=4)
    assert lines_of(shop.store) == [
        ("茶杯", "30.00"), ("龙井", "40.00"), ("茶匙", "30.00"), ("龙井", "70.00"),
    ]  # fmt: skip


def lines_of(store: Path) -> list[tuple[str, str]]:
    """The item lines that kept money, in the order of their orders and titles."""
    return [(item["title"], str(item["net"])) for item in ask(store, "items.sql") if item["net"]]


def test_youzan_customers_are_the_buyers_of_the_orders(shop):
    def customer(nick: str, phone: str, **cells: str) -> dict[str, str]:
        return {
            "客户姓名": "", "客户昵称": nick, "客户手机号": phone, "客户生日": "1990-05-06", "客户性别": "女",
            "免费等级": "金卡", "消费次数": "3", "消费金额": "300.00", "累计退款金额": "30.00",
            "上次消费时间": "2025-05-06 12:00:00", "成为会员时间": "2024-01-01 10:00:00", **cells,
        }  # fmt: skip

    rows = [
        customer("小五", "13800000001"), customer("小七", "186******05"),
        customer("小八", "186******05", 客户性别="——", 消费次数="——"), customer("阿九", "——", 客户生日="——"),
    ]  # fmt: skip
    members = "".join(line + ",\n" for line in table(*rows).splitlines())  # a comma ends each line
    orders = shop.file("orders.csv", wide(YOUZAN_59, *YOUZAN, nothing="——"))
    (account,) = shop.load(shop.file("客户.csv", members)).rows
    assert account["rejected_lines"] == 0
    shop.load(orders)
    assert [(each["nick"], each["gender"], each["level"]) for each in ask(shop.store, "members.sql")] == [
        ("13800000001", "女", "金卡"), ("小七", "女", "金卡"), ("小八", None, "金卡"), ("阿九", "女", "金卡"),
    ]  # fmt: skip
    answer = shop.ask("profile", "--store", shop.store, "--where", "level=金卡")
    assert answer.code == 0, answer.err
    assert answer.fact("customers") == 3, "whose orders are here"


# ---- Shopify


def shopify(number: int, state: str, total: str, back: str = "0.00", **cells: str) -> dict[str, str]:
    day = f"2025-05-{number:02d} 12:00:00 +0800"
    paid = "" if state in ("pending", "voided", "authorized") else day
    return {
        "Name": f"#10{number:02d}", "Email": "", "Financial Status": state, "Paid at": paid, "Cancelled at": "",
        "Currency": "USD", "Total": total, "Created at": day, "Lineitem quantity": "1", "Lineitem name": "Mug",
        "Lineitem price": "20.00", "Refunded Amount": back, "Billing Phone": "", "Phone": "", **cells,
    }  # fmt: skip


def further(number: int, article: str, price: str) -> dict[str, str]:
    return {
        "Name": f"#10{number:02d}", "Created at": f"2025-05-{number:02d} 12:00:00 +0800", "Lineitem quantity": "1",
        "Lineitem name": article, "Lineitem price": price,
    }  # fmt: skip


SHOPIFY = [
    shopify(1, "paid", "35.00", Email="Ann@shop.test"), further(1, "Tea", "15.00"),
    shopify(2, "paid", "20.00", **{"Email": "ann@shop.test", "Cancelled at": "2025-05-03 09:00:00 +0800"}),
    shopify(3, "refunded", "20.00", "20.00", **{"Cancelled at": "2025-05-03 09:00:00 +0800"}),
    shopify(4, "pending", "20.00", **{"Cancelled at": "2025-05-05 09:00:00 +0800"}),
    shopify(5, "partially_refunded", "20.00", "5.00", Phone="'+15550001111"),
    shopify(6, "paid", "20.00", **{"Billing Phone": "+15550002222", "Phone": "+15550001111"}),
    shopify(7, "paid", "20.00"), shopify(8, "authorized", "20.00", Email="bo@shop.test"),
]  # fmt: skip


def test_shopify_cancelled_orders_keep_nothing_and_a_phone_stands_in_for_an_e_mail(shop):
    file = shop.file("orders_export.csv", table(*SHOPIFY))
    shop.keeps("90.00", file, orders=4, customers=2)
    answer = shop.keeps("90.00", file, orders=4)
    assert answer.rows[0]["refund_rate"] == pytest.approx(45 / 135, abs=1e-6)
    assert not {"quarantined", "lines_unclear", "status_undecided"} & set(answer.notes), answer.notes


def test_shopify_parts_in_one_zip(shop):
    path = shop.folder / "orders.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("orders_export_1.csv", table(*SHOPIFY[:4]))
        packed.writestr("orders_export_2.csv", table(*SHOPIFY[4:]))
    shop.keeps("90.00", path, orders=4, customers=2)


CUSTOMERS = {
    "old": "First Name,Last Name,Email,Company,Address1,Address2,City,Province,Province Code,Country,Zip,Phone,"
    "Accepts Marketing,Total Spent,{},Tags,Note,Tax Exempt",
    "new": "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address City,"
    "Default Address Province Code,Default Address Phone,Phone,Total Spent,{},Note,Tax Exempt,Tags",
}


@pytest.mark.parametrize(("generation", "count"), [("old", "Orders Count"), ("new", "Total Orders")])
def test_shopify_customers_are_the_buyers_of_the_orders(shop, generation, count):
    cells = {"City": "Ottawa", "Default Address City": "Ottawa", "Total Spent": "35.00", count: "1"}
    rows = [
        {"Email": "ANN@shop.test", **cells},
        {"Phone": "'+15550001111", **cells},
        {"Email": "zoe@shop.test", **cells},
    ]
    shop.load(shop.file("customers_export.csv", wide(CUSTOMERS[generation].format(count), *rows)))
    shop.load(shop.file("orders_export.csv", table(*SHOPIFY)))
    answer = shop.ask("profile", "--store", shop.store, "--where", "city=Ottawa")
    assert answer.code == 0, answer.err
    assert answer.fact("customers") == 2, "Ann by her e-mail, another by phone; Zoe has no order here"


# ---- WooCommerce, its own report


def test_woocommerce_analytics(shop):
    def row(number: int, day: int, state: str, net: str) -> dict[str, str]:
        return {
            "Date": f"2025-05-{day:02d} 12:00:00", "Order #": str(number), "N. Revenue (formatted)": "$99.00",
            "Status": state, "Customer": f"B{number} Low", "Customer type": "new", "Product(s)": "2× Soap",
            "Items sold": "2", "Coupon(s)": "", "Net sales": net,
        }  # fmt: skip

    rows = [
        row(1, 1, "completed", "30"), row(2, 2, "processing", "40.5"), row(2, 6, "processing", "-10.5"),
        row(3, 3, "refunded", "25"), row(3, 7, "refunded", "-25"), row(4, 4, "refunded", "8"),
        row(5, 5, "cancelled", "12"), row(6, 5, "pending", "12"),
    ]  # fmt: skip
    answer = shop.keeps("60.00", shop.file("orders.csv", table(*rows)), orders=2, customers=2)
    assert not {"return_unexplained", "return_of_nobody", "quarantined"} & set(answer.notes), answer.notes


# ---- 1688


def ali(number: int, state: str, total: str, *goods: tuple[str, str, str], **cells: str) -> list[dict[str, str]]:
    """An order: what is said of it stands on its first row alone."""
    day = f"2025-05-{number:02d} 12:00:00"
    first = {
        "订单编号": f"25{number:016d}", "买家公司名": "某某商行", "买家会员名": f"商行{number % 2}",
        "卖家会员名": "本厂", "货品总价(元)": "999.00", "运费(元)": "8.00", "涨价或折扣(元)": "-3.00",
        "实付款(元)": total, "订单状态": state, "订单创建时间": day, "订单付款时间": day, **cells,
    }  # fmt: skip
    lines = [{"货品标题": title, "单价(元)": price, "数量": count, "单位": "件"} for title, price, count in goods]
    return [first | lines[0], *({"订单编号": ""} | line for line in lines[1:])]


ALI = [
    *ali(1, "交易成功", "305.00", ("棉布", "2.50", "100"), ("纽扣", "0.05", "1000")),
    *ali(2, "等待买家确认收货", "80.00", ("棉布", "2.00", "40")),
    *ali(3, "交易关闭", "60.00", ("棉布", "2.00", "30"), ("线", "1.00", "1")),
    *ali(4, "交易关闭", "60.00", ("棉布", "2.00", "30"), 订单付款时间=""),
    *ali(5, "等待买家付款", "60.00", ("棉布", "2.00", "30"), 订单付款时间=""),
    *ali(6, "退款中", "40.00", ("棉布", "2.00", "20")),
]


@pytest.mark.parametrize("form", ["utf-8", "wide", "book"])
def test_1688(shop, form):
    text = table(*ALI).replace("(元)", "（元）" if form == "wide" else "(元)")
    content = book(*ALI) if form == "book" else text.encode()
    path = shop.file("1688.xlsx" if form == "book" else "1688.csv", content)
    shop.keeps("425.00", path, orders=3, customers=2)
    answer = shop.keeps("425.00", path, orders=3)
    assert "40.00" in answer.notes["status_undecided"]
    assert answer.rows[0]["refund_rate"] == pytest.approx(60 / 485, abs=1e-6)
    shop.load(path)
    assert lines_of(shop.store)[:2] == [("棉布", "254.17"), ("纽扣", "50.83")]


def test_a_row_below_a_damaged_one_is_nobodys_line(shop):
    rows = [dict(row) for row in ALI]
    rows[0]["实付款(元)"] = "三百"
    answer = shop.load(shop.file("1688.csv", table(*rows)))
    assert answer.rows[0]["rejected_lines"] == 2, "the second row belonged to the order that could not be read"
    shop.keeps("120.00", "--store", shop.store, orders=2)


def test_1688_cells_on_every_row(shop):
    rows = []
    for row in ALI:
        rows.append({**rows[-1], **{name: cell for name, cell in row.items() if cell}} if not row["订单编号"] else row)
    shop.keeps("425.00", shop.file("1688.csv", table(*rows)), orders=3, customers=2)


# ---- TikTok Shop


DESCRIBED = {
    "Order ID": "Platform unique order ID.", "Order Status": "Current order status.", "Quantity": "SKU sold quantity",
    "Order Amount": "The total amount, after discounts", "Created Time": "The time when the order is created",
    "Product Name": "Name, as listed",
}  # fmt: skip


def tiktok(number: int, article: str, state: str, total: str, back: str = "", **cells: str) -> dict[str, str]:
    day = f"{number:02d}/05/2025 20:15:00"
    return {
        "Order ID": f"5768{number:014d}", "Order Status": state, "Seller SKU": article[:3], "Product Name": article,
        "Quantity": "1", "SKU Unit Original Price": "12.00", "Order Amount": total, "Order Refund Amount": back,
        "Created Time": day, "Paid Time": "" if state in ("Unpaid", "Belum dibayar") else day, "Cancelled Time": "",
        "Buyer Username": f"user{number % 2}", **cells,
    }  # fmt: skip


def tiktok_rows(*, unpaid: str = "Unpaid", canceled: str = "Canceled") -> list[dict[str, str]]:
    gone = {"Cancelled Time": "09/05/2025 08:00:00"}
    return [
        DESCRIBED,
        tiktok(1, "Cup", "Completed", "36.50"), tiktok(1, "Lid", "Completed", "36.50"),
        tiktok(2, "Cup", "Shipped", "24.00", "12.00"), tiktok(2, "Lid", "Shipped", "24.00", "12.00"),
        tiktok(3, "Cup", canceled, "12.00", **gone), tiktok(4, "Cup", canceled, "12.00", **gone, **{"Paid Time": ""}),
        tiktok(5, "Cup", unpaid, "12.00"), tiktok(6, "Cup", "To ship", "12.00"),
        tiktok(7, "Cup", "Completed", "12.00", "12.00"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "end"), [({}, "\t"), ({"unpaid": "Belum dibayar", "canceled": "Dibatalkan"}, "")], ids=["en", "id"]
)
def test_tiktok_shop(shop, words, end):
    file = shop.file("All order.csv", "\ufeff" + table(*tiktok_rows(**words), end=end))
    answer = shop.keeps("60.50", file, orders=3, customers=2)
    assert answer.facts["data_to"] == "2025-05-06", "no day above the 12th, and yet the days come first"
    assert not {"lines_unclear", "quarantined", "status_unknown"} & set(answer.notes), answer.notes
    (account,) = shop.load(file).rows
    assert (account["header_lines"], account["rejected_lines"]) == (2, 0)


@pytest.mark.parametrize("kind", ["Return/Refund", "Refund", "Return and refund", "Pengembalian"])
@pytest.mark.parametrize("back", ["", "0"])
def test_tiktok_shop_says_that_something_went_back_and_not_how_much(shop, kind, back):
    rows = [
        tiktok(number, article, "Completed", total, amount, **{"Cancelation/Return Type": word})
        for number, article, total, amount, word in (
            (1, "Cup", "36.50", back, ""), (1, "Lid", "36.50", back, kind), (2, "Cup", "24.00", "12.00", kind),
            (3, "Cup", "10.00", "", ""), (4, "Cup", "5.00", back, "Cancel"),
        )
    ]  # fmt: skip
    answer = shop.keeps("63.50", shop.file("All order.csv", table(*rows)), orders=4, customers=2)
    note = answer.notes["status_undecided"]
    assert "1 order" in note and "36.50" in note and kind in note


def test_tiktok_shop_in_a_workbook(shop):
    file = shop.file("All order.xlsx", book(*tiktok_rows()))
    shop.keeps("60.50", file, orders=3, customers=2)
    (account,) = shop.load(file).rows
    assert (account["header_lines"], account["rejected_lines"]) == (2, 0)


def test_tiktok_shop_without_the_row_that_describes(shop):
    shop.keeps("60.50", shop.file("All order.csv", table(*tiktok_rows()[1:])), orders=3, customers=2)


def test_tiktok_shop_on_a_clock_of_twelve_hours(shop):
    """Where the month comes first, as in America, only a day above the 12th or the owner knows."""
    rows = tiktok_rows()
    for row in rows[1:]:
        for name in ("Created Time", "Paid Time", "Cancelled Time"):
            row[name] = re.sub("^(..)/(..)/2025 .*", r"\2/\1/2025 8:15:00 AM", row[name])
    file = shop.file("All order.csv", table(*rows))
    asked = shop.run("trend", file)
    assert asked.code == 3
    assert "--time-format" in asked.err
    shop.keeps("60.50", file, "--time-format", "%m/%d/%Y %I:%M:%S %p", orders=3)


# ---- Magento


def test_magento(shop):
    def row(number: int, state: str, total: str, back: str = "0.0000", **cells: str) -> dict[str, str]:
        return {
            "ID": f"{number:09d}", "Purchase Point": "Main Website\nMain Store\nDefault",
            "Purchase Date": f"May {number}, 2025 3:14:15 PM", "Bill-to Name": f"B{number} Low",
            "Ship-to Name": f"B{number} Low", "Grand Total (Base)": total, "Grand Total (Purchased)": total,
            "Status": state, "Customer Email": f"B{number % 2}@shop.test", "Total Refunded": back, **cells,
        }  # fmt: skip

    rows = [
        row(1, "Complete", "29.0000"), row(2, "Processing", "1029.5000", "29.5000"),
        row(3, "Closed", "40.0000", "40.0000"), row(4, "Closed", "40.0000", ""),
        row(5, "Canceled", "40.0000"), row(6, "Pending", "40.0000"),
        row(7, "Complete", "10.0000", **{"Customer Email": ""}), row(8, "Payment Review", "5.0000"),
    ]  # fmt: skip
    answer = shop.keeps("1039.00", shop.file("export.csv", table(*rows)), orders=3, customers=3)
    assert not {"quarantined", "status_unknown"} & set(answer.notes), answer.notes


# ---- any platform


LATER = [
    ([youzan(1, "待付款", "——", "——", 买家付款时间="——")], [youzan(1, "待发货", "——", "——")], "100.00"),
    ([youzan(2, "待发货", "——", "——")], [youzan(2, "交易完成", "退款成功（部分退款）", "30.00")], "70.00"),
    (ali(1, "等待卖家发货", "60.00", ("布", "60", "1")), ali(1, "交易关闭", "60.00", ("布", "60", "1")), None),
    ([tiktok(13, "Cup", "To ship", "12.00")], [tiktok(13, "Cup", "Completed", "12.00", "5.00")], "7.00"),
    (
        [shopify(1, "pending", "20.00", Currency="CNY")],
        [shopify(1, "partially_refunded", "20.00", "5.00", Currency="CNY")],
        "15.00",
    ),
]
"""An order in an earlier and in a later export of its platform, and what it keeps."""


@pytest.mark.parametrize("turn", [1, -1])
def test_the_later_state_of_two_exports_wins(shop, turn):
    may, june = (
        [shop.file(f"{month}{number}.csv", table(*rows)) for number, rows in enumerate(exports)]
        for month, exports in zip(("may", "june"), list(zip(*LATER, strict=True))[:2], strict=True)
    )
    for files in (may, june)[::turn]:
        shop.load(*files)
    found = sorted(str(order["net"]) for order in ask(shop.store, "qualifying.sql"))
    assert found == sorted(kept for _, _, kept in LATER if kept is not None)


def test_names_of_columns_in_another_case(shop):
    rows = [{name.upper(): cell for name, cell in row.items()} for row in SHOPIFY]
    shop.keeps("90.00", shop.file("orders_export.csv", table(*rows)), orders=4)


def test_every_dialect_names_its_evidence():
    unproven = [dialect.name for dialect in shipped() if not dialect.evidence]
    assert not unproven
