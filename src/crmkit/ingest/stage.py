"""Staging: one file becomes one typed table of the workspace, with every physical line accounted for.

The engine reads the file the fast way where that can be trusted; otherwise the strict reader takes it, line by line,
and the engine types what that lets in.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from crmkit.errors import InputError
from crmkit.ingest.decode import Decoded, decode
from crmkit.ingest.dialect import Dialect, Match, recognise
from crmkit.ingest.engine import Typing, read_fast, type_strict
from crmkit.ingest.foreign import unknown_header
from crmkit.ingest.layout import Layout
from crmkit.ingest.lines import line_blocks
from crmkit.ingest.sample import DELIMITERS, sample_rows
from crmkit.ingest.scan import start_scan
from crmkit.ingest.settle import settle_ids, settle_orders
from crmkit.ingest.source import Source
from crmkit.ingest.staged import Reading, Staged
from crmkit.ingest.strict import read_strict
from crmkit.ingest.tally import Tally
from crmkit.store.workspace import Workspace


def stage(source: Source, number: int, reading: Reading, workspace: Workspace) -> Staged:
    """Read ``source``, the workspace's input ``number``, into a table of the workspace.

    Raises ``InputError`` when the file cannot be read or its header fits no dialect.
    """
    read = _stage_sheet if source.container == "xlsx" else _stage_text
    staged = read(source, number, reading, workspace)
    workspace.execute(f"create or replace temp view staged as from {staged.table}")
    if staged.kind == "orders":
        settle_orders(staged, workspace)
    else:
        settle_ids(staged, workspace)
    if reading.progress is not None:
        reading.progress(source.name, source.size, source.size, staged.tally.records)
    return staged


def _stage_text(source: Source, number: int, reading: Reading, workspace: Workspace) -> Staged:
    decoded = decode(source, workspace.folder, encoding=reading.encoding, digest=reading.digest)
    match = _find_header(source, decoded, reading.dialects)
    typing = _typing(source, match, number, reading, workspace)
    tally = None
    if not decoded.damaged and match.layout.header_lines == 1:
        readable = workspace.links[number] if decoded.path == source.path else decoded.path
        tally = read_fast(readable, decoded, typing, workspace)
    if tally is None:
        out = workspace.folder / f"strict-{number}.csv"
        # GB18030 is read as it came, so that what is quarantined is what the file holds
        as_it_came = (source.path, "gb18030") if decoded.encoding == "gb18030" else (decoded.path, decoded.reads_as)
        tally = read_strict(as_it_came[0], encoding=as_it_came[1], layout=match.layout, out=out)
        type_strict(out, typing, workspace)
        out.unlink()
    staged = _staged(source, typing, decoded.encoding, decoded.scan().sha256, tally, reading)
    # the lines of UTF-16 are those of the converted file: its own line ends are two bytes long
    _reject_faults(staged, workspace, decoded.path if decoded.encoding.startswith("utf-16") else source.path)
    if decoded.path != source.path:
        decoded.path.unlink(missing_ok=True)
    return staged


def _stage_sheet(source: Source, number: int, reading: Reading, workspace: Workspace) -> Staged:
    from crmkit.ingest.sheet import read_sheet, sample_sheets

    matches: list[Match] = []

    def find_header(rows: list[list[str]]) -> Layout | None:
        for line, cells in enumerate(rows, start=1):
            if match := _recognised(source, cells, line, ",", reading.dialects):
                matches.append(match)
                return match.layout
        return None

    out = workspace.folder / f"strict-{number}.csv"
    found = read_sheet(source, find_header=find_header, out=out)
    if found is None:
        rows = [(line, cells) for _, sheet in sample_sheets(source) for line, cells in enumerate(sheet, start=1)]
        raise unknown_header(rows, reading.dialects, source.name)
    typing = _typing(source, matches[-1], number, reading, workspace)
    type_strict(out, typing, workspace)
    out.unlink()
    sha256 = start_scan(source.path, digest=reading.digest).result().sha256
    staged = _staged(source, typing, "xlsx", sha256, found.tally, reading)
    _reject_faults(staged, workspace, None)
    return staged


def _typing(source: Source, match: Match, number: int, reading: Reading, workspace: Workspace) -> Typing:
    tell = None
    if reading.progress is not None:
        report, rows = reading.progress, _rows_about(source)

        def tell(share: float) -> None:
            report(source.name, int(share * source.size), source.size, int(share * rows))

    shop_key = workspace.key_of(match.dialect.platform, reading.shop)
    table = f"{workspace.home}.kept.staged_{number}"
    return Typing(match, table, shop_key, reading.keys, reading.describe, tell, reading.usual)


def _rows_about(source: Source) -> int:
    """How many rows a file may have, from the length of its first lines; for a progress bar."""
    with source.path.open("rb") as stream:
        head = stream.read(1 << 16)
    return source.size * head.count(b"\n") // max(1, len(head))


def _staged(source: Source, typing: Typing, encoding: str, sha256: str, tally: Tally, reading: Reading) -> Staged:
    return Staged(
        source, typing.match, encoding, sha256, source.size, typing.table, tally, reading.shop, typing.shop_key
    )


def _find_header(source: Source, decoded: Decoded, dialects: Sequence[Dialect]) -> Match:
    seen: list[tuple[int, Sequence[str]]] = []
    for delimiter in DELIMITERS:
        for row in sample_rows(decoded.path, decoded.reads_as, delimiter=delimiter):
            if match := _recognised(source, row.cells, row.line, delimiter, dialects):
                layout = dataclasses.replace(match.layout, header_lines=row.lines)
                return Match(match.dialect, layout)
            if len(row.cells) > 1:
                seen.append((row.line, row.cells))
    raise unknown_header(seen, dialects, source.name)


def _recognised(
    source: Source, cells: Sequence[str], line: int, delimiter: str, dialects: Sequence[Dialect]
) -> Match | None:
    try:
        return recognise(cells, line, delimiter, dialects)
    except InputError as problem:
        problem.where = source.name
        raise


def _reject_faults(staged: Staged, workspace: Workspace, text: Path | None) -> None:
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
        staged.tally.records -= 1
        staged.tally.record_lines -= lines
        bytes_of = b"".join(raw.get(line + offset, b"") for offset in range(lines))
        code, _, column = reason.partition(":")
        staged.tally.refuse(line, code, bytes_of, column or None, lines=lines)
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
