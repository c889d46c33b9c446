"""Every giant began small: modules and functions have a limit, and every exception has a reason."""

from __future__ import annotations

import ast

from source import PACKAGE, modules

MODULE_LINES = 250
FUNCTION_LINES = 40
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}

LONGER_MODULES: dict[str, str] = {}
LONGER_FUNCTIONS: dict[str, str] = {
    "analyses/segment/segment.py:segment": "fifteen parameters, a line each in the signature and in what is handed on",
    "cli/commands/segment.py:segment": "the same fifteen, a line each in the signature and in the call",
}
"""``path:function`` -> why it may be longer."""


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from ``def`` to the last one, the docstring left out: it is for readers, not for size."""
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    explained = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - explained


def test_modules():
    long = {name for name in modules() if len((PACKAGE / name).read_text(encoding="utf-8").splitlines()) > MODULE_LINES}
    assert long == set(LONGER_MODULES)


def test_functions():
    long = {
        f"{name}:{node.name}": body_lines(node)
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_lines(node) > FUNCTION_LINES
    }
    assert set(long) == set(LONGER_FUNCTIONS), long


def test_names_say_something():
    assert not {name for name in modules() if VAGUE & set(name.removesuffix(".py").split("/"))}


def test_every_module_promises_something():
    assert not [name for name, tree in modules().items() if not ast.get_docstring(tree)]
