"""CSV and TSV: every row, exact values, English snake_case headers, nothing that a spreadsheet would execute.

CSV quotes every text cell and nothing else, so that a missing text and an empty one differ. TSV quotes only where
it must. Facts and notes do not fit into a table; JSON and XLSX carry them.

For Excel a CSV begins with a byte order mark, has headings and codes in words as a workbook has, and texts that begin
with a digit as formulas of a text (``="0012"``), as the platforms' own exports do: Excel would make numbers and dates
of them, a long order number ``2.02E+18``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import BinaryIO

from crmkit.messages import Language
from crmkit.render.cells import TEXT_KINDS, coded, human_text, machine_text
from crmkit.render.options import RenderOptions
from crmkit.render.safe import guard_formula, show
from crmkit.result import Result
from crmkit.vocabulary import Kind, word

CellFormat = Callable[[object], str]
_CHANGED = re.compile(
    r"[0-9.].{0,200}|true|false|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\W.{0,20}", re.I
)
"""Texts that a spreadsheet would change: to numbers without noughts in front or in powers of ten, to dates, to yes."""


def write(result: Result, stream: BinaryIO, *, format: str, language: Language, options: RenderOptions) -> int:
    """Write the rows as CSV or TSV in UTF-8; gives the number of rows left out."""
    separator = "\t" if format == "tsv" else ","
    shown = options.rows_shown(len(result.records), human=False)
    kept = [index for index, name in enumerate(result.columns) if not (options.excel and word(name).machine)]
    cells = [(index, _cell(word(result.columns[index]).kind, separator, language, options)) for index in kept]
    if options.excel:
        stream.write(b"\xef\xbb\xbf")
    stream.write((separator.join(_headings(result, kept, language, options)) + "\n").encode())
    for record in result.records[:shown]:
        line = separator.join([cell(record[index]) for index, cell in cells])
        # A line with nothing on it would be no row to most readers.
        stream.write((line or '""').encode("utf-8", "backslashreplace") + b"\n")
    return len(result.records) - shown


def _headings(result: Result, kept: Sequence[int], language: Language, options: RenderOptions) -> list[str]:
    names = [result.columns[index] for index in kept]
    return [f'"{word(name).label(language)}"' for name in names] if options.excel else names


def _cell(kind: Kind, separator: str, language: Language, options: RenderOptions) -> CellFormat:
    """The function that writes one cell of ``kind``."""
    if kind in ("flag", "time") and options.excel:
        return lambda value: "" if value is None else human_text(kind, value, language)
    if kind not in TEXT_KINDS:
        return lambda value: machine_text(kind, value)

    def text_cell(value: object) -> str:
        if value is None:
            return ""
        text = coded(kind, str(value), language) if options.excel else str(value)
        if options.excel and _CHANGED.fullmatch(text):
            return '"=""' + text.replace('"', '""""') + '"""'
        if not options.raw:
            text = guard_formula(text)
        if options.terminal:
            text = show(text)
        if separator == "\t" and not any(mark in text for mark in '\t\n\r"'):
            return text
        return '"' + text.replace('"', '""') + '"'

    return text_cell
