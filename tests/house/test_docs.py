"""The reference is what the program says today."""

from __future__ import annotations

import re
import runpy
import tomllib

import pytest
from source import ROOT, catalog

from crmkit.cli.topics import TOPICS

MAKE = runpy.run_path(str(ROOT / "docs" / "make.py"))


def test_reference_is_fresh():
    assert MAKE["stale"]() == [], "run python docs/make.py"


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = [
        *project["project"]["dependencies"],
        *(name for group in project["dependency-groups"].values() for name in group),
    ]
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for requirement in named:
        name = requirement.split(">")[0].split("=")[0]
        assert f"`{name}`" in reasons, name
        assert "<" in requirement, f"{name} has no upper bound"


def test_decisions_are_numbered_without_gaps():
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
    for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"):
        text = path.read_text(encoding="utf-8")
        assert all(f"## {heading}" in text for heading in ("Context", "Decision", "Turned down")), path.name


@pytest.mark.parametrize("name", ["metrics.md", "metrics.zh-CN.md"])
def test_every_definition_is_documented(name):
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    places = re.findall(r"<!-- definition: ([\w ]+) -->", page)
    assert {name for place in places for name in place.split()} == set(catalog()["definition"])


def parts(topic: str, language: str) -> list[str]:
    """A guide line by line, without its text: the level of a heading, the cells of a row, an item, a line of code."""
    page = (ROOT / "src" / "crmkit" / "guide" / f"{topic}.{language}.md").read_text(encoding="utf-8")
    marks = (re.match(r"#+|- |    |```|(?=\|)", line) for line in page.splitlines())
    return [mark[0] or f"{mark.string.count('|')} cells" for mark in marks if mark]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_guide_has_the_same_parts_in_both_languages(topic):
    assert parts(topic, "zh") == parts(topic, "en")
