"""A recipe is refused when it is read for whatever would end one of its steps at four in the morning."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.deliver.recipes.conftest import HEAD, Desk

from crmkit.config import Settings
from crmkit.deliver.recipes.parameters import SAID, refuse_nonsense
from crmkit.deliver.recipes.questions import FILLED, analyses, function_of, parameters_of
from crmkit.deliver.recipes.recipe import Recipe, read_recipe
from crmkit.deliver.recipes.table import Place, Table
from crmkit.errors import CrmError, UsageError

OF_THE_STORE = {"diff": ("from_", "to"), "rejects": ("file", "reason")}
"""Names that only the store knows."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "exports").mkdir()
    return tmp_path


def read(folder: Path, text: str) -> Recipe:
    path = folder / "weekly.toml"
    path.write_text(text, encoding="utf-8")
    return read_recipe(path, Settings())


def refusal(folder: Path, text: str) -> CrmError:
    with pytest.raises(CrmError) as caught:
        read(folder, text)
    return caught.value


def values_of(parameter: inspect.Parameter) -> Iterator[str]:
    """What nobody means by a parameter, in TOML: of another type, then a word or number that it does not have."""
    kind = str(parameter.annotation)
    yield from ("{ a = 1 }", "[[1]]")
    if kind == "bool":
        yield from ('"yes"', "1")
    elif kind.startswith(("int", "float")):
        yield from ('"x"', "true", "-1", "[3]")
    elif kind.startswith("date"):
        yield from ("3", '"someday"', "2024-01-01T10:00:00")
    elif kind == "Sequence[float]":
        yield from ('"x"', "[]", "[0.9, 0.5]", '["a"]')
    elif kind.startswith("tuple"):
        yield from ('"stage"', '["stage"]', '["stage", "moon"]', '["stage", "stage"]')
    elif parameter.name == "where":
        yield from ("3", '"net_spend >"', '"tag:nobody"')
    else:
        yield from ("3", '"nonsense"')


@pytest.mark.parametrize("analysis", analyses())
def test_no_option_of_any_analysis_waits_for_the_step_to_be_refused(folder: Path, analysis: str):
    """A new analysis or option is tested by being there."""
    read(folder, base := base_of(analysis))
    for name, parameter in parameters_of(analysis).items():
        if name in FILLED or (name in ("from_", "where") and f"{SAID.get(name, name)} =" in base):
            continue
        for value in values_of(parameter):
            if name in OF_THE_STORE.get(analysis, ()) and value == '"nonsense"' and name != "reason":
                continue
            key = SAID.get(name, name)
            try:
                error = refusal(folder, f"{base}{key} = {value}\n")
            except pytest.fail.Exception:
                pytest.fail(f"{analysis}: {key} = {value}")
            assert error.of_file and error.exit_code in (2, 3), (key, value)
            assert (error.where or "").startswith(f"{folder / 'weekly.toml'}:"), (key, value, error.where)
            assert "--" not in re.sub("`[^`]*`", "", f"{error.message()} {error.advice()}"), (key, value)


def base_of(analysis: str) -> str:
    needed = {"diff": 'from = "2024-05"\n', "inspect": 'where = "orders >= 2"\n'}
    return f'\n[[ask]]\nanalysis = "{analysis}"\n{needed.get(analysis, "")}'


def test_every_analysis_looks_at_its_arguments_before_the_store(folder: Path):
    table = Table({}, "", Place(folder / "weekly.toml", Settings(), None, "en"))
    refuse_nonsense(function_of("churn"), {"months": 3}, table)
    with pytest.raises(UsageError, match="months: '0'"):
        refuse_nonsense(function_of("churn"), {"months": 0}, table)


