"""What platforms say beside the money: deposits, gifts, price protection, closed orders of which a part went back."""

from __future__ import annotations

DOUYIN = "主订单编号,子订单编号,选购商品,商品数量,商品金额,订单应付金额,订单提交时间,支付完成时间,订单状态,售后状态\n"
YOUZAN = "订单号,订单状态,订单创建时间,买家付款时间,订单实付金额,买家昵称,订单退款状态,订单已退款金额\n"
PINDUODUO = "订单号,订单状态,商品,商家实收金额(元),商品数量(件),订单成交时间,售后状态\n"
TIKTOK = "Order ID,Order Status,SKU ID,Product Name,Quantity,Order Amount,Order Refund Amount,Created Time,Paid Time\n"


def test_a_price_protection_is_no_refund_of_the_whole_and_a_deposit_no_purchase(shop):
    rows = (
        '="6901",="69011",茶,2,50.00,"1,100.00",2025-10-01 10:00:00,2025-10-01 10:01:00,已完成,-\n'
        '="6901",="69012",赠品,1,0.00,0.00,2025-10-01 10:00:00,2025-10-01 10:01:00,已完成,-\n'
        '="6902",="69021",茶盘,1,200.00,200.00,2025-10-02 10:00:00,2025-10-02 10:01:00,已付定金，待付尾款,-\n'
        '="6903",="69031",茶杯,3,10.00,30.00,2025-10-03 10:00:00,2025-10-03 10:01:00,备货中,价保退款成功\n'
    )
    answer = shop.keeps("1130.00", shop.file("orders.csv", (DOUYIN + rows).encode("gb18030")), orders=2)
    assert "价保退款成功" in answer.notes["status_undecided"]


def test_of_a_closed_order_went_back_what_the_export_says(shop):
    rows = (
        "E1,已关闭,2025-10-01 10:00:00,2025-10-01 10:01:00,100.00,ann,部分退款,40.00\n"
        "E2,已关闭,2025-10-02 10:00:00,2025-10-02 10:01:00,100.00,ann,全额退款,100.00\n"
        "E3,已关闭,2025-10-03 10:00:00,——,100.00,bob,——,——\n"
        "E4,已完成,2025-10-04 10:00:00,2025-10-04 10:01:00,100.00,bob,——,0.00\n"
    )
    answer = shop.keeps("160.00", shop.file("orders.csv", YOUZAN + rows), orders=2)
    assert "60.00" in answer.notes["refund_in_part"]


def test_a_part_is_no_whole_though_the_status_says_refunded(shop):
    rows = (
        "251001-1,已签收，退款成功,茶,60.00,1,2025-10-01 10:00:00,退款成功（部分）\n"
        "251001-2,已签收，退款成功,茶,60.00,1,2025-10-02 10:00:00,退款成功\n"
    )
    answer = shop.keeps("60.00", shop.file("orders.csv", PINDUODUO + rows), orders=1)
    assert "60.00" in answer.notes["status_undecided"]


def test_refunds_that_differ_on_the_rows_of_an_order_are_added_and_reported(shop):
    rows = (
        "5760001,Completed,1,Tea,1,24.00,10.00,13/10/2025 10:00:00,13/10/2025 10:01:00\n"
        "5760001,Completed,2,Cup,1,24.00,5.00,13/10/2025 10:00:00,13/10/2025 10:01:00\n"
    )
    answer = shop.keeps("9.00", shop.file("orders.csv", TIKTOK + rows), orders=1)
    assert "5.00" in answer.notes["refunds_added"]


def test_an_unknown_word_is_reported_though_the_order_has_a_line_of_a_known_one(shop):
    rows = (
        "6901,69011,茶,1,50.00,50.00,2025-10-01 10:00:00,2025-10-01 10:01:00,打包中,-\n"
        "6901,69012,杯,1,20.00,20.00,2025-10-01 10:00:00,2025-10-01 10:01:00,已完成,-\n"
    )
    loaded = shop.load(shop.file("orders.csv", DOUYIN + rows))
    assert "50.00" in loaded.notes["status_unknown"]
    for command in ("files", "trend"):
        assert "打包中" in shop.ask(command, "--store", shop.store).notes["status_unknown"]


def test_an_unknown_word_without_a_payment_is_reported_by_the_load_too(shop):
    orders = (
        "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间 \n"
        "1,ann,5.00,5.00,封存,2025-10-01 10:00:00,\n"
    )
    note = shop.load(shop.file("orders.csv", orders)).notes["status_unpaid"]
    assert "封存" in note and "5.00 due" in note
