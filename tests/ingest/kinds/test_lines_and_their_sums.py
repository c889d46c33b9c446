"""Lines of orders that are no articles, refund numbers that are not unique, and files that contradict each other."""

from __future__ import annotations

from itertools import permutations

import pytest

MAP = "order_id=id,buyer=who,ordered_at=when,amount=sum"
HEAD = "id,who,when,sum,item\n"
CASES = "kind=refunds,order_id=id,refund=ref"


@pytest.mark.parametrize("word", ["Total", "Subtotal", "Order total", "Sum", "合计", "Summe", "Grand Total", ""])
def test_the_sum_of_an_order_among_its_lines_is_counted_once(shop, word):
    rows = [
        *("1,anna,2024-01-10,50,Tea", "1,anna,2024-01-10,30,Cup", f"1,anna,2024-01-10,80,{word}"),
        *("2,bob,2024-01-10,20,Tea", f"2,bob,2024-01-10,20,{word}"),
    ]
    file = shop.file("log.csv", HEAD + "\n".join(rows) + "\n")
    shop.keeps("100.00", file, "--map", f"{MAP},title=item", orders=2, customers=2)
    assert shop.load(file, "--map", f"{MAP},title=item").rows[0]["total_lines"] == 2
    shop.keeps("100.00", "--store", shop.store, orders=2)


def test_a_sum_with_postage_in_it_leaves_the_postage(shop):
    rows = [
        *("1,anna,2024-01-10,50,Tea", "1,anna,2024-01-10,30,Cup", "1,anna,2024-01-10,85,Total"),
        *("2,bob,2024-01-10,20,Tea", "2,bob,2024-01-10,7,Lid", "2,bob,2024-01-10,27,Total"),
    ]
    shop.keeps("112.00", shop.file("log.csv", HEAD + "\n".join(rows) + "\n"), "--map", f"{MAP},title=item", orders=2)


def test_lines_without_an_article_are_sums_only_where_all_are(shop):
    rows = ["1,anna,2024-01-10,50,Tea", "1,anna,2024-01-10,50,", "2,bob,2024-01-10,20,Tea", "2,bob,2024-01-10,9,"]
    shop.keeps("129.00", shop.file("log.csv", HEAD + "\n".join(rows) + "\n"), "--map", f"{MAP},title=item", orders=2)


def test_a_head_with_the_sum_and_lines_below_it_that_have_no_time(shop):
    rows = ["1,anna,2024-01-10,80,", "1,,,50,Tea", "1,,,30,Cup", "2,bob,2024-01-11,20,", "2,,,20,Tea"]
    shop.keeps("100.00", shop.file("log.csv", HEAD + "\n".join(rows) + "\n"), "--map", f"{MAP},title=item", orders=2)


TEA, CUP = "1,anna,2024-01-10,50,Tea,{tea}\n", "1,anna,2024-01-10,30,Cup,{cup}\n"
COUPON, BOB = "1,anna,2024-01-10,-10,Coupon,{coupon}\n", "2,bob,2024-01-12,20,Tea,Paid\n"


@pytest.mark.parametrize(
    ("tea", "cup", "coupon", "kept", "refunds"),
    [
        ("Paid", "Paid", "Paid", "90.00", "0.00"),
        ("Refunded", "Paid", "Paid", "40.00", "50.00"),
        ("Paid", "Cancelled", "Paid", "60.00", "0.00"),
        ("Cancelled", "Cancelled", "Cancelled", "20.00", "0.00"),
    ],
)
def test_a_coupon_is_a_line_and_no_refund(shop, tea, cup, coupon, kept, refunds):
    log = "id,who,when,sum,item,st\n" + (TEA + CUP + COUPON + BOB).format(tea=tea, cup=cup, coupon=coupon)
    answer = shop.keeps(kept, shop.file("log.csv", log), "--map", f"{MAP},title=item,status=st")
    assert "return_of_closed" not in answer.notes and "return_unexplained" not in answer.notes
    assert answer.rows[0]["refund_rate"] == pytest.approx(float(refunds) / (float(kept) + float(refunds)))


