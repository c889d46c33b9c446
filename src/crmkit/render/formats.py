"""The one table of output formats: their names, file suffixes and what a stream must be able to take."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from crmkit.errors import UsageError


@dataclass(frozen=True, slots=True)
class Format:
    """One format: ``module`` renders it, ``suffixes`` choose it, ``binary`` is not for a terminal.

    ``human`` formats round, label and shorten for people; the others give every row and the exact value. ``bare`` ones
    hold the rows alone: what else there is to say needs another place. A workbook is exact and labelled for people.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    binary: bool = False
    human: bool = False
    bare: bool = False
    is_workbook: bool = False


EXCEL_SUFFIX = ".excel.csv"
"""The end of a name that asks for CSV as a spreadsheet opens it."""
FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        Format("table", (".txt",), "table", human=True),
        Format("csv", (".csv",), "delimited", bare=True),
        Format("tsv", (".tsv", ".tab"), "delimited", bare=True),
        Format("json", (".json",), "as_json"),
        Format("ndjson", (".ndjson", ".jsonl"), "as_json", bare=True),
        Format("md", (".md", ".markdown"), "markdown", human=True),
        Format("xlsx", (".xlsx",), "workbook.book", binary=True, is_workbook=True),
        Format("parquet", (".parquet", ".pq"), "parquet", binary=True, bare=True),
    )
}


def is_for_excel(name: str) -> bool:
    """Whether the name of a file asks for CSV as a spreadsheet opens it."""
    return name.lower().endswith(EXCEL_SUFFIX)


def format_named(name: str) -> Format:
    """The format called ``name``; ``UsageError`` when there is none."""
    if name not in FORMATS:
        raise UsageError("option_value", option="--format", value=name, allowed=", ".join(FORMATS))
    return FORMATS[name]


def require_suffix(path: str | PurePath, name: str) -> None:
    """``UsageError`` when the suffix of ``path`` is that of another format than ``name``; ``.txt`` is for any text."""
    suffix = PurePath(path).suffix.lower()
    other = next((entry.name for entry in FORMATS.values() if suffix in entry.suffixes), name)
    if other != name and (suffix != ".txt" or FORMATS[name].binary):
        own = FORMATS[name].suffixes[0]
        raise UsageError("suffix_of_another", where=str(path), suffix=suffix, other=other, format=name, own=own)


def format_of(path: str | PurePath) -> str:
    """The name of the format that the suffix of ``path`` asks for; ``UsageError`` when no format has it."""
    suffix = PurePath(path).suffix.lower()
    for entry in FORMATS.values():
        if suffix in entry.suffixes:
            return entry.name
    known = ", ".join(suffix for entry in FORMATS.values() for suffix in entry.suffixes)
    if not suffix:
        raise UsageError("no_suffix", where=str(path), known=known)
    raise UsageError("unknown_suffix", where=str(path), value=suffix, known=known)
