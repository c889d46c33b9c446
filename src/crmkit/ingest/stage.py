"""Staging: one file becomes one typed table of the workspace, with every physical line accounted for.

The fast way lets the engine read the text with nothing left to guess: every row one cell wider than the header,
short rows padded with a mark that no export holds, so that a row of any other width shows. Its result is trusted
only if the account closes and no needed cell is of another form. Otherwise the strict reader takes the file, line
by line, and the engine types what that lets in.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, cast

from crmkit.errors import InputError
from crmkit.ingest.decode import Decoded, decode
from crmkit.ingest.dialect import FORMS, Dialect, Match, recognise, unknown_header
from crmkit.ingest.layout import Layout
from crmkit.ingest.lines import line_blocks
from crmkit.ingest.sample import DELIMITERS, sample_rows
from crmkit.ingest.scan import start_scan
from crmkit.ingest.source import Source
from crmkit.ingest.strict import read_strict
from crmkit.ingest.tally import Tally
from crmkit.store.workspace import Workspace

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation

SQL = files("crmkit.ingest") / "sql"
ABSENT = "\x01~"
"""Stands for a cell that is not there; no export holds it, so an empty cell and a missing one stay apart."""
DESTROYED_SHARE = 0.5
IDENTITY_SHARE = 0.95


@dataclass(slots=True)
class Staged:
    """One file, typed and accounted for, before anything is merged. Lines are physical lines."""

    source: Source
    match: Match
    encoding: str
    sha256: str
    size: int
    table: str
    tally: Tally
    survey: Mapping[str, object] = field(default_factory=dict)
    basis: str = "net"
    no_id: bool = False
    keyless: int = 0
    sheets: tuple[str, ...] = ()
    shop: str = ""
    shop_key: int = 0

    @property
    def kind(self) -> str:
        """orders, items or refunds."""
        return self.match.dialect.kind

    def count(self, name: str) -> int:
        """A count of the survey; 0 where the kind has none."""
        return cast(int, self.survey.get(name, 0))

    @property
    def first_day(self) -> date | None:
        """The earliest order day in the file."""
        return cast("date | None", self.survey.get("first_day"))

    @property
    def last_day(self) -> date | None:
        """The latest order day in the file."""
        return cast("date | None", self.survey.get("last_day"))

    @property
    def net_total(self) -> Decimal:
        """Net money of the file's rows, yuan."""
        return cast(Decimal, self.survey.get("net_total", Decimal(0)))


Progress = Callable[[str, int, int, int], None]
"""Told a file's name, bytes done, bytes in all, and rows."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the caller decided about reading: dialects in order of preference, encoding, shop and the digest keys."""

    dialects: Sequence[Dialect]
    encoding: str | None
    shop: str
    keys: tuple[str, str]
    progress: Progress | None = None
    digest: bool = True


def stage(source: Source, number: int, reading: Reading, workspace: Workspace) -> Staged:
    """Read ``source`` into a table of the workspace.

    Raises ``InputError`` when the file cannot be read or its header fits no dialect.
    """
    if source.container == "xlsx":
        staged = _stage_sheet(source, number, reading, workspace)
    else:
        decoded = decode(source, workspace.folder, encoding=reading.encoding, digest=reading.digest)
        match = _find_header(source, decoded, reading.dialects)
        staged = _stage_text(source, decoded, match, number, reading, workspace)
    staged.shop, staged.shop_key = reading.shop, shop_key(staged.match.dialect.platform, reading.shop, workspace)
    _reject_faults(staged, workspace)
    workspace.execute(f"create or replace temp view staged as from {staged.table}")
    if staged.kind == "orders":
        _settle_orders(staged, workspace)
    else:
        _settle_ids(staged, workspace)
    return staged


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


def _recognised(source: Source, cells: Sequence[str], line: int, delimiter: str, dialects: Sequence[Dialect]) -> Match | None:
    try:
        return recognise(cells, line, delimiter, dialects)
    except InputError as problem:
        problem.where = source.name
        raise


def _stage_text(
    source: Source, decoded: Decoded, match: Match, number: int, reading: Reading, workspace: Workspace
) -> Staged:
    tally = None
    table = f"{workspace.home}.kept.staged_{number}"
    if not decoded.damaged and match.layout.header_lines == 1:
        readable = workspace.links[number] if decoded.path == source.path else decoded.path
        tally = _read_fast(readable, decoded, match, table, reading, workspace)
    if tally is None:
        out = workspace.folder / f"strict-{number}.csv"
        tally = read_strict(decoded.path, encoding=decoded.reads_as, layout=match.layout, out=out)
        _type_strict(out, match, table, reading, workspace)
        out.unlink()
    scan = decoded.scan()
    if decoded.path != source.path:
        decoded.path.unlink(missing_ok=True)
    return Staged(source, match, decoded.encoding, scan.sha256, scan.size, table, tally)


