"""The strict reader: every line of a text file is let in unchanged, or quarantined with its number and a reason.

It never guesses. A broken line costs itself and no other: reading goes on at the next physical line.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from crmkit.ingest.headers.layout import Layout
from crmkit.ingest.line_counts import LineCounts
from crmkit.ingest.rows.gate import Gate, Refusal
from crmkit.ingest.rows.sink import Sink
from crmkit.ingest.text.cells import Fault, Splitter, split_line, split_styled
from crmkit.ingest.text.encoding import BOM_UTF8, line_decoder
from crmkit.ingest.text.lines import BLOCK, Line, LongLine, line_blocks

SPAN_LINES = 200
SPAN_CHARACTERS = 64 * 1024
"""A record over more lines, or longer, is an unclosed quote."""

CHECK_LINES = 1 << 16
"""How often it is asked whether there is any hope."""


def read_strict(path: Path, *, encoding: str, layout: Layout, out: Path, max_rejects: float = 1) -> LineCounts:
    """Read a delimited text file and write its accepted rows to ``out``.

    Args:
        path: the file; CR LF, LF and a lone CR end its lines.
        encoding: ``utf-8`` (with or without BOM) or ``gb18030``; each line is decoded strictly and by itself.
        layout: where the needed columns are.
        out: becomes UTF-8 CSV, LF, every cell quoted, headed ``line,lines,padded`` and the canonical columns. Cells are
            unwrapped, missing ones empty, line breaks in cells LF. Padded rows come last.
        max_rejects: reading stops where nothing that may follow could bring the share of quarantined lines back to it.

    Returns:
        The account of all physical lines that were read; it closes for any file.

    Raises:
        InputError: ``header_too_wide``.
    """
    with path.open("rb") as stream, Sink(out, layout, encoding) as sink:
        if encoding.startswith("utf-8") and stream.read(len(BOM_UTF8)) != BOM_UTF8:
            stream.seek(0)
        _Reader(stream, encoding, layout, sink).run(_Hope(stream, path.stat().st_size, layout.width, max_rejects))
        return sink.close()


class _Feed:
    """Physical lines one by one, with a look ahead."""

    def __init__(self, stream: BinaryIO) -> None:
        self._blocks = line_blocks(stream)
        self._lines: list[Line] = []
        self._next = 0
        self.number = 0

    def __iter__(self) -> Iterator[Line]:
        while True:
            while self._next < len(self._lines):
                line = self._lines[self._next]
                self._next += 1
                self.number += 1
                yield line
            if not self._more():
                return

    def ahead(self, offset: int) -> Line | None:
        """The line ``offset`` lines after the current one."""
        while self._next + offset > len(self._lines):
            if not self._more():
                return None
        return self._lines[self._next + offset - 1]

    def skip(self, lines: int) -> None:
        """Take the next ``lines`` lines as read."""
        self._next += lines
        self.number += lines

    def _more(self) -> bool:
        for block in self._blocks:
            if block:
                self._lines = self._lines[self._next :] + block
                self._next = 0
                return True
        return False


class _Hope:
    """Whether what is left of a file could still bring the share of quarantined lines down to what is allowed."""

    def __init__(self, stream: BinaryIO, size: int, width: int, share: float) -> None:
        self._stream, self._size, self._width, self._share = stream, size, width, share

    def is_gone(self, counts: LineCounts) -> bool:
        """A row to come has a byte for each cell at least: its delimiter or line end."""
        if self._share >= 1 or len(counts.rejects) < CHECK_LINES // 2:
            return False
        rows = (self._size - self._stream.tell() + 2 * BLOCK) // self._width
        return counts.quarantined > self._share * (counts.quarantined + counts.record_lines + rows)


class _Reader:
    """One pass over one file."""

    def __init__(self, stream: BinaryIO, encoding: str, layout: Layout, sink: Sink) -> None:
        self._feed = _Feed(stream)
        self._decode = line_decoder(encoding)
        self._layout = layout
        self._style = layout.style
        self._ordinary = layout.style.is_ordinary
        self._gate = Gate(layout)
        self._sink = sink

    def run(self, hope: _Hope) -> None:
        """Put every physical line in its place, up to the end or to where there is no hope."""
        counts = self._sink.line_counts
        first = self._layout.header_line + self._layout.header_lines
        for line in self._feed:
            number = self._feed.number
            if number < self._layout.header_line:
                counts.title += 1
            elif number < first:
                counts.header += 1
            else:
                self._take(number, line)
            if number % CHECK_LINES == 0 and hope.is_gone(counts):
                counts.is_cut = True
                break
        counts.physical = self._feed.number

    def _take(self, number: int, line: Line) -> None:
        """One line after the header."""
        if isinstance(line, LongLine):
            self._sink.refuse_long(number, line)
            return
        try:
            text = self._decode(line).rstrip("\r\n")
        except UnicodeDecodeError:
            self._sink.refuse(number, "bad_encoding", line)
            return
        if "\0" in text:
            self._sink.refuse(number, "nul_byte", line)
            return
        cells = split_line(text, self._style.delimiter) if self._ordinary else split_styled(text, self._style)
        if isinstance(cells, Fault):
            self._mend(number, line, text, cells)
            return
        if len(cells) == self._layout.width:
            values = self._gate.quick(cells, wrapped='="' in text)
            if values is not None:
                self._sink.accept(number, 1, values)
                return
        self._weigh(number, line, cells)

    def _weigh(self, number: int, line: bytes, cells: list[str]) -> None:
        """A line whose quotes are in order, read cell by cell."""
        role = self._gate.role(cells)
        if role != "row":
            self._sink.count(role)
            return
        verdict = self._gate.check(cells)
        width = self._layout.width
        if len(cells) == width:
            if isinstance(verdict, Refusal):
                self._sink.refuse_full(number, verdict.reason, line, verdict.column)
            else:
                self._sink.accept(number, 1, verdict)
            return
        surplus = any(cell.strip() for cell in cells[width:])
        is_useless = self._gate.misses_required(len(cells)) or self._gate.says_nothing(len(cells))
        if isinstance(verdict, Refusal) or surplus or is_useless:
            self._sink.refuse_width(number, line, len(cells))
        else:
            self._sink.hold(number, line, len(cells), verdict)

    def _mend(self, number: int, line: bytes, text: str, fault: Fault) -> None:
        """A line whose quotes are not in order: a comment, the start of a longer record, or one for the quarantine."""
        delimiter = self._layout.delimiter
        if self._gate.is_comment(text.lstrip(), text.count(delimiter) + 1):
            self._sink.count("total")
            return
        refusal = Refusal(fault.value) if fault is Fault.STRAY else self._span(number, text)
        if refusal is not None:
            self._sink.refuse(number, refusal.reason, line, refusal.column)

    def _span(self, number: int, text: str) -> Refusal | None:
        """Let in the record that begins here and goes on over further lines, else say why not."""
        unclosed = Refusal(Fault.UNCLOSED.value)
        splitter = Splitter(self._style)
        fault = splitter.feed(text)
        size, extra = len(text), 0
        while fault is Fault.UNCLOSED:
            extra += 1
            following = self._plain_line(extra) if extra < SPAN_LINES else None
            if following is None or self._stands_alone(following):
                return unclosed
            size += len(following) + 1
            if size > SPAN_CHARACTERS:
                return unclosed
            fault = splitter.feed(following)
        if fault is not None or len(splitter.cells) != self._layout.width or self._gate.role(splitter.cells) != "row":
            return unclosed
        verdict = self._gate.check(splitter.cells)
        if isinstance(verdict, Refusal):
            return verdict  # its quotes are in order
        self._sink.accept(number, 1 + extra, verdict)
        self._feed.skip(extra)
        return None

    def _plain_line(self, offset: int) -> str | None:
        """A line ahead as text; ``None`` at the end of the file or when it could not be part of a record."""
        line = self._feed.ahead(offset)
        if line is None or isinstance(line, LongLine):
            return None
        try:
            text = self._decode(line).rstrip("\r\n")
        except UnicodeDecodeError:
            return None
        return None if "\0" in text else text

    def _stands_alone(self, text: str) -> bool:
        """Whether a line is a valid record by itself: then it is not part of a memo, a quote was left open."""
        cells = split_styled(text, self._style)
        if isinstance(cells, Fault) or len(cells) != self._layout.width:
            return False
        return self._gate.role(cells) == "row" and not isinstance(self._gate.check(cells), Refusal)
