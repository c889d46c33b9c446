"""No file is written twice, and none that the run lives on, however its path is spelt: told before anything is done."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.deliver.recipes.conftest import HEAD, Desk

from crmkit.config import Settings
from crmkit.deliver.kept import Kept
from crmkit.deliver.recipes.outputs import placed, refuse_needed
from crmkit.deliver.recipes.recipe import read_recipe
from crmkit.errors import CrmError

ASK = '\n[[ask]]\nname = "{0}"\nanalysis = "{1}"\noutput = "{2}"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("exports", "exports/old", "out"):
        (tmp_path / name).mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "out")
    (tmp_path / "exports" / "orders.csv").write_text("x\n")
    return tmp_path


def refused(folder: Path, *outputs: tuple[str, str], load: str = "exports/*.csv", kept: str = "crmkit.toml") -> str:
    """What is said to a recipe that writes these answers into these files; nothing if they are all right."""
    asks = "".join(ASK.format(f"s{number}", *output) for number, output in enumerate(outputs, 1))
    path = folder / "weekly.toml"
    path.write_text(f'[[load]]\nfiles = "{load}"\n{asks}', encoding="utf-8")
    try:
        recipe = read_recipe(path, Settings())
        refuse_needed(recipe.steps, recipe.shown, Kept((path, folder / kept), (folder / "shop.duckdb",)))
    except CrmError as error:
        return error.code
    return ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.csv", "a.csv"),
        ("a.csv", "out/../a.csv"),
        ("./a.csv", "exports/.././a.csv"),
        ("out/a.csv", "linked/a.csv"),
        ("linked/../a.csv", "a.csv"),
        ("out/{as_of}.csv", "linked/{as_of}.csv"),
        ("a-{as_of}.csv", "a-2024-06-30.csv"),
        ("a-{month}.csv", "a-2024-06.csv"),
        ("a-{as_of}.csv", "a-{month}-15.csv"),
        ("risk.csv", "risk.summary.csv"),
        ("out/risk.csv", "linked/risk.churn.csv"),
        ("risk.excel.csv", "risk.summary.excel.csv"),
    ],
)
def test_two_spellings_of_one_file(folder: Path, one: str, other: str):
    assert refused(folder, ("churn", one), ("churn", other)) == "recipe_same_output"
    assert refused(folder, ("churn", other), ("churn", one)) == "recipe_same_output"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.csv", "b.csv"), ("out/a.csv", "a.csv"), ("a-{as_of}.csv", "a-{month}.csv"), ("a-{as_of}.csv", "a-2024.csv"),
        ("risk.csv", "risk.2024.csv"), ("risk.xlsx", "risk.summary.xlsx"), ("risk.csv", "out/risk.summary.csv"),
    ],
)  # fmt: skip
def test_files_that_are_two(folder: Path, one: str, other: str):
    assert refused(folder, ("churn", one), ("churn", other)) == ""


@pytest.mark.parametrize(
    ("output", "code"),
    [
        ("exports/new.csv", "output_is_input"),
        ("exports/../exports/new.csv", "output_is_input"),
        ("out/../exports/{as_of}.csv", "output_is_input"),
        ("exports/new.json", ""),
        ("exports/old/new.csv", ""),
        ("shop.duckdb.runs.jsonl", "output_of_store"),
        ("out/../shop.duckdb.runs.jsonl", "output_of_store"),
        ("shop.duckdb.quarantine/a.csv", "output_of_store"),
    ],
)
def test_what_the_run_lives_on(folder: Path, output: str, code: str):
    assert refused(folder, ("segment", output)) == code


def test_patterns_through_folders_links_and_files_by_name(folder: Path):
    assert refused(folder, ("segment", "exports/old/new.csv"), load="exports/**/*.csv") == "output_is_input"
    assert refused(folder, ("segment", "out/new.csv"), load="linked/*.csv") == "output_is_input"
    assert refused(folder, ("segment", "linked/new.csv"), load="out/new.csv") == "output_is_input"
    assert refused(folder, ("churn", "out/a.csv"), load="out/a.summary.csv") == "output_is_input"
    assert refused(folder, ("churn", "out/a.csv"), load="out/b.csv") == ""


def test_settings_the_recipe_and_a_file_beside_them(folder: Path):
    assert refused(folder, ("segment", "out/../mine.csv"), kept="mine.csv") == "output_is_input"
    assert refused(folder, ("churn", "mine.csv"), kept="mine.summary.csv") == "output_is_input"
    (folder / "own.csv").write_text("x\n")
    (folder / "same.csv").hardlink_to(folder / "own.csv")
    assert refused(folder, ("segment", "same.csv"), kept="own.csv") == "output_is_input"


def test_a_circle_of_links_is_no_place_but_no_trouble_either(folder: Path):
    (folder / "circle").symlink_to(folder / "circle")
    assert placed(folder / "circle" / "a.csv").name == "a.csv"


def test_nothing_is_done_before_and_the_plan_says_so_too(desk: Desk):
    """The first step would have loaded the exports."""
    (desk.folder.parent / "crmkit.toml").write_text('lang = "en"\n')
    for output, code in (("shop.duckdb.runs.jsonl", 7), ("exports/a.csv", 7), ("../home/../crmkit.toml", 2)):
        text = HEAD + ASK.format("s1", "segment", output)
        for options in (("-q",), ("--dry-run",)):
            run = desk.run(text, *options)
            assert (run.code, "weekly.toml" in run.err) == (code, True), (output, run.err)
        assert sorted(path.name for path in desk.folder.iterdir()) == ["exports", "weekly.toml"]
