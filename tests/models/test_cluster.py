"""Clusters: value order, weights that stand for copies, and nothing that depends on chance."""

from __future__ import annotations

from crmkit.models.cluster import cluster

POINTS = [(1, 9, 90000), (2, 8, 80000), (3, 9, 85000), (200, 1, 900), (210, 1, 1000), (220, 2, 1100)]


def test_groups_come_by_falling_money() -> None:
    assert cluster(POINTS, [1] * 6, clusters=2, seed=0) == [0, 0, 0, 1, 1, 1]
    assert cluster(POINTS[::-1], [1] * 6, clusters=2, seed=0) == [1, 1, 1, 0, 0, 0]


def test_the_same_seed_gives_the_same_answer() -> None:
    many = sorted({(n % 97, 1 + n % 13, (n * n) % 10007) for n in range(500)})
    assert cluster(many, [1] * len(many), clusters=5, seed=3) == cluster(many, [1] * len(many), clusters=5, seed=3)


def test_a_weight_is_so_many_customers() -> None:
    labels = cluster([(1, 1, 100), (2, 1, 100), (300, 1, 100)], [1, 1, 1000], clusters=2, seed=0)
    assert labels[0] == labels[1] != labels[2]


def test_one_kind_of_customer_is_one_cluster() -> None:
    assert cluster([(5, 1, 100)], [40], clusters=5, seed=0) == [0]
