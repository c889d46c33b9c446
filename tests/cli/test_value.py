"""``crmkit value`` as a shell runs it: from files and a store, in both languages, with costs, and when it refuses."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from rich.cells import cell_len

HEADER = (
    "订单编号,买家会员名,买家实际支付金额,总金额,订单状态,订单创建时间,订单付款时间,"
    "宝贝标题,宝贝总数量,店铺名称,退款金额"
)


@pytest.fixture(scope="module")
def returning(tmp_path_factory):
    """Thirty buyers over two years who come back every 20 to 100 days, for socks or scarves."""
    rows = []
    for buyer in range(30):
        for visit in range(2 + buyer % 5):
            month = (buyer * 2 + visit * (1 + buyer % 3)) % 24
            day = f"{2022 + month // 12}-{1 + month % 12:02d}-{1 + (buyer * 7 + visit) % 28:02d} 12:00:00"
            title = "袜子" if buyer % 2 else "围巾"
            amount = f"{20 + buyer + visit * 3}.50"
            number = 300000000000000000 + len(rows)
            rows.append(f"{number},买家{buyer:02d}号,{amount},{amount},交易成功,{day},{day},{title},1,小店,0.00")
    path = tmp_path_factory.mktemp("orders") / "orders.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def costs(tmp_path):
    path = tmp_path / "costs.csv"
    path.write_bytes("标题,成本\n袜子,10.00\n".encode("gbk"))
    return path


def test_json_of_files_and_of_the_store_is_the_same(crmkit, returning):
    from_files = crmkit("value", returning, "--format", "json")
    assert (from_files.code, from_files.err) == (0, "")
    assert crmkit("load", returning, "-q").code == 0
    assert crmkit("value", "--format", "json").out == from_files.out
    answer = json.loads(from_files.text)
    assert answer["analysis"] == "value"
    assert answer["params"] == {"months": 12, "discount": 0.1}
    assert answer["facts"]["customers"] == 30
    assert set(answer["parts"]) == {"top_customers", "rising_customers", "value_backtest", "value_deciles"}
    potential = sum(Decimal(row["potential_value"]) for row in answer["rows"])
    assert answer["facts"]["potential_value"] == str(potential)
    assert all(row["avg_influence_score"] is not None for row in answer["rows"])  # titles are read from files, too
    assert "value_influence_products" in {note["code"] for note in answer["notes"]}


@pytest.mark.parametrize(
    ("language", "columns", "options"),
    [
        ("en", 80, ["--costs", "costs.csv"]),
        ("zh", 80, ["--costs", "costs.csv"]),
        ("en", 100, ["--detail"]),
        ("zh", 80, ["--detail"]),
    ],
)
def test_tables_keep_to_the_line(crmkit, returning, costs, home_env, language, columns, options):
    given = ("value", returning, "--lang", language, *options)
    run = crmkit(*given, env=home_env | {"COLUMNS": str(columns)})
    assert run.code == 0
    assert max(cell_len(line) for line in run.text.splitlines()) <= columns
    assert ("已消费" in run.text) == (language == "zh")
    assert (("毛利" if language == "zh" else "margin") in run.text) == ("--costs" in options)


def test_names_are_masked_unless_revealed(crmkit, returning):
    for options in ((), ("--detail",)):
        masked, revealed = (crmkit("value", returning, *options, *more) for more in ((), ("--reveal",)))
        assert "买***号" in masked.text and "买家" not in masked.text
        assert "买家" in revealed.text and "买***号" not in revealed.text


def test_margins_of_a_sheet_of_costs(crmkit, returning, costs):
    run = crmkit("value", returning, "--costs", costs, "--detail", "--reveal", "--format", "json", "--limit", "0")
    rows = {row["customer"]: row for row in json.loads(run.text)["rows"]}
    own = rows["买家01号"]  # three pairs of socks
    assert Decimal(own["gross_margin"]) == Decimal(own["realised_value"]) - 30
    assert (rows["买家02号"]["gross_margin"], rows["买家02号"]["costed_share"]) == (None, 0)


def test_rows_and_lists_can_be_shortened(crmkit, returning):
    run = crmkit("value", returning, "--detail", "--limit", "4", "--format", "csv")
    assert len(run.text.splitlines()) == 5
    parts = json.loads(crmkit("value", returning, "--top", "2", "--format", "json").text)["parts"]
    assert len(parts["top_customers"]["rows"]) == 2


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--detail", "--top", "3"], 2, "--top"),
        (["--months", "0"], 2, "--months"),
        (["--discount", "1.5"], 2, "--discount"),
        (["--costs", "none.csv"], 3, "none.csv"),
        (["--as-of", "2020-01-01"], 4, "2020-01-01"),
        (["--as-of", "2022-01-02"], 4, "crmkit tiers"),
    ],
)
def test_refusals_say_what_is_wrong(crmkit, returning, options, code, said):
    run = crmkit("value", returning, *options)
    assert (run.code, run.out) == (code, b"")
    assert said in run.err
    assert run.err.count("\n") == 1


def test_a_sheet_without_costs_is_refused_before_orders_are_read(crmkit, returning, tmp_path):
    sheet = tmp_path / "prices.csv"
    sheet.write_text("标题,价格\n袜子,3\n", encoding="utf-8")
    run = crmkit("value", returning, "--costs", sheet)
    assert run.code == 3
    assert "成本" in run.err


def test_the_headline_says_how_the_test_on_the_past_ended(crmkit, returning):
    answer = json.loads(crmkit("value", "--format", "json", returning).text)
    failed = "value_beaten" in {note["code"] for note in answer["notes"]}
    assert answer["facts"]["potential_test"] == ("beaten" if failed else "not_beaten")
    said = (
        "failed: assuming the same pace as before was more accurate"
        if failed
        else "passed: at least as accurate as assuming the same pace as before"
    )
    assert f"Backtest {said}" in crmkit("value", returning, "--full").text