def _read_fast(
    readable: Path, decoded: Decoded, match: Match, table: str, reading: Reading, workspace: Workspace
) -> Tally | None:
    """The account of a file that the engine read whole and right; ``None`` when it must be read strictly."""
    layout = match.layout
    columns = {f"c{position}": "VARCHAR" for position in range(layout.width)} | {"surplus": "VARCHAR"}
    cells = {column: f"c{position}" for column, position in layout.cells.items()}
    try:
        relation = workspace.connection.read_csv(
            str(readable),
            header=True,
            skiprows=layout.header_line - 1,
            columns=columns,
            auto_detect=False,
            delimiter=layout.delimiter,
            quotechar='"',
            escapechar='"',
            lineterminator=_line_end(decoded),
            strict_mode=True,
            null_padding=True,
            na_values=ABSENT,
        )
        _raw_view(relation, match, cells, workspace, last=f"c{layout.width - 1}", surplus="surplus")
        _clean(table, match, reading, workspace)
    except _engine_error() as problem:
        if "CSV Error" in str(problem) or isinstance(problem, _engine_refusals()):
            return None
        raise
    ((records, faults),) = workspace.execute(f"select count(*), count(fault) from {table}")  # noqa: S608 - our own name
    scan = decoded.scan()
    tally = Tally(physical=scan.lines, title=layout.header_line - 1, header=1)
    tally.records = tally.record_lines = cast(int, records)
    spare = tally.physical - tally.title - tally.header - tally.record_lines
    if spare > 0:
        tally.blank = _blank_tail(decoded.path, spare)
    if faults or scan.nuls or scan.lone_returns or not tally.closes():
        workspace.execute(f"drop table {table}")
        return None
    return tally


def _engine_error() -> type[Exception]:
    import duckdb

    return duckdb.Error


def _engine_refusals() -> tuple[type[Exception], ...]:
    """How the engine says that a text is not what it was told to expect."""
    import duckdb

    return (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.NotImplementedException)


def _line_end(decoded: Decoded) -> str:
    with decoded.path.open("rb") as stream:
        for line in next(line_blocks(stream), []):
            if isinstance(line, bytes):
                return "\\r\\n" if line.endswith(b"\r\n") else "\\n"
    return "\\n"


