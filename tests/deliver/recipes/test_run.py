"""What a recipe asks for is done, once and whole; what fails is named, and hides nothing else."""

from __future__ import annotations

import os
import signal
import time
from datetime import datetime
from pathlib import Path

import pytest
from tests.deliver.recipes.conftest import HEAD, REPORTS, Desk, orders
from tests.program import environment, start_apart

import crmkit
from crmkit.deliver.recipes.turn import turn


def test_a_recipe_loads_and_reports_without_a_word_and_a_second_run_changes_nothing(desk: Desk):
    first = desk.run(HEAD + REPORTS, "-q")
    assert (first.code, first.out, first.err) == (0, b"", "")
    written = desk.written()
    assert list(written) == ["segments.csv", "tiers-2024-06-24.xlsx", "tiers.json"]
    again = desk.run(HEAD + REPORTS, "-q")
    assert (again.code, again.out, again.err) == (0, b"", "")
    assert desk.written() == written
    loads = [line["rows"] for line in desk.lines() if line.get("kind") == "load"]
    assert loads == [120, 0]


def test_the_files_are_those_of_the_command_line(desk: Desk):
    """The same analysis, asked by hand of the same store, gives the same bytes."""
    desk.run(HEAD + REPORTS, "-q")
    store = desk.folder / "shop.duckdb"
    by_hand = desk.crmkit("segment", "--store", store, "--format", "csv")
    assert by_hand.out == desk.written()["segments.csv"]
    by_hand = desk.crmkit("tiers", "--detail", "--store", store, "--format", "json")
    assert by_hand.out == desk.written()["tiers.json"]


def test_files_for_scripts_do_not_depend_on_the_locale_and_those_for_people_do(desk: Desk):
    recipe = desk.recipe(HEAD + REPORTS + '[[ask]]\nname = "md"\nanalysis = "segment"\noutput = "out/segments.md"\n')
    desk.crmkit("run", recipe, "-q")
    english = desk.written()
    desk.crmkit("run", recipe, "-q", LANG="zh_CN.UTF-8")
    chinese = desk.written()
    same = {name for name in english if english[name] == chinese[name]}
    assert same == {"segments.csv", "tiers.json"}
    desk.run('lang = "zh"\n' + HEAD + REPORTS, "-q")
    assert desk.written()["segments.csv"] != english["segments.csv"]


def test_a_failed_check_hides_no_report_unless_the_recipe_says_stop(desk: Desk):
    check = '\n[[check]]\nname = "enough"\nrequire = "data.orders > 1_000"\n'
    run = desk.run(HEAD + check + "stop = true\n" + REPORTS, "-q")
    assert (run.code, desk.written()) == (1, {})
    assert desk.ends() == {"load": 0, "enough": 1, "segment": None, "groups": None}
    run = desk.run(HEAD + check + REPORTS, "-q")
    assert (run.code, len(desk.written())) == (1, 3)
    assert "weekly.toml (enough): check failed: data.orders is 120, not > 1_000" in run.err
    assert run.err.count("\n") == 1


def test_too_little_data_for_one_analysis_is_its_own_trouble(desk: Desk):
    thin = '\n[[ask]]\nname = "later"\nanalysis = "diff"\nfrom = "2023-01"\n\n[[ask]]\nanalysis = "churn"\n'
    run = desk.run(HEAD + thin + 'where = "net_spend > 1000000"\noutput = "out/risk.xlsx"\n' + REPORTS, "-q")
    assert desk.ends() == {"load": 0, "later": 2, "churn": 4, "segment": 0, "groups": 0}
    assert run.code == 4
    assert "step later" in run.err and "step churn" in run.err and "2 of 5 steps failed: later, churn" in run.err
    assert "risk.xlsx" not in desk.written() and len(desk.written()) == 3


def test_goals_and_checks_know_the_answers_and_the_data(desk: Desk):
    bounds = {
        "data.purchases = 120": 0,
        "data.files >= 1": 0,
        "data.rejected_share <= 0%": 0,
        "data.unknown_statuses < 1": 0,
        "data.net_sales > 0": 0,
        "groups.customers = 40": 0,
        "tiers.net_sales >= 3,600": 0,
        "segment.net_sales > 3600.00": 1,
        "tiers.top_fifth_share <= 10%": 1,
    }
    sales = sum(3 * (10 + buyer) + 1.5 for buyer in range(40))
    assert sales == 3600
    goals = "".join(f'\n[[goal]]\nname = "{number}"\nrequire = "{text}"\n' for number, text in enumerate(bounds))
    run = desk.run(HEAD + REPORTS + goals, "-q")
    assert run.code == 1
    assert [desk.ends()[str(number)] for number in range(len(bounds))] == list(bounds.values())


