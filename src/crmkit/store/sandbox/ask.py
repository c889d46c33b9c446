"""A database that a stranger's question may be put to: read only, with nothing else within its reach.

It holds copies and no more, so that no name, function or catalog of the engine leads anywhere. Neither files nor
extensions nor settings can be had, one statement that reads is let through, memory and temporary files have a ceiling.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from crmkit.store.connect import POLL_SECONDS, Connection, connect
from crmkit.store.sandbox.complaints import QuestionError, translating
from crmkit.store.sandbox.reply import BEFORE, Limits, Reply, replied

SETTINGS = {
    "errors_as_json": "true",  # with the place in the text
    "ieee_floating_point_ops": "false",
    "error_on_division_by_zero": "false",  # it is not known
    "max_temp_directory_size": "4GB",
    "preserve_insertion_order": "true",
}
AS_TABLE = "from (\n"


def ask(database: Path, question: str, *, memory: str, limits: Limits) -> Reply:
    """Put ``question`` to the ``database``; of more rows, or of more text, than allowed the first.

    The engine may use the folder that the database lies in, so that nothing else may be there.

    Raises:
        QuestionError: it is none, or not one that reads.
        StoreError: the memory or the disk does not suffice.
    """
    size = database.stat().st_size
    connection = connect(str(database), read_only=True, memory=memory, size=size, spill=database.parent, more=SETTINGS)
    with contextlib.closing(connection):
        with translating(question):
            _require_reading(connection, question)
        return _interruptible(connection, lambda: _reply(connection, question, limits))


def _reply(connection: Connection, question: str, limits: Limits) -> Reply:
    """Its names and types are asked for first: they decide how each column is taken over."""
    bare = _bare(question)
    with translating(question, AS_TABLE):
        connection.execute(f"{AS_TABLE}{bare}\n) limit 0").fetchall()  # says what is wrong, and where
    with translating(question, BEFORE):
        found = connection.sql(bare)  # has the names as they were given, and runs nothing yet
        return replied(connection, bare, tuple(zip(found.columns, found.types, strict=True)), limits)


def _bare(question: str) -> str:
    """The question up to its semicolon."""
    encoded = question.encode()
    ends = [place for place, _ in duckdb.tokenize(question) if encoded[place : place + 1] == b";"]
    return encoded[: ends[0]].decode() if ends else question


def _interruptible(connection: Connection, work: Callable[[], Reply]) -> Reply:
    """What ``work`` gives; a signal ends it, which the engine would not hear while it fetches rows."""
    with ThreadPoolExecutor(max_workers=1) as workers:
        reply = workers.submit(work)
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    return reply.result(timeout=POLL_SECONDS)
        except BaseException:
            connection.interrupt()
            raise


def _require_reading(connection: Connection, question: str) -> None:
    """Let one statement through that reads: one that can be a table of another (a pivot is several to the engine)."""
    found = connection.extract_statements(question)
    if len(found) != 1:
        raise QuestionError("several" if found else "empty", "")
    if found[0].type not in (duckdb.StatementType.SELECT, duckdb.StatementType.MULTI):
        raise QuestionError("no_select", "")
    if found[0].named_parameters:
        raise QuestionError("parameter", "", name=min(found[0].named_parameters))
    try:
        connection.extract_statements(f"{AS_TABLE}{_bare(question)}\n)")
    except duckdb.ParserException:
        raise QuestionError("no_select", "") from None
