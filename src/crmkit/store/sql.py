"""SQL lives in files beside the module that asks; this loads them and names their parameters.

A file holds one or more statements and ``$name`` parameters; a statement gets exactly the parameters it names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import Statement as Parsed

    from crmkit.store.connect import Connection

_TOKEN = re.compile(r"""--[^\n]*|'(?:[^']|'')*'|"[^"]*"|\$([a-z_][a-z0-9_]*)|;""")
"""What a statement's end and its parameters must be separated from: comments and quoted text."""
MANY = 1_000
"""So many statements are kept as the engine parsed them; a process that asks more begins anew."""
_PARSED: dict[str, Parsed | str] = {}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement and the names of its parameters."""

    text: str
    parameters: frozenset[str]

    def arguments(self, values: Mapping[str, object]) -> dict[str, object]:
        """The part of ``values`` that the statement names; ``KeyError`` when one is missing."""
        return {name: values[name] for name in self.parameters}


def beside(module: str) -> Traversable:
    """The SQL file beside ``module`` (pass ``__name__``) with its name."""
    package, _, name = module.rpartition(".")
    return files(package) / f"{name}.sql"


def statements(file: Traversable) -> tuple[Statement, ...]:
    """The statements of ``file``, in order."""
    return parse(file.read_text(encoding="utf-8"))


@cache
def parse(text: str) -> tuple[Statement, ...]:
    """The statements of ``text`` with the names of their parameters.

    The engine could find out, but takes two milliseconds a file; ``tests/house/test_sql.py`` compares the two.
    """
    found, begin, names = [], 0, set()
    for token in _TOKEN.finditer(text + ";"):
        if token[1]:
            names.add(token[1])
        elif token[0] == ";":
            if _code(text[begin : token.start()]):
                found.append(Statement(text[begin : token.start()].strip(), frozenset(names)))
            begin, names = token.end(), set()
    return tuple(found)


def execute(connection: Connection, text: str, values: Mapping[str, object] | None = None) -> Connection:
    """Execute the one statement of ``text``; the connection holds what it answers.

    What the engine parsed serves every engine of the process: a load asks a hundred statements, which are the same for
    most files, and to parse them takes a fifth of a small one.
    """
    if (parsed := _PARSED.get(text)) is None:
        if len(_PARSED) >= MANY:
            _PARSED.clear()
        found = connection.extract_statements(text)
        parsed = _PARSED[text] = found[0] if len(found) == 1 else text
    return connection.execute(parsed, dict(values or {}))


def _code(text: str) -> str:
    return re.sub(r"--[^\n]*", "", text).strip()
