"""A small order table for the readers' tests: how it looks in a file, how it is read back, what must always hold."""

from __future__ import annotations

import csv
from pathlib import Path

from crmkit.ingest.headers.layout import Layout
from crmkit.ingest.line_counts import LineCounts
from crmkit.ingest.rows.strict import read_strict

HEADER = ("订单编号", "买家会员名", "总金额", "订单创建时间", "宝贝总数量", "备注")
FORMS = {
    "order_id": "id",
    "buyer": "text",
    "amount": "money",
    "ordered_at": "time",
    "quantity": "count",
    "memo": "text",
}
REQUIRED = frozenset({"order_id", "amount", "ordered_at"})


def layout(header_line: int = 1, delimiter: str = ",", header: tuple[str, ...] = HEADER) -> Layout:
    cells = dict(zip(FORMS, range(len(FORMS)), strict=True))
    return Layout(header_line, delimiter, header, cells, FORMS, REQUIRED)


def order(number: int, memo: str = "") -> list[str]:
    return [f"30000{number:07d}", f"买家{number}", f"{number}.50", "2024-03-01 10:00:00", "1", memo]


def text(*rows: list[str] | str, end: str = "\n") -> str:
    """A file: the header, then rows of cells (joined by commas) or lines as they are."""
    return "".join((row if isinstance(row, str) else ",".join(row)) + end for row in (list(HEADER), *rows))


def read(
    folder: Path, content: str | bytes, encoding: str = "utf-8", table: Layout | None = None
) -> tuple[LineCounts, list[dict[str, str]]]:
    """The account, which must close, and the accepted rows as Python's csv module reads them."""
    path, out = folder / "in.csv", folder / "out.csv"
    raw = content if isinstance(content, bytes) else content.encode(encoding)
    path.write_bytes(raw)
    counts = read_strict(path, encoding=encoding, layout=table or layout(), out=out)
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, strict=True))
    assert counts.closes(), counts
    assert counts.physical == len(raw.splitlines())
    assert counts.records == len(rows)
    assert counts.record_lines == sum(int(row["lines"]) for row in rows)
    assert counts.padded == sum(row["padded"] == "1" for row in rows)
    lines = [line for row in rows for line in range(int(row["line"]), int(row["line"]) + int(row["lines"]))]
    lines += [reject.line for reject in counts.rejects]
    assert len(lines) == len(set(lines)), "a line was used twice"
    return counts, rows


def reasons(counts: LineCounts) -> list[tuple[int, str, str | None]]:
    return [(reject.line, reject.reason, reject.column) for reject in counts.rejects]
