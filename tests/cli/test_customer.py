"""``crmkit customer`` from the outside: names masked, the same bytes anywhere, pages that keep to the line."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from rich.cells import cell_len

from crmkit import load

HEADER = "订单编号,买家会员名,买家实际支付金额,总金额,订单状态,订单创建时间,订单付款时间,宝贝标题,店铺名称,退款金额"
ODD = "小[/]明👩‍👩‍👧"
BUYERS = (ODD, 'O\'Neil "x"', "ann", "Ann", "长" * 40)
FIRST = 200000000000000001


@pytest.fixture(scope="module")
def till(tmp_path_factory) -> Path:
    """Five buyers with odd names, six orders each; the last of each is not paid."""
    rows = []
    for number in range(30):
        buyer, visit = BUYERS[number % 5], number // 5
        quoted = buyer.replace('"', '""')
        day = f"2024-{1 + visit:02d}-{1 + number % 5:02d} 10:00:00"
        paid, state = ("", "等待买家付款") if visit == 5 else (f"{10 + number}.50", "交易成功")
        moment = "" if visit == 5 else day
        title = f"[bold]白茶[/bold] {number % 3}"
        rows.append(
            f'{FIRST + number},"{quoted}",{paid or 0},{10 + number}.50,{state},{day},{moment},{title},小店,0.00'
        )
    path = tmp_path_factory.mktemp("till") / "orders.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def kept(till, tmp_path_factory) -> tuple[str, Path]:
    """The same in a store."""
    store = tmp_path_factory.mktemp("kept") / "shop.duckdb"
    load(store, till)
    return "--store", store


def test_a_card_for_scripts_and_the_same_bytes_anywhere(crmkit, process, till, home_env, tmp_path):
    header, *lines = till.read_text(encoding="utf-8").splitlines()
    shuffled = tmp_path / "orders.csv"
    shuffled.write_text("\n".join([header, *Random(1).sample(lines, len(lines))]) + "\n", encoding="utf-8")
    elsewhere = {**home_env, "PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C"}
    asked = ("--format", "json", "--lang", "zh", "--reveal")
    first = crmkit("customer", ODD, till, *asked)
    assert (first.code, first.err) == (0, "")
    assert first.out == process("customer", ODD, shuffled, *asked, env=elsewhere).out
    answer = json.loads(first.text)
    assert (answer["analysis"], answer["params"]) == ("customer", {"months": 3, "forecast": True, "segments": "cn8"})
    assert answer["facts"]["customer"] == ODD
    assert answer["facts"]["purchase_days"] == len(answer["rows"]) == 5
    assert [row["bought_on"] for row in answer["rows"]] == [f"2024-0{month}-01" for month in (5, 4, 3, 2, 1)]
    (unpaid,) = answer["parts"]["customer_orders"]["rows"]
    assert (unpaid["order_id"], unpaid["order_status"]) == (str(FIRST + 25), "unpaid")


def test_masked_unless_revealed(crmkit, kept):
    run = crmkit("customer", str(FIRST), *kept, "--format", "json")
    answer = json.loads(run.text)
    assert answer["facts"]["customer"] == "小***👩‍👩‍👧"
    assert answer["parts"]["customer_orders"]["rows"][0]["order_id"] == "2***6"
    assert ODD not in run.text
    assert f"{FIRST + 25}" not in run.text


@pytest.mark.parametrize(
    ("language", "width", "buyer"),
    [("zh", 60, ODD), ("en", 60, BUYERS[4]), ("zh", 80, BUYERS[1]), ("en", 80, ODD), ("zh", 120, BUYERS[4])],
    ids=["zh60", "en60", "zh80", "en80", "zh120"],
)
def test_pages_keep_to_the_line_and_show_names_as_they_are(crmkit, kept, home_env, language, width, buyer):
    page = crmkit("customer", buyer, *kept, "--lang", language, "--reveal", env={**home_env, "COLUMNS": str(width)})
    assert page.code == 0
    assert max(cell_len(line) for line in page.text.splitlines()) <= width
    assert buyer in page.text.replace("\n", "")
    assert "[bold]白茶[/bold]" in page.text.replace("\n", "")


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (("nobody",), 2, "no customer or order 'nobody'"),
        (("ANN",), 2, "A***n (2024-05-04, 5)"),
        (("ann", "--as-of", "2023-12-31"), 4, ""),
        (("ann", "--as-of", "2024-01-02"), 4, "has no orders by"),
        (("ann", "--no-forecast", "--months", "6"), 2, "--months cannot be used with --no-forecast"),
        (("ann", "--months", "0"), 2, "--months"),
    ],
)
def test_refusals(crmkit, kept, asked, code, said):
    who, *options = asked
    run = crmkit("customer", who, *kept, *options)
    assert (run.code, run.out) == (code, b"")
    assert said in run.err
    assert len(run.err.splitlines()) == 1


def test_choices_are_shown_in_full_to_who_asks(crmkit, kept):
    run = crmkit("customer", "aNN", *kept, "--reveal")
    assert "Ann (2024-05-04, 5), ann (2024-05-03, 5)" in run.err


def test_from_the_store(crmkit, till, tmp_path):
    crmkit("load", till, "--store", tmp_path / "shop.duckdb")
    kept = crmkit("customer", "ann", "--store", tmp_path / "shop.duckdb", "--no-forecast", "--format", "json")
    assert (kept.code, json.loads(kept.text)["facts"]["orders"]) == (0, 5)
    assert crmkit("customer").code == 2


@pytest.mark.parametrize("who", ["#1001", "1001"])
def test_an_order_number_with_a_mark_before_it_is_found_with_and_without(crmkit, tmp_path, who):
    log = tmp_path / "log.csv"
    log.write_text("name,mail,day,total\n#1001,ann,2024-03-01,10\n#1002,bob,2024-03-02,20\n", encoding="utf-8")
    words = "order_id=name,buyer=mail,ordered_at=day,amount=total"
    run = crmkit("customer", who, log, "--map", words, "--no-forecast", "--reveal", "--format", "json")
    assert json.loads(run.text)["facts"]["customer"] == "ann"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_segment_has_the_name_that_segment_prints(crmkit, kept, language):
    options = ("--reveal", "--lang", language, "--format", "json")
    people = json.loads(crmkit("segment", *kept, "--detail", *options).text)["rows"]
    (name,) = [row["segment"] for row in people if row["customer"] == "ann"]
    card = json.loads(crmkit("customer", "ann", *kept, "--no-forecast", *options).text)
    assert card["parts"]["customer_standing"]["rows"][0]["segment"] == name


def test_an_order_paid_after_midnight_stands_by_the_day_it_was_placed(crmkit, tmp_path):
    log = tmp_path / "orders.csv"
    log.write_text(
        "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间,订单付款时间,宝贝标题\n"
        "1,ann,10,交易成功,2024-06-01 10:00:00,2024-06-01 10:01:00,tea\n"
        '2,ann,20,"买家已付款,等待卖家发货",2024-06-05 23:50:00,2024-06-06 00:10:00,tea\n',
        encoding="utf-8",
    )
    answer = json.loads(crmkit("customer", "ann", log, "--no-forecast", "--format", "json").text)
    assert [row["ordered_on"] for row in answer["parts"]["customer_orders"]["rows"]] == ["2024-06-05"]
    assert answer["rows"][0]["bought_on"] == "2024-06-06"
