"""Where a file can be read by two rules: it is read by what it proves, else the answer says what hangs on it."""

from __future__ import annotations

import pytest

LOG = "order_id=id,buyer=who,paid_at=day,amount=sum"
LINES = f"{LOG},title=art"


def log(*rows: str, header: str = "id,who,day,sum,art") -> str:
    return "\n".join([header, *rows]) + "\n"


CUT = [row for n in range(1, 7) for row in (f"A{n},u{n},2024-01-0{n},{n}.00,x", f"A{n},u{n},2024-01-0{n},{n + 1}.50,y")]


@pytest.mark.parametrize("at", [3, 7, 11])
@pytest.mark.parametrize("turn", [1, -1])
def test_parts_of_one_log_are_lines_wherever_it_is_cut(shop, at, turn):
    parts = [shop.file("a.csv", log(*CUT[:at])), shop.file("b.csv", log(*CUT[at:]))]
    shop.keeps("51.00", *parts[::turn], "--map", LINES, orders=6, customers=6)


def test_a_part_with_single_rows_alone_is_reported_when_it_comes_by_itself(shop):
    shop.load(shop.file("a.csv", log(*CUT[:11])), "--map", LINES)
    answer = shop.load(shop.file("b.csv", log(*CUT[11:])), "--map", LINES)
    assert "6.00" in answer.notes["lines_and_wholes"]
    assert "6.00" in shop.ask("segment", "--store", shop.store).notes["lines_and_wholes"]


def test_a_log_of_prices_is_lines_however_few_an_order_has(shop):
    rows = [f"A{n},u{n},2024-01-0{n},2,{n}.50,x{m}" for n in range(1, 6) for m in (1, 2)]
    mapping = "order_id=id,buyer=who,paid_at=day,quantity=qty,unit_price=each,title=art"
    for name, part in (("a.csv", rows[::2]), ("b.csv", rows[1::2])):
        shop.load(shop.file(name, log(*part, header="id,who,day,qty,each,art")), "--map", mapping)
    shop.keeps("70.00", "--store", shop.store, orders=5)


REPEATED = [
    "1,a,30,0,2024-01-01 10:00,u1,completed,3", "1,b,30,0,2024-01-01 10:00,u1,completed,1",
    "2,a,50,0,2024-01-02 10:00,u2,closed,2", "2,b,50,0,2024-01-02 10:00,u2,closed,3",
    "3,a,70,20,2024-01-03 10:00,u3,completed,1", "3,c,70,20,2024-01-03 10:00,u3,completed,2",
    "4,a,80,0,2024-01-04 10:00,u4,completed,3", "4,c,80,0,2024-01-04 10:00,u4,completed,1",
    "5,a,90,40,2024-01-05 10:00,u4,completed,2", "5,c,90,40,2024-01-05 10:00,u4,completed,3",
    "7,a,60,60,2024-01-07 10:00,u5,completed,3", "7,c,60,60,2024-01-07 10:00,u5,completed,1",
]  # fmt: skip
REPEATING = "order_id=no,sku=sku,amount=total,paid_at=day,buyer=who,status=state,refund=back,quantity=qty"
HEADER = "no,sku,total,back,day,who,state,qty"


@pytest.mark.parametrize("quantity", [True, False])
def test_a_closed_order_whose_total_is_repeated_keeps_nothing(shop, quantity):
    mapping = REPEATING if quantity else REPEATING.replace(",quantity=qty", "")
    shop.keeps("210.00", shop.file("a.csv", log(*REPEATED, header=HEADER)), "--map", mapping, orders=4)


@pytest.mark.parametrize("turn", [1, -1])
def test_a_refund_repeated_on_each_line_is_taken_off_once_though_the_order_is_cut(shop, turn):
    for name, part in (("a.csv", REPEATED[:5]), ("b.csv", REPEATED[5:]))[::turn]:
        shop.load(shop.file(name, log(*part, header=HEADER)), "--map", REPEATING)
    shop.keeps("210.00", "--store", shop.store, orders=4)


