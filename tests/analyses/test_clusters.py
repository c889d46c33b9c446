"""k-means: two kinds of customers that anyone can see, and the promises of order and repetition."""

from __future__ import annotations

from decimal import Decimal

from tests.analyses.shops import shop

from crmkit.analyses.segment.segment import segment
from crmkit.render.wording import definition

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
    assert "thresholds" not in result.parts
    assert [note.code for note in result.notes] == ["tiny_shop", "kmeans_exploration"]


def test_clusters_are_described_and_sum_up() -> None:
    result = segment(shop(*LINES), method="kmeans", clusters=2, language="zh")
    rows = [dict(zip(result.columns, record, strict=True)) for record in result.records]
    assert [row["segment"] for row in rows] == ["聚类 1", "聚类 2"]
    assert rows[1]["cluster_profile"] == "未购天数比平均多 258 天，购买天数为平均的 19%，净消费为平均的 0%"
    assert sum(row["customers"] for row in rows) == 16
    assert sum(row["net_sales"] for row in rows) == result.facts["net_sales"]
    assert sum(row["net_sales_share"] for row in rows) == 1


def test_profiles_are_the_distance_to_the_mean() -> None:
    """Two customers: ann bought today for 30, bob ten days ago for 10; the means are 5 days, 1.5 days, 20 yuan."""
    two = shop("ann 2024-06-10 10.00", "ann 2024-06-11 20.00", "bob 2024-06-01 10.00")
    result = segment(two, method="kmeans", clusters=2, language="en")
    assert result.columns[-1] == "cluster_profile"
    assert [str(record[-1]).split("; ") for record in result.records] == [
        [
            "last purchase 5 days more recent than average",
            "133% of the average purchase days, 150% of the average net spend",
        ],
        [
            "last purchase 5 days longer ago than average",
            "67% of the average purchase days, 50% of the average net spend",
        ],
    ]
    alone = segment(shop("ann 2024-06-11 0.00"), method="kmeans", clusters=2, language="zh")
    assert alone.records[0][-1] == "未购天数与平均相同，购买天数为平均的 100%，净消费为平均的 100%"


def test_the_definition_is_that_of_clusters() -> None:
    sentence = definition(segment(shop(*LINES), method="kmeans", clusters=2, seed=3), "en")
    assert sentence is not None
    assert "at most 2 (seed 3)" in sentence
    assert "exploration" in sentence
    assert "score" not in sentence


def test_order_of_rows_and_names_of_buyers_change_nothing() -> None:
    first = segment(shop(*LINES), method="kmeans", clusters=4)
    renamed = [line.replace("big", "x").replace("small", "a") for line in reversed(LINES)]
    second = segment(shop(*renamed), method="kmeans", clusters=4)
    assert first.records == second.records


def test_no_more_clusters_than_kinds_of_customers() -> None:
    result = segment(shop("ann 2024-06-01 1.00", "bob 2024-06-01 1.00", "cat 2024-06-02 1.00"), method="kmeans")
    assert [record[2] for record in result.records] == [2, 1] or [record[2] for record in result.records] == [1, 2]
    assert sum(record[4] for record in result.records) == Decimal("3.00")
