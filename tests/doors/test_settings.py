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
    assert set(rows(config(place))["wait"]) == {"setting", "setting_value"}


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
