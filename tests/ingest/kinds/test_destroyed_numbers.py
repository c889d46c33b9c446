"""Order numbers that a spreadsheet turned into 3.01E+11: rows of one order still belong together and count once."""

from __future__ import annotations

import pytest

JD = "订单号,京东价,订购数量,商品名称,下单账号,下单时间,付款确认时间,应付金额,订单状态"
WHOLE = [
    "301234567801,10.00,1,袜子,ann,2024-01-05 10:00:01,2024-01-05 10:01:00,40.00,完成",
    "301234567801,30.00,1,杯子,ann,2024-01-05 10:00:01,2024-01-05 10:01:00,40.00,完成",
    "301234567802,25.00,1,袜子,bob,2024-01-06 11:00:02,2024-01-06 11:01:00,25.00,完成",
    "301234567803,5.00,1,袜子,ann,2024-02-05 12:00:03,2024-02-05 12:01:00,12.00,完成",
    "301234567803,7.00,1,杯子,ann,2024-02-05 12:00:03,2024-02-05 12:01:00,12.00,完成",
]


def saved(*rows: str) -> str:
    """The rows as a spreadsheet saves them."""
    return "\n".join([JD, *("3.01235E+11" + row[12:] for row in rows)]) + "\n"


def test_a_total_on_each_line_counts_once(shop):
    answer = shop.keeps("77.00", shop.file("jd.csv", saved(*WHOLE)), orders=3, customers=2)
    assert "damaged 5 order numbers" in answer.notes["ids_destroyed"]


def test_loading_it_again_changes_nothing(shop):
    for name in ("a.csv", "b.csv"):
        shop.load(shop.file(name, saved(*WHOLE) + "\n" * (name == "b.csv")))
    shop.keeps("77.00", "--store", shop.store, orders=3)


def test_beside_the_true_file_it_is_reported_what_counts_twice(shop):
    files = [shop.file("jd.csv", "\n".join([JD, *WHOLE]) + "\n"), shop.file("saved.csv", saved(*WHOLE[:3]))]
    assert "65.00 counted twice" in shop.keeps("142.00", *files, orders=5).notes["ids_reported_twice"]
    shop.load(files[0])
    assert "65.00" in shop.load(files[1]).notes["ids_reported_twice"]
    assert "65.00" in shop.ask("trend", "--store", shop.store).notes["ids_reported_twice"]


MAPPED = "order_id=id,buyer=who,paid_at=at,amount=sum,title=art"


@pytest.mark.parametrize(("clock", "orders"), [(" 10:00:01", 2), ("", 3)], ids=["one second", "one day"])
def test_lines_of_a_mapped_log_belong_together_by_the_second_not_by_the_day(shop, clock, orders):
    rows = [f"3.01E+11,ann,2024-01-05{clock},10.00,x", f"3.01E+11,ann,2024-01-05{clock},30.00,y"]
    rows.append(f"3.01E+11,bob,2024-01-06{clock},5.00,x")
    file = shop.file("a.csv", "\n".join(["id,who,at,sum,art", *rows]) + "\n")
    shop.keeps("45.00", file, "--map", MAPPED, orders=orders)


def test_an_export_before_refunds_says_so_until_the_refunds_are_there(shop):
    file = shop.file("jd.csv", "\n".join([JD, *WHOLE]) + "\n")
    told = shop.load(file).notes["refunds_missing"]
    assert "before the refunds that the status does not show" in told and "kind=refunds,platform=jd," in told
    assert "refunds_missing" in shop.ask("trend", "--store", shop.store).notes
    refunds = shop.file("r.csv", "id,case,back,day\n301234567802,r1,5.00,2024-01-08\n")
    mapping = "kind=refunds,platform=jd,order_id=id,refund_id=case,amount=back,refunded_at=day"
    shop.load(refunds, "--map", mapping)
    assert "refunds_missing" not in shop.keeps("72.00", "--store", shop.store).notes
