"""The customers of a churn answer, one row each, the greatest expected loss first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from crmkit.customers.naming import equals_by_name, names_of, tier_name
from crmkit.customers.outlook.churn import ChurnForecast, Ints, status
from crmkit.customers.outlook.churn_reasons import reasons
from crmkit.messages import Language
from crmkit.models.churn.bands import BANDS
from crmkit.models.customer_history import CustomerHistory
from crmkit.models.shares import share, yuan
from crmkit.result import Record, Result
from crmkit.store.store import Store

SAVE_COLUMNS = (
    "customer",
    "tier",
    "risk",
    "recency_days",
    "expected_gap_days",
    "churn_probability",
    "spend_if_retained",
    "expected_loss",
    "reasons",
)
EVERYONE_COLUMNS = (
    "customer", "churn_probability", "risk", "reasons", "spend_if_retained", "expected_loss", "tier", "recency_days",
    "purchase_days", "net_spend",
)  # fmt: skip
AT_RISK = (BANDS.index("high"), BANDS.index("slowing"))


def everyone(store: Store, forecast: ChurnForecast, language: Language) -> Result:
    """Every identified customer; the lapsed ones are scored too, and come last."""
    rows = _in_order(store, forecast, np.ones(len(forecast.now), dtype=bool))
    return Result("everyone", EVERYONE_COLUMNS, _records(store, forecast, rows, EVERYONE_COLUMNS, language))


def save_list(store: Store, forecast: ChurnForecast, top: int | None, language: Language) -> Result:
    """The ``top`` of those who can be kept and are at risk, or all of them; nobody where no skill tells them apart."""
    if not forecast.skilled:
        return Result("save_list", SAVE_COLUMNS, [])
    rows = _in_order(store, forecast, np.isin(forecast.bands, AT_RISK), most=top)
    return Result("save_list", SAVE_COLUMNS, _records(store, forecast, rows, SAVE_COLUMNS, language))


def _in_order(store: Store, forecast: ChurnForecast, chosen: npt.NDArray[np.bool_], *, most: int | None = None) -> Ints:
    """The first ``most`` of the ``chosen``; equals by name."""
    customers = forecast.now.then.customers
    return equals_by_name(store, customers, forecast.order(chosen), (forecast.loss, forecast.now.active), most=most)


def _records(
    store: Store, forecast: ChurnForecast, rows: Ints, columns: Sequence[str], language: Language
) -> list[Record]:
    if len(rows) == 0:
        return []
    then = forecast.now.then.only(rows)
    bands = [BANDS[place] for place in forecast.bands[rows].tolist()]
    table: dict[str, Sequence[object]] = {
        "customer": names_of(store, then.customers),
        "tier": [tier_name(tier) for tier in forecast.tiers[rows].tolist()],
        "risk": bands if forecast.skilled else [status(active) for active in forecast.now.active[rows].tolist()],
        "churn_probability": [share(said) for said in forecast.said[rows].tolist()],
        "spend_if_retained": [yuan(fen) for fen in forecast.spend[rows].tolist()],
        "expected_loss": [yuan(fen) for fen in forecast.loss[rows].tolist()],
        "reasons": reasons(forecast, rows, language) if forecast.skilled else [None] * len(rows),
        "recency_days": then.recency.tolist(),
        "expected_gap_days": _gaps(then),
        "purchase_days": (then.repeats + 1).tolist(),
        "net_spend": [yuan(fen) for fen in then.columns["net_fen"].tolist()],
    }
    return list(zip(*(table[name] for name in columns), strict=True))


def _gaps(then: CustomerHistory) -> list[int | None]:
    """The gap after which each is expected again; who has bought on one day only has none."""
    gaps = zip(then.usual_gap().tolist(), then.repeats.tolist(), strict=True)
    return [round(gap) if repeats else None for gap, repeats in gaps]