def _blank_tail(path: Path, most: int) -> int:
    """How many of the file's last lines are empty."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - 2 * most - 2))
        tail = stream.read().replace(b"\r\n", b"\n")
    return min(most, len(tail) - len(tail.rstrip(b"\n")) - 1)


def _raw_view(
    relation: DuckDBPyRelation,
    match: Match,
    cells: Mapping[str, str],
    workspace: Workspace,
    *,
    last: str | None,
    surplus: str | None,
) -> None:
    """The view ``raw``: every canonical column of the kind as text, absent ones null."""
    from duckdb import ColumnExpression, ConstantExpression

    nothing = ConstantExpression(None).cast("VARCHAR")
    counted = [("line", "BIGINT"), ("lines", "INTEGER"), ("padded", "BOOLEAN")]
    from_strict = last is None
    parts = [
        (ColumnExpression(name) if from_strict else ConstantExpression(None)).cast(kind).alias(name)
        for name, kind in counted
    ]
    for column in FORMS[match.dialect.kind]:
        parts.append((ColumnExpression(cells[column]) if column in cells else nothing).alias(column))
    parts.append((ColumnExpression(last) if last else ConstantExpression("")).alias("last_cell"))
    parts.append((ColumnExpression(surplus) if surplus else nothing).alias("surplus_cell"))
    relation.project(*parts).create_view("raw", replace=True)


def _clean(table: str, match: Match, reading: Reading, workspace: Workspace) -> None:
    inner, outer = reading.keys
    values = {
        "shop_key": shop_key(match.dialect.platform, reading.shop, workspace),
        "inner_key": inner,
        "outer_key": outer,
        "is_log": match.is_log,
    }
    workspace.keep(table, SQL / f"clean_{match.dialect.kind}.sql", values)


def shop_key(platform: str, shop: str, workspace: Workspace) -> int:
    """The key of one shop on one platform: a digest of its names, so that it never has to be handed out."""
    ((key,),) = workspace.execute("select (hash($name) >> 1)::bigint", {"name": f"{platform}\x1f{shop}"})
    return cast(int, key)


def _type_strict(out: Path, match: Match, table: str, reading: Reading, workspace: Workspace) -> None:
    names = ("line", "lines", "padded", *match.layout.cells)
    relation = workspace.connection.read_csv(
        str(out),
        header=True,
        columns=dict.fromkeys(names, "VARCHAR"),
        auto_detect=False,
        delimiter=",",
        quotechar='"',
        escapechar='"',
        lineterminator="\\n",
        strict_mode=True,
        na_values=ABSENT,
    )
    _raw_view(relation, match, {name: name for name in match.layout.cells}, workspace, last=None, surplus=None)
    _clean(table, match, reading, workspace)


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
    table = f"{workspace.home}.kept.staged_{number}"
    _type_strict(out, matches[-1], table, reading, workspace)
    out.unlink()
    scan = start_scan(source.path, digest=reading.digest).result()
    staged = Staged(source, matches[-1], "xlsx", scan.sha256, scan.size, table, found.tally)
    staged.sheets = found.other_sheets
    return staged


def _reject_faults(staged: Staged, workspace: Workspace) -> None:
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
    raw = _raw_lines(staged.source, wanted)
    for line, lines, reason in faulty:
        staged.tally.records -= 1
        staged.tally.record_lines -= lines
        staged.tally.refuse(line, reason, b"".join(raw.get(line + offset, b"") for offset in range(lines)), lines=lines)
    workspace.execute(f"delete from {staged.table} where fault is not null")  # noqa: S608 - our own name


def _raw_lines(source: Source, wanted: set[int]) -> dict[int, bytes]:
    """The bytes of the ``wanted`` physical lines; a sheet has none."""
    if source.container != "text":
        return {}
    with source.path.open("rb") as stream:
        lines = (line for block in line_blocks(stream) for line in block)
        return {
            number: line if isinstance(line, bytes) else line.head
            for number, line in enumerate(lines, start=1)
            if number in wanted
        }


def _settle_ids(staged: Staged, workspace: Workspace) -> None:
    """Mark the order ids of an item or refund file that a spreadsheet destroyed, so that they never join an order."""
    if "order_id" not in staged.match.layout.cells:
        return
    staged.survey = workspace.row(SQL / "survey_ids.sql")
    if _is_zero_tailed(staged):
        workspace.execute(
            f"update {staged.table} set marks = 1 "  # noqa: S608 - our own name
            "where order_text is null and order_key >= 1000000000000000 and marks = 0"
        )
        staged.keyless = staged.count("long_ids")
    staged.keyless += staged.count("destroyed")


def _is_zero_tailed(staged: Staged) -> bool:
    """Whether a spreadsheet cut the column's ids to 15 digits: more than half end in two zeros, by chance 1 % do."""
    long_ids = staged.count("long_ids")
    return long_ids > 1 and staged.count("zero_tailed") > DESTROYED_SHARE * long_ids


def _settle_orders(staged: Staged, workspace: Workspace) -> None:
    """Decide what only the whole file can tell: destroyed ids, and whether paid amounts are net of refunds."""
    _survey(staged, workspace)
    staged.no_id = "order_id" not in staged.match.layout.cells
    zero_tailed = _is_zero_tailed(staged)
    staged.keyless = staged.count("records") if staged.no_id else staged.count("destroyed")
    staged.basis = _basis(staged)
    if staged.basis == "gross" and "paid" in staged.match.layout.cells:
        workspace.execute(
            f"update {staged.table} set net = greatest(paid - refund, 0) "  # noqa: S608 - our own name
            "where status not in (1, 5, 6) and paid is not null and refund > 0"
        )
    if staged.no_id or zero_tailed or staged.keyless:
        if zero_tailed and not staged.no_id:
            staged.keyless += staged.count("long_ids")
        workspace.execute(f"create or replace temp view staged as from {staged.table}")
        table = staged.table + "_keyed"
        workspace.keep(table, SQL / "key_orders.sql", {"no_id": staged.no_id, "zero_tailed": zero_tailed})
        workspace.execute(f"drop table {staged.table}")
        staged.table = table
        _survey(staged, workspace)
    elif staged.basis == "gross":
        _survey(staged, workspace)


def _survey(staged: Staged, workspace: Workspace) -> None:
    workspace.execute(f"create or replace temp view staged as from {staged.table}")
    staged.survey = workspace.row(SQL / "survey_orders.sql")


def _basis(staged: Staged) -> str:
    """``net`` or ``gross`` as the dialect says or the refunded rows prove; ``unclear`` when they prove neither."""
    declared = staged.match.dialect.basis
    refunded = staged.count("refunded")
    if declared != "check" or not refunded:
        return "net" if declared == "check" else declared
    if staged.count("net_like") >= IDENTITY_SHARE * refunded:
        return "net"
    return "gross" if staged.count("gross_like") >= IDENTITY_SHARE * refunded else "unclear"
