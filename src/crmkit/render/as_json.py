r"""JSON (the whole answer) and NDJSON (one row object a line): UTF-8, stable keys, the same bytes every time.

Money is a string with two decimals, rates and means are numbers, identifiers are strings, dates are ISO. Characters
that cannot be seen are written as ``\u`` escapes, which every reader turns back, so that the text is safe to look at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from crmkit.messages import Language
from crmkit.render.cells import TEXT_KINDS, machine_text, money_of, number_of
from crmkit.render.options import RenderOptions
from crmkit.render.safe import show
from crmkit.render.spoken import sentences
from crmkit.render.wording import note_text
from crmkit.result import Record, Result
from crmkit.vocabulary import Kind, vocabulary, word

SCHEMA_VERSION = 1
CUT = "…"
"""What a JSON text ends with that is not all there, and so is no JSON."""


def write(result: Result, stream: BinaryIO, *, format: str, language: Language, options: RenderOptions) -> int:
    """Write the answer as JSON, or its rows as NDJSON; gives the number of rows left out."""
    shown = options.rows_shown(len(result.records), human=False)
    records = result.records[:shown]
    if format == "ndjson":
        for row in _rows(result.columns, records):
            stream.write(row.encode() + b"\n")
        return len(result.records) - shown
    first_fields = {
        "schema_version": str(SCHEMA_VERSION),
        "analysis": _string(result.name),
        "as_of": _plain(result.as_of),
        "params": _object({name: _plain(value, name) for name, value in result.params.items()}),
        "facts": _object({name: _value(word(name).kind, value) for name, value in result.facts.items()}),
        "answer": _answer(result, language),
        "notes": _notes(result, language),
    }
    stream.write(("{\n" + ",\n".join(f"{_string(key)}:{value}" for key, value in first_fields.items())).encode())
    stream.write(b',\n"rows":')
    _write_rows(stream, result.columns, records)
    stream.write(b',\n"parts":{')
    for index, (name, part) in enumerate(result.parts.items()):
        stream.write((",\n" if index else "\n").encode() + f'{_string(name)}:{{"rows":'.encode())
        _write_rows(stream, part.columns, part.records)
        stream.write(b"}")
    stream.write(b"}\n}\n")
    return len(result.records) - shown


def _write_rows(stream: BinaryIO, columns: Sequence[str], records: Sequence[Record]) -> None:
    """An array with one row object a line."""
    stream.write(b"[")
    for index, row in enumerate(_rows(columns, records)):
        stream.write((",\n" if index else "\n").encode() + row.encode())
    stream.write(b"]")


def _rows(columns: Sequence[str], records: Sequence[Record]) -> Iterator[str]:
    """Every record as an object."""
    keys = [(f"{_string(name)}:", word(name).kind) for name in columns]
    for record in records:
        pairs = [key + _value(kind, value) for (key, kind), value in zip(keys, record, strict=True)]
        yield "{" + ",".join(pairs) + "}"


def _notes(result: Result, language: Language) -> str:
    notes = [_object({"code": _string(note.code), "text": _string(note_text(note, language))}) for note in result.notes]
    return "[" + ",".join(notes) + "]"


def _answer(result: Result, language: Language) -> str:
    said = zip(result.answer, sentences(result, language), strict=True)
    return "[" + ",".join(_object({"code": _string(note.code), "text": _string(text)}) for note, text in said) + "]"


def _object(members: Mapping[str, str]) -> str:
    return "{" + ",".join(f"{_string(key)}:{value}" for key, value in members.items()) + "}"


def _value(kind: Kind, value: object) -> str:
    """One value of a known kind."""
    if value is None:
        return "null"
    if kind == "money":
        return f'"{money_of(value):f}"'
    if kind == "json" and not str(value).endswith(CUT):
        return _visible(str(value))
    if kind in TEXT_KINDS:
        return _string(str(value))
    text = machine_text(kind, value)
    return f'"{text}"' if kind in ("date", "time") else text


def _plain(value: object, name: str = "") -> str:
    """One argument: by the kind of the word of that name, else by its Python type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    if isinstance(value, Mapping):
        return _object({str(key): _plain(item) for key, item in value.items()})
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(_plain(item) for item in value) + "]"
    if name in vocabulary() and vocabulary()[name].kind == "money":
        return f'"{money_of(value):f}"'
    number = number_of(value)
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


def _string(text: str) -> str:
    """A JSON string; what ``show`` would make visible becomes an escape that JSON readers undo."""
    return _visible(json.dumps(text, ensure_ascii=False))


def _visible(quoted: str) -> str:
    """A JSON text in which everything can be seen."""
    if show(quoted) == quoted:
        return quoted
    return "".join(character if show(character) == character else json.dumps(character)[1:-1] for character in quoted)
