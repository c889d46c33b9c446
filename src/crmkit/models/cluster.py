"""k-means over recency, frequency and money: seeded, the same for the same customers in any order."""

from __future__ import annotations

from collections.abc import Sequence

RESTARTS = 10


def cluster(points: Sequence[tuple[int, int, int]], weights: Sequence[int], *, clusters: int, seed: int) -> list[int]:
    """The cluster of each point, 0 for the one with the highest mean money, then falling.

    Each measure enters as ln(1 + value), centred and scaled to one standard deviation (weighted), because spend and
    counts are skewed and their units differ. Lloyd's algorithm from ``RESTARTS`` k-means++ starts of a fixed seed, on
    one thread: the order in which threads add up would move the last digit.

    Args:
        points: recency days, purchase days, money in fen; distinct, none negative, in an order of their own values.
        weights: how many customers share each point.
        clusters: how many clusters at most; never more than there are points.
        seed: of the starts.

    Returns:
        One label per point, ``0 .. k - 1``, every label used.
    """
    import numpy as np
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped,unused-ignore]

    counts = np.asarray(weights, dtype=np.float64)
    logs = np.log1p(np.asarray(points, dtype=np.float64))
    centred = logs - np.average(logs, axis=0, weights=counts)
    spread = np.sqrt(np.average(centred**2, axis=0, weights=counts))
    features = centred / np.where(spread > 0, spread, 1.0)
    model = KMeans(n_clusters=min(clusters, len(points)), n_init=RESTARTS, random_state=seed, algorithm="lloyd")
    with threadpool_limits(limits=1):
        labels = [int(label) for label in model.fit(features, sample_weight=counts).labels_]
    return _by_value(labels, [money for _, _, money in points], weights)


def _by_value(labels: Sequence[int], money: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Labels renumbered by falling mean money; equal means by the first point."""
    total: dict[int, int] = {}
    counts: dict[int, int] = {}
    for label, fen, weight in zip(labels, money, weights, strict=True):
        total[label] = total.get(label, 0) + fen * weight
        counts[label] = counts.get(label, 0) + weight
    order = sorted(total, key=lambda label: -total[label] / counts[label])
    rank = {label: place for place, label in enumerate(order)}
    return [rank[label] for label in labels]
