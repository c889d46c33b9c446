"""Small files a shopkeeper could have, and the program asked about them as from a shell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import crmkit
from crmkit.cli.main import main

SOURCE = Path(crmkit.__file__).parents[1]
NAMES = {"revenue": ("net_sales", "revenue")}
"""A fact may bear a clearer name one day; both serve."""


@dataclass
class Answer:
    """How one run ended, and what it said."""

    code: int
    out: str
    err: str
    facts: dict[str, Any] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All notes as one text, amounts without thousands marks."""
        return " ".join(f"{code} {text}" for code, text in self.notes.items()).replace(",", "")

    def fact(self, name: str) -> Any:
        return next(self.facts[each] for each in NAMES.get(name, (name,)) if each in self.facts)


class Shop:
    """A folder of export files and the commands over them."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capture = folder, capture
        self.store = folder / "kept" / "shop.duckdb"

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, *arguments: str | Path) -> Answer:
        self.capture.readouterr()
        code = main([*map(str, arguments), "--lang", "en"])
        said = self.capture.readouterr()
        return Answer(int(code), said.out, said.err)

    def run_apart(self, *arguments: str | Path) -> Answer:
        """The same in a process of its own, for files that may end it."""
        command = [sys.executable, "-m", "crmkit", *map(str, arguments), "--lang", "en"]
        done = subprocess.run(command, capture_output=True, env=os.environ | {"PYTHONPATH": str(SOURCE)}, check=False)
        return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())

    def ask(self, *arguments: str | Path) -> Answer:
        """A command's JSON answer."""
        answer = self.run(*arguments, "--format", "json")
        if answer.code == 0:
            result = json.loads(answer.out)
            answer.facts, answer.rows = result["facts"], result["rows"]
            for note in result["notes"]:
                answer.notes[note["code"]] = answer.notes.get(note["code"], "") + " " + note["text"]
        return answer

    def load(self, *arguments: str | Path) -> Answer:
        """Load into the shop's own store; the account of every file closes."""
        answer = self.ask("load", *arguments, "--store", self.store, "--max-rejects", "1")
        assert answer.code == 0, answer.err
        for line in answer.rows:
            assert line["lines"] == sum(lines for name, lines in line.items() if name.endswith("_lines")), line
        return answer

    def keeps(
        self, revenue: str, *arguments: str | Path, orders: int | None = None, customers: int | None = None
    ) -> Answer:
        """The answer of ``trend``, or of ``tiers`` where ``customers`` count: it must say this money and so many."""
        of_shop = ("net_sales", "orders") if customers is None else ("shop_net_sales", "shop_purchases")
        answer = self.ask("trend" if customers is None else "tiers", *arguments)
        assert answer.code == 0, answer.err
        money, purchases = (answer.facts[name] for name in of_shop)
        said = (money, purchases if orders is not None else None, answer.facts.get("customers"))
        assert said == (revenue, orders, customers), answer.notes
        return answer


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shop:
    """An empty folder, no settings, no home of the person who runs the tests."""
    for name in ("CRMKIT_STORE", "CRMKIT_DEBUG", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "files").mkdir()
    return Shop(tmp_path / "files", capsys)
