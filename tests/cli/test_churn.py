"""``crmkit churn`` as a shell and a cron job run it."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from random import Random

import polars
import pytest
from openpyxl import load_workbook
from rich.cells import cell_len

import crmkit as library
from crmkit.cli.goal import require_at_most
from crmkit.cli.session import Session, begin
from crmkit.config import Folders, Settings

HEADER = "订单编号,买家会员名,买家实际支付金额,总金额,订单状态,订单创建时间,订单付款时间,宝贝标题,店铺名称,退款金额"


@pytest.fixture(scope="module")
def returning(tmp_path_factory):
    """Two hundred and fifty buyers over a year; half come every three weeks or so, until some of them stop."""
    random, rows = Random(3), []
    for buyer in range(250):
        gap, day = (20 if buyer % 2 else 150), random.randrange(120)
        while day < 360:
            when = f"2023-{1 + day // 30:02d}-{1 + day % 30 * 27 // 29:02d} 12:00:00"
            amount = f"{random.randrange(10, 300)}.50"
            number = 300000000000000000 + len(rows)
            rows.append(f"{number},买家{buyer:03d}号,{amount},{amount},交易成功,{when},{when},袜子,小店,0.00")
            day += 1 + int(random.expovariate(1 / gap))
            if random.random() < 0.06:
                break
    path = tmp_path_factory.mktemp("orders") / "orders.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def store(returning, tmp_path_factory):
    path = tmp_path_factory.mktemp("kept") / "shop.duckdb"
    library.load(path, [str(returning)])
    return path


def test_files_and_store_answer_alike(crmkit, returning, store):
    from_files = crmkit("churn", returning, "--format", "json")
    assert (from_files.code, from_files.err) == (0, "")
    once, again = (crmkit("churn", "--store", store, "--format", "json") for _ in range(2))
    assert once.out == again.out == from_files.out
    answer = json.loads(once.text)
    assert answer["analysis"] == "churn"
    assert answer["params"] == {"months": 3, "method": "auto", "top": 20}
    assert answer["facts"]["expected_loss"] == str(sum(Decimal(row["expected_loss"] or 0) for row in answer["rows"]))
    assert {"save_list", "bands", "backtest", "backtest_all", "calibration", "cutoffs"} <= set(answer["parts"])


@pytest.mark.parametrize(("limit", "code"), [("0.01", 1), ("1", 0)])
def test_fail_over_says_so_after_the_answer(crmkit, store, limit, code):
    run = crmkit("churn", "--store", store, "--fail-over", limit, "--format", "json")
    assert run.code == code
    share = json.loads(run.text)["facts"]["expected_loss_rate"]
    assert 0.01 < share < 1
    if code:
        assert f"crmkit: error: Expected loss rate is {100 * share:.1f}% (" in run.err
        assert "above the limit of 1%" in run.err
    else:
        assert run.err == ""


def test_fail_over_compares_the_money_not_the_share_that_is_printed():
    begin(Session(Settings(), Folders(None, None, None), "en"))

    def answer(at_risk, spend):
        shown = (Decimal(at_risk) / Decimal(spend)).quantize(Decimal("0.0001"))
        facts = {"expected_loss": Decimal(at_risk), "spend_if_retained": Decimal(spend), "expected_loss_rate": shown}
        return library.Result("churn", (), [], facts=facts)

    asked = ("expected_loss_rate", "expected_loss", "spend_if_retained", 0.7)
    require_at_most(answer("7000.00", "10000.00"), *asked)
    with pytest.raises(library.CrmError) as over:
        require_at_most(answer("7000.01", "10000.00"), *asked)  # both are 0.7000
    assert "is 70.0% (7,000.01 of 10,000.00), above the limit of 70%" in over.value.message("en")
    require_at_most(answer("6999.99", "10000.00"), *asked)
    require_at_most(library.Result("churn", (), [], facts={}), *asked)


def test_fail_over_in_chinese_names_the_figure_as_the_table_does(crmkit, store):
    run = crmkit("churn", "--store", store, "--fail-over", "0", "--lang", "zh", "--full")
    assert run.code == 1
    assert "预计损失率为 " in run.err
    assert "预计损失率 " in run.text


def test_without_skill_no_limit_is_exceeded(crmkit, tmp_path):
    rows = [
        f"{300000000000000000 + at},买家{at:03d}号,9.90,9.90,交易成功,{day},{day},袜子,小店,0.00"
        for at in range(300)
        for day in [f"2023-{1 + at // 25:02d}-{1 + at % 25:02d} 12:00:00"]
    ]
    path = tmp_path / "once.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    run = crmkit("churn", path, "--fail-over", "0", "--format", "json")
    answer = json.loads(run.text)
    assert run.code == 0
    assert answer["facts"]["method"] == "past_churn_rate"
    assert "no_skill" in [note["code"] for note in answer["notes"]]
    assert answer["parts"]["save_list"] == {"rows": []}


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--months", "0"], 2, "--months"),
        (["--months", "25"], 2, "--months"),
        (["--fail-over", "1.5"], 2, "--fail-over"),
        (["--top", "-1"], 2, "--top"),
        (["--method", "magic"], 2, "--method"),
        (["--method", "classifier"], 4, "--method auto"),
        (["--method", "mbg-nbd", "--as-of", "2023-01-20"], 4, "data for --method mbg-nbd: 51 customers"),
        (["--as-of", "2023-01-20"], 4, "20 customers"),
    ],
)
def test_refusals_say_what_is_wrong(crmkit, store, options, code, said):
    run = crmkit("churn", "--store", store, *options)
    assert (run.code, run.out) == (code, b"")
    assert said in run.err
    assert run.err.count("\n") == 1


def test_every_customer_in_every_format(crmkit, store, tmp_path):
    printed = crmkit("churn", "--store", store, "--detail", "--format", "csv", "--reveal")
    rows = list(csv.DictReader(io.StringIO(printed.text)))
    columns = ["customer", "churn_probability", "risk", "reasons", "spend_if_retained", "expected_loss"]
    assert list(rows[0])[:6] == columns
    for suffix in ("csv", "xlsx", "parquet", "json"):
        run = crmkit("churn", "--store", store, "--detail", "-o", f"risk.{suffix}", "--reveal", "--limit", "0")
        assert run.code == 0
    assert (tmp_path / "risk.csv").read_text(encoding="utf-8").splitlines() == printed.text.splitlines()
    records = json.loads((tmp_path / "risk.json").read_text(encoding="utf-8"))["rows"]
    frame = polars.read_parquet(tmp_path / "risk.parquet")
    sheet = load_workbook(tmp_path / "risk.xlsx").worksheets[1]
    assert len(rows) == len(records) == len(frame)
    assert frame["customer"].to_list() == [row["customer"] for row in rows] == [row["customer"] for row in records]
    assert [str(value) for value in frame["expected_loss"]] == [row["expected_loss"] for row in rows]
    cells = {str(cell) for line in sheet.iter_rows(values_only=True) for cell in line}
    assert {row["customer"] for row in rows} <= cells


@pytest.mark.parametrize("suffix", ["xlsx", "parquet", "md", "tsv"])
def test_the_summary_in_every_format(crmkit, store, tmp_path, suffix):
    assert crmkit("churn", "--store", store, "-o", f"churn.{suffix}").code == 0
    assert (tmp_path / f"churn.{suffix}").stat().st_size > 200


def test_rows_shown_to_people_are_few_unless_all_are_wanted(crmkit, store):
    few, everyone = (crmkit("churn", "--store", store, "--detail", *more) for more in ((), ("--limit", "0")))
    assert "15 of 250 shown" in " ".join(few.text.split())
    assert " of 250 shown" not in " ".join(everyone.text.split()) and (few.err, everyone.err) == ("", "")
    assert len(everyone.text.splitlines()) > 100 + len(few.text.splitlines())


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", [60, 80, 120])
def test_tables_keep_to_the_line(crmkit, store, home_env, language, columns):
    for options in (["--detail"], ["--method", "past-rates"]):
        given = ("churn", "--store", store, "--lang", language, *options)
        run = crmkit(*given, env=home_env | {"COLUMNS": str(columns)})
        assert run.code == 0
        assert max(cell_len(line) for line in run.text.splitlines()) <= columns
        assert ("流失风险" in run.text) == (language == "zh")
        assert "_" not in run.text  # every code has its words


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_chinese_windows_console_can_print_it(crmkit, store, home_env, language):
    run = crmkit("churn", "--store", store, "--lang", language, env=home_env | {"PYTHONIOENCODING": "gbk"})
    assert run.code == 0
    assert "\\u" not in run.out.decode("gbk")
    assert "\\x" not in run.out.decode("gbk")


def test_names_are_masked_unless_revealed(crmkit, store):
    masked = crmkit("churn", "--store", store, "--detail", "--limit", "0")
    assert "买***号" in masked.text
    assert "买家" not in masked.text
    revealed = crmkit("churn", "--store", store, "--reveal", "--format", "json")
    listed = json.loads(revealed.text)["parts"]["save_list"]["rows"]
    assert listed
    assert all(row["customer"].startswith("买家") for row in listed)


def test_the_list_is_as_long_as_asked_for(crmkit, store):
    run = crmkit("churn", "--store", store, "--top", "3", "--format", "json")
    assert len(json.loads(run.text)["parts"]["save_list"]["rows"]) == 3


def test_reasons_speak_the_language_of_the_reader(crmkit, store):
    for language, words in (("en", "since the last purchase"), ("zh", "天未购买")):
        run = crmkit("churn", "--store", store, "--detail", "--format", "csv", "--lang", language)
        assert words in run.text


def test_a_cron_line(process, store, tmp_path):
    """No terminal, no home, hardly an environment: the file is written, nothing is printed, the exit code says it."""
    out = tmp_path / "risk.csv"
    bare = {"PATH": "/usr/bin:/bin", "HOME": "", "PYTHONPATH": str(pytest.importorskip("crmkit").__path__[0] + "/..")}
    given = ("churn", "--store", store, "--months", "3", "--detail", "--fail-over", "0.01", "-q", "-o", out)
    run = process(*given, env=bare)
    assert (run.code, run.out) == (1, b"")
    assert run.err.count("\n") == 1  # cron mails the one line that says why
    assert out.read_text(encoding="utf-8").startswith("customer,churn_probability,")
    calm = process(*("1" if word == "0.01" else word for word in given), env=bare)
    assert (calm.code, calm.out, calm.err) == (0, b"", "")


def test_help_shows_the_question_in_both_languages(crmkit):
    assert "--fail-over" in crmkit("churn", "--help", "--lang", "en").text
    assert "哪些客户会流失" in crmkit("churn", "--help", "--lang", "zh").text
