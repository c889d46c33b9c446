"""A draft for an unknown file loads as it is and gives true money, or says exactly what is to be decided."""

from __future__ import annotations

import gzip
from decimal import Decimal

import pytest
from tests.ingest.drafts import Draft
from tests.ingest.load_case import fresh, keep, kept, write

import crmkit
from crmkit.errors import InputError, UsageError

SOLD = [("1", "anna", "2025-03-01 10:00:00", "12.50"), ("2", "bert", "2025-03-02 11:00:00", "20.00")]


@pytest.mark.parametrize(
    "header",
    [
        "Order_ID,Customer,Order Date,Total",
        "ORDER NO.,CLIENT NAME,PURCHASED AT,AMOUNT PAID (USD)",
        "sale-ref,shopper,sold_on,order value",
        "orderNumber,buyerEmail,createdAt,grandTotal",
        "Receipt #,Member ID,Transaction Date,Amount Charged",
        "Bestell-Nr.,Käufer,Bestellt am,Gesamtbetrag (€)",
        "N° commande,Client,Date de commande,Total TTC",
        "Nº pedido,Comprador,Fecha de pedido,Importe total",
        "交易单号,会员卡号,消费时间,实付款（元）",
        "订单 编号,客户名称,下单日期,订单实付金额(元)",
        "小票号,顾客,销售时间(北京时间),合计金额",
    ],
)
def test_likely_headers_in_many_spellings(tmp_path, header):
    draft = Draft(tmp_path, header, *(",".join(row) for row in SOLD))
    assert list(draft.columns) == ["order_id", "buyer", "created_at", "paid"]
    assert (draft.loads, draft.asks) == (True, [])
    assert draft.revenue() == Decimal("32.50")


def test_item_lines_that_repeat_the_total_of_their_order(tmp_path):
    lines = [
        f"A-{order},u{order % 3},2025-03-0{order},P{line},1,{10 * line},30" for order in (1, 2, 3, 4) for line in (1, 2)
    ]
    draft = Draft(tmp_path, "Ticket No,Member,When,Item,Qty,Unit Price,Order Total", *lines)
    assert 'rows = "line" ' in draft.text
    assert 'amounts = "order" ' in draft.text
    assert draft.revenue() == 4 * 30


def test_item_lines_with_money_of_their_own(tmp_path):
    lines = [
        f"A-{order},u{order % 3},2025-03-0{order},P{line},{line},{10},{10 * line}"
        for order in (1, 2, 3, 4)
        for line in (1, 2)
    ]
    draft = Draft(tmp_path, "Ticket No,Member,When,Item,Qty,Unit Price,Line Total", *lines)
    assert 'amounts = "line" ' in draft.text
    assert draft.revenue() == 4 * 30


def test_equal_amounts_on_all_lines_are_asked(tmp_path):
    lines = [f"A-{order},u{order % 3},2025-03-0{order},P{line},9.90" for order in (1, 2, 3, 4) for line in (1, 2)]
    draft = Draft(tmp_path, "Ticket No,Member,When,Item,Amount", *lines)
    assert draft.asks == ["decide_amounts"]
    assert draft.decide("amounts", '"order"').revenue() == Decimal("39.60")
    assert Draft(tmp_path, draft.file.read_text(encoding="utf-8")).decide("amounts", '"line"').revenue() == Decimal(
        "79.20"
    )


def test_semicolons_decimal_commas_and_days_before_months(tmp_path):
    lines = ["1;Anna;01.02.2025 10:00;1.120,00;abgeholt", "2;Bert;14.02.2025 11:30;20,50;geplatzt"]
    draft = Draft(tmp_path, "Bestellnummer;Kunde;Bestelldatum;Gesamtbetrag (EUR);Bestellstatus", *lines)
    for line in ('decimal = ","', 'time_format = "%d.%m.%Y %H:%M"', 'currency = "EUR"'):
        assert line in draft.text
    assert draft.asks == ["decide_status", "decide_status"]
    assert draft.decide("geplatzt", '"closed"').decide("abgeholt", '"paid"').revenue() == 1120