def test_what_was_bought_there_and_is_negative_came_back(shop):
    rows = [
        "1,anna,2024-01-10,50,Tea",
        "1,anna,2024-01-10,30,Cup",
        "1,anna,2024-01-10,-30,Cup",
        "2,bob,2024-01-12,20,Tea",
    ]
    answer = shop.keeps("70.00", shop.file("log.csv", HEAD + "\n".join(rows) + "\n"), "--map", f"{MAP},title=item")
    assert answer.rows[0]["refund_rate"] == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("columns", "rows", "kept"),
    [
        ("price,qty", ["1,anna,2024-01-10,50,2", "3,anna,2024-01-12,-50,-1", "2,bob,2024-01-10,20,1"], "70.00"),
        ("price,qty", ["1,anna,2024-01-10,50,2", "1,anna,2024-01-12,50,-1", "2,bob,2024-01-10,20,1"], "70.00"),
        ("sum,qty", ["1,anna,2024-01-10,100,2", "3,anna,2024-01-12,100,-2", "2,bob,2024-01-10,20,1"], "20.00"),
    ],
)
def test_pieces_that_come_back_are_a_refund_whatever_the_sign_beside_them(shop, columns, rows, kept):
    money = "amount=sum" if columns.startswith("sum") else "unit_price=price"
    file = shop.file("log.csv", f"id,who,when,{columns}\n" + "\n".join(rows) + "\n")
    shop.keeps(kept, file, "--map", f"order_id=id,buyer=who,ordered_at=when,{money},quantity=qty")


@pytest.mark.parametrize("number", ["3", "R1", "CN-1"])
@pytest.mark.parametrize("word", ["Refund", "credit note", "退款"])
def test_rows_that_are_called_refunds_beside_sales_are_refunds(shop, number, word):
    rows = [f"1,anna,2024-01-10,100,{'销售' if word == '退款' else 'Sale'}", "2,bob,2024-01-11,50,Sale"]
    rows.append(f"{number},anna,2024-01-12,40,{word}")
    file = shop.file("log.csv", "id,who,when,sum,type\n" + "\n".join(rows) + "\n")
    shop.keeps("110.00", file, "--map", f"{MAP},status=type", orders=2, customers=2)


def orders_and_cases(shop, cases, mapping):
    shop.load(shop.file("log.csv", "id,who,when,sum\n1,anna,2024-01-10,100\n2,bob,2024-01-11,50\n"), "--map", MAP)
    shop.load(shop.file("back.csv", cases), "--map", f"{CASES},{mapping}")


@pytest.mark.parametrize(
    ("cases", "mapping", "kept"),
    [
        ("rid,id,ref\n1,1,30\n1,2,20\n", "refund_id=rid", "100.00"),  # counted within each order
        ("rid,id,ref,line\nA,1,30,Tea\nA,1,20,Cup\n", "refund_id=rid,title=line", "100.00"),  # one case, two lines
        ("rid,id,ref,line\nA,1,30,Tea\nA,1,30,Tea\n", "refund_id=rid,title=line", "120.00"),  # one line, twice
        ("rid,id,ref\nA,1,30\nB,1,-30\n", "refund_id=rid", "150.00"),  # taken back
        ("rid,id,ref\nA,1,-30\nB,2,-10\nC,1,30\n", "refund_id=rid", "140.00"),  # the same with signs turned
        ("rid,id,ref\nA,1,-30\nB,2,-10\n", "refund_id=rid", "110.00"),
    ],
)
def test_refund_cases_whose_numbers_or_signs_are_odd(shop, cases, mapping, kept):
    orders_and_cases(shop, cases, mapping)
    shop.keeps(kept, "--store", shop.store)


@pytest.mark.parametrize("name", ["R1", "1-R1", "RMA-1", "1.1", "1_refund", "REF1"])
def test_a_return_is_taken_off_the_order_that_its_number_names(shop, name):
    rows = ["1,anna,2024-01-10,100", "2,anna,2024-01-12,70", f"{name},anna,2024-01-15,-100", "3,bob,2024-01-15,5"]
    file = shop.file("log.csv", "id,who,when,sum\n" + "\n".join(rows) + "\n")
    shop.keeps("75.00", file, "--map", MAP, orders=2)
    answer = shop.ask("profile", file, "--map", MAP, "--detail")
    assert "2024-01-12" in str(answer.rows) + str(answer.facts) + answer.out


