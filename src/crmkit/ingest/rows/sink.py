"""Where read rows go: accepted ones to a file of a fixed shape, all others into the account.

Rows of an unusual width wait aside until the end of the file, because only all rows together say whether a width is
this file's habit (Excel leaves out empty tail cells) or one row's damage.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Literal

from crmkit.errors import InputError
from crmkit.ingest.headers.layout import Layout
from crmkit.ingest.line_counts import LineCounts, Reject, Rejects
from crmkit.ingest.rows.halves import Halves
from crmkit.ingest.rows.quarantined import amount_of
from crmkit.ingest.text.lines import LongLine

PADDING_PERCENT = 5
"""A short width is padded when this share of the rows, and no lone row, has it, and other rows have all their cells.

Halves of a line that was broken in two prove no habit.
"""
PADDING_ROWS = 2

_BATCH = 2000


class Sink:
    """Writes ``line,lines,padded,<columns>`` rows to ``out`` and keeps the counts; ``encoding`` is of the lines."""

    def __init__(self, out: Path, layout: Layout, encoding: str) -> None:
        self.line_counts = LineCounts(rejects=Rejects(out.parent))
        self._layout, self._encoding = layout, encoding
        self._columns = tuple(layout.cells)
        self._width = layout.width
        self._header_line = layout.header_line
        self._named_width = layout.named_width
        self._is_met_in_full = False
        self._plain_quotes = 2 * (len(self._columns) - 1)
        self._out: IO[str] = out.open("w", encoding="utf-8", newline="")
        self._held_path = out.with_name(out.name + ".held")
        self._held: IO[str] | None = None
        self._batch: list[str] = [",".join(f'"{name}"' for name in ("line", "lines", "padded", *self._columns)) + "\n"]
        self._widths: Counter[int] = Counter()
        self._halves = Halves(layout.named_width)

    def __enter__(self) -> Sink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._out.close()
        if self._held is not None:
            self._held.close()
            self._held_path.unlink(missing_ok=True)

    def accept(self, line: int, lines: int, values: Sequence[str], *, padded: bool = False) -> None:
        """Write one row that is on the physical lines ``line`` .. ``line + lines - 1``."""
        body = '","'.join(values)
        if body.count('"') != self._plain_quotes:
            body = '","'.join(value.replace('"', '""') for value in values)
        self._batch.append(f'"{line}","{lines}","{padded:d}","{body}"\n')
        self.line_counts.records += 1
        self.line_counts.record_lines += lines
        if len(self._batch) >= _BATCH:
            self._flush()

    def count(self, role: Literal["blank", "header", "total"]) -> None:
        """Count a line that is no row."""
        setattr(self.line_counts, role, getattr(self.line_counts, role) + 1)

    def refuse(self, line: int, reason: str, raw: bytes, column: str | None = None) -> None:
        """Quarantine one physical line; one that lost its end and fails was cut off."""
        if reason != "nul_byte" and not raw.endswith((b"\n", b"\r")):
            reason, column = "cut_off", None
        amount = amount_of(reason, raw, self._layout, self._encoding)
        self.line_counts.refuse(line, reason, raw, column, amount=amount)

    def refuse_full(self, line: int, reason: str, raw: bytes, column: str | None) -> None:
        """Quarantine a row that has all its cells."""
        self._is_met_in_full = True
        self.refuse(line, reason, raw, column)

    def refuse_width(self, line: int, raw: bytes, width: int) -> None:
        """Quarantine a row for its number of cells."""
        if raw.endswith((b"\n", b"\r")):
            self._see_width(line, width)
        self.refuse(line, "too_short" if width < self._width else "too_long", raw)

    def refuse_long(self, line: int, long: LongLine) -> None:
        """Quarantine a line that was too long to hold."""
        reason = "nul_byte" if long.only_nul else "line_too_long"
        self.line_counts.add(Reject(line, 1, reason, None, long.digest, long.head))

    def hold(self, line: int, raw: bytes, width: int, values: Sequence[str]) -> None:
        """Put aside a row of another width whose present cells are all in order."""
        if not raw.endswith((b"\n", b"\r")):
            self.refuse_width(line, raw, width)
            return
        self._see_width(line, width)
        if self._held is None:
            self._held = self._held_path.open("w+", encoding="utf-8", newline="")
        self._held.write(json.dumps([line, width, raw.hex(), list(values)]) + "\n")

    def _see_width(self, line: int, width: int) -> None:
        self._widths[width] += 1
        self._halves.see(line, width)

    def close(self) -> LineCounts:
        """Decide about the rows put aside, finish the file and return the account.

        Raises:
            InputError: ``header_too_wide``, no row is as wide: it is unknown which cell of the header is too much.
        """
        widest = max(self._widths, default=0)
        if (
            not self.line_counts.records
            and not self._is_met_in_full
            and self._named_width / 2 <= widest < self._named_width
        ):
            raise InputError("header_too_wide", line=self._header_line, header=self._named_width, row=widest)
        if self._held is not None:
            self._decide(self._held)
        self._flush()
        return self.line_counts

    def _decide(self, held: IO[str]) -> None:
        held.seek(0)
        waiting = sum(1 for _ in held)
        rows = self.line_counts.records + len(self.line_counts.rejects) + waiting
        habits = {
            width
            for width, seen in (self._widths - self._halves.found()).items()
            if seen >= PADDING_ROWS
            and seen * 100 >= PADDING_PERCENT * rows
            and (self.line_counts.records or width >= self._named_width)
        }
        held.seek(0)
        for text in held:
            line, width, raw, values = json.loads(text)
            if width in habits:
                is_padded = width < self._named_width  # behind the last name nothing is missing
                self.accept(line, 1, values, padded=is_padded)
                self.line_counts.padded += is_padded
            else:
                self._refuse_held(line, width, bytes.fromhex(raw))

    def _refuse_held(self, line: int, width: int, raw: bytes) -> None:
        self.refuse(line, "too_short" if width < self._width else "too_long", raw)

    def _flush(self) -> None:
        self._out.write("".join(self._batch))
        self._batch.clear()
