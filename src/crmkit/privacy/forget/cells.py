"""The texts that are sought as cells of a database: exact, and whatever way the engine packs them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

from crmkit.errors import CrmError
from crmkit.ingest.forgotten.line_cells import is_telling
from crmkit.store.connect import connect_to, waiting
from crmkit.store.sql import statements
from crmkit.store.trouble.engine import telling

SQL = files("crmkit.privacy.forget")
MEMORY = "256MB"
MOST_ASKED = 500
"""Texts found among the bytes of a database for which its cells are asked where they come from."""
FREE = frozenset({
    *("title", "sku", "attributes", "province", "city", "channel", "courier", "status_raw", "memo_mark", "currency"),
    *("need_return", "goods_state", "cs_involved", "liable", "phase", "reason", "level", "gender", "birth_day"),
    *("column_name", "shop", "platform", "kind", "dialect", "encoding", "basis", "segment", "tier", "stage", "risk"),
})  # fmt: skip
"""Columns of goods, places and codes: a word in one of them that is also somebody's name is about something else."""
Ask = Callable[[str, Mapping[str, object]], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column that holds texts, keys of customers or numbers of orders; ``table`` and ``name`` as a query has them."""

    table: str
    name: str
    holds: str

    @property
    def is_of_names(self) -> bool:
        """Whether a text in it is a name or a number."""
        return self.holds == "VARCHAR" and self.name.strip('"') not in FREE


def columns_of(ask: Ask) -> list[Column]:
    """The columns of the database in use that may name somebody."""
    (statement,) = statements(SQL / "text_columns.sql")
    return [
        Column(f"{_quoted(schema)}.{_quoted(table)}", _quoted(name), holds)
        for schema, table, name, holds in ask(statement.text, {})
    ]


def _quoted(name: str) -> str:
    return f'"{name.replace(chr(34), chr(34) * 2)}"'


def equal_to(sought: Mapping[str, int], columns: Iterable[Column], ask: Ask) -> tuple[set[str], set[int]]:
    """The texts that are cells of names and numbers, and those whom customers are by key. Asks the table ``sought``."""
    texts, people = set[str](), set[int]()
    for column in columns:
        cells = f"(select {column.name} from {column.table})"  # noqa: S608 - names that the engine gave
        if column.holds == "UBIGINT":
            asked = f"select distinct person from sought where person in {cells}"  # noqa: S608 - as above
            people |= {cast(int, person) for (person,) in ask(asked, {})}
        elif column.holds == "BIGINT":
            asked = f"select text from sought where try_cast(text as bigint) in {cells}"  # noqa: S608 - as above
            texts |= {text for (text,) in ask(asked, {}) if is_telling(text)}
        elif column.is_of_names:
            asked = f"select text from sought where text in {cells}"  # noqa: S608 - as above
            texts |= {cast(str, text) for (text,) in ask(asked, {})}
    return texts, people | {sought[text] for text in texts}


def within(texts: Iterable[str], columns: Iterable[Column], ask: Ask) -> set[str]:
    """Those of the ``texts`` that cells of others have as a part."""
    asked_for, found = sorted(texts)[:MOST_ASKED], set[str]()
    for column in columns if asked_for else ():
        if column.holds == "VARCHAR":
            cells = f"semi join {column.table} on contains({column.name}, text)"
            asked = f"select distinct text from unnest($texts) as asked(text) {cells}"  # noqa: S608 - as above
            found |= {cast(str, text) for (text,) in ask(asked, {"texts": asked_for})}
    return found


def ask_database(
    path: Path, sought: Mapping[str, int], in_bytes: set[str], folder: Path
) -> tuple[set[str], set[int]] | None:
    """The texts that a database at ``path`` holds and whose they are, as ``in_bytes`` and by its cells; read only.

    ``folder`` takes what does not fit into the memory. ``None``: the engine does not open the database.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        connection = waiting(lambda: connect_to(path, memory=MEMORY, spill=folder), path=path, seconds=0)
        with contextlib.closing(connection), telling(path):

            def ask(text: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
                return connection.execute(text, values).fetchall()

            made = "create temp table sought as select unnest($texts) as text, unnest($people::ubigint[]) as person"
            connection.execute(made, {"texts": list(sought), "people": list(sought.values())})
            columns = columns_of(ask)
            texts, people = equal_to(sought, columns, ask)
            rest = in_bytes - texts
            rest -= within(rest, columns, ask)
            return texts | rest, people
    except (CrmError, OSError):
        return None
