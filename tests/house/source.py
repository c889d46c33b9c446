"""The program's own source, as house tests look at it."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "crmkit"


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package by its path inside it, parsed."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


@cache
def nodes() -> tuple[tuple[str, ast.AST], ...]:
    """Every node of every module with the module's path, found once for all tests."""
    return tuple((name, node) for name, tree in modules().items() for node in ast.walk(tree))


@cache
def catalog() -> dict[str, dict[str, dict[str, str]]]:
    """The sentences, group by group."""
    groups = sorted((PACKAGE / "sentences").rglob("*.toml"))
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in groups}


def texts() -> Iterator[tuple[str, str]]:
    """Every string constant of the package with the module it stands in."""
    for name, node in nodes():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield name, node.value


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Every call of the package: module, called name (last part), node."""
    for name, node in nodes():
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name):
                yield name, called.id, node
            elif isinstance(called, ast.Attribute):
                yield name, called.attr, node


def literal(node: ast.Call, position: int) -> str | None:
    """The string that is argument ``position`` of a call, ``None`` when it is no literal."""
    if len(node.args) > position:
        argument = node.args[position]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            return argument.value
    return None


def none_of(wrong: Iterable[str]) -> None:
    """Fail with every line of what is wrong, not with the first one only."""
    lines = list(wrong)
    assert not lines, f"{len(lines)} wrong:\n" + "\n".join(lines)
