"""What status words mean, however a shop program writes them; an unknown word is never money in silence."""

from __future__ import annotations

import pytest

MAPPING = "order_id=id,buyer=buyer,ordered_at=day,amount=sum,status=st"
NOTHING_KEPT = (
    *(
        "wc-cancelled",
        "Cancelled",
        "CANCELED",
        "canceled",
        "Failed",
        "Refunded",
        "wc-refunded",
        "Pending",
        "wc-pending",
    ),
    *("Closed", "Voided", "on-hold", "On Hold", "ON_HOLD", "wc-on-hold", "ＣＡＮＣＥＬＬＥＤ", " cancelled "),
    *("已签收，退款成功", "未发货，退款成功", "已完成，已退款", "交易成功（退款成功）", "已发货,退款成功"),
    *("已取消", "已关闭", "等待买家付款", "待付款"),
)
KEPT = (
    *("wc-completed", "Completed", "COMPLETE", "completed", "Processing", "wc-processing", "PAID", "Paid", " Paid "),
    *("Shipped", "Fulfilled", "ｐａｉｄ", "交易成功", "已签收", "已发货"),
    *("买家已付款，等待卖家发货", "买家已付款,等待卖家发货"),
)


def log(*rows: tuple[str, str]) -> str:
    """A row a day, amount and status; a last row, done and 7.00, is always there. Tabs, since words have commas."""
    answer = [("id", "buyer", "day", "sum", "st")]
    answer += [(f"{n}", f"buyer{n}", f"2025-05-{n:02d} 10:00", *row) for n, row in enumerate(rows, 1)]
    answer += [("99", "last", "2025-06-02 10:00", "7.00", "completed")]
    return "".join("\t".join(cells) + "\n" for cells in answer)


def days_kept(shop, words) -> set[str]:
    """The words whose orders are money, each on a day of its own."""
    answer = shop.ask("trend", shop.file("orders.tsv", log(*(("10.00", word) for word in words))), "--map", MAPPING,
                    "--by", "day", "--periods", "0")  # fmt: skip
    assert answer.code == 0, answer.err
    bought = {next(iter(row.values())) for row in answer.rows if row["orders"]}  # the day stands first
    assert "2025-06-02" in bought
    return {word for n, word in enumerate(words, 1) if f"2025-05-{n:02d}" in bought}


def test_words_that_take_an_order_out(shop):
    assert days_kept(shop, NOTHING_KEPT) == set()


def test_words_that_leave_it_in(shop):
    assert days_kept(shop, KEPT) == set(KEPT)


@pytest.mark.parametrize(("word", "revenue", "orders"), [("Refunded", "7.00", 1), ("已发货", "17.00", 2)])
def test_a_word_alone_in_its_file(shop, word, revenue, orders):
    shop.keeps(revenue, shop.file("orders.tsv", log(("10.00", word))), "--map", MAPPING, orders=orders)


@pytest.mark.parametrize(("other", "reported"), [("", False), ("completed", True)])
def test_no_word_is_an_unknown_one_only_beside_orders_that_have_one(shop, other, reported):
    text = f"id,buyer,day,sum,st\n1,ann,2025-05-01 10:00,31.00,\n2,bob,2025-05-02 10:00,7.00,{other}\n"
    answer = shop.keeps("38.00", shop.file("orders.csv", text), "--map", MAPPING, orders=2)
    assert ("status_unknown" in answer.notes) is reported


def test_an_unknown_word_counts_only_with_a_paid_time_and_the_money_is_reported(shop):
    text = (
        "id,buyer,made,paid,sum,st\n"
        "1,ann,2025-05-01 10:00,2025-05-01 10:05,31.00,Blorp\n"
        "2,bob,2025-05-02 10:00,,40.00,Blorp\n"
        "3,cy,2025-05-03 10:00,2025-05-03 10:01,7.00,completed\n"
    )
    mapping = "order_id=id,buyer=buyer,ordered_at=made,paid_at=paid,amount=sum,status=st"
    arguments = (shop.file("orders.csv", text), "--map", mapping)
    answer = shop.keeps("38.00", *arguments, orders=2)
    assert "Blorp" in answer.text and "31.00" in answer.text
    answer = shop.keeps("7.00", *arguments, "--status", "Blorp=closed", orders=1)
    assert "Blorp" not in answer.text
    answer = shop.keeps("78.00", *arguments, "--status", "blorp=paid", orders=3)  # a word with a meaning is no doubt
    assert "31.00" not in answer.text


