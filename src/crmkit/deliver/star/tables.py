"""The tables of a star, as ``tables.toml`` lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from crmkit.customers.conditions.known import KNOWN_COLUMNS
from crmkit.vocabulary import Kind, word

ROOM = files("crmkit.deliver.star")
KEYS = {"columns", "key", "order", "refers"}
TEXT_KINDS: frozenset[Kind] = frozenset({"text", "id", "code", "nick"})


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is known by, what rows are in order of, and to which table a column refers."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    order: tuple[str, ...]
    refers: Mapping[str, str]

    @property
    def texts(self) -> tuple[str, ...]:
        """The columns that hold text."""
        return tuple(name for name in self.columns if word(name).kind in TEXT_KINDS)

    @property
    def file(self) -> Traversable:
        """The file that selects it, where there is one."""
        return ROOM / f"{self.name}.sql"


@cache
def tables() -> Mapping[str, Table]:
    """Every table by its name; ``ValueError`` for a key that is unknown or missing, or a table that nobody has."""
    listed = tomllib.loads((ROOM / "tables.toml").read_text(encoding="utf-8"))
    found = {}
    for name, entry in listed.items():
        if set(entry) != KEYS:
            raise ValueError(f"tables.toml, [{name}]: needs {sorted(KEYS)}")
        more = KNOWN_COLUMNS if name == "dim_customer" else ()
        columns = (*entry["columns"], *more)
        found[name] = Table(name, columns, tuple(entry["key"]), tuple(entry["order"]), entry["refers"])
    for table in found.values():
        if not set(table.refers.values()) <= set(found) or not {*table.key, *table.order, *table.refers} <= set(
            table.columns
        ):
            raise ValueError(f"tables.toml, [{table.name}]: names what there is not")
    return found
