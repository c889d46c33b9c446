"""Purchases predicted for weeks 40 to 78 of the CDNOW sample, from weeks 1 to 39."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.accuracy.pareto_nbd_fit import fit_pareto_nbd
from crmkit.customers.outlook.past import Horizon, history_at, outcome, remember
from crmkit.models.churn.evaluation import Floats
from crmkit.models.purchases.bgnbd import fit_bgnbd
from crmkit.models.purchases.fits import CountModel, Fit
from crmkit.models.purchases.histories import Histories
from crmkit.models.purchases.mbgnbd import fit_mbgnbd
from crmkit.store.store import Store

WEEK_39, WEEK_78 = date(1997, 9, 30), date(1998, 6, 30)
FITS: dict[str, Callable[[Histories], Fit[CountModel]]] = {
    "Pareto/NBD": fit_pareto_nbd,
    "MBG/NBD": fit_mbgnbd,
    "BG/NBD": fit_bgnbd,
}


@dataclass(frozen=True, slots=True)
class Predicted:
    """What a model predicted against what happened; ``top_share`` is of the tenth it expects most of."""

    method: str
    total: float
    off: float
    mae: float
    rmse: float
    correlation: float
    auc: float
    top_share: float


def holdout(store: Store) -> tuple[Predicted, ...]:
    """Each model of counts on the sample log."""
    remember(store)
    horizon = Horizon(WEEK_39, WEEK_78)
    then = history_at(store, horizon, data_to=WEEK_78)
    actual = outcome(store, horizon, then).days
    rows = (then.repeats, then.last, then.age)
    found = []
    for method, fit in FITS.items():
        model = fit(then.histories).model
        assert model is not None
        found.append(_predicted(method, model.expected_purchases(*rows, horizon.days), actual.astype(np.float64)))
    return tuple(found)


def _predicted(method: str, expected: Floats, actual: Floats) -> Predicted:
    error = expected - actual
    top = np.argsort(-expected, kind="stable")[: len(expected) // 10]
    return Predicted(
        method,
        float(expected.sum()),
        float(expected.sum() / actual.sum() - 1),
        float(np.abs(error).mean()),
        float(np.sqrt((error**2).mean())),
        float(np.corrcoef(expected, actual)[0, 1]),
        float(roc_auc_score(actual > 0, expected)),
        float(actual[top].sum() / actual.sum()),
    )
