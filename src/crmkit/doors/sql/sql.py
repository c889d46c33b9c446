"""SQL: a question of one's own, put to copies of the documented views, in which names are masked already."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from crmkit.customers.arguments import require_whole
from crmkit.customers.reading import with_reading_notes
from crmkit.doors.sql.refusal import OPTION, refusal
from crmkit.doors.sql.views import files_of, views
from crmkit.errors import UsageError
from crmkit.messages import Language
from crmkit.notes import Note
from crmkit.privacy.mask import SEEN
from crmkit.result import Result
from crmkit.store.connect import DEFAULT_MEMORY
from crmkit.store.private import private_folder
from crmkit.store.sandbox import QuestionError, Reply, ask
from crmkit.store.store import Store
from crmkit.vocabulary import Heading, Kind, Word, vocabulary

MOST_ROWS = 100_000
"""So many rows are given unless another number is asked for."""
UPPER_ROWS = 5_000_000
BYTES_PER_ROW = 2_000
LEAST_BYTES = 20_000_000
_WHOLE = re.compile(r"U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?")
_FEN = re.compile(r"DECIMAL\(\d+,\s?2\)")
_NUMBER = re.compile(r"DECIMAL\(.*\)|DOUBLE|FLOAT")
_ALIKE: dict[Kind, frozenset[Kind]] = {
    "text": frozenset({"text", "id", "code", "nick"}),
    "count": frozenset({"count", "days", "score", "id"}),
    "money": frozenset({"money"}),
    "date": frozenset({"date"}),
    "time": frozenset({"time"}),
    "flag": frozenset({"flag"}),
}
"""Which words of the vocabulary fit a column by the kind of its type."""


@with_reading_notes
def sql(
    store: Store,
    question: str,
    *,
    max_rows: int = MOST_ROWS,
    memory: str | None = None,
    reveal: bool = False,
    language: Language = "en",
) -> Result:
    """Answer one SELECT over the views that ``crmkit sql --tables`` lists.

    It is put to copies of the views that it names, in an engine that has nothing else: it reaches no file, no setting
    and no other table, and writes nothing.

    Args:
        store: an open store.
        question: one SELECT in the SQL of DuckDB.
        max_rows: give the first so many rows, 1 to 5,000,000; a note says when there are more.
        memory: how much the engine may use for it, as ``700MB``.
        reveal: put the names of buyers into the copies as they are, not masked.
        language: of the texts of the answer.

    Returns:
        Its rows. Columns that are called as those of a view, and are of their kind, have their title.

    Raises:
        UsageError: it is not one SELECT, or names what there is not; ``excerpt`` is the part that is wrong.
        StoreError: the memory does not suffice.
    """
    require_whole("--max-rows", max_rows, 1, UPPER_ROWS)
    _require_characters(question)
    with private_folder(None) as folder:
        database = folder / "views.duckdb"
        store.copy_to(database, files_of(question), one=SEEN, reveal=reveal)
        reply = _asked(database, question, memory or DEFAULT_MEMORY, max_rows)
    columns = tuple(map(_heading, _unique([name for name, _ in reply.columns]), [form for _, form in reply.columns]))
    return Result(
        "sql",
        columns,
        [tuple(map(_plain, record)) for record in reply.records],
        params={"question": " ".join(question.split())},
        notes=(Note("sql_cut", {"rows": len(reply.records)}, found=True),) if reply.is_cut else (),
        language=language,
    )


def _require_characters(question: str) -> None:
    """Bytes that the locale cannot read reach us as halves of surrogate pairs, which no engine takes."""
    try:
        question.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError("sql_encoding", where=OPTION) from None


def _asked(database: Path, question: str, memory: str, max_rows: int) -> Reply:
    room = max(LEAST_BYTES, max_rows * BYTES_PER_ROW)
    try:
        return ask(database, question, memory=memory, most_rows=max_rows, most_bytes=room)
    except QuestionError as problem:
        raise refusal(problem, question) from None


def _unique(names: Sequence[str]) -> list[str]:
    """The names with a number behind those that are taken."""
    seen: Counter[str] = Counter()
    unique: list[str] = []
    for name in names:
        seen[name] += 1
        numbered = name if seen[name] == 1 else f"{name}_{seen[name]}"
        while numbered in unique:
            seen[name] += 1
            numbered = f"{name}_{seen[name]}"
        unique.append(numbered)
    return unique


def _heading(name: str, form: str) -> str:
    """A column of the answer: the vocabulary's word where it is one of a view, else one of its own."""
    kind = _kind(form)
    is_ours = any(name in columns for columns in views().values())
    if is_ours and vocabulary()[name].kind in _ALIKE.get(kind, frozenset()):
        return name
    return Heading(Word(name, kind, zh=name, en=name))


def _kind(form: str) -> Kind:
    if _WHOLE.fullmatch(form):
        return "count"
    if _FEN.fullmatch(form):
        return "money"
    if _NUMBER.fullmatch(form):
        return "figure"
    known: dict[str, Kind] = {"DATE": "date", "TIMESTAMP": "time", "BOOLEAN": "flag"}
    return known.get(form, "text")


def _plain(value: object) -> object:
    """A value as answers have them: what is no number is not known, and what has no kind of its own is text."""
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        return None
    if isinstance(value, bytes):
        return value.hex()
    return value
