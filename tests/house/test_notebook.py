"""The notebook among the examples shows what the program gives today."""

from __future__ import annotations

import difflib
import json
import runpy
import sys

from source import ROOT

NOTEBOOK = ROOT / "examples" / "notebook.ipynb"


def test_its_outputs_are_true(monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
    played = runpy.run_path(str(ROOT / "docs" / "notebook.py"))["played"]
    text = NOTEBOOK.read_text(encoding="utf-8")
    different = difflib.unified_diff(text.splitlines(), played(text).splitlines(), "stored", "now", lineterm="")
    assert list(different) == [], "run python docs/notebook.py"


def test_it_is_short_and_every_cell_worked():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert len(cells) <= 18 and NOTEBOOK.stat().st_size <= 70_000
    assert not [
        each for cell in cells for each in cell.get("outputs", []) if each["output_type"] in ("error", "stream")
    ]
