"""A churn classifier learnt from the shop's own past: the mean of a logistic model and boosted trees.

Customers who can still be retained get a model of their own, since what marks the long inactive is not what marks those
who are leaving. The latest past sets the level: each model meets the base rate of its customers there.
A fitted classifier is numbers, nothing else; scikit-learn fits it, this module applies it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from crmkit.models.churn.evaluation import Flags, Floats
from crmkit.models.churn.features import CURVED, Case, chance, log_odds

FEWEST = 300
"""Customers of the rarer outcome that learning needs, in all past cases together."""
BLOCK = 1 << 15
LEARNING = {"learning_rate": 0.04, "max_iter": 200, "max_leaf_nodes": 5}
LEAF = 200
PENALTY = 0.1

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """A regression tree: ``value[k]`` at a leaf; ``column[k] <= threshold[k]`` goes ``left[k]``, else ``right[k]``."""

    column: Sequence[int]
    threshold: Sequence[float]
    left: Sequence[int]
    right: Sequence[int]
    value: Sequence[float]

    def __call__(self, rows: Matrix, node: int = 0) -> Floats | float:
        """The value of each row."""
        if not self.left[node]:
            return self.value[node]
        goes_left = rows[:, self.column[node]] <= self.threshold[node]
        return np.where(goes_left, self(rows, self.left[node]), self(rows, self.right[node]))


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """Logistic weights over scaled columns (and products of the curved ones), boosted trees, and the shift of both."""

    centre: Floats
    scale: Floats
    weights: Floats
    curved: tuple[int, ...]
    start: float
    trees: Sequence[Tree]
    shift: float = 0.0

    def __call__(self, rows: Matrix, places: npt.NDArray[np.int64] | None = None) -> Floats:
        """P(no purchase) of each row, or of those at some ``places``."""
        if places is None:
            places = np.arange(len(rows))
        said = np.empty(len(places))
        for first in range(0, len(places), BLOCK):
            block = np.asfortranarray(rows[places[first : first + BLOCK]])
            said[first : first + BLOCK] = self._block(block)
        return chance(log_odds(said) + self.shift) if self.shift else said

    def _block(self, rows: Matrix) -> Floats:
        scaled = (_curve(rows, self.curved) - self.centre) / self.scale
        logistic = chance(scaled @ self.weights[1:] + self.weights[0])
        odds = np.full(len(rows), self.start)
        for tree in self.trees:
            odds += tree(rows)
        return np.asarray((logistic + chance(odds)) / 2)


@dataclass(frozen=True, slots=True, eq=False)
class ChurnClassifier:
    """What was learnt of all customers, and of the active ones if there were enough."""

    everyone: Ensemble
    active: Ensemble | None

    def __call__(self, case: Case) -> Floats:
        """P(no purchase within the horizon) of each customer of ``case``."""
        return self.of(case.matrix, case.active)

    def of(self, rows: Matrix, active: Flags) -> Floats:
        """The same for rows of features."""
        if self.active is None:
            return self.everyone(rows)
        said = np.empty(len(rows))
        for model, chosen in ((self.active, active), (self.everyone, ~active)):
            said[chosen] = model(rows, np.flatnonzero(chosen))
        return said


def learn(cases: Sequence[Case]) -> ChurnClassifier | None:
    """Learn from past ``cases``, the latest first; ``None`` when too few of one outcome are among them."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped,unused-ignore]

    samples = [case.sample() for case in cases]
    rows = np.concatenate([case.matrix for case in samples])
    left = np.concatenate([_left(case) for case in samples])
    active = np.concatenate([case.active for case in samples])
    if not _enough(left):
        return None
    latest = samples[0]
    parts: list[tuple[Matrix, Flags, tuple[int, ...], Matrix, Flags]] = [
        (rows, left, CURVED, latest.matrix, _left(latest))
    ]
    if _enough(left[active]) and latest.active.any():
        of_latest = (latest.matrix[latest.active], _left(latest)[latest.active])
        parts.append((rows[active], left[active], (), *of_latest))
    with threadpool_limits(limits=1), ThreadPoolExecutor(2) as pool:  # one order of sums on every machine
        fitted = list(pool.map(lambda part: _levelled(_fit(*part[:3]), *part[3:]), parts))
    return ChurnClassifier(fitted[0], fitted[1] if len(fitted) > 1 else None)