def test_the_age_of_the_data_is_counted_from_the_clock_of_the_caller(desk: Desk):
    path = desk.recipe(HEAD + '\n[[check]]\nname = "fresh"\nrequire = "data.days_old <= 8"\n')
    codes = {
        day: crmkit.run(path, now=lambda day=day: datetime.fromisoformat(f"2024-07-0{day}")).facts["exit_code"]
        for day in (1, 2, 3)
    }
    assert codes == {1: 0, 2: 0, 3: 1}
    assert crmkit.run(path).facts["exit_code"] == 4  # without a clock nobody knows


def test_a_load_that_fails_ends_the_run_before_old_data_look_new(desk: Desk):
    desk.run(HEAD + REPORTS, "-q")
    (desk.folder / "exports" / "broken.csv").write_bytes(b"\x00\x01\x02")
    (desk.folder / "out" / "segments.csv").unlink()
    assert desk.run(HEAD + REPORTS, "-q").code == 3
    assert "segments.csv" not in desk.written()
    assert desk.run(HEAD + "stop = false\n" + REPORTS, "-q").code == 3
    assert "segments.csv" in desk.written()


def test_a_pattern_may_match_nothing_as_long_as_another_does(desk: Desk):
    both = HEAD.replace('"exports/*.csv"', '["exports/*.xlsx", "exports/*.csv"]')
    assert desk.run(both + REPORTS, "-q").code == 0
    run = desk.run(HEAD.replace("*.csv", "*.xlsx"), "-q")
    assert run.code == 3 and "exports/*.xlsx" in run.err
    run = desk.run(HEAD.replace('"exports/*.csv"', '["exports/none.csv", "exports/*.csv"]'), "-q")
    assert run.code == 3 and "none.csv" in run.err


def test_all_files_of_a_step_appear_or_none(desk: Desk):
    (desk.folder / "out").mkdir()
    (desk.folder / "out" / "tiers.json").symlink_to(desk.folder / "elsewhere")
    run = desk.run(HEAD + REPORTS, "-q")
    assert run.code == 7
    assert [path.name for path in (desk.folder / "out").iterdir() if not path.is_symlink()] == ["segments.csv"]


@pytest.mark.parametrize("output", ["weekly.toml.csv", "exports/new.csv", "exports/orders.csv"])
def test_nothing_is_written_where_the_next_run_reads(desk: Desk, output: str):
    text = HEAD.replace("exports/*.csv", "exports/*.csv") + f'\n[[ask]]\nanalysis = "segment"\noutput = "{output}"\n'
    run = desk.run(text, "-q")
    assert run.code == (0 if output == "weekly.toml.csv" else 7)
    assert (desk.folder / "exports" / "orders.csv").read_text(encoding="utf-8") == orders()


def test_one_step_alone_and_the_plan(desk: Desk):
    plan = desk.run(HEAD + REPORTS, "--dry-run")
    assert plan.code == 0 and "tiers-{as_of}.xlsx" in plan.text
    assert not (desk.folder / "shop.duckdb").exists() and not (desk.folder / "out").exists()
    assert desk.run(HEAD + REPORTS, "--only", "load", "-q").code == 0
    assert desk.run(HEAD + REPORTS, "--only", "groups", "-q").code == 0
    assert list(desk.written()) == ["tiers-2024-06-24.xlsx", "tiers.json"]


def test_a_snapshot_bears_the_month_of_the_data_and_is_taken_anew(desk: Desk):
    text = HEAD + '\n[[snapshot]]\nsnapshot = "{month}"\n\n[[ask]]\nanalysis = "diff"\nfrom = "2024-06"\n'
    assert [desk.run(text, "-q").code for _ in range(2)] == [0, 0]
    listed = desk.crmkit("snapshots", "--store", desk.folder / "shop.duckdb", "--format", "csv")
    assert listed.text.count("\n") == 2 and "2024-06" in listed.text


def test_runs_wait_for_each_other(desk: Desk):
    path = desk.recipe(HEAD + REPORTS)
    with turn(desk.folder / "shop.duckdb", wait=0):
        run = desk.crmkit("run", path, "--wait", "0.2")
    assert run.code == 5 and f"another run is in progress ({os.getpid()}); waited 0.2 s" in run.err
    assert desk.crmkit("run", path, "-q").code == 0


