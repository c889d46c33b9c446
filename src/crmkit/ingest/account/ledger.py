"""The ledger of loaded files: each file's account of lines in the store, and what is kept of its quarantined lines.

The account is written in the same transaction as the rows, and the bytes into a side file before it is committed;
loading a mended file of the same name takes them away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from itertools import islice
from pathlib import PurePath
from typing import cast

from crmkit.ingest.account.entry import Entry
from crmkit.ingest.account.examine import headers_of
from crmkit.ingest.files.scan import start_scan
from crmkit.ingest.files.source import SHEET_MARK, Source
from crmkit.ingest.merging.join import Verdicts
from crmkit.ingest.options import Options
from crmkit.ingest.staging.staged import Staged
from crmkit.store.store import Store
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.account")
AT_ONCE = 10_000
"""So many quarantined lines go into one statement: one for each takes the engine a hundred times as long."""


@dataclass(frozen=True, slots=True)
class Known:
    """A file that the store has seen under its present or an ``earlier`` name, with the account of that time."""

    name: str
    earlier: str
    sha256: str
    size: int
    shop: str
    said: str
    kind: str
    lines: int
    title_lines: int
    header_lines: int
    blank_lines: int
    total_lines: int
    follow_up_lines: int
    never_paid_lines: int
    skipped_lines: int
    forgotten_lines: int
    quarantined_lines: int


def seen_files(shop: Store) -> Sequence[Known]:
    """Every file in the ledger."""
    records = shop.query(SQL / "seen_files.sql").records
    return [Known(cast(str, record[0]), *record) for record in records]  # type: ignore[arg-type]


def recognise(source: Source, options: Options, seen: Sequence[Known]) -> list[Known]:
    """The earlier load of these very bytes for the same shop, read by the same rules; only a known size is digested.

    A workbook was loaded as several tables when several of its sheets were read.
    """
    rules = (source.size, options.shop, options.said)
    alike = [file for file in seen if (file.size, file.shop, file.said) == rules]
    if not alike:
        return []
    digest = start_scan(source.stored_at).result().sha256
    same = [file for file in alike if file.sha256 == digest]
    book = same[0].earlier.rpartition(SHEET_MARK)[0] if same and source.container == "xlsx" else ""
    if book:
        same = list({file.earlier: file for file in same if file.earlier.rpartition(SHEET_MARK)[0] == book}.values())
    else:
        same = same[:1]
    return [
        Known(
            source.name + (file.earlier.removeprefix(book) if book else ""),
            *(getattr(file, name) for name in Known.__slots__[1:]),
        )
        for file in same
    ]


def report_read_before(staged: Staged, verdicts: Verdicts, workspace: Workspace) -> None:
    """Report a file whose very bytes were loaded before and are read otherwise now.

    Other orders that it makes count as well; of the same ones those of the first load stay.
    """
    if verdicts.elsewhere or not (verdicts.new or verdicts.older):
        return
    earlier = workspace.execute(
        "select shop, dialect from target.kept.files where sha256 = $sha256 and kind = $kind and loaded_lines > 0 "
        "order by shop <> $shop, file_key limit 1",
        {"sha256": staged.sha256, "shop": staged.shop, "kind": staged.kind},
    )
    for shop, dialect in cast("list[tuple[str, str]]", earlier):
        if verdicts.older and shop == staged.shop:
            staged.findings = [found for found in staged.findings if found.code != "orders_differ"]
            staged.add_finding("read_otherwise", verdicts.older)
        if staged.kind != "orders" or not verdicts.new:
            continue
        code, value = ("read_before", dialect) if shop == staged.shop else ("read_for_shop", shop or None)
        staged.add_finding(code, verdicts.new, staged.net_total, value=value)


def name_kept(path: str) -> str:
    """The name of a file with its folder; where that lies on the owner's machine the store does not know."""
    file = PurePath(path)
    folder = file.parent.name
    return f"{folder}/{file.name}" if folder not in ("", "..") else file.name


def next_file_key(workspace: Workspace) -> int:
    """The number of the next file."""
    ((last,),) = workspace.execute("select coalesce(max(file_key), 0) from target.kept.files")
    return cast(int, last) + 1


def write(entry: Entry, workspace: Workspace, *, said: str, loaded_at: datetime | None, version: str) -> None:
    """Enter the file, how it was ``said`` to be read, its quarantined lines and what was found in it.

    Columns are named by the file's own headers.

    A file loaded anew from its place replaces its quarantine and what was found in it.
    """
    staged, counts, key = entry.staged, entry.staged.line_counts, entry.file_key
    workspace.run(SQL / "enter_file.sql", {**_line_of(entry), "said": said, "loaded_at": loaded_at, "version": version})
    columns = headers_of(staged)
    rejects = iter(counts.rejects)
    while some := list(islice(rejects, AT_ONCE)):
        values: dict[str, object] = {
            "file_key": key,
            "line": [each.line for each in some],
            "lines": [each.lines for each in some],
            "reason": [each.reason for each in some],
            "header": [columns.get(each.column or "", each.column) for each in some],
            "digest": [each.digest for each in some],
            "amount": [None if each.amount is None else f"{each.amount:f}" for each in some],
        }
        workspace.run(SQL / "enter_rejects.sql", values)
    found = [[key, f.code, f.rows, f.amount, f.line, f.column, f.value] for f in entry.findings]
    if found:
        workspace.insert("insert into target.kept.findings values (?, ?, ?, ?, ?, ?, ?)", found)


def _line_of(entry: Entry) -> Mapping[str, object]:
    """The file's own line of the ledger, and its shop."""
    staged, counts, verdicts = entry.staged, entry.staged.line_counts, entry.verdicts
    return {
        "file_key": entry.file_key,
        "sha256": staged.sha256,
        "size": staged.size,
        "name": name_kept(staged.source.name),
        "path": staged.source.name,
        "kind": staged.kind,
        "dialect": staged.match.dialect.name,
        "encoding": staged.encoding,
        "basis": staged.basis,
        "physical": counts.physical,
        "title": counts.title,
        "header": counts.header,
        "blank": counts.blank,
        "total": counts.total,
        "loaded": verdicts.loaded,
        "padded": verdicts.padded,
        "follow_up": counts.follow_up,
        "never_paid": counts.never_paid,
        "skipped": counts.skipped,
        "forgotten": counts.forgotten,
        "unchanged": verdicts.unchanged,
        "older": verdicts.older,
        "quarantined": counts.quarantined,
        "records": counts.records,
        "net_total": staged.net_total,
        "first_day": staged.first_day,
        "last_day": staged.last_day,
        "shop_key": staged.shop_key,
        "platform": staged.match.dialect.platform,
        "has_refunds": staged.has_refunds,
        "shop": staged.shop,
    }


def files_in_quarantine(workspace: Workspace) -> set[int]:
    """The keys of the files that have lines in quarantine."""
    return {cast(int, key) for (key,) in workspace.execute("select distinct file_key from target.kept.rejects")}


def bytes_of(entry: Entry) -> Iterator[bytes]:
    """The quarantined lines of a file whose bytes are known, as they are kept: ``line TAB reason TAB bytes`` each."""
    for each in entry.staged.line_counts.rejects:
        if each.raw:
            yield f"{each.line}\t{each.reason}\t".encode() + each.raw.rstrip(b"\r\n") + b"\n"