def test_an_unknown_status_of_item_lines_is_reported_until_it_has_a_meaning(shop):
    orders = shop.file("orders.csv", "id,buyer,day,sum\n1,ann,2025-05-01 10:00,31.00\n2,bob,2025-05-02 10:00,7.00\n")
    items = shop.file("items.csv", "id,title,sum,st\n1,tea,20.00,Blorp\n1,cup,11.00,completed\n2,tea,7.00,completed\n")
    shop.load(orders, "--map", "order_id=id,buyer=buyer,paid_at=day,amount=sum")
    arguments = ("--map", "kind=items,order_id=id,title=title,amount=sum,status=st")
    answer = shop.load(items, *arguments)
    assert "Blorp" in answer.notes["line_status_unknown"] and "20.00" in answer.text
    asked = shop.ask("segment", "--store", shop.store)
    assert "Blorp" in asked.notes["line_status_unknown"]
    assert "line_status_unknown" not in shop.load(items, *arguments, "--status", "Blorp=done").notes


def test_a_status_of_ones_own_wins_over_what_the_word_looks_like(shop):
    arguments = (shop.file("orders.tsv", log(("10.00", "refund asked"), ("20.00", "到店付款"))), "--map", MAPPING)
    shop.keeps("37.00", *arguments, "--status", "refund asked=paid,到店付款=done", orders=3)


def test_rows_that_are_skipped_are_counted_as_such(shop):
    text = "id,buyer,day,sum,mark\n1,a,2025-05-01,10.00,刷单\n2,b,2025-05-02,20.00,\n3,c,2025-05-03,30.00,刷单\n"
    arguments = (shop.file("orders.csv", text), "--map", "order_id=id,buyer=buyer,paid_at=day,amount=sum")
    shop.keeps("20.00", *arguments, "--skip", "mark=刷单", orders=1)
    answer = shop.load(*arguments, "--skip", "mark=刷单")
    (line,) = answer.rows
    assert (line["skipped_lines"], line["loaded_lines"], line["rejected_lines"]) == (2, 1, 0)


def test_a_closed_or_unpaid_row_needs_neither_time_nor_amount(shop):
    text = (
        "id,buyer,day,sum,st\n1,a,2025-05-01 10:00,10.00,已完成\n2,b,,,已取消\n3,c,,5.00,待付款\n4,d,,N/A,Cancelled\n"
    )
    arguments = (shop.file("orders.csv", text), "--map", "order_id=id,buyer=buyer,paid_at=day,amount=sum,status=st")
    shop.keeps("10.00", *arguments, orders=1)
    answer = shop.ask("load", *arguments, "--store", shop.store)  # no share of quarantined lines to be allowed
    assert answer.code == 0, answer.err
    assert answer.rows[0]["rejected_lines"] == 0
    assert (answer.rows[0]["loaded_lines"], answer.rows[0]["never_paid_lines"]) == (1, 3)


def test_a_row_of_an_unknown_word_of_one_letter_is_unpaid_where_nothing_says_that_it_was_paid(shop):
    text = "id,buyer,made,paid,sum,st\n1,a,2025-05-01 10:00,2025-05-01 10:05,10.00,已完成\n2,b,,,,B\n"
    mapping = "order_id=id,buyer=buyer,ordered_at=made,paid_at=paid,amount=sum,status=st"
    (line,) = shop.load(shop.file("orders.csv", text), "--map", mapping).rows
    assert (line["loaded_lines"], line["never_paid_lines"], line["rejected_lines"]) == (1, 1, 0)


def test_rows_without_time_and_amount_are_further_lines_of_their_order(shop):
    text = (
        "Name,Email,Paid at,Total,Lineitem name\n"
        "#1001,ann@x.test,2025-05-01 10:00:00,120.00,Cup\n#1001,ann@x.test,,,Saucer\n#1001,,,,Spoon\n"
        "#1002,bob@x.test,2025-05-02 10:00:00,30.00,Cup\n"
    )
    mapping = "order_id=Name,buyer=Email,paid_at=Paid at,amount=Total,title=Lineitem name"
    arguments = (shop.file("orders.csv", text), "--map", mapping)
    shop.keeps("150.00", *arguments, orders=2, customers=2)
    answer = shop.ask("load", *arguments, "--store", shop.store)
    assert answer.code == 0, answer.err
    assert (answer.rows[0]["rejected_lines"], answer.rows[0]["follow_up_lines"]) == (0, 2)


def test_of_many_unknown_words_the_largest_are_reported_with_the_money_of_each(shop):
    states = "".join(f"{number},ann,2025-05-0{number} 10:00,{number}0.00,Blorp{number}\n" for number in range(1, 6))
    log = shop.file("orders.csv", f"id,buyer,day,sum,st\n{states}6,bob,2025-05-06 10:00,5.00,Blorp2\n")
    arguments = ("--map", "order_id=id,buyer=buyer,paid_at=day,amount=sum,status=st")
    loaded, asked = shop.load(log, *arguments), shop.ask("segment", log, *arguments)
    words = "Blorp5: 1 row, 50.00; Blorp4: 1 row, 40.00; Blorp3: 1 row, 30.00; and 2 others: 3 rows, 35.00"
    for answer in (loaded, asked):
        note = " ".join(answer.notes["status_unknown"].split())
        assert "6 orders have an unknown status" in note
        assert f"({words}) and count as paid, 155.00 in all" in note