@pytest.mark.parametrize(
    ("wrong", "line", "said"),
    [
        ('[[ask]]\nanalysis = "churn"\nmonths = "x"\n', 7, 'months cannot be "x"'),
        ('[[ask]]\nanalysis = "churn"\nmonths = 25\n', 7, "months: '25' is not allowed (use 1 to 24)"),
        ('[[ask]]\nname = "risk"\nanalysis = "tags"\ntags = 3\n', 8, "tags cannot be 3"),
        ('[[ask]]\nanalysis = "remind"\nmonths = 3\n', 7, "unknown key 'months'"),
        ('[[ask]]\nanalysis = "churn"\ntags = "mine.toml"\n', 7, "unknown key 'tags'"),
        ('[[ask]]\nanalysis = "churn"\nwhere = "net_spend >"\n', 7, "net_spend"),
        ('[[ask]]\nanalysis = "segment"\nmethod = "fixed"\n', 5, 'method = "fixed" needs thresholds'),
        ('[[ask]]\nanalysis = "segment"\nthresholds = "R=30/60"\n', 5, "thresholds: R has 2 thresholds"),
        ('[[ask]]\nanalysis = "trend"\nforecast = 99\n', 7, "forecast (by = \"month\"): '99' is not allowed"),
        ('[[ask]]\nanalysis = "trend"\nsince = 2024-06-01\nuntil = 2024-05-01\n', 7, "is after until"),
        ('[[ask]]\nanalysis = "trend"\ncurrency = "RMB"\n', 7, "unknown currency 'RMB'"),
        ('[[ask]]\nanalysis = "files"\noutput = "files-{as_of}.csv"\n', 7, "the answer has no date"),
        ('[[ask]]\nanalysis = "churn"\noutput = "risk"\n', 7, "add format"),
        ('[[report]]\noutput = "a.html"\ncurrency = "??"\n', 7, "unknown currency"),
        ('[[snapshot]]\nsnapshot = "{month}"\nmonths = 0\n', 7, "months: '0' is not allowed (use 1 to 24)"),
        ('[[snapshot]]\nsnapshot = "{month}"\nsegments = "none.toml"\n', 7, 'segments = "grid"'),
        ('[[load]]\nfiles = "a.csv"\nencoding = "klingon"\n', 7, "unknown encoding 'klingon'"),
        ('[[load]]\nfiles = "a.csv"\ntz = "Mars"\n', 7, 'tz = "Asia/Shanghai"'),
        ('[[load]]\nfiles = "a.csv"\nmax_rejects = 2\n', 7, "max_rejects: '2' is not allowed"),
        ('[[goal]]\nrequire = "churn.expected_loss_rat < 1"\n', 6, "did you mean 'expected_loss_rate'"),
        ('[[goal]]\nrequire = "segment.data_to >= 2024"\n', 6, "segment.data_to is not a number"),
    ],
)
def test_the_line_the_step_and_the_key_are_named(folder: Path, wrong: str, line: int, said: str):
    """Before the files are loaded: nothing of the recipe has been done."""
    error = refusal(folder, f'store = "shop.duckdb"\n\n# what I want\n\n{wrong}')
    kind = wrong.partition("\n")[0]
    assert (error.where or "").startswith(f"{folder / 'weekly.toml'}:"), error.where
    assert f"weekly.toml:{line}, {kind}" in (error.where or ""), (error.where, str(error))
    assert said in str(error).replace("; ", " (", 1) or said in str(error), str(error)


def test_all_steps_are_looked_at_and_each_fault_is_a_line(desk: Desk):
    text = (
        HEAD
        + '\n[[ask]]\nname = "风险"\nanalysis = "churn"\nmonths = 0\n'
        + '\n[[ask]]\nanalysis = "value"\ntop = "ten"\n\n[[goal]]\nrequire = "data.order >= 1"\n'
    )
    for options in (("-q",), ("--dry-run",), ("--lang", "zh", "--only", "load")):
        run = desk.run(text, *options)
        lines = run.err.splitlines()
        assert (run.code, run.out, len(lines)) == (2, b"", 3), run.err
        assert "weekly.toml:9, [[ask]] 1 (风险)" in lines[0] and "months" in lines[0]
        assert "weekly.toml:13, [[ask]] 2" in lines[1] and "top" in lines[1]
        assert "weekly.toml:16, [[goal]]" in lines[2] and "days_old" in lines[2]
    assert sorted(path.name for path in desk.folder.iterdir()) == ["exports", "weekly.toml"]


def test_advice_speaks_of_keys_in_every_step_that_fails(desk: Desk):
    """The reader has a recipe in hand: no option of the command line helps."""
    assert desk.run(HEAD, "-q").code == 0
    (desk.folder / "exports" / "broken.csv").write_bytes(b"a,b\n1,2\n")
    (desk.folder / "out").mkdir()
    (desk.folder / "out" / "segments.csv").symlink_to(desk.folder / "elsewhere")
    text = (
        HEAD + "stop = false\n"
        '\n[[ask]]\nanalysis = "segment"\noutput = "out/segments.csv"\n'
        '\n[[ask]]\nanalysis = "trend"\nsince = 2030-01-01\n'
    )
    run = desk.run(text, "-q")
    assert run.code != 0 and run.err.count("\n") == 4, run.err
    assert "name the columns: map = " in run.err and "since = " in run.err and "name an ordinary file" in run.err
    assert " --" not in run.err and " -o" not in run.err, run.err