def test_a_killed_run_leaves_nothing_half_and_the_next_one_completes(desk: Desk, tmp_path: Path):
    (desk.folder / "exports" / "orders.csv").write_text(orders(buyers=400), encoding="utf-8")
    path, ledger = desk.recipe(HEAD + REPORTS), desk.folder / "shop.duckdb.runs.jsonl"
    process = start_apart(["run", path, "-q"], tmp_path, environment(HOME=str(tmp_path / "home")))
    end = time.monotonic() + 60
    while not (ledger.exists() and '"step"' in ledger.read_text(encoding="utf-8")) and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    ledger.write_bytes(ledger.read_bytes() + b'{"run": "torn')
    (desk.folder / "out").mkdir(exist_ok=True)
    part = desk.folder / "out" / f".segments.csv.{process.pid}.x.part"
    part.write_bytes(b"half")
    listed = desk.crmkit("runs", path)
    assert "interrupted" in listed.text
    run = desk.crmkit("run", path, "-q")
    assert (run.code, run.err) == (0, "")
    assert sorted(path.name for path in (desk.folder / "out").iterdir()) == [
        "segments.csv",
        "tiers-2024-06-24.xlsx",
        "tiers.json",
    ]
    assert "1 run since then without a failure" in " ".join(desk.crmkit("runs", path).text.split())


def test_the_ledger_names_nobody(desk: Desk):
    text = HEAD + REPORTS + '\n[[ask]]\nname = "x"\nanalysis = "segment"\nwhere = "province = 买家001号省"\n'
    desk.run(text, "-q")
    ledger = desk.folder / "shop.duckdb.runs.jsonl"
    assert "买家" not in ledger.read_text(encoding="utf-8")
    assert desk.ends()["x"] != 0
    assert ledger.stat().st_mode & 0o077 == 0


def test_names_are_masked_unless_the_step_says_reveal(desk: Desk):
    step = '\n[[ask]]\nanalysis = "tiers"\ndetail = true\noutput = "out/a.csv"\n'
    desk.run(HEAD + step, "-q")
    assert "买家001号" not in desk.written()["a.csv"].decode()
    desk.run(HEAD + step + "reveal = true\n", "-q")
    assert "买家001号" in desk.written()["a.csv"].decode()


def test_what_is_wrong_in_a_recipe_is_said_before_anything_is_done(desk: Desk):
    ask = '\n[[ask]]\nanalysis = "segment"\n'
    wrong = {
        "[[asks]]\n": "did you mean 'ask'?",
        '[[load]]\nfiles = "a.csv"\nstats = "x=paid"\n': "did you mean 'status'?",
        '[[load]]\nfiles = "a.csv"\nstatus = "x=payed"\n': "paid",
        '[[load]]\nfiles = 3\n': "files cannot be 3",
        '[[snapshot]]\nsnapshot = "a"\nmonths = "3"\n': "months cannot be",
        '[[snapshot]]\nsnapshot = "a"\nsegments = 3\n': "segments cannot be 3",
        ask + 'window_day = 3\n': "did you mean 'window_days'?",
        ask + 'output = "a.xlxs"\n': "a.xlxs",
        ask + 'output = "a-{day}.csv"\n': "{as_of}",
        ask + 'output = "a.csv"\nformat = "json"\n': "a.csv",
        ask + 'output = "a.json"\nexcel = true\n': "excel is for CSV",
        ask + 'where = "net_spend >"\n': "net_spend >",
        ask + 'as_of = "yesterday"\n': "yesterday",
        ask + 'segments = "mine.toml"\n': "mine.toml",
        '[[check]]\nrequire = "data.orders about 3"\n': "require is no condition",
        '[[check]]\nrequire = "churn.expected_loss_rate < 35"\n': "churn.expected_loss_rate < 35%",
        '[[snapshot]]\nsnapshot = "a b"\n': "a b",
        '[[ask]]\nanalysis = "customer"\n': "no analysis 'customer'",
        '[[ask]]\nanalysis = "diff"\n': "from is missing",
        'lang = "fr"\n' + ask: "zh, en",
    }  # fmt: skip
    for text, said in wrong.items():
        run = desk.run(text, "-q")
        assert (run.code, said in run.err, "weekly.toml" in run.err) == (2, True, True), (text, run.err)
    assert sorted(path.name for path in desk.folder.iterdir()) == ["exports", "weekly.toml"]


def test_an_option_of_the_wrong_type_is_named(desk: Desk):
    heads = {
        '[[load]]\nfiles = "exports/*.csv"\n': (
            *(
                'shop = ["a"]',
                "map = 3",
                "map = {a = 1}",
                "memory = 3",
                'status = ["a"]',
                "status = {a = 1}",
                "skip = 5",
            ),
            *("skip = {a = 1}", 'time_format = ["x"]', "encoding = ['a']", "tz = 8", "max_rejects = true"),
        ),
        '[[snapshot]]\nsnapshot = "a"\n': ("shop = 3", 'platform = ["taobao", 3]'),
        '[[ask]]\nanalysis = "segment"\n': ("shop = 3", 'platform = ["taobao", 3]', "currency = 3"),
        '[[report]]\noutput = "a.html"\n': ("shop = {a = 1}", 'platform = ["taobao", 3]', "shop = true"),
        '[[digest]]\noutput = "a.txt"\n': ("shop = 3",),
    }
    for head, options in heads.items():
        for option in options:
            run = desk.run(head + option + "\n", "-q")
            key = option.split()[0]
            assert (run.code, f"{key} cannot be" in run.err, f"{key} = " in run.err) == (2, True, True), (
                option,
                run.err,
            )
    assert sorted(path.name for path in desk.folder.iterdir()) == ["exports", "weekly.toml"]


