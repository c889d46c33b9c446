"""A database that a stranger's question may be put to: read only, with nothing else within its reach.

It holds copies and no more, so that no name, function or catalog of the engine leads anywhere. Neither files nor
extensions nor settings can be had, one statement that reads is let through, memory and temporary files have a ceiling.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from crmkit.errors import StoreError
from crmkit.store.connect import POLL_SECONDS, Connection, connect

SETTINGS = {
    "errors_as_json": "true",  # with the place in the text
    "ieee_floating_point_ops": "false",
    "error_on_division_by_zero": "false",  # it is not known
    "max_temp_directory_size": "4GB",
    "preserve_insertion_order": "true",
}
TEXT_OF_BYTES = "utf-8"
CHUNK = 2048
ENDS = (date.min, date.max)
"""Days that stand for an infinite one too when the engine hands it over."""


class QuestionError(Exception):
    """What the engine has against a question: ``kind`` is a word of ours, ``start`` and ``end`` characters of it.

    ``name`` is what it does not know, ``sentence`` its own words, in English.
    """

    def __init__(self, kind: str, sentence: str, *, name: str = "", start: int = 0, end: int = 0) -> None:
        super().__init__(kind)
        self.kind = kind
        self.sentence = sentence
        self.name = name
        self.start = start
        self.end = end


@dataclass(frozen=True, slots=True)
class Reply:
    """Names and types of the columns, the rows, and whether there were more of them than are allowed."""

    columns: tuple[tuple[str, str], ...]
    records: Sequence[tuple[object, ...]]
    is_cut: bool


def ask(database: Path, question: str, *, memory: str, most_rows: int, most_bytes: int) -> Reply:
    """Put ``question`` to the ``database``; of more rows, or of more text, than allowed the first.

    The engine may use the folder that the database lies in, so that nothing else may be there.

    Raises:
        QuestionError: it is none, or not one that reads.
        StoreError: the memory or the disk does not suffice.
    """
    size = database.stat().st_size
    connection = connect(str(database), read_only=True, memory=memory, size=size, spill=database.parent, more=SETTINGS)
    with contextlib.closing(connection), _translating(question):
        _require_reading(connection, question)
        return _interruptible(connection, lambda: _reply(connection, question, most_rows, most_bytes))


def _reply(connection: Connection, question: str, most_rows: int, most_bytes: int) -> Reply:
    """Days outside those of Python are given as the engine writes them, with all of their column."""
    reply = _rows(connection.execute(question), most_rows, most_bytes)
    strange = {place for record in reply.records for place in _strange(record, reply.columns)}
    if not strange:
        return reply
    parts = (f"cast(#{place} as varchar)" if place in strange else f"#{place}" for place in _places(reply.columns))
    written = connection.sql(question).project(", ".join(parts)).limit(len(reply.records))
    columns = tuple(
        (name, "VARCHAR" if place in strange else form)
        for place, (name, form) in zip(_places(reply.columns), reply.columns, strict=True)
    )
    return Reply(columns, written.fetchall(), reply.is_cut)


def _places(columns: Sequence[object]) -> range:
    """The numbers of columns, as SQL counts them."""
    return range(1, len(columns) + 1)


def _strange(record: tuple[object, ...], columns: Sequence[tuple[str, str]]) -> Iterator[int]:
    """The places of days that Python does not have, or may not have."""
    for place, value, (_, form) in zip(_places(columns), record, columns, strict=True):
        if "DATE" in form or "TIMESTAMP" in form:
            is_text = isinstance(value, str) and form.startswith(("DATE", "TIMESTAMP"))
            if is_text or _has_end(value):
                yield place


def _has_end(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_has_end, (*value.keys(), *value.values())))
    if isinstance(value, list | tuple):
        return any(map(_has_end, value))
    return isinstance(value, date) and (value.date() if isinstance(value, datetime) else value) in ENDS


def _rows(cursor: Connection, most_rows: int, most_bytes: int) -> Reply:
    columns = tuple((str(name), str(form)) for name, form, *_ in cursor.description or ())
    records: list[tuple[object, ...]] = []
    room = most_bytes
    while room > 0 and len(records) <= most_rows and (chunk := cursor.fetchmany(CHUNK)):
        records += chunk
        room -= sum(_weight(value) for record in chunk for value in record)
    is_cut = len(records) > most_rows or (room <= 0 and bool(cursor.fetchmany(1)))
    return Reply(columns, records[:most_rows], is_cut)


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


def _weight(value: object) -> int:
    """About the bytes of a value."""
    return len(value) if isinstance(value, str | bytes) else len(str(value)) if isinstance(value, list | dict) else 8


def _require_reading(connection: Connection, question: str) -> None:
    found = connection.extract_statements(question)
    if len(found) != 1:
        raise QuestionError("several" if found else "empty", "")
    if found[0].type != duckdb.StatementType.SELECT:
        raise QuestionError("no_select", "")
    if found[0].named_parameters:
        raise QuestionError("parameter", "", name=min(found[0].named_parameters))


@contextlib.contextmanager
def _translating(question: str) -> Iterator[None]:
    try:
        yield
    except duckdb.OutOfMemoryException:
        raise StoreError("sql_memory") from None
    except duckdb.Error as problem:
        raise _question_error(str(problem), question) from None


def _question_error(text: str, question: str) -> QuestionError:
    """The engine's complaint, which is JSON behind its name."""
    _, brace, rest = text.partition("{")
    try:
        said = json.loads(brace + rest)
    except ValueError:
        said = {"exception_message": text}
    sentence = str(said.get("exception_message", text)).strip().partition("\n")[0].strip()
    if said.get("exception_type") == "Out of Memory":
        raise StoreError("sql_memory") from None
    start, end = _place(said, question)
    return QuestionError(_kind(said), sentence, name=str(said.get("name", "")), start=start, end=end)


def _kind(said: dict[str, object]) -> str:
    subtype, kind, about = said.get("error_subtype"), said.get("exception_type"), said.get("type")
    if subtype == "COLUMN_NOT_FOUND" or "does not have a column" in str(said.get("exception_message")):
        return "column"
    if subtype == "MISSING_ENTRY":
        return "table" if about in ("Table", "View") else "function"
    if kind == "Parser":
        return "syntax"
    return "forbidden" if kind == "Permission" else "other"


def _place(said: dict[str, object], question: str) -> tuple[int, int]:
    """The part of the question that it is about; the engine counts bytes."""
    try:
        start, length = json.loads(str(said["location"]))
    except (KeyError, ValueError):
        return 0, 0
    encoded = question.encode(TEXT_OF_BYTES)
    begin = len(encoded[:start].decode(TEXT_OF_BYTES, "ignore"))
    return begin, begin + max(len(encoded[start : start + length].decode(TEXT_OF_BYTES, "ignore")), 1)
