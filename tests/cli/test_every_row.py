"""A file holds every row of what was asked; a screen shows the first ones, unless ``--top`` says how many."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import polars
import pytest
from openpyxl import load_workbook
from tests.cli.conftest import HEADER

from crmkit import load, snapshot
from crmkit.vocabulary import word

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


LEAVING = {
    "segment": ["segment"],
    "segment --detail": ["segment"],
    "tiers": ["tiers"],
    "tiers --detail": ["tiers"],
    "profile": ["profile"],
    "profile --detail": ["profile"],
    "profile --cross stage tier": ["profile_cross"],
    "tags": ["tags"],
    "tags --detail": ["tags"],
    "inspect --where tier=A": ["inspect"],
    "customer 买家007号": ["customer"],
    "churn --method silence": ["save_list", "churn"],
    "churn --detail": ["churn"],
    "value": ["value", "top_customers", "rising_customers"],
    "value --detail": ["value"],
    "repurchase": ["repurchase", "repurchase_by_month"],
    "remind --days 30": ["remind_list", "remind"],
    "remind --detail": ["remind"],
    "waiting": ["waiting_list", "waiting"],
    "waiting --detail": ["waiting"],
    "cohort": ["cohort"],
    "trend --by week": ["trend"],
    "trend --by week --forecast 4": ["trend", "forecast"],
    "diff before": ["diff", "diff_moves", "diff_gains", "diff_losses"],
    "diff before --detail": ["diff"],
    "files": ["files"],
    "rejects": ["rejects"],
    "snapshots": ["snapshots"],
}
"""What leaves of each answer where a file holds one table: the first under the name that was asked for."""

IN_EVERY_FORMAT = ("value", "diff before", "tags --detail")


def rows_in(path: Path) -> list[object]:
    """The rows of a file of one table."""
    if path.suffix == ".parquet":
        return list(polars.read_parquet(path).iter_rows())
    text = path.read_text("utf-8-sig")
    if path.suffix == ".ndjson":
        return text.splitlines()
    return list(csv.reader(io.StringIO(text), delimiter="\t" if path.suffix == ".tsv" else ","))[1:]


def files_beside(folder: Path, suffix: str, tables: list[str], answer: str) -> Iterator[tuple[str, Path]]:
    """The tables of an answer with the files that they should be in."""
    yield tables[0], folder / f"x{suffix}"
    yield from ((table, folder / f"x.{'summary' if table == answer else table}{suffix}") for table in tables[1:])


@pytest.mark.parametrize("command", LEAVING)
def test_every_file_has_every_row(crmkit, store, tmp_path, command):
    asked = (*command.split(), "--store", store)
    suffixes = [".csv", ".excel.csv", ".tsv", ".ndjson", ".parquet"][: None if command in IN_EVERY_FORMAT else 1]
    said = {suffix: crmkit(*asked, "-o", f"x{suffix}") for suffix in (".json", *suffixes, ".xlsx", ".md", ".txt")}
    assert {run.code for run in said.values()} == {0}
    answer = json.loads((tmp_path / "x.json").read_text("utf-8"))
    every = {answer["analysis"]: answer["rows"]} | {name: part["rows"] for name, part in answer["parts"].items()}
    for suffix in suffixes:
        for number, (table, path) in enumerate(files_beside(tmp_path, suffix, LEAVING[command], answer["analysis"])):
            assert len(rows_in(path)) == len(every[table]), path.name
            assert (path.name in said[suffix].err) == (number > 0)
    sheets = load_workbook(tmp_path / "x.xlsx").worksheets
    names = [sheet.title for sheet in sheets]
    is_defined = command not in ("files", "rejects", "snapshots")
    assert (names[0], names[-1] == "Definitions") == ("Summary", is_defined)
    there = [
        (tuple(cell.value for cell in sheet[1]), sheet.max_row - 1) for sheet in sheets[1 : -1 if is_defined else None]
    ]
    for table, rows in every.items():
        headings = tuple(word(name).label("en") for name in (rows[0] if rows else ()) if not word(name).machine)
        assert not rows or (headings, len(rows)) in there, table
    customers = {row["customer"] for rows in every.values() for row in rows if "customer" in row}
    for suffix in (".md", ".txt"):
        text = (tmp_path / f"x{suffix}").read_text("utf-8").replace("\\", "")
        assert not [name for name in customers if name not in text]


def test_a_pipe_has_every_row_of_a_list(crmkit, store):
    for command, name in (("churn --method silence", "save_list"), ("remind --days 30", "remind_list")):
        asked = (*command.split(), "--store", store)
        every = json.loads(crmkit(*asked, "--top", "1000000", "--format", "json").text)["parts"][name]["rows"]
        run = crmkit(*asked, "--format", "csv")
        assert len(run.text.splitlines()) - 1 == len(every) > 20
        assert len(crmkit(*asked, "--format", "csv", "--top", "3").text.splitlines()) == 4


def test_a_further_file_never_replaces_what_was_read(crmkit, store, tmp_path):
    orders = store.parent / "orders.csv"
    read = tmp_path / "risk.summary.csv"
    read.write_bytes(orders.read_bytes())
    run = crmkit("churn", read, "--method", "silence", "-o", "risk.csv")
    assert (run.code, (tmp_path / "risk.csv").exists()) == (7, False)
    assert read.read_bytes() == orders.read_bytes()


def test_for_excel(crmkit, store, tmp_path):
    asked = ("remind", "--days", "30", "--store", store)
    by_flag = crmkit("--lang", "zh", *asked, "--excel").out
    assert crmkit(*asked, "-o", "x.excel.csv", env={"HOME": str(tmp_path), "LANG": "zh_CN.UTF-8"}).code == 0
    assert (tmp_path / "x.excel.csv").read_bytes() == by_flag
    assert by_flag.decode("utf-8").startswith('\ufeff"客户","商品",')
    assert (tmp_path / "x.summary.excel.csv").exists()
    english = crmkit(*asked, "--excel", env={"HOME": str(tmp_path), "LANG": "C"}).text
    assert english.startswith('\ufeff"Customer","Product",')
