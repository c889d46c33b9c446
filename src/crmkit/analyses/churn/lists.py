"""The customers of a churn answer, one row each, the greatest expected loss first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from crmkit.customers.naming import equals_by_name, names_of, tier_name
from crmkit.customers.outlook.churn import Forecast, Ints, status
from crmkit.customers.outlook.churn_reasons import reasons
from crmkit.messages import Language
from crmkit.models.churn.bands import BANDS
from crmkit.models.shares import share, yuan
from crmkit.result import Record, Result
from crmkit.store.store import Store

SAVE_COLUMNS = ("customer", "tier", "band", "churn_probability", "expected_spend", "value_at_risk", "reasons")
EVERYONE_COLUMNS = (
    "customer", "churn_probability", "band", "reasons", "expected_spend", "value_at_risk", "tier", "recency_days",
    "frequency", "monetary",
)  # fmt: skip
AT_RISK = (BANDS.index("high"), BANDS.index("slipping"))


def everyone(store: Store, told: Forecast, language: Language) -> Result:
    """Every identified customer; the lapsed ones are scored too, and come last."""
    rows = _in_order(store, told, np.ones(len(told.now), dtype=bool))
    return Result("everyone", EVERYONE_COLUMNS, _records(store, told, rows, EVERYONE_COLUMNS, language))


def save_list(store: Store, told: Forecast, top: int, language: Language) -> Result:
    """The ``top`` of those who can be kept and are at risk."""
    rows = _in_order(store, told, np.isin(told.bands, AT_RISK), most=top)
    return Result("save_list", SAVE_COLUMNS, _records(store, told, rows, SAVE_COLUMNS, language))


def _in_order(store: Store, told: Forecast, chosen: npt.NDArray[np.bool_], *, most: int | None = None) -> Ints:
    """The first ``most`` of the ``chosen``; equals by name."""
    customers = told.now.then.customers
    return equals_by_name(store, customers, told.order(chosen), (told.loss, told.now.active), most=most)


def _records(store: Store, told: Forecast, rows: Ints, columns: Sequence[str], language: Language) -> list[Record]:
    if len(rows) == 0:
        return []
    then = told.now.then.only(rows)
    bands = [BANDS[place] for place in told.bands[rows].tolist()]
    table: dict[str, Sequence[object]] = {
        "customer": names_of(store, then.customers),
        "tier": [tier_name(tier) for tier in told.tiers[rows].tolist()],
        "band": bands if told.skilled else [status(active) for active in told.now.active[rows].tolist()],
        "churn_probability": [share(said) for said in told.said[rows].tolist()],
        "expected_spend": [yuan(fen) for fen in told.spend[rows].tolist()],
        "value_at_risk": [yuan(fen) for fen in told.loss[rows].tolist()],
        "reasons": reasons(told, rows, language) if told.skilled else [None] * len(rows),
        "recency_days": then.recency.tolist(),
        "frequency": (then.repeats + 1).tolist(),
        "monetary": [yuan(fen) for fen in then.columns["net_fen"].tolist()],
    }
    return list(zip(*(table[name] for name in columns), strict=True))
