"""A file holds every row of what was asked; a screen shows the first ones, unless ``--top`` says how many."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from tests.cli.conftest import HEADER

from crmkit import load, snapshot

LISTS = {
    "remind --days 30": {"remind_list"},
    "value": {"top_customers", "rising_customers"},
    "churn --method silence": {"save_list"},
    "diff before": {"diff_moves", "diff_gains", "diff_losses"},
}
"""The lists of each answer; ``inspect`` has one, which is the answer."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of 300 buyers at paces of their own, and where they stood half a year before."""
    random, rows, first = Random(7), [], date(2023, 1, 1)
    for buyer in range(300):
        pace, day = random.choice([10, 20, 40, 90]), random.randrange(120)
        while day < 500:
            when = f"{first + timedelta(days=day)} 12:00:00"
            amount = f"{random.randrange(10, 300)}.50"
            number = 300000000000000000 + len(rows)
            rows.append(f"{number},买家{buyer:03d}号,{amount},{amount},交易成功,{when},{when},袜子,小店,0.00")
            day += max(1, round(random.gauss(pace, pace / 4)))
            if random.random() < 0.1:
                break
    folder = tmp_path_factory.mktemp("shop")
    orders, path = folder / "orders.csv", folder / "shop.duckdb"
    orders.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    load(path, [orders])
    snapshot(path, "before", as_of="2023-11-01")
    return path


def lists_of(text: str, names: set[str]) -> dict[str, list[object]]:
    """The rows of the lists in a JSON answer."""
    parts = json.loads(text)["parts"]
    return {name: parts[name]["rows"] for name in names & parts.keys()}


@pytest.mark.parametrize("command", LISTS)
def test_a_file_has_every_row_of_every_list(crmkit, store, tmp_path, command):
    asked = (*command.split(), "--store", store, "--format", "json")
    screen, every = (lists_of(crmkit(*asked, *more).text, LISTS[command]) for more in ((), ("--top", "1000000")))
    assert screen.keys() == every.keys() != set()
    assert max(len(rows) for rows in every.values()) > max(len(rows) for rows in screen.values())
    for more, expected in (((), every), (("--top", "2"), {name: rows[:2] for name, rows in every.items()})):
        assert crmkit(*asked, *more, "-o", tmp_path / "answer.json").code == 0
        assert lists_of((tmp_path / "answer.json").read_text("utf-8"), LISTS[command]) == expected


def test_a_file_has_every_difference(crmkit, store, tmp_path):
    asked = ("inspect", "--where", "tier=A", "--store", store, "--format", "json")
    screen = json.loads(crmkit(*asked, "--top", "3").text)
    assert (len(screen["rows"]), "inspect_more" in {note["code"] for note in screen["notes"]}) == (3, True)
    assert crmkit(*asked, "-o", tmp_path / "answer.json").code == 0
    written = json.loads((tmp_path / "answer.json").read_text("utf-8"))
    assert len(written["rows"]) > 20
    assert "inspect_more" not in {note["code"] for note in written["notes"]}
