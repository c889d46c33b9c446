"""``--where`` as a shell passes it: what it counts, where an error points, what is read for it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmkit.cli.pointer import WIDEST, pointed
from crmkit.errors import Excerpt

COMMANDS = ("segment", "tiers", "churn", "value", "repurchase", "remind", "cohort")


@pytest.fixture
def placed(tmp_path):
    """Thirty buyers, every third of Zhejiang, who came one to six times in the same rhythm."""
    header = "订单编号,买家会员名,买家实际支付金额,总金额,订单状态,订单创建时间,订单付款时间,宝贝标题,店铺名称,收货地址"
    lines = [header]
    for buyer in range(30):
        place = ("浙江省 杭州市 西湖区", "江苏省 南京市 玄武区", "广东省 广州市 天河区")[buyer % 3]
        for visit in range(1 + buyer % 6):
            day = f"2023-{1 + 2 * visit:02}-{1 + buyer % 28:02} 12:00:00"
            paid = f"{10 + buyer}.00"
            number = 300_000_000_000_000_000 + buyer * 100 + visit
            lines.append(f"{number},买家{buyer:02},{paid},{paid},交易成功,{day},{day},袜子,小店,{place}")
    path = tmp_path / "placed.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_analysis_counts_those_who_match(crmkit, placed, command):
    """Places are read although the question alone would not need them."""
    run = crmkit(command, placed, "--where", "省份=浙江省 and orders>=2", "--format", "json", "--as-of", "2023-12-31")
    assert run.code == 0, run.err
    answer = json.loads(run.out)
    assert answer["params"]["where"] == "省份=浙江省 and orders>=2"
    matching = sum(1 for buyer in range(0, 30, 3) if buyer % 6 >= 1)
    assert answer["facts"]["audience_customers"] == answer["facts"]["customers"] == matching
    assert "audience" in [note["code"] for note in answer["notes"]]


def test_a_table_says_which_customers_it_counts(crmkit, placed):
    english = crmkit("tiers", placed, "--where", "province=浙江", "--full").text
    assert (
        "Matching customers 10" in english
        and "10 of all 30 customers (also those who never bought) match `province=浙江`" in " ".join(english.split())
    )
    assert english.splitlines()[0].endswith(", where province=浙江 (10 of 30 customers)")
    chinese = crmkit("tiers", placed, "--where", "province=浙江", "--lang", "zh", "--full").text
    assert "人群客户数 10" in chinese and "30 位客户中有 10 位符合 `province=浙江`" in "".join(chinese.splitlines())


def test_the_same_from_the_store_as_from_the_files(crmkit, placed):
    assert crmkit("load", placed, "--store", "shop.duckdb").code == 0
    asked = ("--where", "city=南京 or tier=A", "--format", "csv", "--detail")
    assert crmkit("segment", "--store", "shop.duckdb", *asked).out == crmkit("segment", placed, *asked).out


@pytest.mark.parametrize(
    ("condition", "code", "said"),
    [
        ("province=西藏", 4, "none of 30 customers matches"),
        ("complaints>1", 4, "unknown for all: complaints"),
        ("province=浙江 adn net>5", 2, "expected `and`, `or` or the end, found `adn`"),
        ("provnce=浙江", 2, "(did you mean `province`?)"),
        ("tag:nobody", 2, "`nobody`"),
        ("", 2, "--where: the condition is empty"),
    ],
)
def test_exit_codes(crmkit, placed, condition, code, said):
    run = crmkit("segment", placed, "--where", condition)
    first, *more = run.err.splitlines()
    assert run.code == code and not run.out and said in first
    assert all(line.startswith("  ") for line in more)


def test_the_caret_stands_under_the_place(crmkit, placed):
    """Chinese takes two cells a character, so four of them move the caret by eight."""
    run = crmkit("segment", placed, "--where", "省份=浙江 adn net>5", "--lang", "zh")
    line, text, caret = run.err.splitlines()
    assert line.startswith("crmkit：错误：--where：第 7 个字符")
    assert (text, caret) == ("  省份=浙江 adn net>5", " " * 12 + "^^^")


def test_scripts_get_plain_fields(crmkit, placed):
    run = crmkit("segment", placed, "--where", "net>", "--format", "json")
    error = json.loads(run.err.splitlines()[-1])["error"]
    assert (error["code"], error["where"]) == ("where_needs_value", "--where")
    assert set(error) == {"code", "where", "message", "try"}


def test_a_condition_is_refused_before_a_file_is_read(crmkit):
    assert "net_spend" in crmkit("segment", "no-such-file.csv", "--where", "net>").err
    assert crmkit("segment", "no-such-file.csv", "--where", "net>").code == 2
    assert crmkit("segment", "no-such-file.csv", "--where", "net>1").code == 3


def test_what_looks_like_sql_is_a_value(crmkit, placed):
    run = crmkit("segment", placed, "--where", "top_product='袜子'' or 1=1; drop table audience; --'")
    assert run.code == 4 and "none of 30 customers matches" in run.err


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_pointing_never_fails(text, start, length):
    line, caret = pointed(Excerpt(text, min(start, len(text)), min(start, len(text)) + length))
    assert set(caret) == {" ", "^"} and "\n" not in line
    assert len(line) <= WIDEST + 2


@pytest.mark.parametrize("condition", ["province=ZJ", "province=ZJ and net>0"])
def test_a_value_that_no_customer_has_is_refused_with_those_there_are(crmkit, placed, condition):
    run = crmkit("tiers", placed, "--where", condition)
    assert run.code == 4
    assert "; values in the data: " in run.err and "浙江" in run.err
    assert "；现有取值：" in crmkit("tiers", placed, "--where", condition, "--lang", "zh").err
