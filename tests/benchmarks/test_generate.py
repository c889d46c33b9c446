"""The measuring file is a true order report: same totals as a plain reading, and windows that overlap in order."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from benchmarks.generate import HEADER, Totals, benchmark_orders, benchmark_totals

SIZE = {"orders": 5_000, "customers": 600}
RANK = ("等待买家付款", "买家已付款，等待卖家发货", "卖家已发货，等待买家确认", "交易成功", "交易关闭")
PACE = 1_800  # two orders an hour, so that 5,000 orders span a quarter of a year


def read(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream))


def test_totals_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "it's 订单.csv"
    size = benchmark_orders(path, **SIZE, pace=PACE)
    rows = read(path)
    assert size == path.stat().st_size
    assert list(path.parent.iterdir()) == [path]
    assert tuple(rows[0]) == HEADER and len(HEADER) == 25
    kept = [Decimal(row["买家实际支付金额"]) for row in rows]
    assert benchmark_totals(**SIZE, pace=PACE) == Totals(
        orders=len(rows),
        paid_orders=sum(bool(row["订单付款时间 "]) for row in rows),
        purchases=sum(money > 0 for money in kept),
        customers=len({row["买家会员名"] for row in rows}),
        net=sum(kept),
        refund=sum(Decimal(row["退款金额"]) for row in rows),
    )
    assert len({row["订单编号"] for row in rows}) == len(rows) == 5_000
    for row, money in zip(rows, kept, strict=True):
        goods, postage, due, refund = (
            Decimal(row[name]) for name in ("买家应付货款", "买家应付邮费", "总金额", "退款金额")
        )
        assert goods + postage == due
        assert money + refund == (due if row["订单付款时间 "] else 0)
    assert set(RANK) == {row["订单状态"] for row in rows}


def test_rows_are_about_as_long_as_native_ones(tmp_path: Path) -> None:
    assert 380 <= benchmark_orders(tmp_path / "a.csv", **SIZE) / 5_000 <= 410


def test_same_arguments_same_bytes_and_other_encodings_hold_the_same_text(tmp_path: Path) -> None:
    one, two, other, chinese = (tmp_path / name for name in ("1.csv", "2.csv", "3.csv", "4.csv"))
    for path, seed, encoding in ((one, 7, "utf-8"), (two, 7, "utf-8"), (other, 8, "utf-8"), (chinese, 7, "gb18030")):
        benchmark_orders(path, **SIZE, seed=seed, encoding=encoding)
    assert one.read_bytes() == two.read_bytes() != other.read_bytes()
    assert chinese.read_bytes().decode("gb18030") == one.read_bytes().decode("utf-8")
    with pytest.raises(UnicodeDecodeError):
        chinese.read_bytes().decode("gbk")


def test_shifted_windows_share_orders_that_only_move_forward(tmp_path: Path) -> None:
    benchmark_orders(tmp_path / "first.csv", **SIZE, pace=PACE)
    benchmark_orders(tmp_path / "second.csv", **SIZE, pace=PACE, start_number=4_000)
    first, second = ({row["订单编号"]: row for row in read(tmp_path / name)} for name in ("first.csv", "second.csv"))
    shared = first.keys() & second.keys()
    assert len(shared) == 1_000
    moved = 0
    for number in shared:
        was, now = first[number], second[number]
        assert RANK.index(was["订单状态"]) <= RANK.index(now["订单状态"])
        assert Decimal(was["退款金额"]) <= Decimal(now["退款金额"])
        assert all(was[name] == now[name] for name in ("买家会员名", "总金额", "订单创建时间", "宝贝标题 "))
        moved += was["订单状态"] != now["订单状态"]
    assert moved > 50
