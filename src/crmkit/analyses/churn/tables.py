"""The tables of a churn answer: bands by tiers, what the bands mean, how every method did before."""

from __future__ import annotations

from decimal import Decimal
from math import floor

import numpy as np

from crmkit.customers.naming import tier_name
from crmkit.customers.outlook.churn import ChurnForecast, status
from crmkit.models.churn.backtest import ChurnBacktest
from crmkit.models.churn.bands import BANDS
from crmkit.models.churn.evaluation import Evaluation
from crmkit.models.churn.scores import COUNT_EDGES, RECENCY_EDGES, Rates
from crmkit.models.shares import share, shares, yuan
from crmkit.result import Record, Result

SUMMARY_COLUMNS = (
    "risk", "tier", "customers", "customer_share", "churn_probability", "spend_if_retained", "expected_loss",
    "expected_loss_share",
)  # fmt: skip
BAND_COLUMNS = (
    "risk", "probability_from", "probability_to", "customers", "tested_customers", "predicted_rate",
    "actual_churn_rate",
)  # fmt: skip
BACKTEST_COLUMNS = (
    "method", "customers", "past_churn_rate", "roc_auc", "roc_auc_se", "average_precision", "top_decile_lift",
    "brier_score", "brier_skill_score", "log_loss", "calibration_error",
)  # fmt: skip
CALIBRATION_COLUMNS = ("risk_decile", "customers", "predicted_rate", "actual_churn_rate")
CUTOFF_COLUMNS = ("cutoff", "forecast_to", "role", "customers", "recent_customers", "past_churn_rate")
RATE_COLUMNS = (
    "recency_from", "recency_to", "frequency_from", "frequency_to", "tested_customers", "actual_churn_rate", "ci_low",
    "ci_high",
)  # fmt: skip


def facts(forecast: ChurnForecast) -> dict[str, object]:
    """The headline figures: customers, last day, base rate, expected loss."""
    active = forecast.now.active & forecast.counted
    customers = int(forecast.counted.sum())
    found: dict[str, object] = {
        "customers": customers,
        "recent_customers": int(active.sum()),
        "inactive_customers": customers - int(active.sum()),
        "forecast_to": forecast.horizon.last_day,
        "method": forecast.choice.score.method if forecast.skilled else "past_churn_rate",
        "past_churn_rate": share(forecast.thresholds.base),
    }
    if forecast.skilled:
        spend, loss = int(forecast.spend[active].sum()), int(forecast.loss[active].sum())
        found |= {
            "predicted_churn_rate": share(float(forecast.said[active].mean()) if active.any() else None),
            "spend_if_retained": yuan(spend),
            "expected_loss": yuan(loss),
            "expected_loss_rate": share(loss / spend if spend else 0.0),
        }
    return found


def summary(forecast: ChurnForecast) -> Result:
    """One row per band and tier that has customers; without skill one per status and tier, with its base rate.

    Only customers who can be retained have an expected loss.
    """
    bands = forecast.bands if forecast.skilled else np.where(forecast.now.active, 0, 1)
    codes = BANDS if forecast.skilled else (status(True), status(False))
    cells = [
        (band, tier, (bands == band) & (forecast.tiers == tier) & forecast.counted)
        for band in range(len(codes))
        for tier in range(1, int(forecast.tiers.max()) + 1)
    ]
    cells = [cell for cell in cells if cell[2].any()]
    customer_shares = shares([int(inside.sum()) for _, _, inside in cells])
    kept = [forecast.skilled and codes[band] != "inactive" for band, _, _ in cells]
    losses = [int(forecast.loss[inside].sum()) if keep else 0 for keep, (_, _, inside) in zip(kept, cells, strict=True)]
    rows: list[Record] = []
    for (band, tier, inside), keep, customer_share, loss, risk in zip(
        cells, kept, customer_shares, losses, shares(losses), strict=True
    ):
        chance = float(forecast.said[inside].mean())
        money = (yuan(int(forecast.spend[inside].sum())), yuan(loss), risk) if keep else (None, None, None)
        rows.append((codes[band], tier_name(tier), int(inside.sum()), customer_share, share(chance), *money))
    return Result("summary", SUMMARY_COLUMNS, rows)


