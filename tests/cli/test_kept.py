"""No command writes over what it, or another one, lives on: told before anything is done, under every name of a file.

One table for all commands that write files, and one for all places that must not be written to.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest
from tests.program import Run, environment, run_here

from crmkit.cli.app import COMMANDS, command_tree
from crmkit.cli.shape import shape_of
from crmkit.messages import LANGUAGES

OUT = "OUT"
"""Stands for the output in a command line."""
WRITING = (
    *(f"{name} orders.csv -f csv -o OUT" for name in ("tiers", "segment", "profile", "tags", "churn", "value")),
    *(f"{name} orders.csv -f csv -o OUT" for name in ("repurchase", "remind", "waiting", "cohort", "trend")),
    *(f"{name} --store asked.duckdb -f csv -o OUT" for name in ("files", "rejects", "snapshots", "runs", "diff a b")),
    "customer 买家01号 orders.csv -f csv -o OUT",
    "inspect orders.csv --where purchase_days>1 -f csv -o OUT",
    "evaluate spring --store asked.duckdb -f csv -o OUT",
    "audience june --where purchase_days>=1 --store asked.duckdb -f csv -o OUT",
    "audiences --store asked.duckdb -f csv -o OUT",
    "member orders.csv -f csv -o OUT",
    "member orders.csv --suggest -o OUT",
    "calendar orders.csv --from 2024-01-01 -f csv -o OUT",
    "sql select(1) orders.csv -f csv -o OUT",
    "explain recency -f csv -o OUT",
    "doctor --store asked.duckdb -f csv -o OUT",
    "config show -f csv -o OUT",
    "load orders.csv --store asked.duckdb -f csv -o OUT",
    "snapshot june --store asked.duckdb -f csv -o OUT",
    "dialect orders.csv -f csv -o OUT",
    "run weekly.toml -f csv -o OUT",
    "chart trend orders.csv -f svg -o OUT",
    "report orders.csv -f html -o OUT",
    "digest orders.csv -o OUT",
    "schema -o OUT",
    "cron weekly.toml --log OUT",
    "export OUT orders.csv --star",
    "report orders.csv --site OUT",
    "demo OUT",
    "dialect orders.csv --overwrite -o OUT",
    "export OUT orders.csv --crm hubspot",
    "privacy --store asked.duckdb -f csv -o OUT",
    "check orders.csv -f csv -o OUT",
    "assert orders.csv --month 2024-01 --paid 1 -f csv -o OUT",
    "prune --older-than 3y --dry-run --store asked.duckdb -f csv -o OUT",
    "forget nobody --dry-run --store asked.duckdb -f csv -o OUT",
    "forget nobody --yes --store asked.duckdb --proof OUT",
    "restore b.zip --dry-run --store asked.duckdb -f csv -o OUT",
    "backup b.zip --store asked.duckdb -f csv -o OUT",
    "backup OUT --store asked.duckdb",
)
USUAL = "home/.local/share/crmkit"
OWN = "home/.config/crmkit"
STORES = ("asked.duckdb", "set.duckdb", f"{USUAL}/shop.duckdb")
"""The store that is asked, if one is, that of the environment and the usual one."""
LAID = (
    "",
    ".key",
    ".wal",
    ".wal.checkpoint",
    ".runs.jsonl",
    ".run.lock",
    ".quarantine",
    ".quarantine/1-orders.csv.txt",
)
READ = ("orders.csv", "crmkit.toml", "my_tags.toml", f"{OWN}/config.toml", f"{OWN}/dialects/mine.toml")
"""What a question of ``orders.csv`` reads, the settings among it."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, loaded_once: Path) -> Path:
    """A folder with three stores, settings, tags, a dialect and a recipe."""
    folder = tmp_path_factory.mktemp("kept")
    for store in STORES:
        (folder / store).parent.mkdir(parents=True, exist_ok=True)
        for end in ("", ".key"):
            shutil.copy2(loaded_once / f"shop.duckdb{end}", folder / f"{store}{end}")
        (folder / f"{store}.quarantine").mkdir()
        (folder / f"{store}.quarantine" / "1-orders.csv.txt").write_text("1\tx\n")
        (folder / f"{store}.runs.jsonl").write_text("")
    shutil.copy2(loaded_once / "orders.csv", folder)
    (folder / OWN / "dialects").mkdir(parents=True)
    for name in ("config.toml", "dialects/mine.toml", "crmkit.toml", "my_tags.toml"):
        (folder / ("" if "/" not in name and name != "config.toml" else OWN) / name).write_text("")
    (folder / "crmkit.toml").write_text('tags = "my_tags.toml"\n')
    (folder / "dialects").mkdir()
    (folder / "weekly.toml").write_text(
        'store = "asked.duckdb"\n[[load]]\nfiles = "orders.csv"\n[[ask]]\nanalysis = "tiers"\n'
    )
    shipped = Path("src/crmkit/ingest/dialects/taobao_orders.toml")
    dialect = (Path(__file__).parents[2] / shipped).read_text(encoding="utf-8")
    (folder / OWN / "dialects" / "mine.toml").write_text(dialect, encoding="utf-8")
    return folder


