"""Purchases until drop-out or the end of a horizon, averaged over a beta-distributed drop-out probability.

For one customer with rate ~ Gamma(k, beta) and drop-out probability p after each purchase, the expected number in a
time h is g(p) = (1 - (1 + p h / beta)^-k) / p. Its mean over p ~ Beta(a, b) is a 2F1; here it is taken by the Gauss
rule of that beta distribution (Golub & Welsch 1969): all terms are positive, nothing overflows or cancels.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from crmkit.models.purchases.histories import Floats

FEW, MANY = 16, 96
BLOCK = 1 << 12


def mean_until_dropout(
    r: float,
    alpha: float,
    a: float,
    b: float,
    *,
    repeats: npt.ArrayLike,
    age: npt.ArrayLike,
    horizon: npt.ArrayLike,
) -> Floats:
    """The mean of g(p) with k = r + x, beta = alpha + T, p ~ Beta(a, b + x), for customers who are alive at T.

    Neighbours with equal x, T and h are computed once: sort by (x, T), as ``Histories`` does, and it is quick.
    """
    given = np.broadcast_arrays(*(np.asarray(values, dtype=np.float64) for values in (repeats, age, horizon)))
    shape = given[0].shape
    x, whole, h = (values.reshape(-1) for values in given)
    fresh = np.ones(len(x), dtype=bool)
    fresh[1:] = (np.diff(x) != 0) | (np.diff(whole) != 0) | (np.diff(h) != 0)
    starts = np.flatnonzero(fresh)
    found = _distinct(r, a, b, x[starts], h[starts] / (alpha + whole[starts]))
    return np.repeat(found, np.diff(starts, append=len(x))).reshape(shape)


def _distinct(r: float, a: float, b: float, x: Floats, stretch: Floats) -> Floats:
    """One value per (x, h / (alpha + T))."""
    found = np.zeros(len(x))
    points = _points(float(stretch.max(initial=0.0)))
    counts, kind = np.unique(x, return_inverse=True)
    nodes, weights = beta_rule(a, b + counts, points)
    for begin in range(0, len(x), BLOCK):
        rows = slice(begin, begin + BLOCK)
        p = nodes[kind[rows]]
        inner = -np.expm1(-(r + x[rows, None]) * np.log1p(p * stretch[rows, None])) / p
        found[rows] = np.einsum("mi,mi->m", inner, weights[kind[rows]])
    return found


def _points(stretch: float) -> int:
    """How many points reach rounding error: g is smooth but for its pole at p = -1 / stretch."""
    near = 1.0 / max(stretch, 1e-9)
    radius = 1 + 2 * near + 2 * np.sqrt(near * (1 + near))
    return int(np.clip(np.ceil(24 / np.log(radius)), FEW, MANY))


def beta_rule(a: float, b: Floats, points: int) -> tuple[Floats, Floats]:
    """Nodes and weights, shape (len(b), points), that average over Beta(a, b): Gauss-Jacobi on (0, 1), 2 or more."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped,unused-ignore]

    index = np.arange(points, dtype=np.float64)
    right, left = b[:, None] - 1, a - 1.0
    whole = right + left
    span = 2 * index + whole
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (left**2 - right**2) / (span * (span + 2))
        after = index[1:]
        width = span[:, 1:]
        off = after * (after + right) * (after + left) * (after + whole) * 4
        off = off / (width**2 * (width + 1) * (width - 1))
    middle[:, 0] = ((left - right) / (whole + 2))[:, 0]
    first = 4 * (1 + right) * (1 + left) / ((2 + whole) ** 2 * (3 + whole))
    off[:, 0] = first[:, 0]
    matrix = np.zeros((len(b), points, points))
    place = np.arange(points)
    matrix[:, place, place] = (1 + middle) / 2
    matrix[:, place[1:], place[:-1]] = np.sqrt(off) / 2
    with threadpool_limits(limits=1, user_api="blas"):  # threads cost more than they save on matrices this small
        nodes, vectors = np.linalg.eigh(matrix)  # reads the lower triangle
    return np.maximum(nodes, np.finfo(np.float64).tiny), vectors[:, 0, :] ** 2
