"""Rows that were let in and mean nothing all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

from crmkit.ingest.rows.quarantined import amount_of
from crmkit.ingest.staging.staged import Staged
from crmkit.ingest.text.lines import Line, line_blocks
from crmkit.store.workspace import Workspace

AT_ONCE = 50_000
"""So many faulty rows are held at once."""


def reject_faults(staged: Staged, workspace: Workspace, text: Path | None) -> None:
    """Rows that the strict reader let in but that mean nothing (no time, no amount) go to quarantine too."""
    lines = _lines(text) if text is not None else None
    for line, taken, reason in _faulty(staged, workspace):
        staged.line_counts.records -= 1
        staged.line_counts.record_lines -= taken
        raw = b"" if lines is None else b"".join(lines(line + offset) for offset in range(taken))
        code, _, column = reason.partition(":")
        amount = amount_of(code, raw, staged.match.layout, staged.encoding)
        staged.line_counts.refuse(line, code, raw, column or None, lines=taken, amount=amount)
    workspace.execute(f"delete from {staged.table} where fault is not null")  # noqa: S608 - our own name


def _faulty(staged: Staged, workspace: Workspace) -> Iterator[tuple[int, int, str]]:
    """Line, number of lines and fault of the rows to reject, in order; a file may have as many as it has rows."""
    last = -1
    while found := cast(
        "list[tuple[int, int, str]]",
        workspace.execute(
            f"select line, lines, fault from {staged.table} where fault is not null and line > $last "  # noqa: S608
            f"order by line limit {AT_ONCE}",
            {"last": last},
        ),
    ):
        yield from found
        last = found[-1][0]


def _lines(text: Path) -> Callable[[int], bytes]:
    """What gives the bytes of a physical line; asked for with rising numbers."""

    def read() -> Iterator[tuple[int, Line]]:
        with text.open("rb") as stream:
            yield from enumerate((line for block in line_blocks(stream) for line in block), start=1)

    numbered = read()

    def of(wanted: int) -> bytes:
        found = next((line for number, line in numbered if number == wanted), b"")
        return found if isinstance(found, bytes) else found.head

    return of
