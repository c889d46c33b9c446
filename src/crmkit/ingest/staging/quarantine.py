"""Rows that were let in and mean nothing all the same."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from crmkit.ingest.staging.staged import Staged
from crmkit.ingest.text.lines import line_blocks
from crmkit.store.workspace import Workspace


def reject_faults(staged: Staged, workspace: Workspace, text: Path | None) -> None:
    """Rows that the strict reader let in but that mean nothing (no time, no amount) go to quarantine too."""
    faulty = cast(
        "list[tuple[int, int, str]]",
        workspace.execute(
            f"select line, lines, fault from {staged.table} where fault is not null order by line"  # noqa: S608 - our own name
        ),
    )
    if not faulty:
        return
    wanted = {line + offset for line, lines, _ in faulty for offset in range(lines)}
    raw = _raw_lines(text, wanted) if text is not None else {}
    for line, lines, reason in faulty:
        staged.line_counts.records -= 1
        staged.line_counts.record_lines -= lines
        bytes_of = b"".join(raw.get(line + offset, b"") for offset in range(lines))
        code, _, column = reason.partition(":")
        staged.line_counts.refuse(line, code, bytes_of, column or None, lines=lines)
    workspace.execute(f"delete from {staged.table} where fault is not null")  # noqa: S608 - our own name


def _raw_lines(text: Path, wanted: set[int]) -> dict[int, bytes]:
    """The bytes of the ``wanted`` physical lines."""
    with text.open("rb") as stream:
        lines = (line for block in line_blocks(stream) for line in block)
        return {
            number: line if isinstance(line, bytes) else line.head
            for number, line in enumerate(lines, start=1)
            if number in wanted
        }
