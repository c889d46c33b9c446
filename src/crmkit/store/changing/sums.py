"""What the tables of a store come to: each change of rows changes the sums of their table by as much, in one commit.

Rows that change in any other way (another program, a disk, a mistake of ours) differ from their sums from then on: what
a later change adds is what it did itself, no matter what it found (docs/decisions/0061). The order of rows is nothing.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import duckdb

from crmkit.store.connect import DEFAULT_MEMORY, Connection, attach, connect, files_of, waiting
from crmkit.store.sql import execute
from crmkit.store.trouble.engine import translated

KEPT = (
    *(
        "arms",
        "audiences",
        "consents",
        "contacts",
        "customer_facts",
        "customers",
        "files",
        "findings",
        "meta",
        "models",
    ),
    *("order_lines", "orders", "refunds", "rejects", "shops", "snapshot_customers", "snapshots", "tombstones"),
)
"""Every table that a store may have, but that of the sums."""
MADE_LATER = frozenset({"arms", "audiences", "models", "snapshot_customers", "snapshots"})
"""Not every store has them."""
MONEY = {"contacts": "cost", "files": "net_total", "order_lines": "net", "orders": "net", "refunds": "amount"}
OF_LOAD = frozenset({"customers", "files", "orders", "shops"})
"""What every load writes to: their sums are asked for together."""
WRITES = re.compile(
    r"\b(?:insert into|merge into|delete from|update|(?:alter|create|drop) table(?: if (?:not )?exists)?)"
    r'\s+target\.kept\."?(\w+)'
)
THERE = (
    "select table_name from duckdb_tables() "
    "where database_name = coalesce($catalog, current_database()) and schema_name = 'kept'"
)
LOOKED_AT = "looked_at"


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows, what money they hold, and the sum of a digest of each over all its columns."""

    rows: int = 0
    money: Decimal = Decimal("0.00")
    digest: int = 0

    def minus(self, other: Sum) -> Sum:
        """What is between the two."""
        return Sum(self.rows - other.rows, self.money - other.money, self.digest - other.digest)


NOTHING = Sum()
Sums = Mapping[str, Sum]
"""By the name of a table; one that is missing comes to nothing."""


def sums_of(connection: Connection, catalog: str | None, names: Iterable[str] | None = None) -> Sums:
    """What the rows of the tables come to that the attached store ``catalog`` has, of ``names`` or of all."""
    wanted = set(KEPT) if names is None else set(names)
    if names is None or wanted & MADE_LATER:
        there = connection.execute(THERE, {"catalog": catalog}).fetchall()
        wanted &= {str(name) for (name,) in there}
    return _sums(execute(connection, _asked(catalog, sorted(wanted))).fetchall()) if wanted else {}


def _sums(rows: Iterable[Sequence[object]]) -> Sums:
    return {name: Sum(*values) for name, *values in cast("list[tuple[str, Any]]", rows)}


def _kept(catalog: str | None) -> str:
    return f"{catalog}.kept" if catalog else "kept"


def _money(table: str) -> str:
    return f"coalesce(sum({MONEY[table]}), 0)" if table in MONEY else "0"


def _asked(catalog: str | None, names: Iterable[str]) -> str:
    return " union all ".join(
        f"select '{name}', count(*), {_money(name)}::decimal(38, 2), "  # noqa: S608 - our own names
        f"coalesce(sum(hash({name})), 0)::hugeint from {_kept(catalog)}.{name} as {name}"
        for name in names
    )


def add(connection: Connection, catalog: str | None, before: Sums, after: Sums, *, has_none: bool = False) -> None:
    """Add to the sums what the running transaction did to tables that came to ``before`` and come to ``after`` now.

    A store that ``has_none`` yet gets its first.
    """
    changes = {name: after.get(name, NOTHING).minus(before.get(name, NOTHING)) for name in {**before, **after}}
    rows = ", ".join(
        f"('{name}', {change.rows}, {change.money}::decimal(38, 2), {change.digest}::hugeint)"
        for name, change in sorted(changes.items())
        if change != NOTHING
    )
    if rows and has_none:  # a merge would take three times as long
        connection.execute(f"insert into {_kept(catalog)}.sums values {rows}")  # noqa: S608 - our own names, and numbers
    elif rows:
        connection.execute(
            f"merge into {_kept(catalog)}.sums as kept "
            f"using (values {rows}) as change (table_name, rows, money, digest) on kept.table_name = change.table_name "
            "when matched then update set rows = kept.rows + change.rows, money = kept.money + change.money, "
            "digest = kept.digest + change.digest when not matched then insert"
        )


@contextlib.contextmanager
def summed(connection: Connection, catalog: str | None, names: Iterable[str] | None = None) -> Iterator[None]:
    """Add to the sums what the block does to the tables ``names``, or to any table."""
    before = sums_of(connection, catalog, names)
    yield
    add(connection, catalog, before, sums_of(connection, catalog, names))


class Watch:
    """Sees which tables of the catalog ``target`` the statements of a change write to, and adds that to their sums."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._before: dict[str, Sum] | None = None
        self._is_new = False

    def begin(self, *, is_new: bool = False) -> None:
        """Watch from now on; the tables of a store that ``is_new`` came to nothing before."""
        self._before, self._is_new = {}, is_new

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Add to the sums what the block does, unless it raises."""
        self.begin()
        try:
            yield
            self.add()
        finally:
            self._before = None

    def see(self, text: str) -> None:
        """Look at a statement before it is run."""
        if self._before is not None and "target.kept." in text:
            self.note(WRITES.findall(text))

    def note(self, names: Iterable[str]) -> None:
        """Know what the tables come to that are to be written to."""
        if self._before is None:
            return
        new = set(names) & set(KEPT)
        if new & OF_LOAD:
            new |= OF_LOAD
        new |= {"meta"} if new else set()  # every change is counted there
        if new := new - self._before.keys():
            self._before |= dict.fromkeys(new, NOTHING)
            if not self._is_new:
                self._before |= sums_of(self._connection, "target", new)

    def add(self) -> None:
        """Add what was done to the sums of the store."""
        if self._before:
            after = sums_of(self._connection, "target", self._before)
            add(self._connection, "target", self._before, after, has_none=self._is_new)
        self._before = None


@dataclass(frozen=True, slots=True)
class Compared:
    """What a table comes to, and what it came to by those who wrote to it."""

    table: str
    has: Sum
    written: Sum


def compared(connection: Connection, catalog: str | None) -> list[Compared]:
    """Every table of the attached store ``catalog`` beside its sums."""
    has = sums_of(connection, catalog)
    written = _sums(connection.execute(f"select table_name, rows, money, digest from {_kept(catalog)}.sums").fetchall())  # noqa: S608
    return [
        Compared(name, has.get(name, NOTHING), written.get(name, NOTHING)) for name in sorted({*KEPT, *has, *written})
    ]


def compared_in(path: Path) -> list[Compared]:
    """Every table of the store at ``path`` beside its sums; to count them the engine reads, and proves, every block.

    Raises:
        StoreBusy, StoreError: it cannot be read.
    """
    size = path.stat().st_size
    with contextlib.closing(connect(memory=DEFAULT_MEMORY, size=size, paths=files_of(path))) as connection:
        waiting(lambda: attach(connection, LOOKED_AT, path, read_only=True), path=path, seconds=0)
        try:
            return compared(connection, LOOKED_AT)
        except duckdb.Error as problem:
            raise translated(problem, path) from problem