def to_numbers(classifier: ChurnClassifier) -> dict[str, Any]:
    """The classifier as numbers in lists, for JSON."""
    return {
        name: None if part is None else _ensemble_numbers(part)
        for name, part in (("everyone", classifier.everyone), ("active", classifier.active))
    }


def from_numbers(numbers: Mapping[str, Any]) -> ChurnClassifier:
    """The inverse of ``to_numbers``."""
    active = numbers["active"]
    return ChurnClassifier(_ensemble(numbers["everyone"]), None if active is None else _ensemble(active))


def _ensemble_numbers(part: Ensemble) -> dict[str, Any]:
    return {
        "centre": part.centre.tolist(),
        "scale": part.scale.tolist(),
        "weights": part.weights.tolist(),
        "curved": list(part.curved),
        "start": part.start,
        "shift": part.shift,
        "trees": [[list(tree.column), list(tree.threshold), list(tree.left), list(tree.right), list(tree.value)]
                  for tree in part.trees],
    }  # fmt: skip


def _ensemble(numbers: Mapping[str, Any]) -> Ensemble:
    return Ensemble(
        np.array(numbers["centre"]),
        np.array(numbers["scale"]),
        np.array(numbers["weights"]),
        tuple(numbers["curved"]),
        numbers["start"],
        [Tree(*tree) for tree in numbers["trees"]],
        numbers["shift"],
    )


def _left(case: Case) -> Flags:
    if case.left is None:
        raise ValueError("nothing can be learnt from a case whose outcome is not known")
    return case.left


def _enough(left: Flags) -> bool:
    return min(int(left.sum()), int((~left).sum())) >= FEWEST


def _curve(rows: Matrix, curved: tuple[int, ...]) -> Floats:
    """The columns, then the products of every two of the curved ones, squares included."""
    plain = np.asarray(rows, dtype=np.float64)
    pairs = [plain[:, one] * plain[:, other] for place, one in enumerate(curved) for other in curved[place:]]
    return np.column_stack([plain, *pairs]) if pairs else plain


def _fit(rows: Matrix, left: Flags, curved: tuple[int, ...]) -> Ensemble:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression

    wide = _curve(rows, curved)
    centre, scale = wide.mean(axis=0), wide.std(axis=0)
    scale[scale < 1e-9] = 1.0
    leaf = max(20, min(LEAF, len(rows) // 50))
    logistic = LogisticRegression(C=PENALTY, solver="newton-cholesky").fit((wide - centre) / scale, left)
    boosted = HistGradientBoostingClassifier(
        **LEARNING, min_samples_leaf=leaf, early_stopping=False, random_state=0
    ).fit(rows, left)
    weights = np.concatenate([logistic.intercept_, logistic.coef_[0]])
    # the one place where scikit-learn shows what a tree is; a test holds it to its own predictions
    trees = [_tree(predictors[0].nodes) for predictors in boosted._predictors]
    return Ensemble(centre, scale, weights, curved, float(boosted._baseline_prediction.item()), trees)


def _tree(nodes: npt.NDArray[np.void]) -> Tree:
    inner = ~nodes["is_leaf"].astype(bool)
    exact = nodes["num_threshold"]
    threshold = exact.astype(
        np.float32
    )  # what rows are compared in; never above the exact one, or its upper side passes
    threshold = np.where(threshold > exact, np.nextafter(threshold, np.float32(-np.inf)), threshold)
    return Tree(
        nodes["feature_idx"].tolist(),
        threshold.tolist(),
        np.where(inner, nodes["left"], 0).tolist(),
        np.where(inner, nodes["right"], 0).tolist(),
        nodes["value"].tolist(),
    )


def _levelled(part: Ensemble, rows: Matrix, left: Flags) -> Ensemble:
    """``part`` shifted until it predicts the base rate of ``rows``."""
    odds = log_odds(part(rows))
    shift, wanted = 0.0, float(np.clip(left.mean(), 1e-3, 1 - 1e-3))
    for _ in range(50):
        said = chance(odds + shift)
        step = (wanted - said.mean()) / max(float((said * (1 - said)).mean()), 1e-6)
        shift += float(np.clip(step, -2, 2))
        if abs(step) < 1e-10:
            break
    return Ensemble(part.centre, part.scale, part.weights, part.curved, part.start, part.trees, shift)
