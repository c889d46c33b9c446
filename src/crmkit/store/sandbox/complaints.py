"""What the engine has against a question, with the place in its text."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator

import duckdb

from crmkit.errors import StoreError

NO_ROOM = ("No space left", "failed to offload", "max_temp_directory_size")
_TEXT_OF_BYTES = "utf-8"


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


@contextlib.contextmanager
def translating(question: str, before: str = "") -> Iterator[None]:
    """The engine's errors as ours; it counts places from the head of ``before``, which precedes the question."""
    try:
        yield
    except duckdb.Error as problem:
        raise _question_error(problem, question, before) from None


def _question_error(problem: duckdb.Error, question: str, before: str) -> QuestionError:
    """The engine's complaint, which is JSON behind its name."""
    text = str(problem)
    _, brace, rest = text.partition("{")
    try:
        said = json.loads(brace + rest)
    except ValueError:
        said = {"exception_message": text}
    sentence = str(said.get("exception_message", text)).strip().partition("\n")[0].strip()
    if "File too large" in text:
        raise StoreError("file_limit") from None
    if any(words in text for words in NO_ROOM):
        raise StoreError("temporary_full") from None
    if isinstance(problem, duckdb.OutOfMemoryException) or said.get("exception_type") == "Out of Memory":
        raise StoreError("sql_memory") from None
    start, end = _place(said, question, len(before.encode(_TEXT_OF_BYTES)))
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


def _place(said: dict[str, object], question: str, before: int) -> tuple[int, int]:
    """The part of the question that it is about; the engine counts bytes."""
    try:
        start, length = json.loads(str(said["location"]))
    except (KeyError, ValueError):
        return 0, 0
    encoded = question.encode(_TEXT_OF_BYTES)
    start -= before
    if not 0 <= start <= len(encoded):
        return 0, 0
    begin = len(encoded[:start].decode(_TEXT_OF_BYTES, "ignore"))
    return begin, begin + max(len(encoded[start : start + length].decode(_TEXT_OF_BYTES, "ignore")), 1)