def test_an_undecided_order_is_decided_by_its_refund_case(shop):
    log = "id,who,when,sum,word\n1,anna,2024-01-10,100,Refund requested\n2,bob,2024-01-11,50,Delivered\n"
    shop.load(shop.file("log.csv", log), "--map", f"{MAP},status=word")
    assert "status_undecided" in shop.keeps("150.00", "--store", shop.store).notes
    shop.load(shop.file("back.csv", "rid,id,ref\nA,1,100\n"), "--map", f"{CASES},refund_id=rid")
    assert "status_undecided" not in shop.keeps("50.00", "--store", shop.store).notes


def test_an_article_that_was_renamed_is_counted_once_in_any_order_of_loading(shop):
    first = shop.file("a.csv", f"{HEAD}1,anna,2024-01-10,50,Tea\n1,anna,2024-01-10,30,Cup\n")
    second = f"{HEAD}1,anna,2024-01-10,50,Green Tea\n1,anna,2024-01-10,30,Cup\n"
    second += "2,bob,2024-02-10,30,Cup\n2,bob,2024-02-10,1,Lid\n"
    for number, files in enumerate(permutations([first, shop.file("b.csv", second)])):
        shop.store = shop.folder / f"kept{number}" / "shop.duckdb"
        for file in files:
            shop.load(file, "--map", f"{MAP},title=item")
        shop.keeps("111.00", "--store", shop.store, orders=2)


@pytest.mark.parametrize(("one", "other", "kept"), [("50,Tea", "50,Pot", "162.00"), ("50,", "20,", "132.00")])
def test_a_log_cut_between_two_files_is_the_whole(shop, one, other, kept):
    """Beside an order of two lines, one of a line in either file: as many, as much, and none the same."""
    first = f"{HEAD}1,anna,2024-01-10,{one}\n2,bob,2024-02-10,30,Cup\n2,bob,2024-02-10,1,Lid\n"
    second = f"{HEAD}1,anna,2024-01-10,{other}\n3,cat,2024-02-10,30,Cup\n3,cat,2024-02-10,1,Lid\n"
    for name, text in (("a.csv", first), ("b.csv", second)):
        shop.load(shop.file(name, text), "--map", f"{MAP},title=item")
    shop.keeps(kept, "--store", shop.store, orders=3)


def test_files_that_contradict_each_other_on_an_amount_say_so(shop):
    for name, amount in (("a.csv", 100), ("b.csv", 120)):
        text = f"id,who,when,sum\n1,anna,2024-01-10,{amount}\n2,bob,2024-01-11,50\n"
        account = shop.load(shop.file(name, text), "--map", MAP)
    assert "20.00 in question" in account.notes["orders_differ"]
    assert "orders_differ" in shop.keeps("150.00", "--store", shop.store).notes


def test_one_person_with_one_number_in_many_spellings(shop):
    phones = ["13800138000", "(+86)13800138000", "+86 138 0013 8000"]
    phones += ["+1 (415) 555-0100", "415-555-0100", "1-415-555-0100", "(415) 555-0100", "+14155550100"]
    phones += ["+44 20 7946 0958", "+442079460958"]
    rows = [f"{number},{phone},2024-01-{number:02d},1" for number, phone in enumerate(phones, 1)]
    shop.keeps("10.00", shop.file("log.csv", "id,who,when,sum\n" + "\n".join(rows) + "\n"), "--map", MAP, customers=3)


def test_without_order_numbers_a_negative_row_of_another_article_is_a_refund(shop):
    rows = ["anna,2024-01-10,50,Tea", "anna,2024-01-10,-10,Cup", "bob,2024-01-10,20,Pot", "bob,2024-01-12,7,Tea"]
    file = shop.file("log.csv", "who,when,sum,item\n" + "\n".join(rows) + "\n")
    answer = shop.keeps("67.00", file, "--map", "buyer=who,ordered_at=when,amount=sum,title=item", orders=3)
    assert answer.rows[0]["refund_rate"] == pytest.approx(10 / 77)


def test_cases_without_numbers_beside_numbered_ones_are_known_by_content(shop):
    cases = "rid,id,ref\n7.14E+18,1,30\n7.14E+18,2,20\nA,2,5\n"
    orders_and_cases(shop, cases, "refund_id=rid")
    shop.load(shop.file("later.csv", "rid,id,ref\nA,2,5\n"), "--map", f"{CASES},refund_id=rid")
    shop.keeps("95.00", "--store", shop.store)