def test_a_day_that_may_be_a_month_is_asked_and_not_read(tmp_path):
    draft = Draft(tmp_path, "Order,Client,Sold On,Amount", "1,a,03/04/2025,5", "2,b,05/06/2025,6")
    assert (draft.loads, draft.asks) == (False, ["decide_day_order"])
    with pytest.raises(InputError, match="03/04/2025"):
        draft.revenue()
    assert draft.decide("time_format", '"%d/%m/%Y"').revenue() == 11


def test_a_dot_that_may_be_of_thousands_is_asked_and_not_read(tmp_path):
    draft = Draft(tmp_path, "Order;Client;Day;Betrag", "1;a;2025-03-01;1.500", "2;b;2025-03-02;2.250")
    assert (draft.loads, draft.asks) == (False, ["decide_decimal"])
    assert draft.decide("decimal", '","').revenue() == 3750


@pytest.mark.parametrize(("chosen", "revenue"), [("Total", 30), ("Grand Total", 34)])
def test_two_amounts_that_differ_are_never_chosen_between(tmp_path, chosen, revenue):
    draft = Draft(tmp_path, "Order,Client,Date,Total,Grand Total", "1,a,2025-03-01,10,12", "2,b,2025-03-02,20,22")
    assert (draft.loads, draft.asks) == (False, ["decide_amount"])
    with pytest.raises(UsageError, match="paid"):
        draft.revenue()
    draft.text = draft.text.replace(f'# paid = ["{chosen}"]', f'paid = ["{chosen}"]')
    assert draft.revenue() == revenue


@pytest.mark.parametrize(("key", "revenue"), [("price", 26), ("paid", 16)])
def test_a_price_is_of_a_unit_or_of_the_row(tmp_path, key, revenue):
    draft = Draft(tmp_path, "Order,Client,Date,Item,Qty,Price", "1,a,2025-03-01,Cup,2,10", "2,b,2025-03-02,Pot,1,6")
    assert (draft.loads, draft.asks) == (False, ["decide_price"])
    assert draft.decide(key, '["Price"]').revenue() == revenue


@pytest.mark.parametrize(("is_unit_price", "column"), [(True, "price"), (False, "paid")])
def test_an_article_bought_in_several_sizes_proves_what_its_price_is(tmp_path, is_unit_price, column):
    lines = [
        f"{article}{count},a,2025-03-01,P{article},{count},{article * (1 if is_unit_price else count)}"
        for article in (5, 6, 7)
        for count in (1, 2)
    ]
    draft = Draft(tmp_path, "Order,Client,Date,Item,Qty,Price", *lines)
    assert draft.columns[column] == "Price"
    assert draft.revenue() == 3 * (5 + 6 + 7)


def test_amounts_before_or_after_refunds_are_asked_unless_the_file_proves_it(tmp_path):
    header = "Order,Client,Date,Amount Paid,Amount Refunded"
    draft = Draft(tmp_path, header, "1,a,2025-03-01,12.00,0", "2,b,2025-03-02,24.00,4.00")
    assert draft.asks == ["decide_basis"]
    assert draft.decide("basis", '"net"').revenue() == 36
    proven = Draft(
        tmp_path, header, "1,a,2025-03-01,12.00,12.00", "2,b,2025-03-02,24.00,24.00", "3,c,2025-03-03,5.00,0"
    )
    assert (proven.asks, proven.revenue()) == ([], 5)
    assert 'basis = "gross"' in proven.text


def test_a_status_is_known_by_its_words_whatever_its_name(tmp_path):
    draft = Draft(tmp_path, "Order,Client,Date,Amount,Lage", "1,a,2025-03-01,5,completed", "2,b,2025-03-02,6,cancelled")
    assert (draft.columns["status"], draft.asks) == ("Lage", ["decide_status_column"])
    assert draft.revenue() == 5


