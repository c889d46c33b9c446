"""The README and the pages on platforms are true: what they show is what the program says."""

from __future__ import annotations

import difflib
import re
import runpy

import pytest
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


TOUR = runpy.run_path(str(ROOT / "docs" / "tour.py"))


@pytest.mark.parametrize("page", TOUR["PAGES"])
def test_the_tour_is_true(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    now = TOUR["played"](text)
    difference = "\n".join(difflib.unified_diff(text.splitlines(), now.splitlines(), page, "now", lineterm=""))
    assert now == text, f"run python docs/tour.py\n{difference}"