def test_shops_are_one_text_or_several_and_words_a_text_or_a_table(desk: Desk):
    load = HEAD + 'shop = "甲"\nstatus = {"已妥投" = "done"}\nskip = {"订单状态" = ["样品", "补单"]}\nmax_rejects = 0\n'
    ask = '\n[[ask]]\nname = "{0}"\nanalysis = "segment"\nshop = {1}\noutput = "out/{0}.csv"\n'
    run = desk.run(load + ask.format("one", '"甲"') + ask.format("several", '["甲"]') + ask.format("all", '""'), "-q")
    assert (run.code, run.err) == (0, "")
    assert len(set(desk.written().values())) == 1 and len(desk.written()) == 3


def test_options_of_an_analysis_are_those_of_the_command_line(desk: Desk):
    step = '\n[[ask]]\nanalysis = "{}"\n{}\noutput = "out/{}.json"\n'
    asked = {
        "segment": (["--window-days", "90", "--thresholds", "R=30/60/90/180"],
                    'window_days = 90\nthresholds = "R=30/60/90/180"'),
        "tiers": (["--tier-shares", "0.5,0.9", "--as-of", "2024-05-31"],
                  "tier_shares = [0.5, 0.9]\nas_of = 2024-05-31"),
        "trend": (["--by", "week", "--since", "2024-03-01"], 'by = "week"\nsince = "2024-03-01"'),
        "profile": (["--where", "orders >= 3"], 'where = "orders >= 3"'),
    }  # fmt: skip
    text = HEAD + "".join(step.format(name, said, name) for name, (_, said) in asked.items())
    run = desk.run(text, "-q")
    assert run.code == 0, run.err
    for name, (options, _) in asked.items():
        by_hand = desk.crmkit(name, *options, "--store", desk.folder / "shop.duckdb", "--format", "json")
        assert by_hand.out == desk.written()[f"{name}.json"], name


def test_a_rounded_figure_never_contradicts_the_verdict(desk: Desk):
    """The best fifth spends 30.6667% of all, which people read as 30.7% elsewhere."""
    run = desk.run(HEAD + '\n[[goal]]\nname = "a"\nrequire = "tiers.top_fifth_share >= 30.7%"\n', "-q")
    assert run.code == 1 and "is 30.6667%, not >= 30.7%" in run.err


def test_no_output_replaces_what_the_run_lives_on(desk: Desk):
    """The ledger, an export that is named by itself, the file of tags: none of them is overwritten."""
    (desk.folder / "tags.toml").write_text('[vip]\nrule = "net_spend >= 100"\n', encoding="utf-8")
    (desk.folder / "costs.csv").write_text("商品,成本\n袜子,3.00\n", encoding="utf-8")
    named = HEAD.replace("*.csv", "orders.csv")
    ask = '\n[[ask]]\nanalysis = "{}"\noutput = "{}"\n'
    for text in (
        ask.format("segment", "shop.duckdb.runs.jsonl"),
        ask.format("segment", "exports/orders.csv"),
        ask.format("value", "costs.csv") + 'costs = "costs.csv"\n',
    ):
        assert desk.run(named + text, "-q").code == 7, text
    assert (desk.folder / "costs.csv").read_text(encoding="utf-8").startswith("商品")


def test_a_bug_in_a_step_is_written_down(desk: Desk, monkeypatch):
    monkeypatch.setattr("crmkit.deliver.recipes.asking.publish_files", lambda copies: 1 / 0)
    run = desk.run(HEAD + REPORTS, "-q")
    assert run.code == 70
    assert desk.ends() == {"load": 0, "segment": 70}
    assert "internal error" in desk.crmkit("runs", desk.folder / "weekly.toml").text


def test_lines_that_were_rejected_are_said(desk: Desk):
    path = desk.folder / "exports" / "orders.csv"
    path.write_text(orders() + "4999,买家999号,many,交易成功,2024-01-01 10:00:00\n", encoding="utf-8")
    for _ in range(2):  # a file that is known already is no cleaner
        assert "1 line was rejected while loading." in desk.run(HEAD + REPORTS).text
    assert desk.run(HEAD + '\n[[check]]\nrequire = "data.rejected_lines = 0"\n', "-q").code == 1
