"""``crmkit config``: what is set and by what, and every mistake of a file at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.program import Run, environment, run_here


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with settings of the project, a home with those of the user."""
    user = tmp_path / "home" / ".config" / "crmkit"
    user.mkdir(parents=True)
    (user / "config.toml").write_text('memory = "1GB"\nwait = 1\n', encoding="utf-8")
    (tmp_path / "crmkit.toml").write_text('wait = 2\nstore = "here.duckdb"\ncuts = "R=1"\n', encoding="utf-8")
    return tmp_path


def config(place: Path, *arguments: str, **more: str) -> Run:
    return run_here(["config", *arguments, "--format", "json"], place, environment(HOME=str(place / "home"), **more))


def rows(run: Run) -> dict[str, dict[str, object]]:
    return {row["setting"]: row for row in json.loads(run.text)["rows"]}


def test_each_value_comes_from_the_nearest_place(place):
    found = rows(config(place, "show", "--origin", "--lang", "zh", CRMKIT_SHOP="小店", CRMKIT_MAX_REJECTS="0.2"))
    told = {name: (row["setting_value"], row["setting_origin"]) for name, row in found.items()}
    assert told["memory"] == ("1GB", "user") and told["wait"] == ("2", "project")
    assert told["store"] == (str(place / "here.duckdb"), "project")
    assert told["shop"] == ("小店", "variable") and told["max_rejects"] == ("0.2", "variable")
    assert told["lang"] == ("zh", "flag") and told["tz"] == ("Asia/Shanghai", "default")
    assert told["thresholds"] == ("R=1", "project")  # by its former name
    assert found["wait"]["setting_place"] == str(place / "crmkit.toml")
    assert found["shop"]["setting_place"] == "CRMKIT_SHOP"


def test_without_origin_there_are_values_alone(place):
    assert set(rows(config(place))["wait"]) == {"setting", "setting_value", "verdict", "setting_use"}


def test_what_is_in_effect_is_valid(place):
    run = config(place, "validate")
    assert run.code == 0 and json.loads(run.text)["facts"]["problems"] == 0


def test_every_mistake_is_named_at_once(place):
    file = place / "try.toml"
    file.write_text('wiat = 30\nlang = "fr"\nmemory = "1GB"\n', encoding="utf-8")
    run = config(place, "validate", str(file))
    found = rows(run)
    assert run.code == 1 and json.loads(run.text)["facts"]["problems"] == 2
    assert {name: row["verdict"] for name, row in found.items()} == {
        "wiat": "unknown_key", "lang": "bad_value", "memory": "valid",
    }  # fmt: skip
    assert "did you mean 'wait'" in found["wiat"]["problem"]


@pytest.mark.parametrize("content", [b"wait = ", b"\xff\xfe", b"wait"])
def test_a_file_that_is_no_toml(place, content):
    (place / "crmkit.toml").write_bytes(content)
    run = config(place, "validate")
    assert run.code == 1 and "unreadable" in run.text
    assert config(place, "show").code == 2


def test_a_file_that_is_not_there(place):
    assert config(place, "validate", "none.toml").code == 3


WRONG = {
    'tz = "Mars"': 'tz = "Asia/Shanghai"',
    'memory = "0MB"': 'memory = "512MB"',
    'memory = "much"': 'memory = "512MB"',
    'status = "送达"': 'status = "Delivered=done',
    'status = "送达=fort"': "unknown state 'fort'",
    'segments = "none.toml"': 'segments = "grid"',
    'segments = "own.toml"': "own.toml",
    'thresholds = "R=30/20/10/5"': "must rise",
    'thresholds = "R=1/2"': "needs 4",
    'thresholds = "soon"': 'thresholds = "R=30/60/90/180',
    'tags = "own.toml"': "own.toml",
    'store = "."': "store = ",
    'store = "own.toml"': "own.toml",
    "window_days = 3.5": "window_days = 365",
    "max_rejects = 2": "max_rejects = 0.05",
    'lang = "fr"': 'lang = "zh"',
}