def test_one_price_everywhere_is_that_of_a_line(shop):
    pairs = [f"A{n},u{n},2024-01-0{n},9.90,{art}{n}" for n in (1, 2, 3) for art in "xy"]
    singles = [f"B{n},v{n},2024-02-0{n},9.90,x1" for n in range(1, 9)]
    answer = shop.keeps("138.60", shop.file("a.csv", log(*pairs, *singles)), "--map", LINES, orders=11)
    assert "29.70" in answer.notes["lines_added"].replace(",", "")


def test_what_nearly_all_orders_say_of_their_totals_is_reported(shop):
    pairs = [f"A{n},u{n},2024-01-0{n},{n}0.00,{art}" for n in range(1, 10) for art in "xy"]
    odd = ["B1,z,2024-02-01,5.00,x", "B1,z,2024-02-01,6.00,y"]
    answer = shop.keeps("911.00", shop.file("a.csv", log(*pairs, *odd)), "--map", LINES, orders=10)
    assert "450.00" in answer.notes["lines_added"]


def test_lines_may_differ_in_state_and_leave_the_buyer_blank(shop):
    rows = [
        "A1,ann,2024-01-01,10.00,x,completed", "A1,,2024-01-01,5.00,z,refunded",
        "A2,bob,2024-01-02,20.00,y,completed", "A2,bob,2024-01-02,1.00,w,completed",
        "A3,cat,2024-01-03,7.00,q,completed", "A3,,2024-01-03,8.00,r,completed",
        "A4,dan,2024-01-03,8.00,r,cancelled", "A4,dan,2024-01-03,9.00,s,completed",
    ]  # fmt: skip
    file = shop.file("a.csv", log(*rows, header="id,who,day,sum,art,st"))
    shop.keeps("55.00", file, "--map", f"{LINES},status=st", orders=4, customers=4)


def test_versions_that_differ_in_money_are_reported_with_all_of_it(shop):
    rows = ["A1,ann,2024-01-01 10:00,100.00", "A1,ann,2024-01-01 13:00,5.00"]
    rows += ["A3,cat,2024-01-02 10:00,20.00", "A3,cat,2024-01-04 15:00,1.00"]
    answer = shop.keeps("6.00", shop.file("a.csv", log(*rows, header="id,who,day,sum")), "--map", LOG, orders=2)
    assert "2 rows differ from other rows of the same order" in answer.text and "(120.00)" in answer.text


@pytest.mark.parametrize("amounts", [("150.000", "250.000", "90.000"), ("1.500", "2.500", "999")])
def test_a_dot_that_may_be_of_thousands_is_asked_for(shop, amounts):
    rows = [f"{n},u{n},2024-01-0{n},{amount}" for n, amount in enumerate(amounts, 1)]
    arguments = (shop.file("a.csv", log(*rows, header="id,who,day,sum")), "--map", LOG)
    asked = shop.ask("trend", *arguments)
    assert asked.code == 3 and "--decimal" in asked.err and amounts[0] in asked.err
    whole = sum(int(amount.replace(".", "")) for amount in amounts)
    shop.keeps(f"{whole}.00", *arguments, "--decimal", ",", orders=3)
    shop.keeps(f"{sum(map(float, amounts)):.2f}", *arguments, "--decimal", ".", orders=3)


@pytest.mark.parametrize(
    ("amounts", "kept"),
    [
        (("1.500", "2.250", "12.5"), "16.25"),  # 12.5 has a fraction
        (("1.500 €", "2.250 €", "999 €"), "4749.00"),
        (("1.500", "2.250", "1500"), "1503.75"),  # who marks thousands marks them all
        (("1.500", "1.234.567"), "1236067.00"),
        (("0.500", "2.250"), "2.75"),
    ],
)
def test_other_amounts_show_what_the_dot_is(shop, amounts, kept):
    rows = [f"{n},u{n},2024-01-0{n},{amount}" for n, amount in enumerate(amounts, 1)]
    currency = ("--currency", "EUR") if "€" in amounts[0] else ()
    shop.keeps(kept, shop.file("a.csv", log(*rows, header="id,who,day,sum")), "--map", LOG, *currency)


