"""The methods to predict who will not buy within the horizon, alike to use: fitted to the past, asked about a case.

``silence`` needs no outcome of the past (MBG/NBD), ``trained`` learns from it, ``rates`` counts what happened to
customers as recent and as frequent. Each gives, too, what moved its answer for a customer: the change of its log
odds when one group of features is as of a typical active customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from crmkit.models.churn.classifier import ChurnClassifier, learn
from crmkit.models.churn.evaluation import NOTABLE, Flags, Floats
from crmkit.models.churn.features import GROUPS, Case, log_odds
from crmkit.models.purchases.fits import CountModel

Rows = npt.NDArray[np.int64]

FEWEST_CUSTOMERS, FEWEST_REPEATERS = 200, 50
"""Below these the parameters of a model of counts are guesses; the public precedents ask for as much or more."""
RECENCY_EDGES = (1 / 3, 1.0, 2.0, 4.0)
"""Where the bands of recency end, in horizons."""
COUNT_EDGES = (2, 4)
"""Purchase days from which a customer counts as a repeat and as a frequent buyer."""
PRIOR = 10.0
"""Customers of the whole band of recency that each cell of the rates is mixed with."""
FEWEST_COUNTED = 20
"""Past customers below which the 95 % interval of a rate of one half is wider than 40 points: that is no rate."""


class Score(Protocol):
    """A fitted method."""

    method: ClassVar[str]

    def __call__(self, case: Case) -> Floats:
        """P(no purchase within the horizon) of each customer."""
        ...

    def contributions(self, case: Case, rows: Rows) -> Floats:
        """Shape (len(rows), len(GROUPS)): what each group of features adds to the log odds of those customers."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Silence:
    """P(no purchase within the horizon) under the MBG/NBD of the case itself; nothing is learnt from the past."""

    method: ClassVar[str] = "mbg_nbd"

    def __call__(self, case: Case) -> Floats:
        """The closed form [metrics.md, churn]."""
        return case.then.silence()

    def contributions(self, case: Case, rows: Rows) -> Floats:
        """Against a typical wait, the customer's own rhythm (who bought once has none), a typical count and age."""
        model = case.then.counts.model
        assert model is not None  # noqa: S101 - a score is made only where there is a model
        then = case.then.only(rows)
        repeats, recency, age = then.repeats, then.recency, then.age
        often, away, long = _typical(case)
        gap = np.rint(then.usual_gap()).astype(np.int64)

        def without(repeats: Rows, recency: Rows, age: Rows) -> Floats:
            return own - self._odds(model, repeats, recency, age, then.horizon)

        own = self._odds(model, repeats, recency, age, then.horizon)
        contributions = np.zeros((len(rows), len(GROUPS)))
        contributions[:, GROUPS.index("recency")] = without(repeats, np.full_like(recency, away), age)
        contributions[:, GROUPS.index("rhythm")] = np.where(repeats > 0, without(repeats, np.minimum(gap, age), age), 0)
        contributions[:, GROUPS.index("frequency")] = without(
            np.full_like(repeats, often), recency, np.full_like(age, long)
        )
        return contributions

    @staticmethod
    def _odds(model: CountModel, repeats: Rows, recency: Rows, age: Rows, horizon: int) -> Floats:
        age = np.where(repeats > 0, np.maximum(age, recency), recency)
        return log_odds(model.p_no_purchase(repeats, age - recency, age, horizon))


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """The classifier learnt from past cases."""

    classifier: ChurnClassifier
    method: ClassVar[str] = "classifier"

    def __call__(self, case: Case) -> Floats:
        """What the classifier says."""
        return self.classifier(case)

    def contributions(self, case: Case, rows: Rows) -> Floats:
        """Each group of columns replaced by the medians of the active customers."""
        matrix, active = case.matrix[rows], case.active[rows]
        usual = case.active if case.active.any() else slice(None)
        typical = np.array([np.median(column[usual]) for column in case.matrix.T])
        own = log_odds(self.classifier.of(matrix, active))
        contributions = np.zeros((len(rows), len(GROUPS)))
        for place, group in enumerate(GROUPS):
            columns = [column for column, name in enumerate(case.groups) if name == group]
            changed = matrix.copy()
            changed[:, columns] = typical[columns]
            contributions[:, place] = own - log_odds(self.classifier.of(changed, active))
        return contributions


