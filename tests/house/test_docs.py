"""The reference is what the program says today."""

from __future__ import annotations

import re
import runpy
import tomllib

from source import ROOT, catalog

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
        assert all(f"## {head}" in text for head in ("Context", "Decision", "Turned down")), path.name


def test_every_definition_is_documented():
    page = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    places = re.findall(r"<!-- definition: ([\w ]+) -->", page)
    assert {name for place in places for name in place.split()} == set(catalog()["definition"])
