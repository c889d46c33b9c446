"""How much of an answer is taken over, and what becomes of types that an answer does not have.

The engine itself cuts long texts and counts their bytes, so that no more of them reach this process than are allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from duckdb.sqltypes import DuckDBPyType

from crmkit.store.connect import Connection

Column = tuple[str, DuckDBPyType]
BEFORE = "with given as (from (\n"
"""What stands before a question where it is asked for as a table of another one."""
AFTER = "\n) as question({columns}))"
CHUNK = 2048
CUT = "…"
"""What a text ends with that is longer than allowed; no JSON does."""
ENDS = (date.min, date.max)
"""Days that stand for an infinite one too when the engine hands it over."""
BYTES_PER_CHARACTER = 4
_PLAIN = frozenset({
    "boolean", "tinyint", "smallint", "integer", "bigint", "hugeint", "utinyint", "usmallint", "uinteger", "ubigint",
    "uhugeint", "float", "double", "decimal", "date", "timestamp", "null", "varchar",
})  # fmt: skip
_NESTED = frozenset({"list", "array", "struct", "map", "tuple", "union", "variant"})
_COARSE = frozenset({"timestamp_s", "timestamp_ms"})


@dataclass(frozen=True, slots=True)
class Limits:
    """So many rows, so many bytes of text in all, and so many characters in one text."""

    rows: int
    bytes: int
    characters: int


@dataclass(frozen=True, slots=True)
class Reply:
    """Names and types of the columns, the rows, whether there were more of them than allowed, how many texts are cut.

    Lists and structures are JSON (type ``JSON``), intervals the engine's words (``INTERVAL``), other types that an
    answer does not have are text.
    """

    columns: tuple[tuple[str, str], ...]
    records: Sequence[tuple[object, ...]]
    is_cut: bool
    cut_texts: int = 0


def replied(connection: Connection, question: str, columns: Sequence[Column], limits: Limits) -> Reply:
    """What ``question``, without its semicolon, gives of its ``columns``.

    Days outside those of Python are given as the engine writes them, with all of their column.
    """
    reply = _taken(connection, question, columns, limits, frozenset())
    strange = frozenset(place for record in reply.records for place in _strange(record, reply.columns))
    return _taken(connection, question, columns, limits, strange) if strange else reply


def _taken(
    connection: Connection, question: str, columns: Sequence[Column], limits: Limits, written: frozenset[int]
) -> Reply:
    """The answer with the columns at the places ``written`` as the engine writes them."""
    taken = [_text(f"v{place}") if place in written else _form(kind, place) for place, (_, kind) in enumerate(columns)]
    texts = [place for place, (form, _) in enumerate(taken) if form in ("VARCHAR", "JSON", "INTERVAL")]
    most = min(limits.characters, limits.bytes // (BYTES_PER_CHARACTER * max(len(texts), 1)))
    statement = _statement(question, [value for _, value in taken], texts, most, limits.bytes)
    records, is_cut = _rows(connection.execute(statement), limits.rows)
    connection.abort()  # what was not fetched
    cut = sum(_is_cut(record[place], most) for record in records for place in texts)
    return Reply(tuple((name, form) for (name, _), (form, _) in zip(columns, taken, strict=True)), records, is_cut, cut)


def _statement(question: str, values: Sequence[str], texts: Sequence[int], most: int, room: int) -> str:
    """The rows with long texts cut, and behind them whether there was room; where there was not, no text stands."""

    def each(form: str, other: str = "{0}{1}") -> str:
        return ", ".join((form if place in texts else other).format("t", place) for place in range(len(values)))

    given = ", ".join(f"v{place}" for place in range(len(values)))
    taken = ", ".join(f"{value} as t{place}" for place, value in enumerate(values))
    short = each(f"if(length({{0}}{{1}}) > {most}, left({{0}}{{1}}, {most}) || '{CUT}', {{0}}{{1}}) as {{0}}{{1}}")
    weight = " + ".join(f"coalesce(strlen(t{place}), 0)" for place in texts) or "0"
    return f"""{BEFORE}{question}{AFTER.format(columns=given)},
        taken as (select {taken} from given),
        short as (select {short} from taken),
        weighed as (
            select *, sum({weight}) over (rows between unbounded preceding and current row) <= {room} as fits from short
        )
        select {each("if(fits, {0}{1}, null)")}, fits from weighed"""  # noqa: S608  all of it but the question is ours


def _form(kind: DuckDBPyType, place: int) -> tuple[str, str]:
    """The type in which a value of ``kind`` is taken, and how it becomes one."""
    name, value = kind.id, f"v{place}"
    if name in _NESTED or str(kind) == "JSON":
        return "JSON", f"cast(to_json({value}) as varchar)"
    if name in _COARSE:
        return "TIMESTAMP", f"cast({value} as timestamp)"
    if name == "blob":
        return "VARCHAR", f"lower(hex({value}))"
    if name == "interval":
        return "INTERVAL", f"cast({value} as varchar)"
    return (str(kind), value) if name in _PLAIN else _text(value)


def _text(value: str) -> tuple[str, str]:
    return "VARCHAR", f"cast({value} as varchar)"


def _rows(cursor: Connection, most: int) -> tuple[list[tuple[object, ...]], bool]:
    """The rows that are allowed, and whether there were more."""
    records: list[tuple[object, ...]] = []
    while len(records) <= most and (chunk := cursor.fetchmany(CHUNK)):
        records += (record[:-1] for record in chunk if record[-1])
        if not chunk[-1][-1]:
            return records[:most], True
    return records[:most], len(records) > most


def _is_cut(value: object, most: int) -> bool:
    return isinstance(value, str) and len(value) == most + len(CUT) and value.endswith(CUT)


def _strange(record: tuple[object, ...], columns: Sequence[tuple[str, str]]) -> Iterator[int]:
    """The places of days that Python does not have, or may not have."""
    for place, (value, (_, form)) in enumerate(zip(record, columns, strict=True)):
        if form in ("DATE", "TIMESTAMP") and (isinstance(value, str) or _is_end(value)):
            yield place


def _is_end(value: object) -> bool:
    return isinstance(value, date) and (value.date() if isinstance(value, datetime) else value) in ENDS
