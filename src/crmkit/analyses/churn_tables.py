"""The tables of a churn answer: bands by tiers, what the bands mean, how every way to foretell did before."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from crmkit.analyses.churn_forecast import Forecast
from crmkit.models.churn_backtest import Trial, base_rate
from crmkit.models.churn_bands import BANDS
from crmkit.models.churn_features import Case
from crmkit.models.churn_scores import Rates
from crmkit.models.judge import Judgement
from crmkit.models.shares import shares, yuan
from crmkit.result import Record, Result

SUMMARY_COLUMNS = (
    "band", "tier", "customers", "customer_share", "churn_probability", "expected_spend", "value_at_risk",
    "value_at_risk_share",
)  # fmt: skip
BAND_COLUMNS = ("band", "probability_from", "probability_to", "customers", "tested_customers", "tested_churn_rate")
BACKTEST_COLUMNS = (
    "population", "method", "customers", "base_rate", "auc", "auc_error", "pr_auc", "lift_top", "brier", "brier_skill",
    "log_loss", "calibration_error",
)  # fmt: skip
CALIBRATION_COLUMNS = ("risk_group", "customers", "foretold_rate", "tested_churn_rate")
CUTOFF_COLUMNS = ("cutoff", "foretold_until", "role", "customers", "active_customers", "base_rate")
RATE_COLUMNS = ("recency_band", "frequency_band", "tested_customers", "tested_churn_rate", "low", "high")
GROUPS_OF_RISK = 10


def share(value: float | None) -> Decimal | None:
    """A probability or rate to four decimals."""
    return None if value is None else Decimal(f"{value:.4f}")


def figure(value: float | None) -> Decimal | None:
    """A figure of merit to four decimals."""
    return share(value)


def tier_name(place: int) -> str:
    """``A`` for the best."""
    return chr(ord("A") + place)


def status(active: bool) -> str:
    """What can be said of a customer without a forecast."""
    return "active" if active else "lapsed"


def base_of(case: Case) -> Decimal:
    """The base rate of a past case, of its active customers."""
    return Decimal(f"{base_rate(case):.4f}")


def base_rates(told: Forecast) -> Mapping[bool, float | None]:
    """Of the active and of the lapsed customers of the latest closed horizon, the share who left."""
    if not told.past:
        return {True: told.cut_points.base, False: None}
    case = told.past[0].case
    left = case.left
    assert left is not None  # noqa: S101 - a past case is over
    return {
        active: float(left[case.active == active].mean()) if (case.active == active).any() else None
        for active in (True, False)
    }


def facts(told: Forecast, *, skilled: bool) -> dict[str, object]:
    """The headline: whom it is about, until when, the base rate, the money at stake."""
    active = told.now.active
    found: dict[str, object] = {
        "customers": len(told.now),
        "active_customers": int(active.sum()),
        "lapsed_customers": int((~active).sum()),
        "foretold_until": told.horizon.last_day,
        "method": told.choice.score.method if skilled else "base_rate",
        "base_rate": share(told.cut_points.base),
    }
    if skilled:
        spend, loss = int(told.spend[active].sum()), int(told.loss[active].sum())
        found |= {
            "churn_rate": share(float(told.said[active].mean()) if active.any() else None),
            "expected_spend": yuan(spend),
            "value_at_risk": yuan(loss),
            "value_at_risk_share": share(loss / spend if spend else 0.0),
        }
    return found


def summary(told: Forecast, *, skilled: bool) -> list[Record]:
    """One row per band and tier that has customers; without skill one per status and tier, with its base rate.

    Only customers who can be kept have money at stake.
    """
    bands = told.bands if skilled else np.where(told.now.active, 0, 1)
    codes = BANDS if skilled else (status(True), status(False))
    base = base_rates(told)
    cells = [
        (band, tier, (bands == band) & (told.tiers == tier))
        for band in range(len(codes))
        for tier in range(int(told.tiers.max()) + 1)
    ]
    cells = [cell for cell in cells if cell[2].any()]
    heads = shares([int(inside.sum()) for _, _, inside in cells])
    kept = [skilled and codes[band] != "lapsed" for band, _, _ in cells]
    losses = [int(told.loss[inside].sum()) if keep else 0 for keep, (_, _, inside) in zip(kept, cells, strict=True)]
    rows: list[Record] = []
    for (band, tier, inside), keep, head, loss, risk in zip(cells, kept, heads, losses, shares(losses), strict=True):
        chance = float(told.said[inside].mean()) if skilled else base[codes[band] == "active"]
        money = (yuan(int(told.spend[inside].sum())), yuan(loss), risk) if keep else (None, None, None)
        rows.append((codes[band], tier_name(tier), int(inside.sum()), head, share(chance), *money))
    return rows


def parts(told: Forecast, *, skilled: bool) -> dict[str, Result]:
    """The bands, the backtest, its calibration, the cutoffs; the rates when they were used."""
    found: dict[str, Result] = {}
    trial = told.choice.trial
    if skilled:
        found["bands"] = Result("bands", BAND_COLUMNS, _bands(told, trial))
    if trial is not None:
        found["backtest"] = Result("backtest", BACKTEST_COLUMNS, _backtest(trial))
        found["calibration"] = Result("calibration", CALIBRATION_COLUMNS, _calibration(trial))
    if told.past:
        found["cutoffs"] = Result("cutoffs", CUTOFF_COLUMNS, _cutoffs(told))
    if skilled and isinstance(told.choice.score, Rates):
        found["rates"] = Result("rates", RATE_COLUMNS, _rates(told.choice.score))
    return found


def _bands(told: Forecast, trial: Trial | None) -> list[Record]:
    """What each band means, how many are in it, and how many of it stayed away when it was tried."""
    high, safe = share(told.cut_points.high), share(told.cut_points.safe)
    limits = {
        "high": (high, Decimal(1)),
        "slipping": (Decimal(0), high),
        "typical": (safe, high),
        "safe": (Decimal(0), safe),
    }
    rows: list[Record] = []
    for place, band in enumerate(BANDS):
        tested, left = trial.left_of(band) if trial is not None else (0, 0)
        rows.append(
            (
                band,
                *limits.get(band, (None, None)),
                int((told.bands == place).sum()),
                tested if trial is not None else None,
                share(left / tested) if tested else None,
            )
        )
    return rows


def _backtest(trial: Trial) -> list[Record]:
    """Each way on the judged cutoff, of the active customers and of all."""
    rows: list[Record] = []
    for population, place in (("active", 1), ("everyone", 0)):
        for method, judged in trial.judged.items():
            judgement = judged[place]
            if judgement is not None:
                rows.append((population, "recency_rule" if method == "recency" else method, *_figures(judgement)))
    return rows


def _figures(judgement: Judgement) -> tuple[object, ...]:
    return (
        judgement.customers,
        share(judgement.base_rate),
        *(
            figure(value)
            for value in (
                judgement.auc,
                judgement.auc_error,
                judgement.pr_auc,
                judgement.lift,
                judgement.brier,
                judgement.skill,
                judgement.log_loss,
                judgement.calibration_error,
            )
        ),
    )


def _calibration(trial: Trial) -> list[Record]:
    """Ten equal groups of the active customers, the likeliest to leave first: what was foretold, what happened."""
    case = trial.case
    assert case.left is not None  # noqa: S101 - a judged case is over
    chosen = np.flatnonzero(case.active if case.active.any() else np.ones(len(case), dtype=bool))
    said, left = trial.said[chosen], case.left[chosen]
    order = np.lexsort((chosen, -said))
    rows: list[Record] = []
    for number, group in enumerate(np.array_split(order, min(GROUPS_OF_RISK, len(order))), start=1):
        rows.append((number, len(group), share(float(said[group].mean())), share(float(left[group].mean()))))
    return rows


def _cutoffs(told: Forecast) -> list[Record]:
    """Every day of the past that was looked at, and what it was for."""
    rows: list[Record] = []
    roles = ("judges", "chooses", "learns") if len(told.past) >= 3 else ("judges", "learns")
    for place, past in enumerate(told.past):
        role = roles[min(place, len(roles) - 1)]
        heads = (past.customers, past.active, share(past.base_rate))
        rows.append((past.horizon.cutoff, past.horizon.last_day, role, *heads))
    return rows


def _rates(score: Rates) -> list[Record]:
    return [
        (
            cell.recency_band + 1,
            cell.count_band + 1,
            cell.customers,
            share(cell.rate),
            share(cell.low),
            share(cell.high),
        )
        for cell in score.cells
    ]
