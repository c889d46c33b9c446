"""The ledger as an answer: the last failure first, every step with its figures."""

from __future__ import annotations

import json

from tests.deliver.recipes.conftest import HEAD, REPORTS, Desk

from crmkit.deliver.recipes import ledger


def test_a_store_that_never_ran_has_no_runs(desk: Desk):
    run = desk.crmkit("runs", "--store", desk.folder / "shop.duckdb")
    assert (run.code, "No runs yet." in run.text) == (0, True)


def test_the_last_failure_comes_first_then_what_was_since(desk: Desk):
    goal = '\n[[goal]]\nname = "growth"\nrequire = "segment.net_sales >= {}"\n'
    for limit in (5000, 1):
        desk.run(HEAD + REPORTS + goal.format(limit), "-q")
    shown = desk.crmkit("runs", desk.folder / "weekly.toml")
    said = " ".join(shown.text.split("\n\n")[1].split())
    assert said.startswith("Last failure: weekly.toml on 20")
    assert "growth (3,600.00, >= 5000). 1 run since then without a failure. The latest, weekly.toml on" in said
    answer = json.loads(desk.crmkit("runs", desk.folder / "weekly.toml", "--format", "json").out)
    assert [row["run_result"] for row in answer["rows"]] == ["step_done", "step_unmet"]
    assert answer["facts"] == {"runs": 2, "failed_runs": 1}
    steps = answer["parts"]["steps"]["rows"]
    assert [step["step"] for step in steps] == ["load", "segment", "groups", "growth"] * 2
    assert all(float(step["seconds"]) >= 0 for step in steps)
    assert (
        len(desk.crmkit("runs", desk.folder / "weekly.toml", "--limit", "1", "--format", "csv").text.splitlines()) == 2
    )


def test_a_failure_says_which_file_and_what_is_left_out_stands_below_its_table(desk: Desk):
    desk.run(HEAD + REPORTS, "-q")
    failed = desk.run(HEAD.replace("*.csv", "none.csv") + REPORTS, "-q", "--lang", "zh")
    assert "weekly.toml（导入）：" in failed.err
    shown = desk.crmkit("runs", desk.folder / "weekly.toml", "--lang", "zh").text
    assert "，导入（none.csv：输入文件有误）。" in shown
    runs, steps = shown.split("最近一次的步骤")
    assert "未显示：写出的文件" in runs and "未显示" not in steps and "中的前" not in steps


def test_a_long_ledger_loses_its_older_half(desk: Desk, monkeypatch):
    monkeypatch.setattr(ledger, "MOST_BYTES", 2000)
    for _ in range(6):
        desk.run(HEAD, "-q")
    lines = desk.lines()
    assert lines[-1]["event"] == "end" and len(lines) <= 12
    assert desk.crmkit("runs", desk.folder / "weekly.toml").code == 0


def test_a_damaged_line_is_left_out(desk: Desk):
    desk.run(HEAD, "-q")
    file = desk.folder / "shop.duckdb.runs.jsonl"
    sound = desk.crmkit("runs", desk.folder / "weekly.toml", "--format", "json").out
    run = json.dumps(desk.lines()[0]["run"])
    with file.open("a", encoding="utf-8") as lines:
        lines.write('{"run":[1],"event":"start"}\n{"run":{},"event":"step"}\n' + "[" * 100_000 + "\n")
        for damage in ('"seconds":1e400', '"seconds":NaN', '"seconds":"x"', '"rows":[1]', '"code":"0"', '"step":3'):
            lines.write(f'{{"run":{run},"event":"step",{damage}}}\n')
        lines.write(f'{{"run":{run},"event":"step","rows":1{"0" * 400}}}\n{{"run":{run},"ev')
    again = desk.crmkit("runs", desk.folder / "weekly.toml", "--format", "json")
    assert (again.code, again.out) == (0, sound)
    assert desk.run(HEAD, "-q").code == 0