def test_a_column_of_flags_is_not_passed_over_in_silence(tmp_path):
    draft = Draft(tmp_path, "Order,Client,Date,Amount,Paid", "1,a,2025-03-01,5,yes", "2,b,2025-03-02,6,no")
    assert draft.asks == ["decide_unlike"]
    draft.text = draft.text.replace("[status]", '[status]\nyes = "paid"\nno = "unpaid"')
    draft.text = draft.text.replace("[columns]", '[columns]\nstatus = "Paid"')
    assert draft.revenue() == 5


def test_a_state_of_a_country_is_no_status(tmp_path):
    lines = [f"{number},a,2025-03-0{number},5,{state}" for number, state in enumerate(["CA", "NY", "TX"], start=1)]
    assert "status" not in Draft(tmp_path, "Order,Client,Date,Amount,State", *lines).columns


def test_headers_of_an_unknown_language_are_listed_by_their_cells(tmp_path):
    draft = Draft(tmp_path, "Заказ,Покупатель,Дата,Сумма", "A1,anna,2025-03-01,10.50", "A2,bert,2025-03-02,20.00")
    assert set(draft.asks) == {"decide_amount", "decide_time_column", "decide_order_id", "decide_buyer"}
    assert not draft.loads
    draft.decide("paid", '["Сумма"]').decide("order_id", '["Заказ"]')
    with pytest.raises(UsageError, match="open decisions: buyer"):
        draft.revenue()
    assert draft.decide("buyer", '["Покупатель"]').revenue() == Decimal("30.50")


def test_a_status_without_a_meaning_is_asked_for(tmp_path):
    """Its words are of no language that is known; until the column is decided the file is not read."""
    rows = [f"A{n},anna,2025-03-0{n},10.00,{'hotovo' if n < 5 else 'zruseno'}" for n in range(1, 7)]
    draft = Draft(tmp_path, "Order,Client,Date,Amount,Jak", *rows)
    assert (draft.asks, draft.loads) == (["decide_status_missing"], False)
    with pytest.raises(UsageError, match="open decisions: status"):
        draft.revenue()
    draft.decide("status", '["Jak"]')
    draft.text = draft.text.replace("[status]", '[status]\nzruseno = "closed"')
    assert draft.revenue() == 40
    draft.text = draft.text.replace('status = ["Jak"]', "").replace('open = ["status"]', "open = []")
    assert draft.revenue() == 60, "taken out of the list: every row counts"


def test_refunds_and_what_their_status_means(tmp_path):
    sold = write(tmp_path / "sold.csv", "Order No,Client,Date,Amount\n1,a,2025-03-01,12.00\n2,b,2025-03-02,24.00\n")
    sales = write(
        tmp_path / "orders.toml",
        'platform = "custom"\n[columns]\n'
        'order_id = "Order No"\nbuyer = "Client"\ncreated_at = "Date"\npaid = "Amount"\n',
    )
    draft = Draft(
        tmp_path,
        "Refund Reference,Order No,Refund Value,Refunded On,Refund State",
        "F1,1,5.00,2025-03-03,granted",
        "F2,2,7.00,2025-03-04,rejected",
        name="back.csv",
    )
    assert (draft.answer.facts["contents"], draft.asks) == ("refunds", ["decide_refund_status"])
    own = write(tmp_path / "back.toml", draft.decide("granted", '"refunded"').text)
    with crmkit.open([sold, draft.file], dialect=[sales, own]) as shop:
        assert crmkit.trend(shop).facts["net_sales"] == 31, "5.00 went back, 7.00 did not"


