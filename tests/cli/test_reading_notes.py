"""What reading left out stands beside the answer on a command line, and --strict stops at it."""

from __future__ import annotations

import json

import pytest
from tests.cli.conftest import HEADER

SENTENCE = "2 lines rejected (invalid amount, column 买家实际支付金额), first at line"


def squeezed(text: str) -> str:
    """The text without the blanks at which its lines break."""
    return "".join(text.split())


@pytest.fixture
def damaged(orders, tmp_path):
    """The sixty orders of ``orders`` and two of 10.00 each whose paid amount is none."""
    lines = orders.read_text(encoding="utf-8").splitlines()
    assert lines[0] == HEADER
    day = "2024-02-01 12:00:00"
    bad = [
        f"40000000000000{number},买家{number}号,十块,10.00,交易成功,{day},{day},袜子,小店,0.00" for number in (10, 11)
    ]
    path = tmp_path / "damaged.csv"
    path.write_text("\n".join([*lines, *bad]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("command", ["segment", "tiers", "trend", "profile", "tags"])
def test_a_table_has_them(crmkit, damaged, command):
    message = squeezed(crmkit(command, damaged, "--lang", "en").text)
    assert squeezed(SENTENCE) in message
    assert squeezed("20.00 in amounts that can be read.") in message


def test_formats_without_a_place_for_notes_print_them_on_stderr_even_for_a_script(crmkit, damaged):
    for format in ("csv", "tsv", "ndjson"):
        run = crmkit("segment", damaged, "--format", format)
        assert SENTENCE in run.err
        assert SENTENCE not in run.text
    assert crmkit("segment", damaged, "--format", "csv", "-q").err == ""


def test_json_has_it_as_a_note_and_as_rows(crmkit, damaged):
    answer = json.loads(crmkit("segment", damaged, "--format", "json").out)
    assert answer["notes"][0]["code"] == "quarantined"
    (line,) = answer["parts"]["reading"]["rows"]
    assert (line["found_rows"], line["amount"], line["found_value"]) == (2, "20.00", "bad_money")


def test_the_store_has_them_and_says_where_to_look(crmkit, damaged):
    assert crmkit("load", damaged, "-q").code == 0
    message = squeezed(crmkit("segment").text)
    assert squeezed(SENTENCE) in message
    assert squeezed("Details: crmkit files") in message
    assert SENTENCE in " ".join(crmkit("files").text.split())
    assert '"10.00"' in crmkit("rejects", "--format", "json").text


@pytest.mark.parametrize("command", ["segment", "churn", "trend", "load"])
def test_strict_stops_at_a_line_set_aside(crmkit, damaged, orders, command):
    run = crmkit(command, damaged, "--strict")
    assert (run.code, run.out) == (1, b"")
    assert "2 lines" in run.err
    if command != "churn":  # which needs more of a past than these have
        assert crmkit(command, orders, "--strict").code == 0


@pytest.mark.parametrize("option", ["--strict", "--status=x=paid", "--skip=a=b", "--tz=UTC"])
def test_what_is_said_of_files_needs_files(crmkit, orders, option):
    assert crmkit("load", orders, "-q").code == 0
    run = crmkit("segment", option)
    assert run.code == 2
    assert option.split("=")[0] in run.err


@pytest.mark.parametrize("command", ["segment", "load"])
@pytest.mark.parametrize(
    ("option", "nearest"),
    [
        ("--status=打包中=packed", "closed"),
        ("--tz=beijing", "Asia"),
        ("--time-format=dd/mm/yyyy", "%d/%m/%Y"),
        ("--currency=RMB", "CNY"),
    ],
)
def test_a_wrong_word_is_refused_with_the_nearest(crmkit, orders, command, option, nearest):
    run = crmkit(command, orders, option)
    assert run.code == 2
    assert nearest in run.err


def test_settings_say_it_once(crmkit, orders, tmp_path):
    (tmp_path / "crmkit.toml").write_text('tz = "Asia/Shangai"\n', encoding="utf-8")
    run = crmkit("segment", orders)
    assert run.code == 2
    assert "Asia/Shanghai" in run.err
    assert crmkit("segment", orders, "--tz", "Asia/Shanghai").code == 0


def plain_log(tmp_path, *rows, header="order_id,buyer,day,amount,currency,shop,status"):
    path = tmp_path / "log.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path, "order_id=order_id,buyer=buyer,ordered_at=day,amount=amount,currency=currency,shop=shop,status=status"


@pytest.mark.parametrize(("platform", "named"), [("taobao", True), ("shopify", False)])
def test_advice_on_orders_without_a_buyer_speaks_of_taobao_for_taobao_alone(crmkit, tmp_path, platform, named):
    log = tmp_path / "log.csv"
    log.write_text("order_id,day,amount\n1,2024-03-01,10\n2,2024-03-02,20\n", encoding="utf-8")
    words = f"order_id=order_id,ordered_at=day,amount=amount,platform={platform}"
    for message in (crmkit("segment", log, "--map", words).err, crmkit("load", log, "--map", words, "--full").text):
        message = "".join(message.split())  # a line may end within a word
        assert "trend`" in message
        assert ("买家会员名" in message) == named


def test_customers_of_a_headline_are_those_who_bought(crmkit, orders):
    assert "\nCustomers who bought " in crmkit("tiers", orders, "--full").text
    assert "\n成交客户数 " in crmkit("tiers", orders, "--full", "--lang", "zh").text


def test_shops_and_what_is_left_out_are_those_of_the_currency(crmkit, tmp_path):
    log, words = plain_log(
        tmp_path,
        *("1,ann,2024-03-01,10,USD,north,paid", "2,bob,2024-03-02,20,CNY,south,paid"),
        *("3,cat,2024-03-03,30,USD,east,paid", "4,dan,2024-03-04,40,CNY,south,odd"),
    )
    assert crmkit("load", log, "--map", words, "-q").code == 0
    dollars, yuan = (json.loads(crmkit("trend", "--currency", code, "-f", "json").text) for code in ("USD", "CNY"))
    assert (dollars["facts"]["shops"], dollars["facts"]["net_sales"]) == (2, "40.00")
    assert "shops" not in yuan["facts"]
    assert [note["text"] for note in dollars["notes"] if "left_out" in note["code"]] == [
        "2 orders are in CNY and not counted: 60.00."
    ]
    assert ["status_unknown" in {note["code"] for note in each["notes"]} for each in (dollars, yuan)] == [False, True]


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("asked", ["EUR", "XYZ"])
def test_a_currency_that_no_order_is_in_is_refused_with_those_there_are(crmkit, tmp_path, asked, kept):
    log, words = plain_log(tmp_path, "1,ann,2024-03-01,10,USD,north,paid", "2,bob,2024-03-02,20,CNY,south,paid")
    if kept:
        assert crmkit("load", log, "--map", words, "-q").code == 0
    run = crmkit("trend", *([] if kept else [log, "--map", words]), "--currency", asked)
    assert run.code == 2
    assert f"no orders in {asked}; the orders are in CNY, USD" in run.err