def test_a_total_line_with_a_day_of_its_own_is_no_order(shop):
    rows = [f"{n},u{n},2024-01-0{n},10" for n in range(1, 9)]
    for word in ("合计", "Total", "Grand Total"):
        file = shop.file("a.csv", log(*rows, f"{word},,2024-01-31,80", header="id,who,day,sum"))
        shop.keeps("80.00", file, "--map", LOG, orders=8)


def test_called_refunded_but_less_came_back(shop):
    rows = ["1,a,2024-01-01,10,2,Refunded", "2,b,2024-01-02,20,0,Completed", "3,c,2024-01-02,15,15,Refunded"]
    file = shop.file("a.csv", log(*rows, header="id,who,day,sum,back,st"))
    answer = shop.keeps("28.00", file, "--map", f"{LOG},refund=back,status=st", orders=2)
    assert "8.00" in answer.notes["refund_in_part"]


def test_refunds_of_more_than_an_order_brought_are_reported(shop):
    shop.load(shop.file("a.csv", log("1,a,2024-01-01,100", header="id,who,day,sum")), "--map", LOG)
    cases = log("1,r1,70,2024-01-05", "1,r2,70,2024-01-06", header="id,case,back,day")
    answer = shop.load(
        shop.file("r.csv", cases), "--map", "kind=refunds,order_id=id,refund_id=case,amount=back,refunded_at=day"
    )
    assert answer.code == 0
    assert "40.00" in shop.ask("trend", "--store", shop.store).notes["refund_beyond_order"]


def test_money_back_without_a_number_is_taken_off_the_buyer(shop):
    rows = ["1,u5,2024-01-01,10.00", "2,u6,2024-01-01,10.00", ",u5,2024-02-01,-4.00"]
    shop.keeps("16.00", shop.file("a.csv", log(*rows, header="id,who,day,sum")), "--map", LOG, orders=2)


def test_one_buyer_however_the_phone_is_written_and_no_buyer_for_walk_ins(shop):
    phones = ["13800138000", "138 0013 8000", "138-0013-8000", "+86 138-0013-8000", "8613800138000"]
    rows = [f"{n},{who},2024-01-0{n},1.00" for n, who in enumerate([*phones, "Walk-in", "散客", "undefined"], 1)]
    shop.keeps("8.00", shop.file("a.csv", log(*rows, header="id,who,day,sum")), "--map", LOG, customers=1)


def test_cst_beside_another_american_zone_is_american(shop):
    rows = ["1,a,2024-07-01 10:00 CDT,5", "2,b,2024-01-01 23:00 CST,6"]
    answer = shop.ask("trend", shop.file("a.csv", log(*rows, header="id,who,day,sum")), "--map", LOG)
    assert answer.facts["data_from"] == "2024-01-02"
    alone = shop.file("b.csv", log("2,b,2024-01-01 23:00 CST,6", header="id,who,day,sum"))
    assert shop.ask("trend", alone, "--map", LOG).facts["data_from"] == "2024-01-01"


STATED = f"{LOG},status=kind"


@pytest.mark.parametrize("hour", ["10:00", "18:00"])
def test_a_row_that_says_refund_of_a_known_order_never_takes_its_place(shop, hour):
    rows = [
        "1,a,2024-01-01 10:00,100.00,sale", f"1,a,2024-01-01 {hour},30.00,refund",
        "2,b,2024-01-02 10:00,50.00,sale", "3,c,2024-01-03 10:00,20.00,sale", "3,c,2024-01-09 10:00,20.00,refund",
    ]  # fmt: skip
    file = shop.file("a.csv", log(*rows, header="id,who,day,sum,kind"))
    shop.keeps("120.00", file, "--map", STATED, orders=2)


def test_a_row_that_says_refund_of_one_line_leaves_the_others(shop):
    rows = [
        "1,a,2024-01-01 10:00,100.00,sale,x", "1,a,2024-01-01 10:00,50.00,sale,y",
        "1,a,2024-01-05 10:00,100.00,refund,x",
        "2,b,2024-01-02 10:00,40.00,sale,x", "2,b,2024-01-02 10:00,60.00,refund,y",
    ]  # fmt: skip
    file = shop.file("a.csv", log(*rows, header="id,who,day,sum,kind,art"))
    shop.keeps("90.00", file, "--map", f"{STATED},title=art", orders=2)


