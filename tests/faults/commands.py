"""Command lines that write, each with the shop it starts from; what is changed by one is judged by ``Outcome``."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.faults import warm
from tests.faults.inject import Point, Skipped, calls_of
from tests.faults.scene import NICK, Scene, State, copy, empty, export, loaded, orders, scratch
from tests.faults.shared import shared

SUFFIXES = ("csv", "tsv", "json", "ndjson", "md", "xlsx", "parquet", "html")
RECIPE = """
store = "../data/shop.duckdb"
[[load]]
files = ["first.csv", "more.csv"]
max_rejects = 1.0
[[ask]]
analysis = "segment"
output = ["../out/segments.csv", "../out/segments.xlsx"]
"""
OLD = b"of last week"
Tree = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Writer:
    """A command line that writes, and what there is before."""

    arguments: tuple[str, ...]
    before: Callable[[], Scene] = loaded
    target: str | None = None
    """The file below ``out`` that is there already, as of last week."""

    def scene(self, folder: Path) -> Scene:
        scene = copy(self.before(), folder)
        if self.target:
            (scene.out / self.target).write_bytes(OLD)
        return scene


@cache
def nothing() -> Scene:
    """Exports, and no store."""
    return empty(scratch() / "nothing")


@cache
def migrated() -> Scene:
    """A store as the first version built it."""
    scene = empty(scratch() / "old")
    scene.store.parent.mkdir()
    warm.call(_lay_first, scene.store)
    return scene


def _lay_first(store: Path) -> None:
    from tests.ingest.load_case import KEYS
    from tests.store.test_migrate import FILE_OF_THEN, FIRST, MEMBER_OF_THEN, ORDERS_OF_THEN, REJECT_OF_THEN

    from crmkit.store.connect import connect
    from crmkit.store.sql import statements

    store.with_name(f"{store.name}.key").write_text(KEYS, encoding="ascii")
    with closing(connect(str(store))) as connection:
        connection.execute("create schema kept")
        connection.execute("use kept")
        for statement in statements(FIRST):
            connection.execute(statement.text)
        connection.execute("insert into meta values ('schema_version', '1'), ('nick_digest', hash('crmkit')::varchar)")
        connection.execute("insert into kept.customers values (7, 1, '甲', 1, null)")
        for text in (FILE_OF_THEN, ORDERS_OF_THEN, REJECT_OF_THEN, MEMBER_OF_THEN):
            connection.execute(text)


@cache
def with_recipe() -> Scene:
    scene = copy(nothing(), scratch() / "recipe")
    scene.file("weekly.toml", RECIPE)
    scene.file("unknown.csv", "when,who,sum\n2024-01-01,anna,1.00\n2024-02-01,bert,2.00\n")
    return scene


@cache
def with_unknown() -> Scene:
    scene = copy(loaded(), scratch() / "unknown")
    scene.file("unknown.csv", "when,who,sum\n2024-01-01,anna,1.00\n2024-02-01,bert,2.00\n")
    return scene


@cache
def with_backup() -> Scene:
    """A shop with a backup, which has been loaded to since."""
    scene = copy(loaded(), scratch() / "with backup")
    for arguments in (("backup", "in/backup.zip"), ("load", "in/more.csv", "--max-rejects", "1")):
        run = scene.run(*arguments)
        assert run.code == 0, run
    return scene


WHOM = f"{NICK}17"
"""Whom a command forgets; no other name begins like it."""
LOAD = ("load", "in/more.csv", "--max-rejects", "1")
OF_STORE: dict[str, Writer] = {
    "load": Writer(LOAD),
    "first load": Writer(LOAD, nothing),
    "snapshot": Writer(("snapshot", "new")),
    "snapshots remove": Writer(("snapshots", "--remove", "old")),
    "audience": Writer(("audience", "spring", "--where", "purchase_days>=1", "--assume-consent", "--rest", "0")),
    "churn": Writer(("churn",)),
    "migrate": Writer(("load", "in/first.csv"), migrated),
    "recipe": Writer(("run", "in/weekly.toml"), with_recipe),
    "forget": Writer(("forget", WHOM, "--yes")),
    "prune": Writer(("prune", "--older-than", "1y", "--yes")),
    "restore": Writer(("restore", "in/backup.zip", "--yes"), with_backup),
}
"""Commands that change the store. A new one is a line here."""
OF_FILES: dict[str, Writer] = {
    **{
        f"segment {suffix}": Writer(("segment", "--detail", "-o", f"out/a.{suffix}"), target=f"a.{suffix}")
        for suffix in SUFFIXES
        if suffix != "html"
    },
    "load account": Writer(("load", "in/first.csv", "-o", "out/a.csv"), target="a.csv"),
    **{
        f"report {suffix}": Writer(("report", "-o", f"out/a.{suffix}"), target=f"a.{suffix}")
        for suffix in ("html", "xlsx", "md")
    },
    "digest": Writer(("digest", "-o", "out/a.txt"), target="a.txt"),
    "site": Writer(("report", "--site", "out/site")),
    "star": Writer(("export", "out/star", "--star")),
    "star csv": Writer(("export", "out/star", "--star", "--format", "csv")),
    "contacts": Writer(("export", "out/a.csv", "--crm", "hubspot", "--reveal")),
    "demo": Writer(("demo", "out/demo", "--customers", "10", "--months", "2"), nothing),
    "sql": Writer(("sql", "SELECT * FROM orders ORDER BY 1", "-o", "out/a.csv"), target="a.csv"),
    "config": Writer(("config", "show", "-o", "out/a.json"), nothing, target="a.json"),
    "schema": Writer(("schema", "segment", "-o", "out/a.json"), nothing, target="a.json"),
    "dialect": Writer(("dialect", "in/unknown.csv", "-o", "out/own.toml"), with_unknown),
    "stdout": Writer(("segment", "--detail", "-f", "csv")),
    "backup": Writer(("backup", "out/a.zip")),
}
"""Commands that write files and leave the store as it is."""
OF_MANY: dict[str, Writer] = {
    "later load": Writer(("load", "in/big.csv"), lambda: big(loaded())),
    "first load of many": Writer(("load", "in/big.csv"), lambda: big(nothing())),
}
"""Loads that take long enough to be hit."""
WRITERS = OF_STORE | OF_FILES


@cache
def big(first: Scene) -> Scene:
    """The shop and a larger export."""
    scene = copy(first, scratch() / f"big {first.folder.name}")
    scene.file("big.csv", export(*orders(190, 4000)))
    return scene


def tree(folder: Path) -> Tree:
    """Every file below a folder with a digest of its bytes; of a backup, which is dated, of what lies in it."""
    return tuple(
        (path.relative_to(folder).as_posix(), hashlib.sha256(_content(path, folder.parent)).hexdigest())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )


def _content(path: Path, place: Path) -> bytes:
    """Of a backup the names in it, its key, and the counts of its database: the engine numbers its files at random.

    The ``place`` of the case is left out of what a file says.
    """
    if not zipfile.is_zipfile(path) or path.suffix != ".zip":
        return path.read_bytes().replace(str(place).encode(), b"")
    with zipfile.ZipFile(path) as package:
        told = json.loads(package.read("manifest.json"))
        whole = {name: hashlib.sha256(package.read(name)).hexdigest() for name in package.namelist()}
        assert all(whole[part["name"]] == part["sha256"] for part in told["parts"]), "a part that is not as it says"
        said = json.dumps([told["tables"], sorted(whole)]).encode()
        return said + b"".join(package.read(name) for name in sorted(whole) if name.startswith("shop.duckdb."))


def is_seen(name: str) -> bool:
    """Whether people see the file: what a kill leaves of a file in the making is hidden until the next run."""
    return not any(part.startswith(".") for part in name.split("/"))


class Ends(NamedTuple):
    """The store and the files written, before and after a command ran undisturbed, and the durable calls it made."""

    before: State | None
    tree_before: Tree
    after: State | None
    tree_after: Tree
    calls: dict[str, list[int]] | None
    """``None`` where there is no strace to count them."""


def ends(name: str) -> Ends:
    """How a command runs undisturbed: found out once."""
    return shared(f"ends of {name}", lambda: _ends(name))


def _ends(name: str) -> Ends:
    writer = (WRITERS | OF_MANY)[name]
    folder = Path(tempfile.mkdtemp(prefix="ends-", dir=scratch()))
    scene = writer.scene(folder)
    before = scene.state(), tree(scene.out)
    calls: dict[str, list[int]] | None = None
    try:
        calls = calls_of(scene.start(*writer.arguments, stopped=True))
    except Skipped:
        assert (run := scene.run(*writer.arguments)).code == 0, run
    found = Ends(*before, scene.state(), tree(scene.out), calls)
    shutil.rmtree(folder)
    return found


def points(name: str, whats: Sequence[str], *, lasting: bool = False) -> list[Point]:
    """Every durable call of a command, with each thing that may happen at it."""
    calls = ends(name).calls
    if calls is None:
        raise Skipped("no strace, or it may not attach to a process")
    return [
        Point(call, number, what, more)
        for call, numbers in calls.items()
        for number in numbers
        for what in whats
        for more in ((False, True) if lasting else (False,))
    ]
