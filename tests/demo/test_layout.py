"""The files look like downloads of the platform, byte for byte where that matters."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from crmkit.demo import FILE_NAMES, ShopSummary

from .conftest import Rows

ORDERS_2017 = (
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,"
    "买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,"
    "联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,"
    "店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,"
    "特权订金订单id,是否上传合同照片,是否上传小票,是否代付,定金排名,修改后的sku,修改后的收货地址,"
    "异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易,退款金额,预约门店"
)
ITEMS_OLD = "订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码"
REFUNDS_OLD = (
    "退款编号,订单编号,支付宝交易号,订单付款时间,商品编码,退款完结时间,买家实际支付金额,宝贝标题,买家退款金额,"
    "手工退款/系统退款,是否需要退货,退款的申请时间,退款状态,货物状态,发货物流信息,客服介入状态,卖家真实姓名,"
    "卖家真实姓名(新),买家退款原因,买家退款说明,部分退款/全部退款"
)


def lines(shop: ShopSummary, name: str) -> list[str]:
    return (shop.folder / name).read_bytes().decode("gb18030").split("\n")


def test_order_report_has_the_46_native_headers_and_its_trailing_blanks(shop: ShopSummary) -> None:
    first = lines(shop, "orders.csv")[0]
    assert first == ORDERS_2017 + "\r"
    assert first.count(",") == 45


def test_item_and_refund_reports_have_the_old_native_headers(shop: ShopSummary) -> None:
    assert lines(shop, "items.csv")[0] == ",".join(f'"{name}"' for name in ITEMS_OLD.split(","))
    assert lines(shop, "refunds.csv")[0] == REFUNDS_OLD + "\r"
    assert REFUNDS_OLD.count(",") == 20


@pytest.mark.parametrize("name", [name for name in FILE_NAMES if name.endswith(".csv")])
def test_text_files_are_gb18030_and_nothing_else(shop: ShopSummary, name: str) -> None:
    raw = (shop.folder / name).read_bytes()
    raw.decode("gb18030", errors="strict")
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")


def test_some_buyer_writes_a_sign_that_gbk_does_not_have(shop: ShopSummary) -> None:
    with pytest.raises(UnicodeDecodeError):
        (shop.folder / "orders.csv").read_bytes().decode("gbk")


def test_every_order_line_begins_with_a_protected_id_and_ends_with_crlf(shop: ShopSummary) -> None:
    *body, end = lines(shop, "orders.csv")[1:]
    assert end == ""
    assert body
    assert all(re.match(r'="\d{18}",', line) and line.endswith("\r") for line in body)


def test_quirks_of_the_old_layout_are_there(table: Callable[[str], Rows]) -> None:
    rows = table("orders.csv")
    assert {row["卖家服务费"] for row in rows} == {"0元"}
    assert {row["联系电话 "] for row in rows} == {"'null"}
    assert all(row["联系手机"].startswith("'140") for row in rows)
    sent = [row["物流单号 "] for row in rows if row["物流单号 "]]
    assert sent and all(re.fullmatch(r"No:\d{15}", number) for number in sent)
    assert any("," in row["订单备注"] and row["订单备注"].startswith("'") for row in rows)
    assert any('"' in row["买家留言"] for row in rows)
    assert all(None not in row and None not in row.values() for row in rows), "a line is too long or too short"


def test_addresses_are_province_city_district_street_and_postcode(table: Callable[[str], Rows]) -> None:
    shape = re.compile(r"\S+ \S+[市] \S+[区市] (\S+号\S+室|\*{4})\(\d{6}\)")
    assert all(shape.fullmatch(row["收货地址 "]) for row in table("orders.csv"))


def test_titles_are_as_many_as_the_order_has_kinds(table: Callable[[str], Rows]) -> None:
    rows = table("orders.csv")
    assert all(len(row["宝贝标题 "].split("，")) == int(row["宝贝种类 "]) for row in rows)
    assert {row["宝贝种类 "] for row in rows} == {"1", "2", "3", "4"}


def test_recent_report_has_the_new_names_plain_ids_and_memos_with_line_breaks(table: Callable[[str], Rows]) -> None:
    rows = table("orders_recent.xlsx")
    new_names = "买家实付金额 商品标题 确认收货打款金额 含应开票给个人红包 商品属性SKU 商家备注 备注标签 应发货时间"
    assert {*new_names.split(), "支付单号", "买家会员昵称"} <= set(rows[0])
    assert not set(rows[0]) & {"买家会员名", "买家实际支付金额", "宝贝标题 ", "订单备注"}
    assert all(re.fullmatch(r"\d{18}", row["订单编号"]) for row in rows)
    assert any("\n" in row["商家备注"] for row in rows)
    assert not any(row["物流单号"].startswith("No:") for row in rows)


def test_no_real_person_can_be_meant(table: Callable[[str], Rows]) -> None:
    accounts = {row["买家支付宝账号"] for row in table("orders.csv")}
    assert all(text.startswith("140") or text.endswith("@example.com") or text.endswith("***") for text in accounts)
    phones = {row["联系手机"] for row in table("orders_recent.xlsx")}
    assert all(re.fullmatch(r"140(\d{8}|\*{4}\d{4})", phone) for phone in phones)
