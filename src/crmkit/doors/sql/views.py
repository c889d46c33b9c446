"""The views that a question in SQL may read: their columns, and the files that select them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from crmkit.messages import Language, say
from crmkit.notes import Note
from crmkit.result import Record, Result
from crmkit.vocabulary import word

ROOM = files("crmkit.doors.sql")
COLUMNS = ("sql_view", "column_name", "column_title", "column_kind", "column_definition")
_WORD = re.compile(r"\w+")


@cache
def views() -> Mapping[str, tuple[str, ...]]:
    """The columns of every view, by its name."""
    listed = tomllib.loads((ROOM / "views.toml").read_text(encoding="utf-8"))
    return {name: tuple(columns) for name, columns in listed.items()}


def named_in(question: str) -> list[str]:
    """The views that ``question`` names, wherever: it can read no other."""
    said = {found.lower() for found in _WORD.findall(question)}
    return [name for name in views() if name in said]


def files_of(question: str) -> dict[str, Traversable]:
    """The files that select the views which ``question`` names, wherever; where it names none, those of all.

    What it does not name it cannot read: that is then an error, never a wrong figure.
    """
    named = named_in(question) or [*views()]
    return {name: ROOM / "views" / f"{name}.sql" for name in named}


def listed(language: Language) -> Result:
    """Every column of every view with its title and definition."""
    records: list[Record] = [
        (view, name, word(name).label(language), word(name).kind, say("column", name, language))
        for view, columns in views().items()
        for name in columns
    ]
    parts = Result(
        "sql_views", ("sql_view", "view_definition"), [(name, say("view", name, language)) for name in views()]
    )
    notes = (Note("sql_kinds"), Note("sql_kinds_numbers"))
    return Result("sql_columns", COLUMNS, records, notes=notes, parts={"sql_views": parts}, language=language)
