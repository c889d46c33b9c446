"""A header that no dialect fits: named where it is known, with a line to paste, and never guessed in silence."""

from __future__ import annotations

import re

import pytest
from tests.ingest.load_case import csv_text, fresh, keep, row, write

import crmkit
from crmkit.errors import InputError, UsageError
from crmkit.ingest.headers.dialect import shipped
from crmkit.ingest.headers.foreign import unknown_header
from crmkit.ingest.headers.mapping import mapped
from crmkit.ingest.load import open_files
from crmkit.ingest.wishes import read_mapping


def refusal(*header: str, rows: int = 1, mapping: dict[str, str] | None = None) -> InputError:
    """The error for a file of one header line below ``rows`` - 1 lines of a title."""
    lines = [(number, ["我的店铺"]) for number in range(1, rows)] + [(rows, list(header))]
    return unknown_header(lines, (mapped(mapping),) if mapping else shipped(), "a.csv")


@pytest.mark.parametrize(
    ("header", "platform", "pairs"),
    [
        (
            "Order ID,Order Status,Product Name,Quantity,Total Amount,Buyer Username,Create Time,Paid Time",
            "shopee",
            {"order_id": "Order ID", "buyer": "Buyer Username", "paid_at": "Paid Time", "amount": "Total Amount"},
        ),
    ],
)
def test_a_platform_is_named_with_a_line_to_paste(header, platform, pairs):
    error = refusal(*header.split(","), rows=3)
    assert (error.code, error.values["platform"], error.values["line"]) == ("header_platform", platform, 3)
    (pasted,) = re.findall(r"--map '(.*)'", error.advice("zh"))
    assert pairs.items() <= read_mapping(pasted).items()
    assert mapped(read_mapping(pasted))


def test_a_table_without_orders_is_named_as_such():
    error = refusal("账务流水号", "业务流水号", "商户订单号", "收入金额")
    assert error.code == "header_no_orders"
    assert "Alipay" in error.message("en")
    assert "支付宝" in error.message("zh")


def test_the_nearest_dialect_and_what_it_misses():
    error = refusal("买家会员名", "总金额", "订单状态", "订单创建时间")
    assert error.code == "header_nearly"
    assert "订单编号" in error.message("en")
    assert "--map 'buyer=买家会员名,ordered_at=订单创建时间,status=订单状态,due=总金额'" in error.advice("en")


def test_a_log_of_nobodys_is_guessed_and_left_to_the_owner():
    error = refusal("日期", "会员", "金额", "备注", rows=2)
    assert (error.code, error.values["line"]) == ("header_guessed", 2)
    assert "--map 'buyer=会员,ordered_at=日期,amount=金额'" in error.advice("zh")


@pytest.mark.parametrize(
    ("header", "pairs", "left_out"),
    [
        (
            "order,member,when,product,qty,price",
            {"unit_price": "price", "quantity": "qty", "title": "product"},
            "amount",
        ),
        ("order,member,when,price", {"amount": "price"}, "unit_price"),
        ("order,member,when,qty,price,total", {"amount": "total", "quantity": "qty"}, "unit_price"),
        ("Order ID,Buyer,Paid at,Amount,Currency", {"amount": "Amount", "currency": "Currency"}, "due"),
        ("InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID", {"unit_price": "UnitPrice"}, "amount"),
    ],
)
def test_a_price_is_a_price_and_a_currency_is_not_forgotten(header, pairs, left_out):
    (pasted,) = re.findall(r"--map '(.*)'", refusal(*header.split(",")).advice("en"))
    assert pairs.items() <= read_mapping(pasted).items()
    assert left_out not in read_mapping(pasted)


def test_without_a_time_or_an_amount_there_is_nothing_to_paste():
    assert refusal("会员", "金额").code == "header_unknown"
    assert "line 1 is: a, b, c" in refusal("a", "b", "c").message("en")
    assert "line 1 is" not in refusal("a", "138 0000 0000").message("en"), "what may be of a person is not repeated"
    assert refusal("nothing but prose").code == "header_no_table"


def test_a_header_that_cannot_be_typed_is_left_out():
    assert refusal("日期", "金额", "会员='x'").values["map"] == "ordered_at=日期,amount=金额"


def test_a_misspelt_header_of_a_mapping_is_reported_with_the_nearest():
    error = refusal("下单日期", "客户名", "实收", mapping={"paid_at": "下单日", "amount": "实收", "buyer": "客户名"})
    assert (error.values["missing"], error.values["nearest"]) == ("下单日", "下单日期")


def test_the_line_to_paste_reads_the_file(tmp_path):
    lines = ["日期,会员,金额", "2024-01-01,甲,30", "2024-01-05,乙,20"]
    file = write(tmp_path / "a.csv", "\n".join(lines) + "\n")
    with pytest.raises(InputError) as refused:
        crmkit.open([file])
    with crmkit.open([file], map=str(refused.value.values["map"])) as shop:
        assert crmkit.trend(shop).facts["net_sales"] == 50


