"""The bars of accuracy hold, and what is held to them is counted right: CDNOW beside a second count of its log."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from benchmarks.accuracy import bars, report
from benchmarks.accuracy.churn import ACTIVE_DAYS, Backtest, backtest, decision
from benchmarks.accuracy.holdout import holdout
from benchmarks.accuracy.logs import cdnow, one_time_buyers
from tests.models.buyers import master_log

CUTOFF = date(1998, 3, 31)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Backtest:
    with cdnow(tmp_path_factory.mktemp("cdnow")) as store:
        return backtest(store)


def test_cdnow_keeps_the_bars(found: Backtest) -> None:
    assert [held for held in bars.churn_bars(found, "classifier") if not held.kept] == []


def test_only_earlier_cutoffs_teach(found: Backtest) -> None:
    assert found.cutoff == CUTOFF
    assert found.learnt_on == (date(1997, 12, 31), date(1997, 9, 30), date(1997, 6, 30))


def test_cdnow_customers_and_leavers_counted_from_the_log(found: Backtest) -> None:
    log = master_log(CUTOFF)  # it ends with the horizon
    active = log.age - log.last <= ACTIVE_DAYS
    for figures, chosen in ((found.of("classifier"), active | True), (found.of("classifier", active=True), active)):
        assert figures.customers == chosen.sum()
        assert figures.base_rate == pytest.approx((log.later[chosen] == 0).mean())


def test_label_free_and_recency_are_those_of_the_reference_rows(found: Backtest) -> None:
    """Two rows that leave nothing to learn: whoever computes them on these customers gets these figures."""
    predictions = report.REFERENCE["everyone"]["rows"]
    for method, row in (("recency", "recency, gap > 91 days"), ("mbg_nbd", "MBG/NBD, P(no purchase)")):
        figures = found.of(method)
        values = [getattr(figures, column) for column in report.COLUMNS]
        assert values == pytest.approx(predictions[row], abs=0.005)
        assert values[:3] == pytest.approx(predictions[row][:3], abs=6e-5)
    active = report.REFERENCE["active"]["rows"]
    assert found.of("recency", active=True).auc == pytest.approx(active["recency, gap > 91 days"][0], abs=6e-5)
    silent = found.of("mbg_nbd", active=True)
    assert [silent.auc, silent.brier] == pytest.approx(active["MBG/NBD, P(no purchase)"], abs=6e-5)


def test_holdout_keeps_the_bars(tmp_path: Path) -> None:
    with cdnow(tmp_path, sample=True) as store:
        predictions = holdout(store)
    assert [held for held in bars.holdout_bars(predictions) if not held.kept] == []
    assert [(each.method, round(each.rmse, 4), round(each.top_share, 3)) for each in predictions] == [
        ("Pareto/NBD", 1.6028, 0.470),
        ("MBG/NBD", 1.6072, 0.475),
        ("BG/NBD", 1.6080, 0.467),
    ]


def test_where_nearly_all_buy_once_no_customer_is_named(tmp_path: Path) -> None:
    with one_time_buyers(tmp_path, customers=8_000) as store:
        once, decided = backtest(store), decision(store)
    assert once.of("mbg_nbd").base_rate > 0.98
    assert not decided.skilled


def test_a_missed_bar_is_missed() -> None:
    assert bars._held("AUC", 0.84, bars.ge, 0.84).kept
    assert not bars._held("AUC", 0.8399, bars.ge, 0.84).kept
    assert not bars._held("ECE", 0.0301, bars.le, 0.03).kept
