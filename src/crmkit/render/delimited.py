"""CSV and TSV: every row, exact values, English snake_case headers, nothing that a spreadsheet would execute.

CSV quotes every text cell and nothing else, so that a missing text and an empty one differ. TSV quotes only where
it must. Parts, facts and notes do not fit into one table; JSON and XLSX carry them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from crmkit.messages import Language
from crmkit.render.cells import TEXT_KINDS, machine_text
from crmkit.render.options import RenderOptions
from crmkit.render.safe import guard_formula, show
from crmkit.result import Result
from crmkit.vocabulary import Kind, word

CellFormat = Callable[[object], str]


def write(result: Result, stream: BinaryIO, *, format: str, language: Language, options: RenderOptions) -> int:
    """Write the rows as CSV or TSV in UTF-8; gives the number of rows left out."""
    separator = "\t" if format == "tsv" else ","
    shown = options.rows_shown(len(result.records), human=False)
    cells = [_cell(word(name).kind, separator, options) for name in result.columns]
    if options.bom:
        stream.write(b"\xef\xbb\xbf")
    stream.write((separator.join(result.columns) + "\n").encode())
    for record in result.records[:shown]:
        line = separator.join([cell(value) for cell, value in zip(cells, record, strict=True)])
        # A line with nothing on it would be no row to most readers.
        stream.write((line or '""').encode("utf-8", "backslashreplace") + b"\n")
    return len(result.records) - shown


def _cell(kind: Kind, separator: str, options: RenderOptions) -> CellFormat:
    """The function that writes one cell of ``kind``."""
    if kind not in TEXT_KINDS:
        return lambda value: machine_text(kind, value)

    def text_cell(value: object) -> str:
        if value is None:
            return ""
        text = str(value)
        if not options.raw:
            text = guard_formula(text)
        if options.terminal:
            text = show(text)
        if separator == "\t" and not any(mark in text for mark in '\t\n\r"'):
            return text
        return '"' + text.replace('"', '""') + '"'

    return text_cell
