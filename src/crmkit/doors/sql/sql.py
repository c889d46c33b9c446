"""SQL: a question of one's own, put to copies of the documented views, in which names are masked already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from crmkit.customers.arguments import require_whole
from crmkit.customers.reading import with_reading_notes
from crmkit.doors.sql.refusal import OPTION, refusal
from crmkit.doors.sql.values import heading, plain
from crmkit.doors.sql.views import files_of, named_in
from crmkit.errors import UsageError
from crmkit.letters import SEEN
from crmkit.messages import Language
from crmkit.notes import Note
from crmkit.result import Result
from crmkit.store.connect import DEFAULT_MEMORY
from crmkit.store.private import private_folder
from crmkit.store.sandbox.ask import ask
from crmkit.store.sandbox.complaints import QuestionError
from crmkit.store.sandbox.reply import Limits, Reply
from crmkit.store.store import Store

MOST_ROWS = 100_000
"""So many rows are given unless another number is asked for."""
UPPER_ROWS = 5_000_000
BYTES_PER_ROW = 2_000
LEAST_BYTES = 20_000_000
UPPER_BYTES = 400_000_000
CUT = frozenset({"sql_cut", "sql_cut_text", "sql_cut_values"})
"""Notes on the answer itself, not on the data of the shop, of which a question may read nothing."""
MOST_CHARACTERS = 1_000_000
"""Of one value; a list of all orders of a shop is longer than anybody reads."""


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

    It is put to copies of the views that it names, in an engine that has nothing else: it reaches no file and
    no other table, changes no setting, and writes nothing.

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
    result = _answered(store, question, max_rows=max_rows, memory=memory, reveal=reveal, language=language)
    if named_in(question):
        return result
    return replace(result, notes=tuple(note for note in result.notes if note.code in CUT), parts={}, unseen=())


@with_reading_notes
def _answered(
    store: Store, question: str, *, max_rows: int, memory: str | None, reveal: bool, language: Language
) -> Result:
    with private_folder(None) as folder:
        database = folder / "views.duckdb"
        store.copy_to(database, files_of(question), one=SEEN, reveal=reveal)
        reply = _asked(database, question, memory or DEFAULT_MEMORY, max_rows)
    forms = [form for _, form in reply.columns]
    records = [tuple(map(plain, record, forms)) for record in reply.records]
    names = _unique([name for name, _ in reply.columns])
    given = [[record[place] for record in records] for place in range(len(names))]
    return Result(
        "sql",
        tuple(map(heading, names, forms, given)),
        records,
        params={"question": " ".join(question.split())},
        notes=_left_out(reply, max_rows),
        language=language,
    )


def _require_characters(question: str) -> None:
    """Bytes that the locale cannot read reach us as halves of surrogate pairs, which no engine takes."""
    try:
        question.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError("sql_encoding", where=OPTION) from None


def _asked(database: Path, question: str, memory: str, max_rows: int) -> Reply:
    limits = Limits(max_rows, most_text(max_rows), MOST_CHARACTERS)
    try:
        return ask(database, question, memory=memory, limits=limits)
    except QuestionError as problem:
        raise refusal(problem, question) from None


def most_text(max_rows: int) -> int:
    """The bytes of text that so many rows may have together."""
    return min(max(LEAST_BYTES, max_rows * BYTES_PER_ROW), UPPER_BYTES)


def _left_out(reply: Reply, max_rows: int) -> tuple[Note, ...]:
    """What is not in the answer: rows, because there are too many or their text is too long, and ends of texts."""
    notes = []
    if reply.is_cut:
        code = "sql_cut" if len(reply.records) == max_rows else "sql_cut_text"
        notes.append(Note(code, {"rows": len(reply.records)}, found=True))
    if reply.cut_texts:
        notes.append(Note("sql_cut_values", {"values": reply.cut_texts, "characters": MOST_CHARACTERS}, found=True))
    return tuple(notes)


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
