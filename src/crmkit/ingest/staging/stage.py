"""Staging: one file becomes one typed table of the workspace, with every physical line accounted for.

The engine reads the file by the fast method where that is safe; otherwise the strict reader takes it, line by line, and
the engine types what that lets in.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import cast

from crmkit.errors import CrmError, InputError
from crmkit.ingest.files.scan import start_scan
from crmkit.ingest.files.source import SHEET_MARK, Source, require_unchanged
from crmkit.ingest.findings import Finding
from crmkit.ingest.forms.conventions import Conventions
from crmkit.ingest.headers.dialect import Match
from crmkit.ingest.headers.header import (
    absent_headers,
    find_header,
    recognised,
    refitted,
    require_aligned,
    unknown_table,
)
from crmkit.ingest.headers.layout import Layout
from crmkit.ingest.line_counts import LineCounts
from crmkit.ingest.rows.strict import read_strict
from crmkit.ingest.staging.customers import settle_customers
from crmkit.ingest.staging.quarantine import reject_faults
from crmkit.ingest.staging.settle import settle_ids, settle_orders
from crmkit.ingest.staging.sight import look_at
from crmkit.ingest.staging.staged import Reading, Staged
from crmkit.ingest.staging.totals.summary_sheets import leave_out_summaries
from crmkit.ingest.text.decode import Decoded, decode, wrong_encoding
from crmkit.ingest.typing.engine import read_fast, type_strict
from crmkit.ingest.typing.typing import Typing
from crmkit.store.workspace import Workspace

LARGE = 1_000_000_000
"""An answer from a larger file leaves out what stands beside orders: no question needs it, and it would not fit."""


def stage(source: Source, number: int, reading: Reading, workspace: Workspace) -> list[Staged]:
    """Read ``source``, the workspace's input ``number``, into tables of the workspace: one, or one for each sheet.

    Raises ``InputError`` when the file cannot be read, changes meanwhile, or its header fits no dialect.
    """
    read = _stage_sheets if source.container == "xlsx" else _stage_text
    try:
        tables = read(source, number, reading, workspace)
    except Exception as problem:
        require_unchanged(source)  # else whatever reading stumbled over is no fault of the file
        if isinstance(problem, InputError):
            problem.where = problem.where or source.name
        raise
    for staged in tables:
        look_at(staged.table, staged, workspace)
        if staged.kind == "orders":
            settle_orders(staged, workspace, currency=reading.currency)
        else:
            settle_ids(staged, workspace)
        if staged.kind == "customers":
            settle_customers(staged, workspace)
    leave_out_summaries(tables, workspace)
    if reading.progress is not None:
        reading.progress(source.name, source.size, source.size, sum(staged.line_counts.records for staged in tables))
    return tables


def is_other(source: Source, problem: InputError) -> bool:
    """Whether a file that cannot be read is no table but what stands beside tables in an archive."""
    return source.may_be_other and problem.code in ("header_unknown", "header_no_table", "undecodable")


def _stage_text(source: Source, number: int, reading: Reading, workspace: Workspace) -> list[Staged]:
    decoded = decode(source, workspace.folder, encoding=reading.encoding, digest=reading.digest)
    try:
        match = find_header(source, decoded, reading.dialects)
    except CrmError as problem:
        raise wrong_encoding(source, reading.encoding, decoded.encoding) or problem from None
    typing = _typing(source, match, str(number), reading, workspace)
    readable = workspace.links[number] if decoded.path == source.path else decoded.path
    counts = _read_fast(readable, decoded, typing, workspace)
    if counts is None and (proven := refitted(source, decoded, match, reading.dialects)):
        typing = _typing(source, proven, str(number), reading, workspace)
        counts = _read_fast(readable, decoded, typing, workspace)
    is_strict = counts is None
    if counts is None:
        counts = _read_strict(source, decoded, typing, reading.max_rejects, workspace)
    sha256 = decoded.scan().sha256
    if source.packed is not None:
        sha256 = start_scan(source.packed, digest=reading.digest).result().sha256
    staged = _staged(source, typing, decoded.encoding, sha256, counts, reading, workspace)
    if is_strict:
        # the lines of UTF-16 are those of the converted file: its own line ends are two bytes long
        reject_faults(staged, workspace, decoded.path if decoded.encoding.startswith("utf-16") else source.path)
    if decoded.path != source.path:
        decoded.path.unlink(missing_ok=True)
    return [staged]


def _read_fast(readable: Path, decoded: Decoded, typing: Typing, workspace: Workspace) -> LineCounts | None:
    """The account of a file that the engine may read and read right; ``None`` for the strict reader."""
    layout = typing.match.layout
    style = layout.style
    if decoded.damaged or layout.header_lines > 1 or style.runs or layout.fill:
        return None
    if style.escape == "\\" or (style.quote == "'" and decoded.scan().has_quotes):
        return None  # the engine drops every backslash, and does not doubt a doubled quote among apostrophes
    return read_fast(readable, decoded, typing, workspace)


def _read_strict(
    source: Source, decoded: Decoded, typing: Typing, max_rejects: float, workspace: Workspace
) -> LineCounts:
    # GB18030 is read as it came, so that what is quarantined is what the file holds
    came = (source.path, "gb18030") if decoded.encoding == "gb18030" else (decoded.path, decoded.reads_as)
    out = workspace.folder / "strict.csv"
    try:
        counts = read_strict(came[0], encoding=came[1], layout=typing.match.layout, out=out, max_rejects=max_rejects)
    except InputError as problem:
        problem.where = source.name
        raise
    type_strict(out, typing, workspace)
    out.unlink()
    return counts


def _stage_sheets(source: Source, number: int, reading: Reading, workspace: Workspace) -> list[Staged]:
    from crmkit.ingest.rows.sheet import UnreadSheet, read_sheets, sample_sheets

    matches: list[Match] = []

    def layout_of(rows: list[list[str]]) -> Layout | None:
        for line, cells in enumerate(rows, start=1):
            if match := recognised(source, cells, line, ",", reading.dialects):
                require_aligned(source, match.layout, rows[line:])
                matches.append(match)
                return match.layout
        return None

    out = workspace.folder / f"strict-{number}.csv"
    sha256 = start_scan(source.stored_at, digest=reading.digest).result().sha256
    tables: list[tuple[str, Staged]] = []
    unread: list[Finding] = []
    for found in read_sheets(source, find_header=layout_of, out=out):
        if isinstance(found, UnreadSheet):
            unread.append(Finding("sheet_hidden" if found.is_hidden else "sheet_unread", found.rows, value=found.sheet))
            continue
        typing = _typing(source, matches[-1], f"{number}_{len(tables)}", reading, workspace)
        type_strict(out, typing, workspace)
        out.unlink()
        staged = _staged(source, typing, "xlsx", sha256, found.line_counts, reading, workspace)
        reject_faults(staged, workspace, None)
        tables.append((found.sheet, staged))
    if not tables:
        rows = [(line, cells) for _, sheet in sample_sheets(source) for line, cells in enumerate(sheet, start=1)]
        raise unknown_table(source, rows, reading.dialects)
    tables[0][1].findings += unread
    if len(tables) > 1:
        for name, staged in tables:
            staged.source = dataclasses.replace(source, name=f"{source.name}{SHEET_MARK}{name}")
    return [staged for _, staged in tables]


def _typing(source: Source, match: Match, number: str, reading: Reading, workspace: Workspace) -> Typing:
    progress = None
    if reading.progress is not None:
        report, rows = reading.progress, _rows_about(source)

        def progress(share: float) -> None:
            report(source.name, int(share * source.size), source.size, int(share * rows))

    shop_key = workspace.key_of(match.dialect.platform, _shop(match, reading))
    table = f"{workspace.home}.kept.staged_{number}"
    aside = reading.describe and (workspace.store is not None or source.size <= LARGE)
    is_alone = len(workspace.links) == 1 and source.container != "xlsx"
    return Typing(
        match,
        table,
        shop_key,
        reading.keys,
        reading.describe,
        progress,
        match.dialect.usual,
        aside=aside,
        lines=reading.describe or not is_alone,
    )


def _shop(match: Match, reading: Reading) -> str:
    """The owner's shop that a file belongs to: as the caller says, else as the dialect does."""
    return reading.shop or match.dialect.said.shop or ""


def _rows_about(source: Source) -> int:
    """How many rows a file may have, from the length of its first lines; for a progress bar."""
    with source.path.open("rb") as stream:
        head = stream.read(1 << 16)
    return source.fingerprint.size * head.count(b"\n") // max(1, len(head))


def _staged(
    source: Source,
    typing: Typing,
    encoding: str,
    sha256: str,
    counts: LineCounts,
    reading: Reading,
    workspace: Workspace,
) -> Staged:
    staged = Staged(
        source,
        typing.match,
        encoding,
        sha256,
        source.size,
        typing.table,
        counts,
        _shop(typing.match, reading),
        typing.shop_key,
        aside=typing.aside,
        met=typing.met,
    )
    conventions = cast(Conventions, workspace.conventions)
    if conventions.has_zones and typing.match.dialect.said.time_zone is None:
        staged.add_finding("clock_assumed", counts.records, value=conventions.zone)
    for value, rows, amount in typing.met.two_currencies:
        staged.add_finding("two_currencies", rows, amount, value)
    for column, near in absent_headers(typing.match):
        staged.findings.append(Finding("header_absent", counts.records, column=column, value=near))
    return staged