def test_an_order_exported_again_as_refunded_is_one_order(shop):
    rows = [
        "1,a,2024-01-01 10:00,100.00,paid",
        "1,a,2024-01-01 10:00,100.00,refunded",
        "2,b,2024-01-02 10:00,50.00,paid",
    ]
    answer = shop.keeps(
        "50.00", shop.file("a.csv", log(*rows, header="id,who,day,sum,kind")), "--map", STATED, orders=1
    )
    assert not answer.notes.keys() & {"return_unexplained", "return_of_nobody"}


PRICED = "order_id=id,buyer=who,paid_at=day,unit_price=each,quantity=qty,amount=sum,title=art"


@pytest.mark.parametrize(("sums", "kept"), [(("20.00", "20.00"), "50.00"), (("40.00", "40.00"), "50.00")])
def test_prices_beside_equal_amounts_prove_whose_they_are(shop, sums, kept):
    rows = [
        f"1,a,2024-01-01,10.00,2,{sums[0]},x",
        f"1,a,2024-01-01,20.00,1,{sums[1]},y",
        "2,b,2024-01-02,10.00,1,10.00,x",
    ]
    file = shop.file("a.csv", log(*rows, header="id,who,day,each,qty,sum,art"))
    answer = shop.keeps(kept, file, "--map", PRICED, orders=2)
    assert not answer.notes.keys() & {"lines_unclear", "lines_added"}


def test_rows_of_which_nothing_says_what_they_are_of_are_reported(shop):
    rows = ["1,a,2024-01-01,100.00", "1,a,2024-01-01,80.00", "2,b,2024-01-02,50.00"]
    answer = shop.keeps("230.00", shop.file("a.csv", log(*rows, header="id,who,day,sum")), "--map", LOG, orders=2)
    assert "80.00" in answer.notes["rows_added"]


def test_a_closed_line_beside_a_repeated_total_shows_what_went_back(shop):
    rows = [
        "1,a,100,30,2024-01-01 10:00,u1,closed,1", "1,b,100,0,2024-01-01 10:00,u1,completed,1",
        "2,a,50,0,2024-01-02 10:00,u2,completed,2", "2,b,50,0,2024-01-02 10:00,u2,completed,3",
        "3,a,70,0,2024-01-03 10:00,u3,completed,1", "3,c,70,0,2024-01-03 10:00,u3,completed,2",
        "4,a,80,0,2024-01-03 10:00,u3,completed,1", "4,c,80,0,2024-01-03 10:00,u3,completed,2",
    ]  # fmt: skip
    mapping = REPEATING.replace("amount=", "gross=")
    shop.keeps("270.00", shop.file("a.csv", log(*rows, header=HEADER)), "--map", mapping, orders=4)


def test_item_lines_without_their_order_are_reported_until_it_comes(shop):
    items = shop.file("i.csv", log("1,x,1,10.00", "9,y,1,99.00", header="id,art,qty,sum"))
    mapping = "kind=items,order_id=id,title=art,quantity=qty,amount=sum"
    shop.load(shop.file("o.csv", log("1,a,2024-01-01,10.00", header="id,who,day,sum")), "--map", LOG)
    assert "99.00" in shop.load(items, "--map", mapping).notes["items_without_order"]
    assert "99.00" in shop.ask("trend", "--store", shop.store).notes["items_without_order"]
    shop.load(shop.file("late.csv", log("9,b,2024-01-02,99.00", header="id,who,day,sum")), "--map", LOG)
    assert "items_without_order" not in shop.ask("trend", "--store", shop.store).notes


@pytest.mark.parametrize(("header", "end"), [("id,who,day,sum,art", ","), ("id,who,day,sum,art,", "")])
def test_a_comma_too_many_at_the_end_is_no_missing_cell(shop, header, end):
    file = shop.file("a.csv", log(f"1,a,2024-01-01,5.00,x{end}", f"2,b,2024-01-02,6.00,y{end}", header=header))
    assert "padded" not in shop.keeps("11.00", file, "--map", LINES, orders=2).notes
