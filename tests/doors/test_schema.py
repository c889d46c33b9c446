"""``crmkit schema``: made from the program, the same every time, and true of real answers."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest
from tests.program import environment, run_here

from crmkit.cli.app import COMMANDS, command_tree
from crmkit.doors.schema.schema import answers
from crmkit.errors import ExitCode
from crmkit.vocabulary import vocabulary

ROOT = Path(__file__).parents[2]
MAKE = runpy.run_path(str(ROOT / "docs" / "answers.py"))
NO_RESULT = {"chart", "cron", "demo", "digest", "help", "mcp", "report", "schema"}
"""Commands whose output is no table."""
CHEAP = (
    "load",
    "files",
    "rejects",
    "tags",
    "segment",
    "tiers",
    "repurchase",
    "cohort",
    "trend",
    "config",
    "doctor",
    "sql",
)


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    """The whole, as it is printed."""
    folder = tmp_path_factory.mktemp("schema")
    return run_here(["schema"], folder, environment(HOME=str(folder))), folder


def test_it_is_the_same_under_any_language(described):
    run, folder = described
    other = run_here(["schema", "--lang", "zh"], folder, environment(HOME=str(folder), LANG="zh_CN.UTF-8"))
    assert run.code == other.code == 0 and run.out == other.out


def test_every_command_with_every_option(described):
    whole = json.loads(described[0].text)
    assert [command["name"] for command in whole["commands"]] == list(COMMANDS)
    tree = command_tree("en")
    for command in whole["commands"]:
        flags = {flag for option in command["options"] for flag in option["flags"]}
        parser = tree.commands[command["name"]]
        assert flags == {
            each
            for parameter in parser.params
            for each in (*parameter.opts, *parameter.secondary_opts)
            if each.startswith("-")
        }
        for parameter in (*command["options"], *command["arguments"]):
            assert parameter["help"]["en"] and parameter["help"]["zh"], parameter["name"]
    assert [each["code"] for each in whole["exit_codes"]] == [int(code) for code in ExitCode]


def test_defaults_choices_and_limits(described):
    whole = json.loads(described[0].text)
    churn = next(command for command in whole["commands"] if command["name"] == "churn")
    months = next(option for option in churn["options"] if option["name"] == "months")
    assert (months["type"], months["default"], months["least"], months["most"]) == ("integer", 3, 1, 24)
    form = next(option for option in churn["options"] if option["name"] == "format")
    assert form["flags"] == ["--format", "-f"] and "json" in form["choices"]
    profile = next(command for command in whole["commands"] if command["name"] == "profile")
    cross = next(option for option in profile["options"] if option["name"] == "cross")
    assert (cross["type"], cross["choices"]) == ("text", None)


def test_every_named_column_is_described(described):
    whole = json.loads(described[0].text)
    named = {name for command in whole["commands"] for answer in command["answers"] for name in answer["columns"]}
    assert named <= set(whole["columns"]) <= set(vocabulary())
    for name, column in whole["columns"].items():
        assert all(column["title"].values()) and all(column["definition"].values()), name
    assert whole["columns"]["customer"]["personal"]


def test_one_command_alone(described):
    _, folder = described
    one = json.loads(run_here(["schema", "tiers"], folder, environment(HOME=str(folder))).text)
    assert [command["name"] for command in one["commands"]] == ["tiers"] and "notes" not in one
    assert {"tier", "net_sales"} <= set(one["columns"])


def test_every_command_that_answers_has_its_tables():
    assert set(answers()) == set(COMMANDS) - NO_RESULT


def test_the_tables_are_those_of_real_answers():
    """All of them: python docs/answers.py --check."""
    lines = [line for line in MAKE["LINES"] if line.split()[0] in CHEAP]
    kept = {(command, answer["options"]): answer for command, found in answers().items() for answer in found}
    for entry in MAKE["measured"](lines):
        answer = kept[entry.pop("command"), entry["options"]]
        assert entry == answer
