"""A shop of forty buyers with a recipe, the program, and what it writes down."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.program import Run, environment, run_here

HEADER = "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间"
HEAD = 'store = "shop.duckdb"\n\n[[load]]\nfiles = "exports/*.csv"\n'
REPORTS = """
[[ask]]
analysis = "segment"
output = "out/segments.csv"

[[ask]]
name = "groups"
analysis = "tiers"
detail = true
output = ["out/tiers-{as_of}.xlsx", "out/tiers.json"]
"""
Program = Callable[..., Run]


def orders(first: int = 1, buyers: int = 40) -> str:
    """Three orders of each buyer, on days of 2024."""
    rows = [
        f"40000000000{(first + buyer) * 10 + visit},买家{first + buyer:03d}号,{10 + buyer}.50,交易成功,"
        f"2024-{1 + (buyer + visit * 2) % 6:02d}-{1 + (buyer * 7 + visit) % 28:02d} 12:00:00"
        for buyer in range(buyers)
        for visit in range(3)
    ]
    return "\n".join([HEADER, *rows]) + "\n"


@dataclass(frozen=True)
class Desk:
    """The folder of a recipe, which the program does not stand in."""

    folder: Path
    crmkit: Program

    def recipe(self, text: str, name: str = "weekly.toml") -> Path:
        """Write a recipe."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, text: str, *more: str, **variables: str) -> Run:
        """Run the recipe ``text``."""
        return self.crmkit("run", self.recipe(text), *more, **variables)

    def written(self) -> dict[str, bytes]:
        """The files in the folder ``out``."""
        return {path.name: path.read_bytes() for path in sorted((self.folder / "out").glob("*"))}

    def lines(self) -> list[dict[str, object]]:
        """The ledger."""
        text = (self.folder / "shop.duckdb.runs.jsonl").read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def ends(self) -> dict[str, object]:
        """The exit codes of the steps in the last run, by name."""
        last = self.lines()[-1]["run"]
        return {str(line["step"]): line["code"] for line in self.lines() if "step" in line and line["run"] == last}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with one export, in a folder whose name is a pattern and has a blank."""
    folder, home = tmp_path / "我的 店[1]", tmp_path / "home"
    (folder / "exports").mkdir(parents=True)
    home.mkdir()
    (folder / "exports" / "orders.csv").write_text(orders(), encoding="utf-8")

    def program(*arguments: str | Path, **more: str) -> Run:
        return run_here(arguments, tmp_path, environment(HOME=str(home), **more))

    return Desk(folder, program)
