"""The bars of accuracy and what was measured for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import ge, le

from benchmarks.accuracy.churn import Backtest, Decision
from benchmarks.accuracy.holdout import Predicted

WITHIN = 0.007
"""How far the score without labels may rank below the trained one."""


@dataclass(frozen=True, slots=True)
class Held:
    """One measured figure against its bar."""

    measure: str
    value: float
    bar: str
    kept: bool


def churn_bars(cdnow: Backtest, method: str) -> list[Held]:
    """CDNOW, the three months after 1998-03-31, learnt from earlier cutoffs only."""
    everyone, active = cdnow.of(method), cdnow.of(method, active=True)
    behind = everyone.auc - cdnow.of("mbg_nbd").auc
    return [
        _held("CDNOW churn, all: AUC", everyone.auc, ge, 0.840),
        _held("CDNOW churn, all: Brier score", everyone.brier, le, 0.089),
        _held("CDNOW churn, all: calibration error", everyone.calibration_error, le, 0.03),
        _held("CDNOW churn, active: AUC", active.auc, ge, 0.727),
        _held(f"CDNOW churn, all: AUC of {method} less label-free", behind, le, WITHIN),
    ]


def holdout_bars(found: Sequence[Predicted]) -> list[Held]:
    """The best of the models of counts on weeks 40 to 78, to the digits of the best reference row."""
    best = min(found, key=lambda each: each.rmse)
    return [
        _held(f"CDNOW weeks 40-78, {best.method}: RMSE", round(best.rmse, 4), le, 1.6029),
        _held(f"CDNOW weeks 40-78, {best.method}: correlation", round(best.correlation, 3), ge, 0.630),
    ]


def shop_bars(demo: Backtest, decided: Decision, once: Backtest, decided_once: Decision) -> list[Held]:
    """On the demo shop the chosen method beats the recency rule; where 93 of 100 buy once, no customer is named."""
    chosen, naive = demo.of(decided.method, active=True), demo.of("recency", active=True)
    unskilled = once.of(decided_once.method, active=True)
    return [
        _held(f"demo shop, active: AUC of {decided.method} less recency", chosen.auc - naive.auc, ge, 0.0),
        Held("one-time shop, active: AUC of what claims no skill", unskilled.auc, "denied", not decided_once.skilled),
    ]


def _held(measure: str, value: float, holds: Callable[[float, float], bool], bar: float) -> Held:
    return Held(measure, value, f"{'>=' if holds is ge else '<='} {bar:g}", holds(value, bar))
