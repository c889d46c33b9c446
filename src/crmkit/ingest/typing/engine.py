"""Typing by the engine: the fast method for whole files, and the typing of what the strict reader let in.

The fast method leaves the engine nothing to guess: every row is read one cell wider than the header, and short rows are
filled with a mark that no export holds, so that a row of any other width shows. Its result is trusted only if the
account of lines closes and no needed cell is of another form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from crmkit.ingest.files.scan import blank_tail
from crmkit.ingest.headers.columns import FORMS
from crmkit.ingest.headers.dialect import Match, skip_name
from crmkit.ingest.line_counts import LineCounts
from crmkit.ingest.rows.summaries import holds_summaries
from crmkit.ingest.text.cells import Style
from crmkit.ingest.text.decode import Decoded
from crmkit.ingest.text.quotes import QuoteSearch, start_search
from crmkit.ingest.text.spots import is_mostly_broken
from crmkit.ingest.typing.typed import type_rows
from crmkit.ingest.typing.typing import Typing
from crmkit.store.progress import watched
from crmkit.store.workspace import Workspace

ABSENT = "\x01~"
"""Stands for a cell that is not there; no export holds it, so an empty cell and a missing one stay apart."""
ORDINARY = Style()
SURPLUS = "surplus"
ONE_BUFFER = 4_000_000
"""So much the engine reads at a time on one thread; with its usual 32 MB it takes 200 MB before it gives up a file."""
WIDEST = 1000
"""Exports have up to 80 columns; for 100,000 the engine takes half a minute before it reads a row."""


def read_fast(readable: Path, decoded: Decoded, typing: Typing, workspace: Workspace) -> LineCounts | None:
    """The account of a file that the engine read whole and right; ``None`` when it must be read strictly.

    ``readable`` is the name under which the engine may open the file. A file with line breaks in quoted cells is read
    on one thread, and its account counts those breaks.
    """
    if typing.match.layout.width > WIDEST:
        return None
    layout = typing.match.layout
    is_ordinary = layout.style.is_ordinary
    if is_ordinary and is_mostly_broken(decoded.path, layout.delimiter, layout.width):
        return None
    search = start_search(decoded.path, layout.delimiter, skip=layout.header_line) if is_ordinary else None
    try:
        return _read(readable, decoded, typing, workspace, search, breaks=False)
    except _engine_error() as problem:
        if "quoted new lines" not in str(problem):
            _require_refusal(problem)
            return None
    try:
        return _read(readable, decoded, typing, workspace, search, breaks=True)
    except _engine_error() as problem:
        _require_refusal(problem)
        return None


def type_strict(out: Path, typing: Typing, workspace: Workspace) -> None:
    """Type the rows that the strict reader wrote to ``out``."""
    names = ("line", "lines", "padded", *typing.match.layout.cells)
    text = _text(out, names)
    _raw_view(text, typing.match, {name: name for name in names}, None, workspace)
    type_rows(replace(typing, is_strict=True), workspace)


def _read(
    readable: Path, decoded: Decoded, typing: Typing, workspace: Workspace, search: QuoteSearch | None, *, breaks: bool
) -> LineCounts | None:
    layout = typing.match.layout
    columns = [*(f"c{position}" for position in range(layout.width)), SURPLUS]
    text = _text(readable, columns, style=layout.style, skip=layout.header_line - 1, padding=True, parallel=not breaks)
    cells = {name: f"c{position}" for name, position in layout.cells.items()}
    if breaks:
        cells["lines"] = _line_count(columns, layout.delimiter)
    _raw_view(text, typing.match, cells, f"c{layout.width - 1}", workspace)
    with watched(workspace.connection, typing.progress):
        type_rows(replace(typing, breaks=breaks), workspace)
    records, physical, faults = _counted(typing.table, workspace, breaks=breaks)
    scan = decoded.scan()
    counts = LineCounts(
        physical=scan.lines, title=layout.header_line - 1, header=1, records=records, record_lines=physical
    )
    spare = counts.physical - counts.title - counts.header - counts.record_lines
    if spare > 0:
        counts.blank = blank_tail(decoded.path, spare)
    doubtful = decoded.encoding == "gb18030" and _has_odd_status(typing, workspace)
    doubtful = doubtful or holds_summaries(typing.table, typing.match, workspace)
    if not (faults or doubtful or scan.nuls or scan.lone_returns) and scan.has_quotes and layout.style.is_ordinary:
        search = search or QuoteSearch(decoded.path, layout.delimiter, skip=layout.header_line)
        doubtful = search.result()
    if faults or doubtful or scan.nuls or scan.lone_returns or not counts.closes():
        workspace.execute(f"drop table {typing.table}")
        return None
    return counts


def _counted(table: str, workspace: Workspace, *, breaks: bool) -> tuple[int, int, int]:
    """Rows, their physical lines, and the rows that mean nothing."""
    lines = "sum(coalesce(lines, 1))" if breaks else "count(*)"
    text = f"select count(*), coalesce({lines}, 0)::bigint, count(fault) from {table}"  # noqa: S608 - our own name
    (counts,) = cast("list[tuple[int, int, int]]", workspace.execute(text))
    return counts


def _text(
    path: Path,
    columns: Sequence[str],
    *,
    style: Style = ORDINARY,
    skip: int = 0,
    padding: bool = False,
    parallel: bool = True,
) -> str:
    """The call that reads the text file as a table of text cells, nothing sniffed.

    The line end is the one thing not set: with CR LF, DuckDB 2.0.0 finds no row; unset, it uses the first one and
    refuses a file that mixes them.
    """
    kinds = ", ".join(f"{_quoted(name)}: 'varchar'" for name in columns)
    buffer = "" if parallel else f", buffer_size = {ONE_BUFFER:d}"
    return (
        f"read_csv({_quoted(str(path))}, header = true, skip = {skip:d}, columns = {{{kinds}}}, auto_detect = false, "
        f"delim = {_quoted(style.delimiter)}, quote = {_quoted(style.quote)}, escape = {_quoted(style.escape)}, "
        f"strict_mode = true, null_padding = {padding}, parallel = {parallel}, nullstr = [{_quoted(ABSENT)}]{buffer})"
    )


def _line_count(columns: Sequence[str], delimiter: str) -> str:
    """The physical lines of a row: one, and one more for each line break in a cell; null where a row may be in a cell.

    Two stray quotes, one that opens a memo and one that ends another, make a cell of all rows between them. A cell that
    holds as many delimiters as a row has is left to the strict reader, which distinguishes a row from a memo.
    """
    row = f"concat({', '.join(columns)})"

    def count(mark: str) -> str:
        return f"strlen({row}) - strlen(replace({row}, {_quoted(mark)}, ''))"

    most = len(columns) - 2  # a row of the file has one cell less than is read
    return f"case when {count(delimiter)} < {most:d} then {count(chr(10))} + 1 end"


def _raw_view(text: str, match: Match, cells: Mapping[str, str], last: str | None, workspace: Workspace) -> None:
    """The view ``raw``: every canonical column of the kind as text, absent ones null, and what shows a row's width."""
    kinds = {"line": "bigint", "lines": "integer", "padded": "boolean"}
    kinds |= dict.fromkeys([*FORMS[match.dialect.kind], *map(skip_name, range(len(match.dialect.skips)))], "varchar")
    parts = [f'({cells.get(name, "null")})::{kind} as "{name}"' for name, kind in kinds.items()]
    parts.append(f"{_is_skipped(match, cells)} as is_skipped")
    parts.append(f"{last or _quoted('')} as last_cell")
    parts.append(f"{SURPLUS if last else 'null'}::varchar as surplus_cell")
    workspace.execute(f"create or replace temp view raw as select {', '.join(parts)} from {text}")  # noqa: S608


def _is_skipped(match: Match, cells: Mapping[str, str]) -> str:
    """Whether a row has one of the values by which rows are left out."""
    skipped = ["false"]
    for number, (_, value) in enumerate(match.dialect.skips):
        found = cells.get(skip_name(number))
        if found is not None:
            skipped.append(f"trim({found}) = {_quoted(value)}")
    return " or ".join(skipped)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _has_odd_status(typing: Typing, workspace: Workspace) -> bool:
    """Whether a status is nothing known: a line of UTF-8 among GB18030 decodes to other characters and shows so."""
    if "status" not in typing.match.layout.cells or typing.match.dialect.kind not in ("orders", "items"):
        return False
    odd = f"select 1 from {typing.table} where status = 0 and status_raw is not null limit 1"  # noqa: S608 - our own name
    return bool(workspace.execute(odd))


def _engine_error() -> type[Exception]:
    import duckdb

    return duckdb.Error


def _require_refusal(problem: Exception) -> None:
    """Raise ``problem`` again unless it says that the text is not what the engine was set to expect."""
    import duckdb

    refusals = (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.NotImplementedException)
    if "CSV Error" not in str(problem) and not isinstance(problem, refusals):
        raise problem
