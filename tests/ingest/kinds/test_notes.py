"""What reading set aside or did not understand stands beside every answer; the library takes what the shell takes."""

from __future__ import annotations

import pytest
from tests.ingest.kinds.report import KEPT, report, text

import crmkit

MAPPING = "order_id=no,buyer=who,paid_at=day,amount=sum"
BAD = (
    "no,who,day,sum\n1,ann,2024-05-01,10.00\n2,bob,yesterday,23.45\n3,cy,2024-05-03,ten\n4,dan,2024-05-04,5.00\n"
    "5,eve,someday,1.50\n"
)


@pytest.mark.parametrize("command", ["segment", "tiers", "trend", "repurchase", "profile"])
def test_lines_set_aside_are_reported_with_their_money_by_every_answer(shop, command):
    arguments = (shop.file("log.csv", BAD), "--map", MAPPING, "--max-rejects", "1")
    answer = shop.ask(command, *arguments)
    assert answer.code == 0, answer.err
    assert "24.95" in answer.text and "line 3" in answer.text
    shown = shop.run(command, *arguments)
    assert "24.95" in (shown.out + shown.err)


@pytest.mark.parametrize("command", ["segment", "tiers", "trend", "repurchase"])
def test_strict_answers_with_1_when_a_line_was_set_aside(shop, command):
    bad = (shop.file("log.csv", BAD), "--map", MAPPING, "--max-rejects", "1", "--strict")
    assert shop.run(command, *bad).code == 1
    good = shop.file("orders.csv", text(report()))
    assert shop.run(command, good, "--strict").code == 0


def test_the_store_reports_it_once_for_all_files(shop):
    shop.load(shop.file("log.csv", BAD), "--map", MAPPING)
    shop.load(shop.file("more.csv", BAD.replace("\n", "\n7").removesuffix("7")), "--map", MAPPING)
    answer = shop.ask("trend", "--store", shop.store)
    assert "quarantine" in answer.text
    assert "49.90" in answer.text and "24.95" not in answer.text


def test_no_more_than_four_lines_of_it_on_a_terminal_and_all_of_it_in_json(shop):
    rows = [f"{n},c{n},2024-05-{n:02d} 10:00,2024-05-{n:02d} 10:01,{n}.00,Odd{n}" for n in range(1, 10)]
    log = "\n".join(["no,who,made,day,sum,state", *rows]) + "\n"
    mapping = "order_id=no,buyer=who,ordered_at=made,paid_at=day,amount=sum,status=state"
    arguments = (shop.file("log.csv", log), "--map", mapping)
    answer = shop.keeps("45.00", *arguments, orders=9)
    assert all(f"Odd{n}" in answer.out for n in range(1, 10))
    shown = shop.run("trend", *arguments)
    assert sum("Odd" in line for line in (shown.out + shown.err).splitlines()) <= 4


def test_a_column_that_fails_as_a_whole_is_an_unknown_form_and_no_matter_of_rejects(shop):
    log = "no,who,day,sum\n" + "".join(f"{n},c{n},the {n}th of May,10.00\n" for n in range(4, 16))
    answer = shop.ask("trend", shop.file("log.csv", log), "--map", MAPPING)
    assert answer.code == 3
    assert "day" in answer.err and "the 4th of May" in answer.err and "--time-format" in answer.err
    assert "--max-rejects" not in answer.err


def test_a_header_of_another_platform_is_named_with_a_map_to_paste(shop):
    header = "Order ID,Order Status,Product Name,Quantity,Total Amount,Buyer Username,Create Time,Paid Time"
    row = "301000000001,Completed,Soap,1,100.00,buyer,2025-03-01 10:00:00,2025-03-01 10:00:00"
    answer = shop.ask("trend", shop.file("orders.csv", f"{header}\n{row}\n"))
    assert answer.code == 3
    assert "Shopee" in answer.err and "--map" in answer.err and "Paid Time" in answer.err


def test_an_unknown_header_is_answered_with_what_the_nearest_dialect_misses(shop):
    answer = shop.ask("trend", shop.file("log.csv", "买家会员名,总金额,订单创建时间\n甲,10.00,2024-05-01\n"))
    assert answer.code == 3
    assert "订单编号" in answer.err


def test_the_library_takes_what_the_command_line_takes(shop):
    log = "no,who,day,sum,state\n1,ann,2024-05-01T20:00:00Z,10.00,Blorp\n2,bob,2024-05-02T20:00:00Z,5.00,completed\n"
    file = shop.file("log.csv", log)
    names = dict(pair.split("=") for pair in f"{MAPPING},status=state".split(","))
    with crmkit.open([file], map=names, status={"Blorp": "closed"}, tz="Europe/London") as opened:
        answer = crmkit.trend(opened)
    facts = dict(answer.facts)
    assert str(facts.get("net_sales", facts.get("revenue"))) == "5.00"
    assert f"{facts['data_to']}" == "2024-05-02"
    with crmkit.open([shop.file("orders.csv", text(report()))]) as opened:
        facts = dict(crmkit.trend(opened).facts)
    assert str(facts.get("net_sales", facts.get("revenue"))) == KEPT


def test_a_report_without_its_statuses_says_that_everything_counts_as_paid(shop):
    rows = report()
    without = [{name: cell for name, cell in row.items() if name != "订单状态"} for row in rows]
    note = shop.ask("segment", shop.file("orders.csv", text(without))).notes["status_missing"]
    assert "all 8 orders count as paid" in note
    assert "status_missing" not in shop.ask("segment", shop.file("whole.csv", text(rows))).notes
    log = shop.file("log.csv", "no,who,day,sum\n1,ann,2024-05-01,10.00\n")  # in a plain log every row is a purchase
    assert "status_missing" not in shop.ask("segment", log, "--map", MAPPING).notes
