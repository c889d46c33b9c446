"""Churn: every number of the answer against a second computation, bands and lists against each other."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random

import pytest
from scipy.stats import binomtest
from tests.analyses import churn_by_hand as hand
from tests.analyses.till import FIRST, Order, busy, keyed, shop

from crmkit.analyses.churn.churn import churn
from crmkit.analyses.tiers.tiers import tiers
from crmkit.result import Result

DAYS = 640
LAST = FIRST + timedelta(days=DAYS - 1)
MONTHS = 3
CLOSE = {"abs": 6e-5}
"""Half a unit of the fourth decimal, and what summing in another order does."""

Row = dict[str, object]


@cache
def till() -> list[Order]:
    return busy(5, buyers=420, days=DAYS)


@cache
def answer(method: str, *, detail: bool = False) -> Result:
    with shop(till()) as store:
        return churn(store, months=MONTHS, method=method, detail=detail, top=15)


def table(result: Result, part: str | None = None) -> list[Row]:
    whole = result if part is None else result.parts[part]
    return [dict(zip(whole.columns, record, strict=True)) for record in whole.records]


@dataclass(frozen=True)
class Then:
    """A cutoff as the till knew it, and who then stayed away."""

    cutoff: date
    until: date
    buyers: hand.Buyers
    left: dict[str, bool]

    @property
    def horizon(self) -> int:
        return (self.until - self.cutoff).days

    @property
    def active(self) -> list[str]:
        return [name for name, own in self.buyers.items() if hand.is_active(own, self.horizon)]

    @property
    def base(self) -> float:
        return sum(self.left[name] for name in self.active) / len(self.active)

    def seen(self) -> list[tuple[hand.Cell, bool]]:
        return [(hand.cell(own, self.horizon), self.left[name]) for name, own in self.buyers.items()]

    def said(self, method: str, before: list[Then]) -> dict[str, float]:
        if method == "mbg_nbd":
            model = hand.counts_of(self.buyers)
            return {name: hand.silence(model, own, self.horizon) for name, own in self.buyers.items()}
        rates = hand.rates([each for then in before for each in then.seen()])
        return {name: rates[hand.cell(own, self.horizon)] for name, own in self.buyers.items()}


@cache
def past() -> list[Then]:
    found = []
    for cutoff in hand.cutoffs(LAST, MONTHS, min(order.day for order in till())):
        until = hand.later(cutoff, MONTHS)
        buyers = hand.known(till(), cutoff)
        found.append(Then(cutoff, until, buyers, hand.stayed_away(till(), buyers, cutoff, until)))
    return found


@cache
def now() -> Then:
    return Then(LAST, hand.later(LAST, MONTHS), hand.known(till(), LAST, knows_all=True), {})


@cache
def by_hand(method: str) -> dict[str, tuple[float, str, str, float, float]]:
    """Of each buyer: probability, band, tier, fen if retained, expected loss in fen."""
    then = now()
    said, gaps = then.said(method, past()), hand.expected_gap(then.buyers)
    tier = hand.tiers({name: own.net for name, own in then.buyers.items()})
    model, spend = hand.counts_of(then.buyers), hand.spend_of(then.buyers)
    found = {}
    for name, own in then.buyers.items():
        quiet = hand.silence(model, own, then.horizon)
        fen = max(hand.expected_days(model, own, then.horizon) / (1 - quiet), 1) * spend(own)
        band = hand.band(own, gaps[name], said[name], past()[0].base, then.horizon)
        found[name] = (said[name], band, tier[name], fen, fen * said[name])
    return found


METHODS = ("mbg_nbd", "past_rates")


@pytest.mark.parametrize("method", METHODS)
def test_every_customer(method: str) -> None:
    rows = {str(row["customer"]): row for row in table(answer(method, detail=True))}
    assert set(rows) == set(now().buyers)
    for name, (said, band, tier, fen, expected_loss) in by_hand(method).items():
        row, own = rows[name], now().buyers[name]
        assert (row["recency_days"], row["purchase_days"], row["net_spend"]) == (own.recency, own.x + 1, yuan(own.net))
        assert (row["risk"], row["tier"]) == (band, tier)
        assert float(row["churn_probability"]) == pytest.approx(said, **CLOSE)
        assert float(row["spend_if_retained"]) == pytest.approx(fen / 100, abs=0.02, rel=1e-4)
        assert float(row["expected_loss"]) == pytest.approx(expected_loss / 100, abs=0.02, rel=1e-4)


def yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100


@pytest.mark.parametrize("method", METHODS)
def test_the_header(method: str) -> None:
    facts, rows = answer(method).facts, table(answer(method, detail=True))
    active = now().active
    assert facts["customers"] == len(now().buyers)
    assert facts["recent_customers"] == len(active)
    assert facts["inactive_customers"] == len(now().buyers) - len(active)
    assert facts["forecast_to"] == now().until
    assert facts["method"] == method
    assert float(facts["past_churn_rate"]) == pytest.approx(past()[0].base, **CLOSE)
    predicted = by_hand(method)
    rate = sum(predicted[name][0] for name in active) / len(active)
    assert float(facts["predicted_churn_rate"]) == pytest.approx(rate, **CLOSE)
    kept = [row for row in rows if row["risk"] != "inactive"]
    spend, expected_loss = (
        sum(Decimal(str(row[name])) for row in kept) for name in ("spend_if_retained", "expected_loss")
    )
    assert (facts["spend_if_retained"], facts["expected_loss"]) == (spend, expected_loss)
    assert float(expected_loss) == pytest.approx(sum(predicted[name][4] for name in active) / 100, rel=1e-4)
    assert float(facts["expected_loss_rate"]) == pytest.approx(float(expected_loss / spend), **CLOSE)
    assert (facts["data_from"], facts["data_to"]) == (min(order.day for order in till()), LAST)


@pytest.mark.parametrize("method", METHODS)
def test_bands_by_tiers(method: str) -> None:
    cells: dict[tuple[object, object], list[Row]] = defaultdict(list)
    for row in table(answer(method, detail=True)):
        cells[row["risk"], row["tier"]].append(row)
    rows, predicted = table(answer(method)), by_hand(method)
    order = [(band, tier) for band in ("high", "slowing", "medium", "low", "inactive") for tier in "ABC"]
    assert [(row["risk"], row["tier"]) for row in rows] == [place for place in order if place in cells]
    whole = sum(
        (each["expected_loss"] for own in cells.values() for each in own if each["risk"] != "inactive"), Decimal()
    )
    for row in rows:
        own = cells[row["risk"], row["tier"]]
        names = [str(each["customer"]) for each in own]
        assert row["customers"] == len(own)
        assert float(row["customer_share"]) == pytest.approx(len(own) / len(now().buyers), abs=2e-6)
        chance = sum(predicted[name][0] for name in names) / len(names)
        assert float(row["churn_probability"]) == pytest.approx(chance, **CLOSE)
        if row["risk"] == "inactive":
            assert (row["spend_if_retained"], row["expected_loss"], row["expected_loss_share"]) == (None, None, None)
        else:
            assert row["spend_if_retained"] == sum(each["spend_if_retained"] for each in own)
            assert row["expected_loss"] == sum(each["expected_loss"] for each in own)
            assert float(row["expected_loss_share"]) == pytest.approx(float(row["expected_loss"] / whole), abs=2e-6)
    assert sum(row["customer_share"] for row in rows) == 1
    assert sum(row["expected_loss_share"] or 0 for row in rows) == 1


@pytest.mark.parametrize("method", METHODS)
def test_the_list_names_those_at_risk_with_the_greatest_expected_loss(method: str) -> None:
    rows = table(answer(method, detail=True))
    assert rows == sorted(rows, key=lambda row: (row["risk"] == "inactive", -row["expected_loss"], row["customer"]))
    wanted = [row for row in rows if row["risk"] in ("high", "slowing")][:15]
    listed = table(answer(method), "save_list")
    assert len(listed) == 15
    shared = [name for name in listed[0] if name in rows[0]]
    assert set(listed[0]) - set(shared) == {"expected_gap_days"}
    assert [[row[name] for name in shared] for row in wanted] == [[row[name] for name in shared] for row in listed]


def test_tiers_are_those_of_the_tiers_command() -> None:
    with shop(till()) as store:
        theirs = {record[0]: record[1] for record in tiers(store, detail=True).records}
    assert {row["customer"]: row["tier"] for row in table(answer("mbg_nbd", detail=True))} == theirs


def test_the_days_of_the_past() -> None:
    rows = table(answer("auto"), "cutoffs")
    assert [row["role"] for row in rows] == ["test", "validate", *["train"] * (len(past()) - 2)]
    for row, then in zip(rows, past(), strict=True):
        assert (row["cutoff"], row["forecast_to"]) == (then.cutoff, then.until)
        assert (row["customers"], row["recent_customers"]) == (len(then.buyers), len(then.active))
        assert float(row["past_churn_rate"]) == pytest.approx(then.base, **CLOSE)


@pytest.mark.parametrize("method", METHODS)
def test_what_the_bands_mean_and_did_before(method: str) -> None:
    test, before = past()[0], past()[1]
    said, gaps = test.said(method, past()[1:]), hand.expected_gap(test.buyers)
    band = {
        name: hand.band(own, gaps[name], said[name], before.base, test.horizon) for name, own in test.buyers.items()
    }
    high, low = hand.thresholds(test.base)
    ranges = {"high": (high, 1), "slowing": (0, high), "medium": (low, high), "low": (0, low)}
    today = [each[1] for each in by_hand(method).values()]
    for row in table(answer(method), "bands"):
        code = str(row["risk"])
        bounds = (row["probability_from"], row["probability_to"])
        if code in ranges:
            assert [float(each) for each in bounds] == pytest.approx(ranges[code], **CLOSE)
        else:
            assert bounds == (None, None)
        left = [test.left[name] for name in test.buyers if band[name] == code]
        assert (row["customers"], row["tested_customers"]) == (today.count(code), len(left))
        predicted = [said[name] for name in test.buyers if band[name] == code]
        mean = row["predicted_rate"]
        assert mean is None if not left else float(mean) == pytest.approx(sum(predicted) / len(left), **CLOSE)
        happened = row["actual_churn_rate"]
        assert happened is None if not left else float(happened) == pytest.approx(sum(left) / len(left), **CLOSE)
    marked = [test.left[name] for name in test.buyers if band[name] == "high"]
    note = next(note for note in answer(method).notes if note.code == "high_before")
    assert note.values == {
        "tested": len(marked),
        "happened": round(100 * sum(marked) / len(marked)),
        "base": round(100 * test.base),
    }


@pytest.mark.parametrize(("part", "place"), [("backtest", "active"), ("backtest_all", "buyers")])
def test_the_backtest(part: str, place: str) -> None:
    test = past()[0]
    who = list(getattr(test, place))
    happened = [test.left[name] for name in who]
    rows = {row["method"]: row for row in table(answer("auto"), part)}
    assert list(rows)[:3] == ["recency_rule", "mbg_nbd", "past_rates"]
    away = [test.buyers[name].recency for name in who]
    expected = {"recency_rule": hand.figures(happened, [float(days > test.horizon) for days in away], away)}
    for method in METHODS:
        said = test.said(method, past()[1:])
        expected[method] = hand.figures(happened, [said[name] for name in who])
    for method, figures in expected.items():
        for name, value in figures.items():
            assert float(rows[method][name]) == pytest.approx(value, **CLOSE), (method, name)


@pytest.mark.parametrize("method", METHODS)
def test_tenths(method: str) -> None:
    test = past()[0]
    said = test.said(method, past()[1:])
    order = sorted(test.active, key=lambda name: -said[name])
    # a tenth may end among customers with the same prediction: what happened to these is shared by all of them
    alike = {p: [test.left[name] for name in order if said[name] == p] for p in said.values()}
    happened = {name: sum(alike[said[name]]) / len(alike[said[name]]) for name in order}
    sizes = [len(order) // 10 + (tenth < len(order) % 10) for tenth in range(10)]
    for number, (row, size) in enumerate(zip(table(answer(method), "calibration"), sizes, strict=True), start=1):
        own, order = order[:size], order[size:]
        assert (row["risk_decile"], row["customers"]) == (number, size)
        assert float(row["predicted_rate"]) == pytest.approx(sum(said[name] for name in own) / size, **CLOSE)
        assert float(row["actual_churn_rate"]) == pytest.approx(sum(happened[name] for name in own) / size, **CLOSE)


def test_rates_with_their_intervals() -> None:
    seen = [each for then in past() for each in then.seen()]
    mixed = hand.rates(seen)
    rows = table(answer("past_rates"), "past_rates")
    h = now().horizon
    starts = [0, *(math.floor(edge * h) + 1 for edge in (1 / 3, 1, 2, 4))]
    recency = list(zip(starts, [*(start - 1 for start in starts[1:]), None], strict=True))
    count = [(1, 1), (2, 3), (4, None)]
    assert len(rows) == 15
    for place, row in enumerate(rows):
        cell = divmod(place, 3)
        assert (row["recency_from"], row["recency_to"]) == recency[cell[0]]
        assert (row["frequency_from"], row["frequency_to"]) == count[cell[1]]
        left = [gone for where, gone in seen if where == cell]
        assert row["tested_customers"] == len(left)
        assert float(row["actual_churn_rate"]) == pytest.approx(mixed[cell], **CLOSE)
        interval = binomtest(sum(left), len(left)).proportion_ci(method="wilson") if left else (0, 1)
        assert [float(row["ci_low"]), float(row["ci_high"])] == pytest.approx(list(interval), **CLOSE)


def test_the_method_that_lost_least_on_the_second_latest_horizon_is_taken() -> None:
    proof, before = past()[1], past()[2:]
    loss = {}
    for method in METHODS:
        said = proof.said(method, before)
        loss[method] = sum(-math.log(said[name] if proof.left[name] else 1 - said[name]) for name in proof.active)
    # too few left or stayed here to train anything: two methods are in the race
    assert answer("auto").facts["method"] == min(METHODS, key=lambda method: loss[method])
    assert "churn_best_before" in [note.code for note in answer("auto").notes]


def test_a_trained_answer_adds_up_like_the_others() -> None:
    with shop(busy(5, buyers=1600, days=DAYS)) as store:
        result, detail = churn(store, method="classifier"), table(churn(store, method="classifier", detail=True))
    active = [row for row in detail if row["risk"] != "inactive"]
    assert result.facts["method"] == "classifier"
    assert [note.code for note in result.notes][-2:] == ["churn_by_classifier", "churn_asked_for"]
    assert result.facts["recent_customers"] == len(active)
    assert result.facts["expected_loss"] == sum(row["expected_loss"] for row in active)
    chances = [float(str(row["churn_probability"])) for row in active]
    assert float(str(result.facts["predicted_churn_rate"])) == pytest.approx(sum(chances) / len(chances), **CLOSE)
    for row in detail:
        expected_loss = float(str(row["spend_if_retained"])) * float(str(row["churn_probability"]))
        assert float(str(row["expected_loss"])) == pytest.approx(expected_loss, abs=0.01, rel=1e-3)


def test_the_order_of_the_rows_does_not_matter() -> None:
    shuffled = list(till())
    Random(2).shuffle(shuffled)
    with shop(shuffled, keyed(till())) as store:
        again = churn(store, months=MONTHS, method="auto", top=15)
    assert again == answer("auto")


def test_other_keys_change_no_number() -> None:
    keys = {name: place + 1 for place, name in enumerate(sorted(keyed(till()), reverse=True))}
    with shop(till(), keys) as store:
        again = churn(store, months=MONTHS, method="auto", top=15)
    assert (again.facts, again.records) == (answer("auto").facts, answer("auto").records)
    parts = ("bands", "backtest", "backtest_all", "calibration", "cutoffs")
    assert {name: again.parts[name] for name in parts} == {name: answer("auto").parts[name] for name in parts}


@pytest.mark.parametrize("months", [1, 3, 12])
def test_any_horizon_ends_where_the_calendar_says(months: int) -> None:
    with shop(busy(5, buyers=300, days=800)) as store:
        result = churn(store, months=months, method="mbg_nbd")
    as_of = FIRST + timedelta(days=799)
    assert result.facts["forecast_to"] == hand.later(as_of, months)
    expected = hand.cutoffs(as_of, months, FIRST)[:2]
    assert [row["cutoff"] for row in table(result, "cutoffs")] == expected
