"""The reasons for a customer's risk: true of the customer, on the side the band is on, and what moved the model."""

from __future__ import annotations

import re
from functools import cache
from statistics import median

import numpy as np
import pytest
from tests.analyses import churn_by_hand as hand
from tests.analyses.till import Order, busy, keyed, shop

from crmkit.analyses.churn.churn import churn
from crmkit.customers.outlook.churn import churn_forecast
from crmkit.customers.outlook.churn_reasons import LEAST_CONTRIBUTION
from crmkit.messages import catalog
from crmkit.models.churn.features import GROUPS

METHODS = ("mbg_nbd", "classifier", "past_rates")
SENTENCES = {
    "recency": r"(\d+) days? since the last purchase",
    "rhythm": (
        r"no purchase for ([0-9.]+) times the expected gap of (\d+) days? "
        r"\(own average (\d+), shop average (\d+)\)"
    ),
    "rhythm_once": r"no purchase for ([0-9.]+) times the shop's usual gap of (\d+) days?",
    "frequency": r"(\d+) purchase days in (\d+) days?",
    "frequency_once": r"only one purchase day",
    "trend": r"(\d+) purchase days? in the last 180 days",
    "spend": r"net spend ([0-9.,]+)",
    "tenure": r"customer for (\d+) days?",
    "breadth": r"(\d+) products? bought",
    "refunds": r"(\d+)% of the paid amount refunded",
    "season": r"(\d+) purchase days? in the same season last year",
}
LEAVING, STAYING = ("high", "slowing", "inactive"), ("low",)
Row = dict[str, object]


@cache
def till() -> list[Order]:
    return busy(5, buyers=1600, days=640)


@cache
def rows(method: str, language: str = "en") -> list[Row]:
    with shop(till()) as store:
        result = churn(store, method=method, detail=True, language=language)
    return [dict(zip(result.columns, record, strict=True)) for record in result.records]


def said(row: Row) -> list[tuple[str, list[float]]]:
    """The sentences of a customer: which one, and its numbers."""
    sentences = []
    for sentence in str(row["reasons"] or "").split("; "):
        found = {code: re.fullmatch(form, sentence) for code, form in SENTENCES.items() if sentence}
        sentences += [(code, numbers(match[0])) for code, match in found.items() if match]
    assert len(sentences) == (len(str(row["reasons"]).split("; ")) if row["reasons"] else 0), row
    return sentences


def numbers(text: str) -> list[float]:
    return [float(each.replace(",", "")) for each in re.findall(r"[0-9][0-9,]*(?:\.[0-9]+)?", text)]


@pytest.mark.parametrize("method", METHODS)
def test_what_is_said_is_true_and_speaks_for_the_band(method: str) -> None:
    as_of = max(order.day for order in till())
    horizon = (hand.later(as_of, 3) - as_of).days
    buyers = hand.known(till(), as_of, knows_all=True)
    gaps = hand.expected_gap(buyers)
    shop_gap = round(max(sum(own.last for own in buyers.values()) / sum(own.x for own in buyers.values()), 1.0))
    active = [own for own in buyers.values() if hand.is_active(own, horizon)]
    usual = {name: median(getattr(own, name) for own in active) for name in ("recency", "net")}
    heard = set()
    for row in rows(method):
        own, gap, leaving = buyers[str(row["customer"])], gaps[str(row["customer"])], row["risk"] in LEAVING
        true = {
            "recency": [own.recency],
            "rhythm": [round(own.recency / gap, 1), round(gap), round(own.last / max(own.x, 1)), shop_gap],
            "rhythm_once": [round(own.recency / gap, 1), round(gap)],
            "frequency": [own.x + 1, own.age],
            "frequency_once": [],
            "spend": [own.net / 100],
            "tenure": [own.age],
        }
        speaks_for_leaving = {
            "recency": own.recency > usual["recency"],
            "rhythm": own.recency > gap,
            "rhythm_once": own.recency > gap,
            "frequency_once": True,
            "spend": own.net < usual["net"],
        }
        for code, figures in said(row):
            heard.add(code)
            if code in true:
                assert figures == pytest.approx(true[code], abs=0.1001 if code.startswith("rhythm") else 1e-9), row
            assert code not in ("frequency_once", "rhythm_once") or own.x == 0
            assert code not in ("frequency", "rhythm") or own.x > 0
            if row["risk"] in LEAVING + STAYING:
                assert speaks_for_leaving.get(code, leaving) == leaving, row
    wanted = {"recency", "frequency_once", "rhythm", "frequency"}
    assert heard >= (wanted if method == "mbg_nbd" else {"recency", "frequency_once"})


@pytest.mark.parametrize("method", METHODS)
def test_who_slows_is_overdue_and_who_is_at_high_risk_has_a_reason(method: str) -> None:
    slowing, high = ([row for row in rows(method) if row["risk"] == risk] for risk in ("slowing", "high"))
    assert slowing
    for row in slowing:
        code, (times, *_) = said(row)[0]
        assert code in ("rhythm", "rhythm_once")
        assert times >= 2
    assert sum(row["reasons"] is None for row in high) <= len(high) / 20


@pytest.mark.parametrize("method", METHODS)
def test_each_reason_moved_the_model_in_that_direction(method: str) -> None:
    as_of, first = (pick(order.day for order in till()) for pick in (max, min))
    with shop(till()) as store:
        forecast = churn_forecast(store, as_of, 3, first, as_of, method)
    everyone = np.arange(len(forecast.now))
    push = dict(
        zip(
            forecast.now.then.customers.tolist(),
            forecast.choice.score.contributions(forecast.now, everyone),
            strict=True,
        )
    )
    keys, checked = keyed(till()), 0
    for row in rows(method):
        if row["risk"] in ("high", "inactive", "low"):
            sign = 1 if row["risk"] in LEAVING else -1
            toward = [
                sign * push[keys[str(row["customer"])]][GROUPS.index(code.removesuffix("_once"))]
                for code, _ in said(row)
            ]
            assert toward == sorted(toward, reverse=True)
            assert min(toward, default=1) >= LEAST_CONTRIBUTION
            checked += len(toward)
    assert checked > 500


def test_a_reason_does_not_depend_on_who_else_is_listed() -> None:
    with shop(till()) as store:
        listed = churn(store, method="mbg_nbd", top=5).parts["save_list"]
    by_name = {row["customer"]: row["reasons"] for row in rows("mbg_nbd")}
    assert [record[-1] for record in listed.records] == [by_name[record[0]] for record in listed.records]


def test_both_languages_say_the_same() -> None:
    for english, chinese in zip(rows("mbg_nbd"), rows("mbg_nbd", "zh"), strict=True):
        assert english["customer"] == chinese["customer"]
        one, other = str(english["reasons"] or ""), str(chinese["reasons"] or "")
        assert sorted(numbers(one)) == sorted(numbers(other))
        assert len(one.split("; ")) == len(other.split("；"))


def test_every_group_has_a_sentence() -> None:
    assert {*GROUPS, "frequency_once", "rhythm_once"} == set(catalog()["why"]) == set(SENTENCES)