def test_what_a_command_would_refuse_is_refused_before_with_its_line_and_what_to_write(place):
    """Each of these lets ``validate`` pass only if the command that uses it goes on to read its file."""
    (place / "own.toml").write_text("x = 1\n", encoding="utf-8")
    for line, advice in WRONG.items():
        (place / "try.toml").write_text(f"# my settings\n\n{line}\n", encoding="utf-8")
        run = config(place, "validate", "try.toml")
        (row,) = json.loads(run.text)["rows"]
        assert (run.code, row["line"], row["verdict"]) == (1, 3, "bad_value"), line
        assert advice in row["problem"] and "--" not in row["problem"], row["problem"]


def test_all_faults_of_all_places_are_told_at_once_and_a_good_one_has_its_line_too(place):
    (place / "crmkit.toml").write_text('wait = 2\ntz = "Mars"\nsegments = "cn8"\n', encoding="utf-8")
    run = config(place, "validate", CRMKIT_THRESHOLDS="R=30/60/90/180", CRMKIT_MEMORY="9")
    told = {
        (row["file"].rpartition("/")[2], row["setting"]): (row["line"], row["verdict"])
        for row in json.loads(run.text)["rows"]
    }
    assert told == {
        ("config.toml", "memory"): (1, "valid"), ("config.toml", "wait"): (2, "valid"),
        ("crmkit.toml", "wait"): (1, "valid"), ("crmkit.toml", "tz"): (2, "bad_value"),
        ("crmkit.toml", "segments"): (3, "valid"),
        ("CRMKIT_THRESHOLDS", "thresholds"): (None, "bad_value"),  # cn8 takes one of each
        ("CRMKIT_MEMORY", "memory"): (None, "bad_value"),
    }  # fmt: skip


def test_the_line_that_toml_stops_at(place):
    (place / "crmkit.toml").write_text("wait = 2\n\nstore = shop\n", encoding="utf-8")
    (row,) = [row for row in json.loads(config(place, "validate").text)["rows"] if row["verdict"] == "unreadable"]
    assert row["line"] == 3


def test_broken_settings_are_looked_at_whatever_stands_before_the_command(place):
    (place / "crmkit.toml").write_text('tz = "Mars"\nwiat = 3\n', encoding="utf-8")
    around = environment(HOME=str(place / "home"))
    for words, code in {
        "--lang zh doctor": 1, "--lang=zh config validate": 1, "--debug doctor --lang zh": 1, "--lang zh help": 0,
        "--version": 0, "segment --help": 0, "--lang zh segment x.csv": 2,
    }.items():  # fmt: skip
        run = run_here(words.split(), place, around)
        assert run.code == code, (words, run.err)
        assert ("wiat" in run.text) == (code == 1), words


def test_a_scheme_of_ones_own_is_found_from_the_file_that_names_it(place):
    """Like the store and the tags: not from where the program stands."""
    user = place / "home" / ".config" / "crmkit"
    (user / "config.toml").write_text('segments = "own.toml"\n', encoding="utf-8")
    assert rows(config(place))["segments"]["setting_value"] == str(user / "own.toml")


def test_with_nothing_wrong_it_says_so_and_a_wide_table_has_every_column_whole(place):
    run = run_here(["config", "validate", "--lang", "zh"], place, environment(HOME=str(place / "home")))
    assert run.code == 0 and "设置没有问题" in run.text
    (place / "crmkit.toml").write_text('tz = "Mars"\nwait = -3\nlang = "fr"\n', encoding="utf-8")
    run = run_here(["config", "validate", "--wide", "--lang", "zh"], place, environment(HOME=str(place / "home")))
    assert "…" not in run.text and "0 至 86400" in run.text and "Paris" not in run.text
    assert all(head in run.text for head in ("设置项", "值", "文件", "行号", "结论", "问题"))


def test_a_bad_value_is_not_shown_as_if_it_were_fine_and_a_command_names_its_place(place):
    (place / "crmkit.toml").write_text('# mine\nmemory = "x"\n', encoding="utf-8")
    assert rows(config(place))["memory"]["verdict"] == "bad_value"
    (place / "orders.csv").write_text("订单编号\n1\n", encoding="utf-8")
    run = run_here(["segment", "orders.csv"], place, environment(HOME=str(place / "home")))
    assert f"{place / 'crmkit.toml'}:2" in run.err and 'memory = "' in run.err