def test_rows_that_are_the_same_are_one_unless_a_dialect_calls_them_lines(shop):
    """An export twice over looks like an article twice in an order: what was chosen is said, with its money."""
    rows = ["1,anna,2024-01-10,50,Tea", "1,anna,2024-01-10,50,Tea", "2,bob,2024-01-11,30,Cup"]
    file = shop.file("log.csv", HEAD + "\n".join(rows) + "\n")
    answer = shop.keeps("80.00", file, "--map", f"{MAP},title=item", orders=2)
    assert "1 order has the same row more than once" in answer.notes["rows_repeated"]
    assert "50.00 in question" in answer.notes["rows_repeated"]
    columns = 'order_id = "id"\nbuyer = "who"\ncreated_at = "when"\npaid = "sum"\ntitle = "item"\n'
    dialect = shop.file("log.toml", f'kind = "orders"\nplatform = "own"\nrows = "line"\n[columns]\n{columns}')
    assert "rows_repeated" not in shop.keeps("130.00", file, "--dialect", dialect, orders=2).notes


@pytest.mark.parametrize("question", ["trend", "profile"])  # of buyers and money alone, and of articles, too
def test_a_total_among_lines_of_price_and_quantity_is_counted_once(shop, question):
    rows = [
        *("1,anna,2024-01-10,Tea,2,50", "1,anna,2024-01-10,Cup,1,30", "1,anna,2024-01-10,Total,1,130"),
        *("2,bob,2024-01-11,Pot,1,20", "2,bob,2024-01-11,Total,1,20", "3,cat,2024-01-12,Pot,1,20"),
    ]
    priced = "order_id=id,buyer=who,ordered_at=when,title=item,quantity=qty,unit_price=price"
    log = shop.file("log.csv", "id,who,when,item,qty,price\n" + "\n".join(rows) + "\n")
    assert shop.ask(question, log, "--map", priced).facts["net_sales"] == "170.00"
    coupon = shop.file("coupon.csv", log.read_text() + "3,cat,2024-01-12,Coupon,1,-5\n")
    answer = shop.ask("trend", coupon, "--map", priced)
    assert (answer.facts["net_sales"], answer.rows[0]["refund_rate"]) == ("165.00", 0)


def test_of_rows_that_are_the_same_only_money_that_counts_is_in_question(shop):
    rows = ["1,anna,2024-01-10,50,paid", *["2,bob,2024-01-11,70,unpaid"] * 2, *["3,cat,2024-01-12,80,refunded"] * 3]
    file = shop.file("log.csv", "id,who,when,sum,state\n" + "\n".join(rows) + "\n")
    assert "rows_repeated" not in shop.keeps("50.00", file, "--map", f"{MAP},status=state", orders=1).notes


def test_rows_that_are_the_same_are_one_with_fractions_of_a_cent_too(shop):
    rows = [f"{number},b{number},2024-01-1{number},50.125,Tea" for number in range(6)]
    file = shop.file("log.csv", HEAD + "\n".join([*rows, rows[0]]) + "\n")
    answer = shop.keeps("300.72", file, "--map", f"{MAP},title=item", orders=6)
    assert "1 order has the same row more than once" in answer.notes["rows_repeated"]


def test_rows_that_are_the_same_are_reported_beside_an_order_of_lines_too(shop):
    rows = [f"{number},b{number},2024-01-1{number},50,Tea" for number in range(6)]
    file = shop.file("log.csv", HEAD + "\n".join([*rows, rows[0], "1,b1,2024-01-11,50,Cup"]) + "\n")
    answer = shop.keeps("300.00", file, "--map", f"{MAP},title=item", orders=6)
    assert "50.00 in question" in answer.notes["rows_repeated"]
    assert "50.00 in question" in answer.notes["lines_unclear"]


def test_a_total_far_down_is_one_in_every_answer(shop):
    """More rows than what a file is known by: both readings, with and without articles, must see it."""
    rows = [f"{5000 + number},b{number},2024-01-10,Tea,2,10.00" for number in range(1100)]
    rows += ["9001,x,2024-01-10,Tea,1,10.00", "9001,x,2024-01-10,Cup,2,20.00", "9001,x,2024-01-10,Total,1,50.00"]
    log = shop.file("log.csv", "id,who,when,item,qty,price\n" + "\n".join(rows) + "\n")
    priced = "order_id=id,buyer=who,ordered_at=when,title=item,quantity=qty,unit_price=price"
    for question in ("trend", "profile"):
        assert shop.ask(question, log, "--map", priced).facts["net_sales"] == "22050.00"
