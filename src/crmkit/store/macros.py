"""Macros: the engine's words of ours, each built when a statement first calls it, since most files need few of them.

The engine binds a macro where it is built and again wherever it is called; to build all of them would take longer than
to read a small file.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources.abc import Traversable

from crmkit.store.connect import Connection
from crmkit.store.sql import execute, statements

_NAME = re.compile(r"create or replace temp macro (\w+)\(")
_CALL = re.compile(r"\b([a-z_]+)\(")


class Macros:
    """The macros that the statements of one connection may call; of two with one name the later one holds."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._defined: dict[str, str] = {}
        self._built: dict[str, str] = {}

    def define(self, file: Traversable) -> None:
        """Let statements to come call the macros of ``file``."""
        for statement in statements(file):
            named = _NAME.search(statement.text)
            assert named, statement.text  # noqa: S101 - a file of macros holds nothing else
            self._defined[named[1]] = statement.text

    def build_for(self, text: str) -> None:
        """Build what ``text`` calls and is not built as it is defined now, those first that it calls itself."""
        for name in _called(text) & self._defined.keys():
            definition = self._defined[name]
            self.build_for(definition)
            if self._built.get(name) != definition:
                execute(self._connection, definition)
                self._built[name] = definition


@cache
def _called(text: str) -> frozenset[str]:
    """The functions that ``text`` calls; a macro's own name is no call."""
    named = _NAME.search(text)
    return frozenset(_CALL.findall(text)) - {named[1] if named else ""}