@dataclass(frozen=True, slots=True)
class Rate:
    """One cell of the rates: what share of ``customers`` left, with a 95 % interval [Wilson 1927]."""

    recency_band: int
    count_band: int
    customers: int
    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """How many customers of each recency and count left in the past, cells of few mixed with their band of recency."""

    cells: Sequence[Rate]
    method: ClassVar[str] = "past_rates"

    def __call__(self, case: Case) -> Floats:
        """The rate of each customer's cell."""
        return self._of(_recency_bands(case), _count_bands(case))

    def contributions(self, case: Case, rows: Rows) -> Floats:
        """The cell against the one with typical recency, and with a typical count."""
        recency, count = _recency_bands(case), _count_bands(case)
        contributions = np.zeros((len(rows), len(GROUPS)))
        own = log_odds(self._of(recency[rows], count[rows]))
        usual_recency = np.full(len(rows), int(np.median(recency[case.active]) if case.active.any() else 0))
        usual_count = np.full(len(rows), int(np.median(count[case.active]) if case.active.any() else 0))
        contributions[:, GROUPS.index("recency")] = own - log_odds(self._of(usual_recency, count[rows]))
        contributions[:, GROUPS.index("frequency")] = own - log_odds(self._of(recency[rows], usual_count))
        return contributions

    def _of(self, recency: Rows, count: Rows) -> Floats:
        table = np.array([cell.rate for cell in self.cells])
        return np.asarray(table[recency * (len(COUNT_EDGES) + 1) + count])


def silence(case: Case) -> Silence | None:
    """The label-free score, if the customers of ``case`` are enough to fit it."""
    then = case.then
    if len(then) < FEWEST_CUSTOMERS or then.histories.repeaters < FEWEST_REPEATERS or then.counts.model is None:
        return None
    return Silence()


def trained(cases: Sequence[Case]) -> Trained | None:
    """The score learnt from past ``cases``, the latest first, if they are enough to learn from."""
    classifier = learn(cases) if cases and all(silence(case) for case in cases) else None
    return None if classifier is None else Trained(classifier)


def rates(cases: Sequence[Case]) -> Rates | None:
    """The score that counts what happened in past ``cases``; ``None`` when they are too few to count."""
    if sum(len(case) for case in cases) < FEWEST_COUNTED:
        return None
    recency = np.concatenate([_recency_bands(case) for case in cases])
    count = np.concatenate([_count_bands(case) for case in cases])
    left = np.concatenate([_left(case) for case in cases])
    overall = float(left.mean())
    cells = []
    for band in range(len(RECENCY_EDGES) + 1):
        here = recency == band
        usual = (left[here].sum() + PRIOR * overall) / (here.sum() + PRIOR)
        for number in range(len(COUNT_EDGES) + 1):
            cell = left[here & (count == number)]
            mixed = float((cell.sum() + PRIOR * usual) / (len(cell) + PRIOR))
            cells.append(Rate(band, number, len(cell), mixed, *wilson(int(cell.sum()), len(cell))))
    return Rates(cells)


def wilson(hits: int, among: int) -> tuple[float, float]:
    """The 95 % interval of a share [Wilson 1927]; 0..1 without customers."""
    if not among:
        return 0.0, 1.0
    share, z = hits / among, NOTABLE
    centre = (share + z * z / (2 * among)) / (1 + z * z / among)
    reach = z * np.sqrt(share * (1 - share) / among + z * z / (4 * among * among)) / (1 + z * z / among)
    return max(0.0, float(centre - reach)), min(1.0, float(centre + reach))


def _left(case: Case) -> Flags:
    assert case.left is not None  # noqa: S101 - only past cases are counted
    return case.left


def _typical(case: Case) -> tuple[int, int, int]:
    """The x, the recency and the age in the middle of the active customers."""
    chosen = case.active if case.active.any() else np.ones(len(case), dtype=bool)
    then = case.then
    often, away, long = (int(np.median(each[chosen])) for each in (then.repeats, then.recency, then.age))
    return often, away, long


def _recency_bands(case: Case) -> Rows:
    edges = [edge * case.then.horizon for edge in RECENCY_EDGES]
    return np.asarray(np.searchsorted(edges, case.then.recency, side="left"), dtype=np.int64)


def _count_bands(case: Case) -> Rows:
    return np.searchsorted(COUNT_EDGES, case.then.repeats + 1, side="right").astype(np.int64)