def refused(tmp_path, *cells: dict[str, str], of: int = 20, **options: object) -> InputError:
    """The error for a file whose first rows have these cells, the rest being in order."""
    rows = [row(number, **cell) for number, cell in enumerate(cells, start=1)]
    rows += [row(number) for number in range(len(rows) + 1, of + 1)]
    with pytest.raises(InputError) as raised:
        keep(fresh(tmp_path / "s"), write(tmp_path / "a.csv", csv_text(rows)), **{"max_rejects": 0.05, **options})
    return raised.value


def test_a_damaged_file_names_line_column_value_and_reason(tmp_path):
    error = refused(tmp_path, {}, {"买家实际支付金额": "十块"}, {"宝贝总数量": "一"}, {"宝贝总数量": "二"})
    assert error.code == "too_damaged"
    assert "(first: line 3, column 买家实际支付金额: '十块', invalid amount)" in error.message("en")
    assert "--max-rejects" in error.advice("en")


@pytest.mark.parametrize(
    ("column", "value", "code", "option"),
    [
        ("订单创建时间", "第三天", "form_of_time", "--time-format"),
        ("买家实际支付金额", "十块", "form_of_money", "--currency"),
        ("宝贝总数量", "一双", "form_of_count", "--map quantity="),
    ],
)
def test_a_whole_column_that_fails_is_an_unknown_form(tmp_path, column, value, code, option):
    error = refused(tmp_path, *[{column: value}] * 19)
    assert error.code == code
    assert f"column {column}" in error.message("en")
    assert value in error.message("zh")
    assert option in error.advice("zh")
    assert "--max-rejects" not in error.advice("en")


def test_a_cell_of_a_person_is_not_repeated(tmp_path):
    rows = [row(number, 买家会员名="甲" * 40_000) for number in range(1, 4)] + [row(4)]
    file = write(tmp_path / "a.csv", csv_text(rows) + '"never closed\n')
    with pytest.raises(InputError, match="line 2, column 买家会员名, text too long") as raised:
        crmkit.open([file])
    assert "甲" not in str(raised.value)


def test_a_quote_is_blamed_only_where_it_is_at_fault(tmp_path):
    """A title over two lines is in order; what is wrong with its row is the amount."""
    rows = [row(number, 宝贝标题="袜子\n三双", 买家实际支付金额="十块") for number in range(1, 4)]
    with pytest.raises(InputError) as raised:
        crmkit.open([write(tmp_path / "a.csv", csv_text(rows))])
    assert "invalid amount" in raised.value.message("en") or raised.value.code == "form_of_money"
    assert "quote" not in raised.value.message("en")


def test_strict_names_the_first_line_set_aside(tmp_path):
    file = write(tmp_path / "a.csv", csv_text([row(1), row(2, 买家实际支付金额="十块"), *map(row, range(3, 60))]))
    with pytest.raises(crmkit.CrmError) as raised:
        crmkit.open([file], strict=True)
    assert raised.value.exit_code == crmkit.ExitCode.CONDITION
    assert "(first: line 3, column 买家实际支付金额: '十块', invalid amount)" in raised.value.message("en")
    with crmkit.open([file]) as shop:
        assert crmkit.trend(shop).notes[0].code == "quarantined"


@pytest.mark.parametrize("header", [("买家会员名", "订单付款时间"), ("订单编号", "订单状态"), ("订单号", "备注")])
def test_two_columns_are_no_export_of_any_platform(header):
    assert refusal(*header).code == "header_unknown"


def test_a_misspelt_word_of_a_mapping_is_reported_with_the_nearest():
    with pytest.raises(UsageError) as caught:
        mapped({"buyr": "who", "ordered_at": "day", "amount": "sum"})
    assert "'buyr' (did you mean 'buyer'?)" in caught.value.message()


HEADER_OF_ORDERS = "订单编号,买家会员名,订单付款时间,金额\n1,甲,2024-01-01,5\n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (HEADER_OF_ORDERS.encode("gb18030").decode("latin-1").encode(), "header_garbled"),
        (HEADER_OF_ORDERS.encode().decode("gb18030", "replace").encode(), "header_garbled"),
        (HEADER_OF_ORDERS.encode("gb18030").decode("utf-8", "replace").encode(), "header_garbled"),
        ("訂單編號,買家,付款時間,金額\n1,甲,2024-01-01,5\n".encode("big5"), "header_big5"),
    ],
)
def test_a_garbled_header_is_called_so(tmp_path, data, code):
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(InputError) as caught:
        open_files([str(tmp_path / "a.csv")])
    assert caught.value.code == code


def test_an_encoding_that_a_file_is_not_in_is_blamed(tmp_path):
    write(tmp_path / "a.csv", csv_text([row(1)]), "gb18030")
    with pytest.raises(InputError) as caught:
        open_files([str(tmp_path / "a.csv")], encoding="utf-8")
    assert (caught.value.code, caught.value.values["found"]) == ("encoding_wrong", "gb18030")
