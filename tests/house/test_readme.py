"""The README is true: its set-up is two lines, its tour is what the program says."""

from __future__ import annotations

import difflib
import re
import runpy

from source import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_set_up_is_exactly_two_command_lines():
    part = README.split("## Set up")[1].split("\n## ")[0]
    lines = [line for block in re.findall(r"```sh\n(.*?)```", part, re.DOTALL) for line in block.splitlines()]
    assert len(lines) == 2
    assert lines[0].endswith("crmkit segment examples/orders.csv")
    assert "pytest" in lines[1]


def test_what_it_is_for_in_five_lines():
    introduction = README.split("# crmkit\n")[1].split("\n## ")[0].strip()
    assert len(introduction.splitlines()) == 5


def test_the_tour_is_true():
    now = runpy.run_path(str(ROOT / "docs" / "tour.py"))["played"](README)
    difference = "\n".join(difflib.unified_diff(README.splitlines(), now.splitlines(), "README.md", "now", lineterm=""))
    assert now == README, f"run python docs/tour.py\n{difference}"
