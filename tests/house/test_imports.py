"""A command loads what it needs: looked at in a fresh process, after it ran."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from source import ROOT

HEAVY = {"duckdb", "polars", "numpy", "rich", "sklearn", "xlsxwriter", "pandas", "pyarrow", "python_calamine", "scipy"}
LOOK = """
import json, sys
{code}
sys.stderr.write("\\n" + json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""


def loaded(code: str, folder: Path) -> set[str]:
    """The top-level packages that are loaded after ``code`` ran in a new interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK.format(code=code)],
        cwd=folder,
        env={**os.environ, "HOME": str(folder), "PYTHONPATH": str(ROOT / "src"), "CRMKIT_STORE": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


def ran(*arguments: str) -> str:
    return f"from crmkit.cli.main import main; assert main({list(arguments)!r}) == 0"


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["segment", "--help"], ["load", "--help"], ["help"], ["help", "where"]],
    ids=" ".join,
)
def test_help_loads_nothing_heavy(arguments, tmp_path):
    assert not loaded(ran(*arguments), tmp_path) & HEAVY


def test_import_is_light(tmp_path):
    assert not loaded("import crmkit; crmkit.Result; crmkit.CrmError", tmp_path) & (HEAVY | {"typer"})


@pytest.mark.parametrize("command", ["segment", "tiers", "trend"])
def test_a_table_needs_the_engine_and_rich_only(command, tmp_path):
    used = loaded(ran(command, str(ROOT / "examples" / "orders.csv")), tmp_path) & HEAVY
    assert used == {"duckdb", "rich"}


def test_json_needs_the_engine_only(tmp_path):
    used = loaded(ran("segment", str(ROOT / "examples" / "orders.csv"), "--format", "json"), tmp_path) & HEAVY
    assert used == {"duckdb"}
