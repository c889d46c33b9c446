"""``crmkit sql``: a question of one's own over documented views."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import PurePath
from typing import Annotated

import typer

from crmkit.cli import session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source, memory_size
from crmkit.errors import UsageError

Question = Annotated[str | None, typer.Argument(metavar="SQL", help="sql_question", show_default=False)]
Tables = Annotated[bool, typer.Option("--tables", help="sql_tables")]
MaxRows = Annotated[int, typer.Option("--max-rows", metavar="N", help="max_rows", min=1, max=5_000_000)]


def sql(
    source: Source,
    delivery: Delivery,
    question: Question = None,
    tables: Tables = False,
    max_rows: MaxRows = 100_000,
) -> None:
    """Answer one SELECT, or list the views that it may read."""
    from crmkit.doors.sql.sql import most_text
    from crmkit.doors.sql.sql import sql as answer
    from crmkit.doors.sql.views import listed
    from crmkit.store.sandbox.ceiling import ceiling

    run = session.current()
    if tables:
        session.refuse_idle("idle_with_tables", "max_rows")
        if question is not None:
            raise UsageError("idle_with_tables", option="SQL")
        delivery.send(listed(run.language), delivery.target())
        return
    _require_query(question, source.files or ())
    target = delivery.target(named=True)
    memory = memory_size(source.memory)
    with (
        source.opened("sql 'SELECT ...'", quiet=delivery.quiet, describe=True) as shop,
        ceiling(memory, max_rows, most_text(max_rows)),
    ):
        result = answer(
            shop,
            question or "",
            max_rows=max_rows,
            memory=memory,
            reveal=delivery.reveal,
            language=run.language,
        )
    delivery.send(result, target)


def _require_query(question: str | None, files: Sequence[str]) -> None:
    """Refuse files before the query, and a command line without one, with what to type instead."""
    if question is None or not question.strip():
        raise UsageError("sql_empty", where="SQL")
    if _is_query(question):
        return
    from crmkit.doors.sql.views import views

    named = [question, *files]
    queries = [word for word in named if _is_query(word)]
    is_view = question.lower() in views() and not queries
    query = queries[0] if queries else f"FROM {question}" if is_view else "SELECT ..."
    places = [word for word in named if not _is_query(word) and not (is_view and word == question)]
    words = [word for place in places for word in (("--store", place) if _is_store(place) else (place,))]
    typed = shlex.join(["crmkit", "sql", query, *words])
    raise UsageError("sql_late" if queries else "sql_missing", where="SQL", name=question, typed=typed)


def _is_query(word: str) -> bool:
    """Whether it can be one: the name of a file that is there, and a single word, cannot."""
    return not os.path.exists(word) and any(sign.isspace() or sign == "(" for sign in word.strip())  # noqa: PTH110  a query may be too long for a path


def _is_store(name: str) -> bool:
    return PurePath(name).suffix.lower() in (".duckdb", ".db")