def test_a_customer_table(tmp_path):
    lines = ["Anna,f,1990-01-02,100.50,3,2025-01-01", "Bert,m,1980-02-03,50,1,2024-12-01"]
    draft = Draft(tmp_path, "Client Name,Gender,Date of Birth,Total Spend,Number of Orders,Last Purchase", *lines)
    assert (draft.answer.facts["contents"], draft.loads, draft.asks) == ("customers", True, [])
    assert draft.columns == {
        "buyer": "Client Name",
        "gender": "Gender",
        "birthday": "Date of Birth",
        "total": "Total Spend",
        "orders": "Number of Orders",
        "last_at": "Last Purchase",
    }
    assert not {"Anna", "1990", "100.50"} & set(draft.text.replace("|", " ").split()), "nothing of a person is shown"


def test_item_lines_without_a_time_are_items(tmp_path):
    draft = Draft(tmp_path, "order_no,product,qty,price", "1,Cup,2,5", "1,Pot,1,9")
    assert (draft.answer.facts["contents"], draft.loads) == ("items", True)


def test_no_cell_with_personal_data_is_shown(tmp_path):
    draft = Draft(
        tmp_path,
        "订单号,买家昵称,手机号,收货地址,备注,下单时间,实付金额",
        "A1,小明,13812345678,杭州路 5 号,请打 139 电话,2025-03-01,5.00",
    )
    assert not [
        cell for cell in ("小明", "13812345678", "杭州", "139") if cell in draft.text + str(draft.answer.records)
    ]
    assert "2025-03-01" in draft.text
    assert "5.00" in draft.text


def test_a_file_that_a_dialect_reads_begins_with_that_one(tmp_path):
    header = "Order ID,Order Status,x".replace(
        "Order ID,Order Status,x", "订单号,订单状态,订单实付金额,买家付款时间,订单创建时间,买家昵称"
    )
    draft = Draft(tmp_path, header, "E1,交易完成,12.00,2025-03-01 10:00:00,2025-03-01 09:59:00,小明")
    assert (draft.answer.facts["known_as"], draft.loads) == ("youzan_orders", True)
    assert 'platform = "youzan"' in draft.text
    assert draft.revenue() == 12
    store = fresh(tmp_path / "store")
    keep(store, draft.file)
    known = kept(store)
    keep(store, draft.file, dialect=write(tmp_path / "own.toml", draft.text))
    assert kept(store) == known, "by the draft the file has what it has by the built-in dialect"


def test_titles_above_the_header_encodings_and_packed_files(tmp_path):
    lines = ("我的店铺,,", "", "日期,会员,金额", "2025-03-01,甲,5.00")
    assert Draft(tmp_path, *lines, encoding="gb18030").revenue() == 5
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress("\n".join(lines).encode()))
    assert crmkit.dialect(packed).facts["loads"] is True


def test_what_is_no_table_is_refused_as_by_a_load(tmp_path):
    with pytest.raises(InputError) as refused:
        Draft(tmp_path, "nothing but prose")
    assert refused.value.code == "header_no_table"
    with pytest.raises(InputError):
        crmkit.dialect(tmp_path / "none.csv")


def test_the_comments_are_in_the_language_asked_for(tmp_path):
    file = write(tmp_path / "a.csv", "Order,Client,Date,Amount\n1,a,2025-03-01,5\n")
    text = crmkit.dialect(file, language="zh").parts["draft"].records[0][0]
    assert "没有标明货币" in text
    assert "DECIDE" in text


def test_a_draft_that_is_refused_says_what_to_do_about_it(tmp_path):
    draft = Draft(tmp_path, "订单号,买家,付款时间,金额", "1,a,2024-06-01,10", "2,b,2024-06-02,", "3,c,2024-06-03,20")
    assert draft.asks == ["decide_refused"]
    assert "--max-rejects" in draft.text


def test_a_draft_of_a_known_export_names_each_header_once(tmp_path):
    header = "订单号,下单账号,下单时间,付款确认时间,商品名称,订购数量,京东价,应付金额,订单金额,订单状态,客户地址"
    draft = Draft(tmp_path, header, "1,a,2024-06-01,2024-06-01,袜子,1,5,5,5,完成,某地")
    assert 'any = ["下单账号", "客户地址"]' in draft.text
    assert draft.text.count('"订单金额"') == 1
