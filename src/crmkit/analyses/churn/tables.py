"""The tables of a churn answer: bands by tiers, what the bands mean, how every way to foretell did before."""

from __future__ import annotations

from decimal import Decimal
from math import floor

import numpy as np

from crmkit.customers.naming import tier_name
from crmkit.customers.outlook.churn import Forecast, status
from crmkit.models.churn.backtest import Trial
from crmkit.models.churn.bands import BANDS
from crmkit.models.churn.judge import Judgement
from crmkit.models.churn.scores import COUNT_EDGES, RECENCY_EDGES, Rates
from crmkit.models.shares import share, shares, yuan
from crmkit.result import Record, Result

SUMMARY_COLUMNS = (
    "band", "tier", "customers", "customer_share", "churn_probability", "expected_spend", "value_at_risk",
    "stake_share",
)  # fmt: skip
BAND_COLUMNS = (
    "band", "probability_from", "probability_to", "customers", "tested_customers", "foretold_rate", "tested_churn_rate",
)  # fmt: skip
BACKTEST_COLUMNS = (
    "method", "customers", "base_rate", "auc", "auc_error", "pr_auc", "lift_top", "brier", "brier_skill",
    "log_loss", "calibration_error",
)  # fmt: skip
CALIBRATION_COLUMNS = ("risk_group", "customers", "foretold_rate", "tested_churn_rate")
CUTOFF_COLUMNS = ("cutoff", "foretold_until", "role", "customers", "active_customers", "base_rate")
RATE_COLUMNS = (
    "recency_from", "recency_to", "frequency_from", "frequency_to", "tested_customers", "tested_churn_rate", "low",
    "high",
)  # fmt: skip


def facts(told: Forecast) -> dict[str, object]:
    """The headline: whom it is about, until when, the base rate, the money at stake."""
    active = told.now.active & told.counted
    customers = int(told.counted.sum())
    found: dict[str, object] = {
        "customers": customers,
        "active_customers": int(active.sum()),
        "lapsed_customers": customers - int(active.sum()),
        "foretold_until": told.horizon.last_day,
        "method": told.choice.score.method if told.skilled else "base_rate",
        "base_rate": share(told.cut_points.base),
    }
    if told.skilled:
        spend, loss = int(told.spend[active].sum()), int(told.loss[active].sum())
        found |= {
            "churn_rate": share(float(told.said[active].mean()) if active.any() else None),
            "expected_spend": yuan(spend),
            "value_at_risk": yuan(loss),
            "value_at_risk_share": share(loss / spend if spend else 0.0),
        }
    return found


def summary(told: Forecast) -> Result:
    """One row per band and tier that has customers; without skill one per status and tier, with its base rate.

    Only customers who can be kept have money at stake.
    """
    bands = told.bands if told.skilled else np.where(told.now.active, 0, 1)
    codes = BANDS if told.skilled else (status(True), status(False))
    cells = [
        (band, tier, (bands == band) & (told.tiers == tier) & told.counted)
        for band in range(len(codes))
        for tier in range(1, int(told.tiers.max()) + 1)
    ]
    cells = [cell for cell in cells if cell[2].any()]
    heads = shares([int(inside.sum()) for _, _, inside in cells])
    kept = [told.skilled and codes[band] != "lapsed" for band, _, _ in cells]
    losses = [int(told.loss[inside].sum()) if keep else 0 for keep, (_, _, inside) in zip(kept, cells, strict=True)]
    rows: list[Record] = []
    for (band, tier, inside), keep, head, loss, risk in zip(cells, kept, heads, losses, shares(losses), strict=True):
        chance = float(told.said[inside].mean())
        money = (yuan(int(told.spend[inside].sum())), yuan(loss), risk) if keep else (None, None, None)
        rows.append((codes[band], tier_name(tier), int(inside.sum()), head, share(chance), *money))
    return Result("summary", SUMMARY_COLUMNS, rows)


def parts(told: Forecast) -> dict[str, Result]:
    """The bands, the backtest, its calibration, the cutoffs; the rates when they were used."""
    found: dict[str, Result] = {}
    trial = told.choice.trial
    if told.skilled:
        found["bands"] = Result("bands", BAND_COLUMNS, _bands(told, trial))
    if trial is not None:
        for name, place in (("backtest", 1), ("backtest_all", 0)):
            if rows := _backtest(trial, place):
                found[name] = Result(name, BACKTEST_COLUMNS, rows)
        found["calibration"] = Result("calibration", CALIBRATION_COLUMNS, _calibration(trial))
    if told.past:
        found["cutoffs"] = Result("cutoffs", CUTOFF_COLUMNS, _cutoffs(told))
    if told.skilled and isinstance(told.choice.score, Rates):
        found["rates"] = Result("rates", RATE_COLUMNS, _rates(told.choice.score, told.horizon.days))
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
        tried = trial.bands.get(band) if trial is not None else None
        rows.append(
            (
                band,
                *limits.get(band, (None, None)),
                int((told.counted & (told.bands == place)).sum()),
                None if trial is None else 0 if tried is None else tried.customers,
                None if tried is None else share(tried.foretold),
                None if tried is None else share(tried.happened),
            )
        )
    return rows


def _backtest(trial: Trial, place: int) -> list[Record]:
    """Each way on the judged cutoff, of all customers or of the active ones (``place`` 1), where these can tell."""
    return [
        ("recency_rule" if method == "recency" else method, *_figures(judgement))
        for method, judged in trial.judged.items()
        if (judgement := judged[place]) is not None
    ]


def _figures(judgement: Judgement) -> tuple[object, ...]:
    return (
        judgement.customers,
        share(judgement.base_rate),
        *(
            share(value)
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
    return [
        (number, tenth.customers, share(tenth.foretold), share(tenth.happened))
        for number, tenth in enumerate(trial.tenths, start=1)
    ]


def _cutoffs(told: Forecast) -> list[Record]:
    """Every day of the past that was looked at, and what it was for."""
    rows: list[Record] = []
    roles = ["judges"] if told.choice.trial is not None else []
    roles += ["chooses"] if told.choice.reason in ("best_before", "only_one") else []
    for place, past in enumerate(told.past):
        role = roles[place] if place < len(roles) else "learns"
        heads = (past.customers, past.active, share(past.base_rate))
        rows.append((past.cutoff, past.last_day, role, *heads))
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
