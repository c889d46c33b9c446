"""k-means: two kinds of customers that anyone can tell apart, and the promises of order and repetition."""

from __future__ import annotations

from decimal import Decimal

from tests.analyses.shops import shop

from crmkit.analyses.segment import segment

LINES = [
    *(f"big{n} 2024-06-{day:02} {500 + n}.00" for n in range(8) for day in range(1 + n % 2, 29, 3)),
    *(f"small{n} 2023-0{1 + n % 3}-01 {5 + n}.00" for n in range(8)),
]


def test_two_kinds_of_customers_are_found_the_valuable_first() -> None:
    result = segment(shop(*LINES), method="kmeans", clusters=2, detail=True)
    found = {record[0]: record[-2] for record in result.records}
    assert found == {
        **{f"big{n}": "cluster_1" for n in range(8)},
        **{f"small{n}": "cluster_2" for n in range(8)},
    }
    assert "cuts" not in result.parts
    assert [note.code for note in result.notes] == ["tiny_shop", "kmeans_exploration"]


def test_clusters_are_described_and_sum_up() -> None:
    result = segment(shop(*LINES), method="kmeans", clusters=2, language="zh")
    rows = [dict(zip(result.columns, record, strict=True)) for record in result.records]
    assert [row["segment"] for row in rows] == ["群组 1", "群组 2"]
    assert rows[1]["advice"] == "较久未买、买得少、金额低于平均"
    assert sum(row["customers"] for row in rows) == 16
    assert sum(row["revenue"] for row in rows) == result.facts["revenue"]
    assert sum(row["revenue_share"] for row in rows) == 1


def test_order_of_rows_and_names_of_buyers_change_nothing() -> None:
    first = segment(shop(*LINES), method="kmeans", clusters=4)
    renamed = [line.replace("big", "x").replace("small", "a") for line in reversed(LINES)]
    second = segment(shop(*renamed), method="kmeans", clusters=4)
    assert first.records == second.records


def test_no_more_clusters_than_kinds_of_customers() -> None:
    result = segment(shop("ann 2024-06-01 1.00", "bob 2024-06-01 1.00", "cat 2024-06-02 1.00"), method="kmeans")
    assert [record[2] for record in result.records] == [2, 1] or [record[2] for record in result.records] == [1, 2]
    assert sum(record[4] for record in result.records) == Decimal("3.00")
