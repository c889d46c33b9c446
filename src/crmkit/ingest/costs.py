"""The owner's own sheet of unit costs: product (sku or title) and cost, from CSV, TSV, XLSX or a zip of them.

Costs are never guessed: a cost that is no amount, or two costs for one product, stop the reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from crmkit.errors import InputError
from crmkit.ingest.files.inputs import gather
from crmkit.ingest.files.source import Source
from crmkit.ingest.forms.forms import fold, is_missing, plain
from crmkit.ingest.headers.layout import canonical_header
from crmkit.ingest.rows.sheet import sample_sheets
from crmkit.ingest.text.cells import Style
from crmkit.ingest.text.decode import decode
from crmkit.ingest.text.sample import DELIMITERS, sample_rows
from crmkit.store.private import private_folder

MOST_LINES = 200_000
HEADER_LINES = 30
FINEST = Decimal("0.0001")
"""Costs are rounded to a hundredth of a fen: sheets hold thirds."""

SKUS = ("sku", "商家编码", "外部系统编号", "货号", "编码", "商品编码", "sku编码", "规格编码")
TITLES = ("title", "product", "name", "标题", "宝贝标题", "商品标题", "商品名称", "商品", "宝贝", "宝贝名称", "品名")
COSTS = ("cost", "unit_cost", "unitcost", "成本", "成本价", "单位成本", "单件成本", "进价", "进货价", "采购价")


class _Row(NamedTuple):
    line: int
    cells: Sequence[str]


class _Header(NamedTuple):
    sku: int | None
    title: int | None
    cost: int


class _Cost(NamedTuple):
    line: int
    sku: str
    title: str
    cost: Decimal


def read_costs(path: str | Path) -> dict[str, Decimal]:
    """Unit costs in yuan, by sku and by title.

    A row with a sku is about that sku; its title names it too as long as all rows of the title cost the same. Rows
    without a cost are left out.

    Raises:
        InputError: the file cannot be read, has no column of products or of costs, a cost that is no amount of 0 or
            more, or two costs for one product.
    """
    costs: list[_Cost] = []
    with private_folder(None) as folder:
        for source in gather([str(path)], folder):
            costs += [cost for rows in _tables(source, folder) for cost in _read(source, rows)]
    if not costs:
        raise InputError("costs_header", where=str(path), products=", ".join(TITLES), costs=", ".join(COSTS))
    return _settled(costs, str(path))


def _tables(source: Source, folder: Path) -> Iterator[list[_Row]]:
    """The rows of each sheet, or of a text file under each delimiter, until one has a header that is known."""
    if source.container == "xlsx":
        for _, sheet in sample_sheets(source, MOST_LINES + 1):
            _require_few(source, len(sheet))
            yield [_Row(number, cells) for number, cells in enumerate(sheet, start=1)]
        return
    decoded = decode(source, folder, digest=False)
    lines = decoded.scan().lines
    _require_few(source, lines)
    if decoded.damaged:
        raise InputError("undecodable", where=source.name)
    for delimiter in DELIMITERS:
        rows = sample_rows(decoded.path, decoded.reads_as, Style(delimiter), limit=MOST_LINES)
        if any(_header(row.cells) for row in rows[:HEADER_LINES]):
            yield [_Row(row.line, row.cells) for row in rows]
            return


def _require_few(source: Source, lines: int) -> None:
    if lines > MOST_LINES:
        raise InputError("costs_too_many", where=source.name, most=MOST_LINES)


def _header(cells: Sequence[str]) -> _Header | None:
    names = [canonical_header(cell).lower() for cell in cells]

    def place(wanted: Sequence[str]) -> int | None:
        return next((names.index(name) for name in wanted if name in names), None)

    sku, title, cost = place(SKUS), place(TITLES), place(COSTS)
    return None if cost is None or (sku is None and title is None) else _Header(sku, title, cost)


def _read(source: Source, rows: Sequence[_Row]) -> Iterator[_Cost]:
    """The costs below the first header; none without a header."""
    header = None
    for row in rows:
        if header is None:
            header = _header(row.cells) if row.line <= HEADER_LINES else None
            continue
        sku, title = _cell(row, header.sku), _cell(row, header.title)
        amount = fold(_cell(row, header.cost))
        if (sku or title) and not is_missing(amount):
            yield _Cost(row.line, sku, title, _amount(amount, source, row.line))


def _cell(row: _Row, place: int | None) -> str:
    return plain(row.cells[place]) if place is not None and place < len(row.cells) else ""


def _amount(text: str, source: Source, line: int) -> Decimal:
    try:
        cost = Decimal(text.strip("￥\u00a5元 ").replace(",", ""))
    except InvalidOperation:
        cost = Decimal("nan")
    if not cost.is_finite() or not 0 <= cost < 10**9:
        raise InputError("costs_amount", where=source.name, line=line, value=text)
    return cost.quantize(FINEST)


def _settled(costs: Sequence[_Cost], where: str) -> dict[str, Decimal]:
    """One cost per product, in the order of the file."""
    found: dict[str, Decimal] = {}
    for cost in costs:
        name = cost.sku or cost.title
        if found.setdefault(name, cost.cost) != cost.cost:
            raise InputError("costs_twice", where=where, line=cost.line, product=name)
    by_title: dict[str, set[Decimal]] = {}
    for cost in costs:
        by_title.setdefault(cost.title, set()).add(cost.cost)
    for title, several in by_title.items():
        if title and len(several) == 1:
            found.setdefault(title, *several)
    return found
