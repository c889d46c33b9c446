"""Workbooks that would blow up in memory, or lose rows without a word, are refused before they are opened.

The reader keeps a sheet as one dense block, from its first to its last used cell, and its size is known from the cell
addresses. Of two rows or cells of one address it keeps the last, so a sheet that has such is damaged. For strings it
takes as much memory as the file claims to need. What else a file may claim is met where it is read, in a process of its
own, which may take what is ``Held`` here can explain (decision 52).
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from crmkit.errors import InputError
from crmkit.ingest.files.container import BROKEN_ZIP, opened_zip

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MOST_CELLS = 50_000_000
SPARSE_FROM = 5_000_000
SPARSE = 20
"""A block over ``SPARSE_FROM`` cells must be filled to at least one part in ``SPARSE``."""

_BLOCK = 1 << 20
_USUAL = re.compile(rb'<c r="([A-Z]{1,9})([0-9]{1,9})"')
_UNUSUAL = (b"<c\t", b"<c\r", b"<c\n", b"<c/", b"<c>", b":c")
_CELL = re.compile(rb"""<(?:\w+:)?c(?=[\s/>])(?:[^<>]*?\sr=["']([A-Za-z]{1,9})([0-9]{1,9})["'])?""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^<>]*?\br=["']([0-9]{1,9})["']""")
_ROW_START = re.compile(rb"<(?:\w+:)?row(?=[\s/>])")
_NUMBERED_ROW = re.compile(rb"""<(?:\w+:)?row(?=[\s/>])(?:[^<>]*?\sr=["']([0-9]{1,9})["'])?""")
_SHEET = re.compile(rb"<(?:\w+:)?sheetData[\s/>]")
_STRINGS = re.compile(rb"<(?:\w+:)?sst[\s>][^<>]*")
_CLAIM = re.compile(rb"""\s(?:uniqueCount|count)=["']([0-9]+)["']""")
_STRING = re.compile(rb"<(?:\w+:)?si[\s/>]")
_CLAIMS_FROM = 1_000_000
"""Below this many strings no claim can do harm, and writers count carelessly."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a workbook has: ``parts``, their ``bytes`` when unpacked, and the most ``cells`` that one sheet spans."""

    parts: int
    bytes: int
    cells: int


class _Extent:
    """The block that a sheet's cells span."""

    def __init__(self) -> None:
        self.cells = self.rows = self.columns = 0
        self.strings = self.claimed = 0
        self.is_doubled = False
        self.row_starts = 0  # without a number each is a row, too
        self._run = 0
        self._is_sheet = False
        self._last_row = 0
        self._last_cells: set[tuple[bytes, bytes]] = set()

    def add(self, xml: bytes) -> None:
        """Take a part of a sheet's XML that ends between two tags."""
        self._note_strings(xml)
        found = _USUAL.findall(xml)
        if len(found) != xml.count(b"<c ") or any(start in xml for start in _UNUSUAL):
            found = _CELL.findall(xml)
        if not found:
            self._note_rows(xml)
            return
        self.cells += len(found)
        self._note_cells(found)
        letters, digits = set(), set()
        for column, row in found:
            letters.add(column)
            digits.add(row)
        if b"" in letters:
            self._count_unaddressed(xml)
        self._note_rows(xml)
        self.columns = max(self.columns, *(_column_number(name) for name in letters))
        self.rows = max(self.rows, *(int(number or 0) for number in digits))

    def _note_rows(self, xml: bytes) -> None:
        self.row_starts += len(_ROW_START.findall(xml))
        self._is_sheet = self._is_sheet or _SHEET.search(xml) is not None
        if not self._is_sheet:
            return
        for number in _NUMBERED_ROW.findall(xml):
            row = int(number) if number else self._last_row + 1
            self.is_doubled = self.is_doubled or row <= self._last_row
            self._last_row = row

    def _note_cells(self, found: list[tuple[bytes, bytes]]) -> None:
        """Two cells of one address; the cells of a row may come in two parts."""
        addressed = [cell for cell in found if cell[1]]
        once = set(addressed)
        self.is_doubled = self.is_doubled or len(once) < len(addressed) or not once.isdisjoint(self._last_cells)
        if addressed:
            row = addressed[-1][1]
            here = {cell for cell in once if cell[1] == row}
            before = {cell for cell in self._last_cells if cell[1] == row}
            self._last_cells = here | before

    def _note_strings(self, xml: bytes) -> None:
        for start in _STRINGS.findall(xml):
            self.claimed = max(self.claimed, *(int(claim) for claim in _CLAIM.findall(start)), 0)
        if self.claimed:
            self.strings += len(_STRING.findall(xml))

    def _count_unaddressed(self, xml: bytes) -> None:
        """Cells without an address follow one another: a row is as wide as it has cells."""
        first, *rest = _ROW_START.split(xml)
        self._run += len(_CELL.findall(first))
        self.columns = max(self.columns, self._run)
        for part in rest:
            self._run = len(_CELL.findall(part))
            self.columns = max(self.columns, self._run)
        self.rows = max(self.rows, self.row_starts + len(rest), *(int(row) for row in _ROW.findall(xml) or [b"0"]))

    @property
    def block(self) -> int:
        """How many cells the reader keeps."""
        return self.rows * self.columns

    def is_beyond(self) -> bool:
        """Whether the block is beyond the format's size, or too large."""
        rows = max(self.rows, self.row_starts)
        return rows > MOST_ROWS or self.columns > MOST_COLUMNS or self.block > MOST_CELLS

    def too_large(self) -> bool:
        """Whether the block is beyond what can be held, or large and nearly empty."""
        return self.is_beyond() or (self.block > SPARSE_FROM and self.block > SPARSE * self.cells)


def guard_workbook(name: str, path: Path) -> Held:
    """Refuse a workbook whose sheets span more than can be held; what it has.

    Raises:
        InputError: ``workbook_too_large``, ``workbook_damaged``.
    """
    cells = strings = claimed = size = block = 0
    with opened_zip(name, path) as package:
        members = package.infolist()
        if len({member.filename for member in members}) < len(members):
            raise InputError("workbook_damaged", where=name)  # of two parts of one name it is unknown which is meant
        for member in members:
            try:
                extent = _extent(package, member)
            except BROKEN_ZIP as error:
                raise InputError("workbook_damaged", where=name) from error
            if extent.too_large():
                rows = max(extent.rows, extent.row_starts)
                raise InputError("workbook_too_large", where=name, rows=rows, columns=extent.columns)
            if extent.is_doubled:
                raise InputError("workbook_damaged", where=name)
            cells, strings, claimed = cells + extent.cells, strings + extent.strings, max(claimed, extent.claimed)
            size, block = size + member.file_size, max(block, extent.block, extent.cells)
    if claimed > max(_CLAIMS_FROM, cells + strings):
        raise InputError("workbook_damaged", where=name)
    return Held(len(members), size, block)


def _extent(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> _Extent:
    """Any member may be a sheet, whatever its name: the workbook's relations decide."""
    extent = _Extent()
    carry = b""
    with package.open(member) as stream:
        while chunk := stream.read(_BLOCK):
            data = carry + chunk
            cut = data.rfind(b"<")
            # A tag longer than a block is no sheet; what came before the last one is complete.
            carry = data[cut:] if cut >= 0 and len(data) - cut < _BLOCK else b""
            extent.add(data[: len(data) - len(carry)])
            if extent.is_beyond() or extent.is_doubled:
                return extent  # what follows could make it no better, and would have to be held
    extent.add(carry)
    return extent


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
