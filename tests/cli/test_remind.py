"""``crmkit remind`` from the outside: the same bytes anywhere, names masked, tables that keep to the line."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from random import Random

import pytest
from rich.cells import cell_len

HEADER = "订单编号,买家会员名,买家实际支付金额,总金额,订单状态,订单创建时间,订单付款时间,宝贝标题,店铺名称,退款金额"


@pytest.fixture(scope="module")
def returning(tmp_path_factory):
    """A hundred and twenty buyers who come at paces of their own, half of them for tea."""
    random, rows, first = Random(5), [], date(2023, 1, 1)
    for buyer in range(120):
        pace, day = random.choice([10, 20, 40, 90]), random.randrange(60)
        while day < 365:
            when = f"{first + timedelta(days=day)} 12:00:00"
            amount, title = f"{random.randrange(10, 300)}.50", "龙井茶叶 250 克" if buyer % 2 else "袜子"
            number = 300000000000000000 + len(rows)
            rows.append(f"{number},买家{buyer:03d}号,{amount},{amount},交易成功,{when},{when},{title},小店,0.00")
            day += max(1, round(random.gauss(pace, pace / 4)))
            if random.random() < 0.1:
                break
    path = tmp_path_factory.mktemp("orders") / "orders.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def test_machine_clock_locale_and_order_of_lines_change_no_byte(crmkit, process, returning, home_env, tmp_path):
    elsewhere = {**home_env, "PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C"}
    header, *lines = returning.read_text(encoding="utf-8").splitlines()
    shuffled = tmp_path / "orders.csv"
    shuffled.write_text("\n".join([header, *Random(1).sample(lines, len(lines))]) + "\n", encoding="utf-8")
    for options in ((), ("--detail",)):
        asked = ("--days", "30", "--format", "json", "--lang", "zh", *options)
        first = crmkit("remind", returning, *asked)
        assert (first.code, first.err) == (0, "")
        assert first.out == process("remind", shuffled, *asked, env=elsewhere).out
    answer = json.loads(first.text)
    assert answer["analysis"] == "remind"
    assert answer["params"] == {"days": 30, "top": 20}
    assert {row["basis"] for row in answer["rows"]} <= {"own", "product", "shop"}
    assert len(answer["rows"]) == answer["facts"]["to_remind"]
    assert {"remind_backtest", "remind_cutoffs"} == set(answer["parts"])


def test_names_are_masked_unless_revealed(crmkit, returning):
    masked = crmkit("remind", returning, "--detail", "--format", "csv")
    revealed = crmkit("remind", returning, "--detail", "--format", "csv", "--reveal")
    rows = list(csv.DictReader(io.StringIO(revealed.text)))
    assert rows
    assert all(row["customer"].startswith("买家") for row in rows)
    assert "买家" not in masked.text
    assert list(rows[0])[:6] == [
        "customer",
        "product",
        "last_purchase_on",
        "expected_from",
        "expected_to",
        "expected_on",
    ]
    assert all(row["expected_from"] < row["expected_on"] < row["expected_to"] for row in rows)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", [60, 80, 120])
def test_tables_keep_to_the_line(crmkit, returning, home_env, language, columns):
    run = crmkit("remind", returning, "--lang", language, env=home_env | {"COLUMNS": str(columns)})
    assert run.code == 0
    assert max(cell_len(line) for line in run.text.splitlines()) <= columns
    assert ("客户节奏" in run.text) == (language == "zh")
    assert "_" not in run.text  # every code has its words


def test_every_format(crmkit, returning, tmp_path):
    for suffix, options in (("xlsx", []), ("parquet", ["--detail"]), ("md", []), ("tsv", ["--detail"])):
        assert crmkit("remind", returning, "-o", f"remind.{suffix}", *options).code == 0
        assert (tmp_path / f"remind.{suffix}").stat().st_size > 200


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--days", "0"], 2, "--days"),
        (["--days", "366"], 2, "--days"),
        (["--top", "-1"], 2, "--top"),
        (["--detail", "--top", "3"], 2, "--top"),
        (["--as-of", "2022-01-20"], 4, "--as-of"),
    ],
)
def test_refusals_say_what_is_wrong(crmkit, returning, options, code, said):
    run = crmkit("remind", returning, *options)
    assert (run.code, run.out) == (code, b"")
    assert said in run.err
    assert run.err.count("\n") == 1


def test_a_chinese_windows_console_can_print_it(crmkit, returning, home_env):
    run = crmkit("remind", returning, "--lang", "zh", env=home_env | {"PYTHONIOENCODING": "gbk"})
    assert run.code == 0
    assert "\\u" not in run.out.decode("gbk")