def here(folder: Path, line: str, out: str | Path) -> Run:
    words = [str(out) if word == OUT else word for word in line.split()]
    home = environment(HOME=str(folder / "home"), CRMKIT_STORE="set.duckdb")
    return run_here(words, folder, home)


def state(folder: Path) -> dict[str, str]:
    """Every file below ``folder`` and its digest."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_table_has_every_command_that_writes():
    trees = dict.fromkeys(LANGUAGES, command_tree("en"))
    outputs = {"output", "site", "folder", "target", "log", "archive", "proof"}
    writing = {
        name
        for name in COMMANDS
        for each in (*shape_of(name, trees)["arguments"], *shape_of(name, trees)["options"])
        if each["name"] in outputs
    }
    assert {line.split()[0] for line in WRITING} == writing


@pytest.mark.parametrize("line", WRITING)
def test_every_command_refuses_what_is_kept(desk: Path, line: str):
    before = state(desk)
    hard, soft = desk / "hard.key", desk / "soft.key"
    hard.hardlink_to(desk / f"{USUAL}/shop.duckdb.key")
    soft.symlink_to(desk / "set.duckdb.key")
    try:
        places = [
            *("asked.duckdb.key", f"{USUAL}/shop.duckdb.key", "set.duckdb.wal", "dialects/../set.duckdb"),
            *("set.duckdb.quarantine", ".set.duckdb.new", "hard.key", "soft.key", "crmkit.toml"),
        ]
        if "orders.csv" in line:
            places.append("orders.csv")
        for place in places:
            run = here(desk, line, place)
            assert run.code == 7, (line, place, run.err)
    finally:
        hard.unlink()
        soft.unlink()
    assert state(desk) == before


@pytest.mark.parametrize("store", STORES)
def test_every_file_of_every_store_under_every_name(desk: Path, store: str):
    """A question of files, which opens no store at all."""
    before = state(desk)
    line = f"tiers orders.csv --store {store} -f csv -o OUT" if store == "asked.duckdb" else WRITING[0]
    line = line.replace("orders.csv --store", "--store")
    for end in LAID:
        place = f"{store}{end}"
        other = desk / "other"
        for name in (place, f"dialects/../{place}", desk / place):
            assert here(desk, line, name).code == 7, name
        if (desk / place).is_file():
            for make in (os.link, os.symlink):
                make(desk / place, other)
                assert here(desk, line, other).code == 7, (place, make)
                other.unlink()
    assert state(desk) == before


def test_a_store_that_is_not_there_yet_is_kept_like_one_that_is(desk: Path):
    before = state(desk)
    (desk / "away").symlink_to("elsewhere.duckdb")
    names = [f"new.duckdb{end}" for end in (*LAID, "/a.csv")] + [
        ".new.duckdb.new",
        "dialects/../new.duckdb",
        "NEW.DUCKDB",
    ]
    for name in names:
        run = here(desk, "load orders.csv --store new.duckdb -f csv -o OUT", name)
        assert (run.code, run.out) == (7, b""), (name, run.err)
    for name in ("away", "elsewhere.duckdb", "elsewhere.duckdb.key", "away.runs.jsonl"):
        assert here(desk, "load orders.csv --store away -f csv -o OUT", name).code == 7, name
    assert here(desk, "demo OUT", "set.duckdb.quarantine/x/y").code == 7
    (desk / "away").unlink()
    assert state(desk) == before


@pytest.mark.parametrize("place", [*READ, "scheme.toml"])
def test_what_is_read_is_kept(desk: Path, place: str):
    scheme = Path(__file__).parents[2] / "src/crmkit/customers/scores/segments/grid.toml"
    shutil.copy(scheme, desk / "scheme.toml")
    before = state(desk)
    for line in (
        "segment o*.csv -f csv -o OUT",
        "export OUT orders.csv --star",
        "chart segment orders.csv -f svg -o OUT",
    ):
        run = here(desk, f"{line} --segments scheme.toml", place)
        assert run.code == 7, (line, run.err)
    assert state(desk) == before
    (desk / "scheme.toml").unlink()
