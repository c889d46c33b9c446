"""SQL lives in files beside the module that asks; this loads them and names their parameters.

A file holds one or more statements and ``$name`` parameters; a statement gets exactly the parameters it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import duckdb


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement and the names of its parameters."""

    text: str
    parameters: frozenset[str]

    def arguments(self, values: Mapping[str, object]) -> dict[str, object]:
        """The part of ``values`` that the statement names; ``KeyError`` when one is missing."""
        return {name: values[name] for name in self.parameters}


def beside(module: str, suffix: str = ".sql") -> Traversable:
    """The SQL file that lies beside ``module`` (pass ``__name__``) and shares its name."""
    package, _, name = module.rpartition(".")
    return files(package) / f"{name}{suffix}"


def statements(file: Traversable) -> tuple[Statement, ...]:
    """The statements of ``file``, in order, as the engine itself takes them apart."""
    return _parsed(file.read_text(encoding="utf-8"))


@cache
def _parsed(text: str) -> tuple[Statement, ...]:
    parts = duckdb.extract_statements(text)
    return tuple(Statement(part.query.strip().rstrip(";"), frozenset(part.named_parameters)) for part in parts)
