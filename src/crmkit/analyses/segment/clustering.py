"""Customers into clusters by k-means: an exploration, its groups ordered by value and described by their means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import cast

from crmkit.customers.scores.grouping import Division, Group, Marks, Sums
from crmkit.messages import Language, say
from crmkit.models.cluster import cluster
from crmkit.models.shares import rounded
from crmkit.result import Record

Point = tuple[int, int, int]
Measured = tuple[int, int, int, int, int]
"""Recency, frequency, money, the customers who share them and their net spend."""


def clusters_of(
    points: Sequence[Record], counted: Sequence[Record], *, clusters: int, seed: int, language: Language
) -> Division:
    """Clusters of the combinations of R, F and M in ``segment_points.sql``, the most valuable first.

    Found and described by all ``points``; those of ``counted``, some or all of them, are summed.
    """
    measured = cast("Sequence[Measured]", points)
    labels = cluster(
        [(recency, frequency, monetary) for recency, frequency, monetary, _, _ in measured],
        [customers for _, _, _, customers, _ in measured],
        clusters=clusters,
        seed=seed,
    )
    owner = {point[:3]: label for point, label in zip(measured, labels, strict=True)}
    own = [_summed(measured, owner, label) for label in range(max(labels) + 1)]
    everyone = _summed(measured, dict.fromkeys(owner, 0), 0)
    groups = tuple(
        Group(
            f"cluster_{label + 1}",
            say("text", "cluster", language, {"number": label + 1}),
            _traits(sums, everyone, language),
            sums=_summed(cast("Sequence[Measured]", counted), owner, label),
        )
        for label, sums in enumerate(own)
    )

    def place(recency_days: int, frequency: int, monetary_fen: int) -> tuple[Group, Marks]:
        return groups[owner[recency_days, frequency, monetary_fen]], ()

    return Division(groups, place, description_column="cluster_profile")


def _summed(points: Sequence[Measured], owner: Mapping[Point, int], label: int) -> Sums:
    sums = Sums()
    for recency, frequency, monetary, customers, net_fen in points:
        if owner[recency, frequency, monetary] == label:
            sums.add(customers, net_fen, recency * customers, frequency * customers, monetary * customers)
    return sums


def _traits(own: Sums, everyone: Sums, language: Language) -> str:
    """How the cluster's averages stand to those of all customers: days apart, and percent of the mean."""
    days = _days_apart(own, everyone)
    code = "cluster_average" if days == 0 else "cluster_earlier" if days > 0 else "cluster_sooner"
    traits = {
        "recency": say("text", code, language, {"days": abs(days)}),
        "frequency": _percent(own.frequency * everyone.customers, everyone.frequency * own.customers),
        "monetary": _percent(own.monetary_fen * everyone.customers, everyone.monetary_fen * own.customers),
    }
    return say("text", "cluster_traits", language, traits)


def _days_apart(own: Sums, everyone: Sums) -> int:
    """Whole days between the cluster's mean recency and everybody's; more than 0 when it bought longer ago."""
    apart = Fraction(own.recency_days, own.customers) - Fraction(everyone.recency_days, everyone.customers)
    return int(rounded(apart, 0))


def _percent(part: int, whole: int) -> str:
    """``part`` of ``whole`` in whole percent; without any money every part is 100 %."""
    return f"{rounded(Fraction(100 * part, whole), 0)}%" if whole else "100%"
