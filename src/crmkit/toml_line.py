"""On which line of a TOML file something stands: asked only when it is wrong, of the parser that reads the file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence

MOST_LINES = 5_000
"""Of a longer file no line is told."""


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """The line, from 1, on which ``path`` begins, as ``("ask", 1, "months")``; ``None`` where that cannot be told.

    It is the line up to which the text says nothing of it, and from which on the text says it.
    """
    lines, word = text.split("\n"), next((part for part in reversed(path) if isinstance(part, str)), "")
    if len(lines) > MOST_LINES:
        return None
    for start, line in enumerate(lines):
        if word not in line:
            continue
        before = _read(lines[:start])
        if before is not None and not _holds(before, path) and _says(lines, start, path):
            return start + 1
    return None


def _says(lines: Sequence[str], start: int, path: Sequence[str | int]) -> bool:
    """Whether what begins on the line ``start`` says something of ``path``; it may go on over further lines."""
    for end in range(start + 1, len(lines) + 1):
        if (found := _read(lines[:end])) is not None:
            return _holds(found, path)
    return False


def _read(lines: Sequence[str]) -> Mapping[str, object] | None:
    try:
        return tomllib.loads("\n".join(lines))
    except ValueError:
        return None


def _holds(table: object, path: Sequence[str | int]) -> bool:
    """Whether ``path`` leads to something; a lone table is the first of its kind."""
    for part in path:
        if isinstance(part, int):
            entries = table if isinstance(table, list) else [table]
            if part >= len(entries):
                return False
            table = entries[part]
        elif isinstance(table, dict) and part in table:
            table = table[part]
        else:
            return False
    return True
