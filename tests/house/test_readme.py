"""The README, the tutorial and the pages on platforms are true: what they show is what the program says."""

from __future__ import annotations

import difflib
import re
import runpy
import shlex
import subprocess

import pytest
from source import ROOT
from tests.program import run_here

from crmkit.cli.app import command_tree

READMES = {"en": "README.md", "zh": "README.zh-CN.md"}
SET_UP = {"en": "## Set up", "zh": "## 安装"}
TEXT = {language: (ROOT / name).read_text(encoding="utf-8") for language, name in READMES.items()}
TYPED = re.compile(
    r"`((?:crmkit|pipx|uv|make) [^`\n]+)`|^(?:\$ )?((?:python3|\.venv|crmkit) .*)$|<!-- picture: (.*) -->", re.MULTILINE
)
"""Commands in the text, on lines of their own, and above pictures."""


def commands(language: str) -> list[str]:
    return ["".join(found) for found in TYPED.findall(TEXT[language])]


@pytest.mark.parametrize("language", READMES)
def test_at_most_8_kilobytes(language):
    assert len(TEXT[language].encode("utf-8")) <= 8192


@pytest.mark.parametrize("language", READMES)
def test_set_up_is_exactly_two_command_lines(language):
    part = TEXT[language].split(SET_UP[language])[1].split("\n## ")[0]
    lines = [line for block in re.findall(r"```sh\n(.*?)```", part, re.DOTALL) for line in block.splitlines()]
    assert len(lines) == 2
    assert lines[0].endswith("crmkit segment examples/orders.csv")
    assert "pytest" in lines[1]


@pytest.mark.parametrize("language", READMES)
def test_what_it_is_for_in_five_lines_and_a_picture(language):
    introduction, picture = TEXT[language].split("# crmkit\n")[1].split("\n## ")[0].strip().split("\n\n")
    assert len(introduction.splitlines()) == 5
    assert picture.startswith("<!-- picture: crmkit ")


def test_both_name_the_same_commands_in_the_same_order():
    assert commands("en") == commands("zh")
    assert len(commands("en")) > 12


@pytest.mark.parametrize("command", [command for command in commands("en") if command.startswith("crmkit ")])
def test_every_command_can_be_typed(command):
    name, *arguments = shlex.split(command)[1:]
    tree = command_tree("en", only=name)
    with tree.make_context("crmkit", []) as program:
        tree.commands[name].make_context(name, arguments, parent=program).close()


TOUR = runpy.run_path(str(ROOT / "docs" / "tour.py"))
PLAIN = re.compile(r"crmkit(?P<arguments>( [^ |&;<>$`*]+)*)( \| (?P<filters>.+))?")
"""A command line that any shell would hand on as it stands, and what its answer is piped through."""


class Scene(TOUR["Scene"]):
    """Where the program runs in this process if its line is plain; the shell does all the rest."""

    def run(self, command, more=None):
        plain, environment = PLAIN.fullmatch(command[-1]), {**self.environment, **(more or {})}
        if not plain:
            return super().run(command, more)
        filters = plain["filters"]
        run = run_here(shlex.split(plain["arguments"]), self.folder, environment, mixed=not filters)
        assert "Traceback (most recent call last)" not in run.text + run.err and "internal error" not in run.err
        if not filters:
            return run.text
        through = ["bash", "-c", filters]
        filtered = subprocess.run(through, cwd=self.folder, env=environment, input=run.out, stdout=subprocess.PIPE)
        return run.err + filtered.stdout.decode("utf-8")


@pytest.mark.parametrize("walk", TOUR["WALKS"], ids=lambda walk: walk[0])
def test_the_tour_is_true(walk, monkeypatch):
    monkeypatch.setitem(TOUR["played"].__globals__, "Scene", Scene)
    different = []
    for path, now in TOUR["stale"](walk).items():
        page = ROOT / path
        text = page.read_text(encoding="utf-8") if page.exists() else ""
        different += difflib.unified_diff(text.splitlines(), now.splitlines(), path, "now", lineterm="")
    assert different == [], "run python docs/tour.py"


def test_the_tutorial_has_five_parts():
    assert [path[14:16] for path in TOUR["TUTORIAL"]] == ["1-", "2-", "3-", "4-", "5-"]
