"""What questions learnt from a store, kept in it as numbers: asked again of the same data, they need not learn again.

Keeping is a favour, never a duty: it is done when the store is closed, and left undone when another process holds the
store, it may not be written, or it is no file. Nothing kept is code; what another version or other data left is
never read.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import duckdb

from crmkit.store.changing.sums import summed
from crmkit.store.connect import AT_ONCE, Connection, connect
from crmkit.store.sql import statements
from crmkit.version import __version__

SQL = files("crmkit.store")
THERE = "select 1 from duckdb_tables() where schema_name = 'kept' and table_name = 'models'"
DIGITS = 16
"""Of the digest in front of what is kept."""
DIGEST = """
with loaded as (
    select file_key, concat_ws('|', file_key, sha256, shop, dialect, records, net_total) as line from kept.files
)
select md5(coalesce(string_agg(line, ',' order by file_key), '')) from loaded
"""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a question learnt as of a day, about so many months ``ahead`` (days, where it asks about days)."""

    name: str
    cutoff: date
    ahead: int


def recall(connection: Connection, lesson: Lesson) -> Mapping[str, Any] | None:
    """The numbers kept for ``lesson`` by this version from the very data that the store holds.

    Where somebody changed them, or the table, they are learnt anew.
    """
    if not connection.execute(THERE).fetchall():
        return None
    try:
        rows = connection.execute(
            "select numbers from kept.models where name = $name and cutoff = $cutoff and horizon_months = $ahead "
            "and version = $version and data_digest = $digest",
            _key(connection, lesson),
        ).fetchall()
    except (duckdb.BinderException, duckdb.CatalogException, duckdb.ConversionException):
        return None
    return _opened(str(rows[0][0])) if rows else None


def keep(path: Path, lessons: Mapping[Lesson, Mapping[str, Any]]) -> None:
    """Write ``lessons`` into the store at ``path``, in the place of what was kept by those names, if it is free."""
    with (
        contextlib.suppress(duckdb.Error),
        contextlib.closing(connect(str(path), more=AT_ONCE)) as connection,
    ):
        (table,) = statements(SQL / "schema" / "models.sql")
        connection.execute("begin")
        connection.execute(table.text)
        with summed(connection, None, ["models"]):
            for lesson, numbers in lessons.items():
                key = _key(connection, lesson)
                connection.execute("delete from kept.models where name = $name", {"name": lesson.name})
                connection.execute(
                    "insert into kept.models values ($name, $cutoff, $ahead, $digest, $version, $numbers)",
                    {**key, "numbers": _sealed(numbers)},
                )
        connection.execute("commit")
        connection.execute("checkpoint")


def _sealed(numbers: Mapping[str, Any]) -> str:
    """The numbers as text, behind a digest of it."""
    text = json.dumps(numbers)
    return f"{_digest(text)}{text}"


def _opened(sealed: str) -> Mapping[str, Any] | None:
    """What was sealed, if it is as it was."""
    digest, text = sealed[:DIGITS], sealed[DIGITS:]
    return cast("Mapping[str, Any]", json.loads(text)) if digest == _digest(text) else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _key(connection: Connection, lesson: Lesson) -> dict[str, object]:
    ((digest,),) = connection.execute(DIGEST).fetchall()
    return {
        "name": lesson.name,
        "cutoff": lesson.cutoff,
        "ahead": lesson.ahead,
        "version": __version__,
        "digest": digest,
    }
