"""Lines that were set aside, by whose they are: each is read as loading reads a line (``line_cells``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import cast

from crmkit.ingest.forgotten.line_cells import LineCells, cells_in, style_of
from crmkit.ingest.rows.quarantined import decoded
from crmkit.store.quarantine import number_of
from crmkit.store.workspace import Workspace

SQL = files("crmkit.privacy.forget")
FORGOTTEN = files("crmkit.ingest.forgotten")
AT_ONCE = 5_000
"""Lines whose cells are asked for together."""
_RECORD = re.compile(rb"^[0-9]+\t[a-z_]+\t", re.MULTILINE)
"""How a line that was set aside begins; its own bytes may be several lines."""


@dataclass(frozen=True, slots=True)
class Record:
    """A line as it is kept: its ``data`` with number and reason, whom it names, and whether that leaves no doubt."""

    data: bytes
    people: frozenset[int]
    is_certain: bool

    @property
    def line(self) -> int:
        """Its number in the export; 0 where it has none."""
        number = self.data.partition(b"\t")[0]
        return int(number) if number.isdigit() else 0


def records_of(path: Path, workspace: Workspace) -> Iterator[Record]:
    """The lines in a file of the quarantine, by whom of those ``sought`` they name."""
    data = path.read_bytes()
    begins = [0, *(match.start() for match in _RECORD.finditer(data) if match.start()), len(data)]
    kept = [data[start:end] for start, end in pairwise(begins) if end > start]
    found = workspace.execute(
        "select encoding from export_encodings where file_key = $key", {"key": number_of(path.name)}
    )
    encoding = cast(str, found[0][0]) if found else "utf-8"
    style = style_of(_text(each, encoding) for each in kept)
    for first in range(0, len(kept), AT_ONCE):
        some = kept[first : first + AT_ONCE]
        cells = [cells_in(_text(each, encoding), style, _reason(each)) for each in some]
        yield from _judged(some, cells, _theirs(cells, workspace))


def _judged(kept: Sequence[bytes], cells: Sequence[LineCells], theirs: Mapping[str, int]) -> Iterator[Record]:
    for data, of_line in zip(kept, cells, strict=True):
        named = [text for text in of_line.all() if text in theirs]
        yield Record(data, frozenset(theirs[text] for text in named), of_line.is_certain(named))


def _theirs(cells: Sequence[LineCells], workspace: Workspace) -> Mapping[str, int]:
    asked = frozenset[str]().union(*(each.all() for each in cells))
    workspace.run(FORGOTTEN / "spelled_cells.sql", {"cells": sorted(asked)})
    return dict(cast("list[tuple[str, int]]", workspace.run(SQL / "their_cells.sql")))


def _text(record: bytes, encoding: str) -> str:
    """The bytes of the line alone, as text."""
    begin = _RECORD.match(record)
    return decoded(record[begin.end() if begin else 0 :], encoding)


def _reason(record: bytes) -> str:
    begin = _RECORD.match(record)
    return record.split(b"\t")[1].decode("ascii") if begin else "cut_off"
