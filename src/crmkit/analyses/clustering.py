"""Customers into clusters by k-means: an exploration, its groups ordered by value and described in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from crmkit.analyses.grouping import Division, Group, Marks, Sums
from crmkit.messages import Language, say
from crmkit.models.cluster import cluster
from crmkit.result import Record

Point = tuple[int, int, int]


def clusters_of(points: Sequence[Record], *, clusters: int, seed: int, language: Language) -> Division:
    """Clusters of the combinations of R, F and M in ``segment_points.sql``, the most valuable first."""
    measured = cast("Sequence[tuple[int, int, int, int, int]]", points)
    labels = cluster(
        [(recency, frequency, monetary) for recency, frequency, monetary, _, _ in measured],
        [customers for _, _, _, customers, _ in measured],
        clusters=clusters,
        seed=seed,
    )
    sums = [Sums() for _ in range(max(labels) + 1)]
    everyone = Sums()
    for (recency, frequency, monetary, customers, net_fen), label in zip(measured, labels, strict=True):
        for target in (sums[label], everyone):
            target.add(customers, net_fen, recency * customers, frequency * customers, monetary * customers)
    groups = tuple(
        Group(
            f"cluster_{number}",
            say("text", "cluster", language, {"number": number}),
            _description(own, everyone, language),
            sums=own,
        )
        for number, own in enumerate(sums, start=1)
    )
    owner = {point[:3]: groups[label] for point, label in zip(measured, labels, strict=True)}

    def place(recency_days: int, frequency: int, monetary_fen: int) -> tuple[Group, Marks]:
        return owner[recency_days, frequency, monetary_fen], ()

    return Division(groups, place)


def _description(own: Sums, everyone: Sums, language: Language) -> str:
    """How the cluster's averages stand to those of all customers, in three steps per measure."""
    lately = _step(everyone.recency_days * own.customers, own.recency_days * everyone.customers)
    often = _step(own.frequency * everyone.customers, everyone.frequency * own.customers)
    much = _step(own.monetary_fen * everyone.customers, everyone.monetary_fen * own.customers)
    words = {
        "recency": say("text", f"cluster_recency_{lately}", language),
        "frequency": say("text", f"cluster_frequency_{often}", language),
        "monetary": say("text", f"cluster_monetary_{much}", language),
    }
    return say("text", "cluster_traits", language, words)


def _step(better: int, reference: int) -> int:
    """2 when twice the reference or more, 1 when above it, else 0."""
    return 2 if better >= 2 * reference else int(better > reference)