def parts(forecast: ChurnForecast) -> dict[str, Result]:
    """The bands, the backtest, its calibration, the cutoffs; the rates when they were used."""
    found: dict[str, Result] = {}
    backtest = forecast.choice.backtest
    if forecast.skilled:
        found["bands"] = Result("bands", BAND_COLUMNS, _bands(forecast, backtest))
    if backtest is not None:
        for name, place in (("backtest", 1), ("backtest_all", 0)):
            if rows := _backtest(backtest, place):
                found[name] = Result(name, BACKTEST_COLUMNS, rows)
        found["calibration"] = Result("calibration", CALIBRATION_COLUMNS, _calibration(backtest))
    if forecast.past:
        found["cutoffs"] = Result("cutoffs", CUTOFF_COLUMNS, _cutoffs(forecast))
    if forecast.skilled and isinstance(forecast.choice.score, Rates):
        found["past_rates"] = Result("past_rates", RATE_COLUMNS, _rates(forecast.choice.score, forecast.horizon.days))
    return found


def _bands(forecast: ChurnForecast, backtest: ChurnBacktest | None) -> list[Record]:
    """What each band means, how many are in it, and how many of it stayed away when it was tried."""
    high, low = share(forecast.thresholds.high), share(forecast.thresholds.low)
    ranges = {
        "high": (high, Decimal(1)),
        "slowing": (Decimal(0), high),
        "medium": (low, high),
        "low": (Decimal(0), low),
    }
    rows: list[Record] = []
    for place, band in enumerate(BANDS):
        tried = backtest.bands.get(band) if backtest is not None else None
        rows.append(
            (
                band,
                *ranges.get(band, (None, None)),
                int((forecast.counted & (forecast.bands == place)).sum()),
                None if backtest is None else 0 if tried is None else tried.customers,
                None if tried is None else share(tried.predicted),
                None if tried is None else share(tried.happened),
            )
        )
    return rows


def _backtest(backtest: ChurnBacktest, place: int) -> list[Record]:
    """Each method on the evaluated cutoff, of all customers or of the active ones (``place`` 1), if these suffice."""
    return [
        ("recency_rule" if method == "recency" else method, *_figures(evaluation))
        for method, evaluated in backtest.evaluated.items()
        if (evaluation := evaluated[place]) is not None
    ]


def _figures(evaluation: Evaluation) -> tuple[object, ...]:
    return (
        evaluation.customers,
        share(evaluation.base_rate),
        *(
            share(value)
            for value in (
                evaluation.auc,
                evaluation.roc_auc_se,
                evaluation.average_precision,
                evaluation.lift,
                evaluation.brier,
                evaluation.skill,
                evaluation.log_loss,
                evaluation.calibration_error,
            )
        ),
    )


def _calibration(backtest: ChurnBacktest) -> list[Record]:
    """Ten equal groups of the active customers, the likeliest to leave first: what was predicted, what happened."""
    return [
        (number, tenth.customers, share(tenth.predicted), share(tenth.happened))
        for number, tenth in enumerate(backtest.tenths, start=1)
    ]


def _cutoffs(forecast: ChurnForecast) -> list[Record]:
    """Every day of the past that was looked at, and what it was for."""
    rows: list[Record] = []
    roles = ["test"] if forecast.choice.backtest is not None else []
    roles += ["validate"] if forecast.choice.reason in ("best_before", "only_one") else []
    for place, past in enumerate(forecast.past):
        role = roles[place] if place < len(roles) else "train"
        customer_shares = (past.customers, past.active, share(past.base_rate))
        rows.append((past.cutoff, past.last_day, role, *customer_shares))
    return rows


def _rates(score: Rates, horizon: int) -> list[Record]:
    """What happened to customers as recent (days) and as frequent (purchase days); no upper end in the last bands."""
    recency = _ranges([0, *(floor(edge * horizon) + 1 for edge in RECENCY_EDGES)])
    count = _ranges([1, *COUNT_EDGES])
    return [
        (
            *recency[cell.recency_band],
            *count[cell.count_band],
            cell.customers,
            share(cell.rate),
            share(cell.low),
            share(cell.high),
        )
        for cell in score.cells
    ]


def _ranges(starts: list[int]) -> list[tuple[int, int | None]]:
    """From and to of bands that begin at ``starts``."""
    return [(start, end) for start, end in zip(starts, [*(after - 1 for after in starts[1:]), None], strict=True)]
