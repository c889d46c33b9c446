"""The engine as it reads cells, without files: a connection taught as a load teaches it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any, cast

import duckdb

from crmkit.ingest.forms.conventions import Conventions
from crmkit.ingest.typing.macros import build, prepare
from crmkit.store.macros import Macros
from crmkit.store.sql import statements
from crmkit.store.workspace import Workspace

USUAL = Conventions()


class Bench:
    """As much of a workspace as teaching the engine needs."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.macros = Macros(self.connection)
        self.conventions: object = None

    def run(self, file: Traversable, values: Mapping[str, object] | None = None) -> None:
        for statement in statements(file):
            self.execute(statement.text, statement.arguments(values or {}))

    def execute(self, text: str, values: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        self.macros.build_for(text)
        return self.connection.execute(text, dict(values or {})).fetchall()


@cache
def engine(found: Conventions = USUAL, *, is_plain: bool = False) -> Bench:
    """An engine that reads by the conventions of one file, by all forms or the plain ones; one for all tests."""
    bench = Bench()
    prepare(cast(Workspace, bench))
    build(replace(found, is_plain=is_plain, has_zones=True), cast(Workspace, bench))
    return bench


def asked(bench: Bench, expression: str, cells: Sequence[str | None]) -> list[Any]:
    """What an expression over ``cell`` says of each of the cells."""
    each = "select unnest($cells::varchar[]) as cell, unnest(range(len($cells))) as place"
    rows = bench.execute(f"select {expression} from ({each}) order by place", {"cells": list(cells)})  # noqa: S608 - of the tests
    return [value for (value,) in rows]
