"""Shops to load: exports written from plain rows, loaded, and read back from the store."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from tests.depth import examples, is_deep, tells

from crmkit.ingest.load import load
from crmkit.result import Result
from crmkit.store.store import Store, open_store

HERE = Path(__file__).parent
KEYS = f"{'1' * 64}\n{'2' * 64}\n"
"""Two stores with the same keys know the same phone by the same digest."""

HEADER = (
    "订单编号",
    "买家会员名",
    "总金额",
    "买家实际支付金额",
    "退款金额",
    "订单状态",
    "订单创建时间",
    "订单付款时间 ",
    "宝贝标题 ",
    "宝贝总数量",
)
Row = dict[str, str]

_AS_FOUND = [phase for phase in Phase if phase is not Phase.shrink]
"""A failing shop is small already; shrinking it further would load hundreds of files."""
few, some, one = (
    settings(examples(quick, deep=deep), phases=_AS_FOUND, suppress_health_check=list(HealthCheck))
    for quick, deep in ((2, 40), (4, 80), (1, 20))
)
"""Each example loads several files."""


def row(number: int = 1, **cells: str) -> Row:
    """An ordinary order, done and paid in full, with some cells changed: ``row(7, 买家会员名="小明")``."""
    day = datetime.fromisoformat("2024-01-01 10:00:00") + timedelta(hours=7 * number)
    usual = {
        "订单编号": order_id(number),
        "买家会员名": f"买家{number % 5}",
        "总金额": f"{50 + number}.00",
        "买家实际支付金额": f"{50 + number}.00",
        "退款金额": "0.00",
        "订单状态": "交易成功",
        "订单创建时间": str(day),
        "订单付款时间 ": str(day + timedelta(minutes=3)),
        "宝贝标题 ": f"袜子{number % 3}号",
        "宝贝总数量": "1",
    }
    unknown = set(cells) - set(usual)
    return (
        usual | {f"{name} " if f"{name} " in usual else name: cell for name, cell in cells.items()}
        if unknown
        else usual | cells
    )


def order_id(number: int) -> str:
    return str(214_073_006_270_100_007 + 1_000_019 * number)


def turns(files: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All orders; in a quick run of three or more each of them is first once and last once, and one order is turned."""
    if is_deep() or len(files) < 3:
        return list(permutations(files))
    rotated = [(*files[start:], *files[:start]) for start in range(len(files))]
    return [*rotated, rotated[0][::-1]]


def csv_text(rows: Sequence[Mapping[str, str]], header: Sequence[str] = HEADER, end: str = "\n") -> str:
    """The rows as an export that quotes only what needs it; ids stay as Excel's ``="…"`` where they are so."""
    return "".join(",".join(map(quoted, cells)) + end for cells in ([*header], *([r[n] for n in header] for r in rows)))


def quoted(cell: str) -> str:
    needs = any(mark in cell for mark in ',"\n\r') and not (cell.startswith('="') and "," not in cell)
    return '"' + cell.replace('"', '""') + '"' if needs else cell


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def fresh(folder: Path) -> Path:
    """The place of a new store with known keys; the folder is emptied first (hypothesis runs a test many times)."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "shop.duckdb.key").write_text(KEYS, encoding="ascii")
    return folder / "shop.duckdb"


def keep(store: Path, *files: Path | str, **options: Any) -> Result:
    """Load; the account of every file must close."""
    result = load(store, [str(file) for file in files], **({"max_rejects": 1.0} | options))
    require_closed(result)
    return result


def require_closed(result: Result) -> None:
    for line in records(result):
        parts = [value for name, value in line.items() if name.endswith("_lines")]
        assert line["lines"] == sum(parts), line


def records(result: Result) -> list[dict[str, Any]]:
    """The rows of a Result by column names."""
    rows = result.rows.rows() if hasattr(result.rows, "rows") else result.rows
    return [dict(zip(result.columns, values, strict=True)) for values in rows]


def codes(result: Result) -> set[str]:
    return {note.code for note in result.notes}


def kept(store: Path | Store) -> list[dict[str, Any]]:
    """Every order of a store, in the order of its id, without the file it came from."""
    return ask(store, "kept_orders.sql")


def ask(store: Path | Store, file: str) -> list[dict[str, Any]]:
    if isinstance(store, Path):
        with open_store(store) as shop:
            return ask(shop, file)
    rows = store.query(HERE / file)
    return [dict(zip(rows.columns, record, strict=True)) for record in rows.records]


def nets(store: Path | Store) -> dict[str, Decimal]:
    return {order["id"]: order["net"] for order in kept(store)}


# One order is exported several times as it goes on: its history is one of these, its export shows any step.
PAID = ("等待买家付款", "买家已付款，等待卖家发货", "卖家已发货，等待买家确认", "交易成功")


@st.composite
def versions(draw: st.DrawFn, number: int) -> Row:
    """One order at one moment of its life."""
    due = draw(st.integers(0, 30_000))
    status = draw(st.sampled_from([*PAID, "交易关闭", "", "付款以后用户退款成功，交易自动关闭"]))
    was_paid = status != "等待买家付款" and (status != "交易关闭" or draw(st.booleans()))
    refund = draw(st.sampled_from([0, 0, 0, due // 3, due])) if status == "交易成功" else 0
    if status in ("交易关闭", "付款以后用户退款成功，交易自动关闭") and was_paid:
        refund = due
    paid = due - refund if was_paid else 0
    later = draw(st.integers(1, 50))
    changed = {
        "买家会员名": draw(st.sampled_from([row(number)["买家会员名"], "t**1", ""])),
        "总金额": yuan(due),
        "买家实际支付金额": yuan(paid),
        "退款金额": yuan(refund),
        "订单状态": status,
        "宝贝总数量": str(draw(st.integers(1, 3))),
    }
    usual = row(number)
    paid_at = datetime.fromisoformat(usual["订单创建时间"]) + timedelta(minutes=later)
    return usual | changed | {"订单付款时间 ": str(paid_at) if was_paid else ""}


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def exports(orders: int = 8, most: int = 12) -> st.SearchStrategy[list[Row]]:
    """The rows of one export, in several states; one order may stand there more than once."""
    rows = st.lists(st.integers(1, orders).flatmap(versions), min_size=1, max_size=most)
    return rows.filter(lambda export: tells(len({line["订单状态"] for line in export}) > 1))
