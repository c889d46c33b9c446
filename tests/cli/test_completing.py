"""What the shell completes, as the shell asks for it: a process with words in its environment.

The time a store may take is lifted: a busy machine must not decide what is found.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.program import environment

import crmkit
from crmkit.cli.completing import _typed_in_bash

PATIENT = "from crmkit.cli import completing; completing.BUDGET = 600; from crmkit.cli.main import run; run()"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a store of two shops and two snapshots, and tags of its owner."""
    folder = tmp_path_factory.mktemp("completed")
    usual = folder / ".local" / "share" / "crmkit"
    usual.mkdir(parents=True)
    orders = Path(__file__).parents[2] / "examples" / "orders.csv"
    crmkit.load(usual / "shop.duckdb", orders, shop="东店")
    for name, day in (("2024-q1", "2024-03-31"), ("now", None)):
        crmkit.snapshot(usual / "shop.duckdb", name, as_of=day)
    (folder / "tags.toml").write_text('[vip]\nrule = "net_spend>=500"\n', encoding="utf-8")
    return folder


def ask(home: Path, **words: str) -> list[str]:
    """What a shell gets."""
    settings = environment(HOME=str(home), CRMKIT_TAGS=str(home / "tags.toml"), **words)
    done = subprocess.run([sys.executable, "-c", PATIENT], env=settings, cwd=home, capture_output=True, check=False)
    assert done.stderr == b""
    return done.stdout.decode().splitlines()


def in_bash(home: Path, *words: str) -> list[str]:
    """What bash gets for ``crmkit WORDS``, the last one being typed; it splits words at ``:`` and ``=``."""
    line = "\n".join(("crmkit", *words))
    return ask(home, _CRMKIT_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(len(words)))


def test_what_the_store_has(home):
    assert in_bash(home, "diff", "") == ["2024-q1", "now"]
    assert in_bash(home, "diff", "2024-q1", "n") == ["now"]
    assert in_bash(home, "snapshots", "--remove", "2") == ["2024-q1"]
    assert in_bash(home, "segment", "--shop", "") == ["东店"]
    assert in_bash(home, "segment", "--platform", "tao") == ["taobao"]


def test_conditions(home):
    assert in_bash(home, "segment", "--where", "tag", ":", "freq") == ["frequent"]
    assert in_bash(home, "segment", "--where", "tag", ":", "vi") == ["vip"]
    assert "new_30d" in in_bash(home, "segment", "--where", "tag", ":")
    assert in_bash(home, "segment", "--where", "'stage", "=", "due and net_sp") == ["due and net_spend"]
    assert in_bash(home, "segment", "--segments", "") == ["grid", "cn8"]
    assert in_bash(home, "profile", "--cross", "stage", "tie") == ["tier"]


def test_commands_and_options_come_from_the_parser(home):
    assert in_bash(home, "seg") == ["segment"]
    assert "--where" in in_bash(home, "segment", "--wh")


def test_other_shells(home):
    zsh = ask(home, _CRMKIT_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS="crmkit diff ")
    assert "".join(zsh) == """_arguments '*: :(("2024-q1""now"))'"""
    fish = {"_CRMKIT_COMPLETE": "complete_fish", "_TYPER_COMPLETE_ARGS": "crmkit diff n"}
    assert ask(home, **fish, _TYPER_COMPLETE_FISH_ACTION="get-args") == ["now"]


@pytest.mark.parametrize("content", [None, b"", b"no store", b"\x00" * 12288])
def test_whatever_is_in_the_way_nothing_is_said(home, tmp_path, content):
    path = tmp_path / "broken.duckdb"
    if content is not None:
        path.write_bytes(content)
    assert "".join(in_bash(home, "diff", "--store", str(path), "")) == ""


def test_settings_that_make_no_sense_are_not_the_shells_affair(home, tmp_path):
    settings = {"_CRMKIT_COMPLETE": "complete_bash", "COMP_WORDS": "crmkit\ndiff\n", "COMP_CWORD": "2"}
    assert ask(home, **settings, CRMKIT_WAIT="soon") == ["2024-q1", "now"]


@pytest.mark.parametrize(
    ("words", "word", "lost"),
    [
        (["segment", "--where", "tag", ":", "fr"], "tag:fr", "tag:"),
        (["segment", "--where", "tag", ":"], "tag:", "tag:"),
        (["segment", "--where", "stage"], "stage", ""),
        (["segment", "--where", "'stage", "=", "due"], "stage=due", "stage="),
        (["segment", ""], "", ""),
    ],
)
def test_words_that_bash_took_apart(words, word, lost):
    typed = _typed_in_bash("\n".join(["crmkit", *words]), len(words))
    assert (typed.word, typed.lost, typed.command) == (word, lost, "segment")
