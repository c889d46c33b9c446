"""Every giant began small: modules and functions have a limit, and every exception has a reason."""

from __future__ import annotations

import ast

from source import PACKAGE, modules

MODULE_LINES = 250
FUNCTION_LINES = 40
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}

LONGER_MODULES: dict[str, str] = {}
LONGER_FUNCTIONS: dict[str, str] = {
    "analyses/segment.py:segment": "its docstring explains fourteen arguments, the body is short",
    "cli/commands/segment.py:segment": "one line per option of the analysis, no logic",
}


def test_modules():
    long = {name for name in modules() if len((PACKAGE / name).read_text(encoding="utf-8").splitlines()) > MODULE_LINES}
    assert long == set(LONGER_MODULES)


def test_functions():
    long = {
        f"{name}:{node.name}": node.end_lineno - node.lineno + 1
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    }
    assert set(long) == set(LONGER_FUNCTIONS), long


def test_names_say_something():
    assert not {name for name in modules() if VAGUE & set(name.removesuffix(".py").split("/"))}


def test_every_module_promises_something():
    assert not [name for name, tree in modules().items() if not ast.get_docstring(tree)]
