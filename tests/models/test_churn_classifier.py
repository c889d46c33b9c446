"""The churn classifier: what scikit-learn fitted is applied as scikit-learn applies it, kept as numbers, and level."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler
from tests.models.invented import HORIZON, LAST_CUTOFF, case, cases, shop
from threadpoolctl import threadpool_limits

from crmkit.models.churn import classifier as churn_classifier
from crmkit.models.churn import features as churn_features
from crmkit.models.churn.classifier import ChurnClassifier, Ensemble, from_numbers, learn, to_numbers
from crmkit.models.churn.evaluation import evaluate
from crmkit.models.churn.features import GROUPS, Case, chance, log_odds

ROOT = Path(__file__).resolve().parents[2]
CURVED = [0, 1, 2, 6, 12]
"""Silence as log odds, recency, rhythm, count, money."""


@cache
def past() -> list[Case]:
    return cases()


@cache
def learnt() -> ChurnClassifier:
    found = learn(past())
    assert found is not None and found.active is not None
    return found


def left(latest: Case) -> np.ndarray:
    assert latest.left is not None
    return latest.left


# ---- what scikit-learn fitted


def by_scikit_learn(train: np.ndarray, happened: np.ndarray, asked: np.ndarray, curved: list[int]) -> np.ndarray:
    """The mean of both of its models, from its own parts and by its own predictions."""

    def wide(rows: np.ndarray) -> np.ndarray:
        rows = rows.astype(float)
        if not curved:
            return rows
        return np.hstack(
            [rows, PolynomialFeatures(2, include_bias=False).fit_transform(rows[:, curved])[:, len(curved) :]]
        )

    linear = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, solver="newton-cholesky"))
    leaf = max(20, min(200, len(train) // 50))
    trees = HistGradientBoostingClassifier(
        learning_rate=0.04, max_iter=200, max_leaf_nodes=5, min_samples_leaf=leaf, early_stopping=False, random_state=0
    )
    with threadpool_limits(limits=1):
        linear.fit(wide(train), happened)
        trees.fit(train, happened)
        return (linear.predict_proba(wide(asked))[:, 1] + trees.predict_proba(asked)[:, 1]) / 2


@pytest.mark.parametrize("part", ["everyone", "active"])
def test_predictions_are_those_of_scikit_learn(part: str) -> None:
    whose = [np.ones(len(each), dtype=bool) if part == "everyone" else each.active for each in past()]
    rows = np.concatenate([each.matrix[chosen] for each, chosen in zip(past(), whose, strict=True)])
    happened = np.concatenate([left(each)[chosen] for each, chosen in zip(past(), whose, strict=True)])
    later = case(shop(900, seed=8), LAST_CUTOFF)  # customers that nothing was learnt from
    ensemble: Ensemble = replace(getattr(learnt(), part), shift=0.0)
    expected = by_scikit_learn(rows, happened, later.matrix, CURVED if part == "everyone" else [])
    assert np.abs(ensemble(later.matrix) - expected).max() < 1e-9
    assert expected.std() > 0.1


def test_neighbouring_numbers_are_separated_as_by_scikit_learn() -> None:
    """A threshold is between two numbers; between neighbours among 32 bits it has more bits, rounded to the upper."""
    low = np.nextafter(np.float32(0.3), np.float32(1))
    high = np.nextafter(low, np.float32(1))
    assert np.float32((float(low) + float(high)) / 2) == high
    rows, gone = past()[0].matrix.copy(), left(past()[0])
    rows[:, 5] = np.where(gone ^ (np.arange(len(gone)) % 9 == 0), high, low)
    found = learn([_as_seen(rows, gone)])
    assert found is not None
    assert np.abs(replace(found.everyone, shift=0.0)(rows) - by_scikit_learn(rows, gone, rows, CURVED)).max() < 1e-9


def _as_seen(rows: np.ndarray, gone: np.ndarray) -> Case:
    latest = Case(past()[0].then, gone)
    latest.__dict__["matrix"] = rows
    return latest


def test_blocks_of_rows_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = past()[0].matrix
    whole = learnt().everyone(rows)
    monkeypatch.setattr(churn_classifier, "BLOCK", 100)
    assert np.abs(learnt().everyone(rows) - whole).max() < 1e-14


# ---- as numbers


def test_numbers_through_json_predict_the_same_bytes() -> None:
    text = json.dumps(to_numbers(learnt()))
    again = from_numbers(json.loads(text))
    assert json.dumps(to_numbers(again)) == text
    for latest in past():
        assert again(latest).tobytes() == learnt()(latest).tobytes()


def test_a_classifier_without_a_part_for_the_active_is_kept_too() -> None:
    whole = replace(learnt(), active=None)
    again = from_numbers(json.loads(json.dumps(to_numbers(whole))))
    assert again.active is None
    assert again(past()[0]).tobytes() == whole(past()[0]).tobytes() == learnt().everyone(past()[0].matrix).tobytes()


# ---- what is learnt


def test_the_level_is_the_base_rate_of_the_latest_case() -> None:
    latest, active = past()[0], past()[0].active
    said = learnt()(latest)
    assert said[active].mean() == pytest.approx(left(latest)[active].mean(), abs=1e-9)
    assert learnt().everyone(latest.matrix).mean() == pytest.approx(left(latest).mean(), abs=1e-9)
    assert said[~active].mean() == pytest.approx(
        left(latest)[~active].mean(), abs=0.01
    )  # who have no model of their own


def test_only_the_latest_case_sets_the_level() -> None:
    """The older cases of a shop that everybody leaves: ranks may change, the level is as of the latest."""
    leaving = shop(1500, seed=4, faithful=0.3)
    older = [case(leaving, LAST_CUTOFF - HORIZON * back) for back in (1, 2)]
    found = learn([past()[0], *older])
    assert found is not None
    assert left(older[0]).mean() > left(past()[0]).mean() + 0.05
    assert found.everyone(past()[0].matrix).mean() == pytest.approx(left(past()[0]).mean(), abs=1e-9)
    assert found(past()[0]).mean() == pytest.approx(left(past()[0]).mean(), abs=0.01)


def test_it_predicts_who_leaves_in_another_shop_of_that_kind() -> None:
    later = case(shop(1500, seed=9), LAST_CUTOFF)
    said = learnt()(later)
    for chosen in (np.ones(len(later), dtype=bool), later.active):
        found = evaluate(left(later)[chosen], said[chosen])
        assert found.has_skill
        assert found.calibration_error < 0.08
        assert found.auc > evaluate(left(later)[chosen], chance(later.then.recency[chosen] / HORIZON)).auc


def test_too_few_of_one_outcome_teach_nothing() -> None:
    latest = past()[0]
    order = np.argsort(left(latest), kind="stable")  # first those who stayed
    stayed = int((~left(latest)).sum())

    def with_stayed(count: int) -> Case:
        chosen = np.sort(order[stayed - count :])
        return Case(latest.then.only(chosen), left(latest)[chosen])

    assert stayed > 300 and left(latest).sum() > 300
    assert learn([with_stayed(299)]) is None
    assert learn([with_stayed(300)]) is not None
    assert learn([Case(latest.then, np.ones(len(latest), dtype=bool))]) is None
    assert learn([Case(latest.then, np.zeros(len(latest), dtype=bool))]) is None


def test_too_few_active_ones_leave_the_model_of_everybody() -> None:
    latest = past()[0]
    few = np.flatnonzero(~latest.active | (np.cumsum(latest.active) <= 290))
    found = learn([Case(latest.then.only(few), np.arange(len(few)) % 2 == 0)])
    assert found is not None and found.active is None


def test_an_open_case_teaches_nothing() -> None:
    with pytest.raises(ValueError, match="not known"):
        learn([Case(past()[0].then)])


def test_the_order_of_customers_does_not_matter() -> None:
    logs = shop(1500, seed=3)
    order = np.random.default_rng(1).permutation(len(past()[0]))
    dealt = case(logs, LAST_CUTOFF, order)
    assert np.abs(learnt()(dealt) - learnt()(past()[0])[order]).max() < 1e-12
    found = learn([dealt, *past()[1:]])
    assert found is not None
    assert np.abs(found(past()[0]) - learnt()(past()[0])).max() < 1e-6


def test_a_sample_holds_the_same_customers_whatever_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(churn_features, "SAMPLE", 1100)
    latest = past()[0]
    dealt = case(shop(1500, seed=3), LAST_CUTOFF, np.random.default_rng(1).permutation(len(latest)))
    chosen = [set(each.sample().then.customers.tolist()) for each in (latest, dealt)]
    assert len(chosen[0]) == 1100 and chosen[0] == chosen[1]
    sampled = learn(past())
    assert sampled is not None
    assert np.abs(sampled(latest) - learnt()(latest)).max() > 0
    assert np.corrcoef(sampled(latest), learnt()(latest))[0, 1] > 0.97


def test_it_learns_the_same_numbers_on_one_core_and_on_two() -> None:
    script = (
        "import hashlib, json; from tests.models.invented import cases; from crmkit.models.churn.classifier import *;"
        "past = cases(); found = learn(past);"
        "both = json.dumps(to_numbers(found)).encode() + found(past[0]).tobytes() + found(past[1]).tobytes();"
        "print(hashlib.sha256(both).hexdigest())"
    )
    own = json.dumps(to_numbers(learnt())).encode() + b"".join(learnt()(each).tobytes() for each in past()[:2])
    digests = {hashlib.sha256(own).hexdigest()}
    for cores in ("1", "2"):
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        path = {"PYTHONPATH": os.pathsep.join(map(str, (ROOT / "src", ROOT)))}
        environment = {**os.environ, **path, **dict.fromkeys(names, cores)}
        done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        digests.add(done.stdout.strip())
    assert len(digests) == 1


# ---- features


def test_each_column_has_a_group_with_a_word() -> None:
    latest = past()[0]
    assert latest.matrix.shape == (len(latest), len(latest.groups))
    assert set(latest.groups) == set(GROUPS)
    assert latest.matrix.dtype == np.float32
    assert np.isfinite(latest.matrix).all()


def test_features_do_not_know_what_happened() -> None:
    latest = past()[0]
    assert (
        Case(latest.then, ~left(latest)).matrix.tobytes()
        == latest.matrix.tobytes()
        == Case(latest.then).matrix.tobytes()
    )


def test_some_of_the_customers_look_as_they_did_among_all() -> None:
    latest = past()[0]
    rows = np.flatnonzero(latest.then.repeats > 2)
    few = Case(latest.then.only(rows), left(latest)[rows])
    assert few.matrix.tobytes() == latest.matrix[rows].tobytes()
    assert few.then.expected_fen().tobytes() == latest.then.expected_fen()[rows].tobytes()


def test_odds_and_chance_are_inverse() -> None:
    said = np.array([1e-6, 0.001, 0.2, 0.5, 0.999, 1 - 1e-6])
    assert chance(log_odds(said)) == pytest.approx(said, rel=1e-9)
    assert log_odds([0.0, 1.0]) == pytest.approx([-np.log(1e6 - 1), np.log(1e6 - 1)], rel=1e-9)
    assert log_odds(0.8) == pytest.approx(np.log(4))
