"""The tables of an answer as they leave where a format holds one table each: in what order, and beside which file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath

from crmkit.messages import catalog
from crmkit.render.formats import EXCEL_SUFFIX, format_named, is_for_excel
from crmkit.result import Result

SUMMARY = "summary"
"""What the rows of an answer are called where a list to act on has the name that was asked for."""


def tables_of(result: Result) -> list[Result]:
    """The list to act on or the rows, then the other lists of the answer; each of them as of its day."""
    tables = []
    for name in result.tables or (result.name,):
        if name == result.name:
            tables.append(result)
        elif name in result.parts:
            tables.append(replace(result.parts[name], as_of=result.as_of))
    return tables


def stem_of(name: str) -> tuple[str, str]:
    """The name of a file without its suffix, and the suffix."""
    size = len(EXCEL_SUFFIX) if is_for_excel(name) else len(PurePath(name).suffix)
    return name[: len(name) - size], name[len(name) - size :]


def file_beside(file: Path, table: Result, answer: Result, format: str) -> Path:
    """Where a further ``table`` goes: ``risk.csv`` has ``risk.summary.csv`` beside it."""
    name = SUMMARY if table is answer else table.name
    stem, suffix = stem_of(file.name)
    return file.with_name(f"{stem}.{name}{suffix or format_named(format).suffixes[0]}")


def may_lie_beside(file: Path, other: Path) -> bool:
    """Whether ``other`` may be where a further table goes of some answer in ``file``."""
    stem, suffix = stem_of(file.name)
    if other.parent != file.parent or not (other.name.startswith(f"{stem}.") and other.name.endswith(suffix)):
        return False
    return other.name[len(stem) + 1 : len(other.name) - len(suffix)] in {SUMMARY, *catalog()["title"]}
