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
from crmkit.customers.outlook.churn import forecast
from crmkit.customers.outlook.churn_reasons import TELLING
from crmkit.messages import catalog
from crmkit.models.churn.features import GROUPS

METHODS = ("silence", "trained", "rates")
SENTENCES = {
    "recency": r"(\d+) days? since last purchase",
    "rhythm": r"([0-9.]+) times the expected (\d+) days? \(own (\d+), shop (\d+)\)",
    "rhythm_once": r"([0-9.]+) times the (\d+) days? usual in the shop",
    "frequency": r"(\d+) purchase days in (\d+) days?",
    "frequency_once": r"bought only once",
    "trend": r"(\d+) purchase days? in the last 180",
    "spend": r"([0-9.,]+) spent",
    "tenure": r"a customer for (\d+) days?",
    "breadth": r"(\d+) different products?",
    "refunds": r"(\d+)% of the money sent back",
    "season": r"(\d+) purchase days? in this season last year",
}
LEAVING, STAYING = ("high", "slipping", "lapsed"), ("safe",)
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
    told = []
    for sentence in str(row["reasons"] or "").split("; "):
        found = {code: re.fullmatch(form, sentence) for code, form in SENTENCES.items() if sentence}
        told += [(code, numbers(match[0])) for code, match in found.items() if match]
    assert len(told) == (len(str(row["reasons"]).split("; ")) if row["reasons"] else 0), row
    return told


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
        own, gap, leaving = buyers[str(row["customer"])], gaps[str(row["customer"])], row["band"] in LEAVING
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
            if row["band"] in LEAVING + STAYING:
                assert speaks_for_leaving.get(code, leaving) == leaving, row
    wanted = {"recency", "frequency_once", "rhythm", "frequency"}
    assert heard >= (wanted if method == "silence" else {"recency", "frequency_once"})


@pytest.mark.parametrize("method", METHODS)
def test_who_slips_is_overdue_and_who_is_at_high_risk_has_a_reason(method: str) -> None:
    slipping, high = ([row for row in rows(method) if row["band"] == band] for band in ("slipping", "high"))
    assert slipping
    for row in slipping:
        code, (times, *_) = said(row)[0]
        assert code in ("rhythm", "rhythm_once")
        assert times >= 2
    assert sum(row["reasons"] is None for row in high) <= len(high) / 20


@pytest.mark.parametrize("method", METHODS)
def test_each_reason_moved_the_model_that_way(method: str) -> None:
    as_of, first = (pick(order.day for order in till()) for pick in (max, min))
    with shop(till()) as store:
        told = forecast(store, as_of, 3, first, as_of, method)
    everyone = np.arange(len(told.now))
    push = dict(zip(told.now.then.customers.tolist(), told.choice.score.contributions(told.now, everyone), strict=True))
    keys, checked = keyed(till()), 0
    for row in rows(method):
        if row["band"] in ("high", "lapsed", "safe"):
            sign = 1 if row["band"] in LEAVING else -1
            pulls = [
                sign * push[keys[str(row["customer"])]][GROUPS.index(code.removesuffix("_once"))]
                for code, _ in said(row)
            ]
            assert pulls == sorted(pulls, reverse=True)
            assert min(pulls, default=1) >= TELLING
            checked += len(pulls)
    assert checked > 500


def test_a_reason_does_not_depend_on_who_else_is_listed() -> None:
    with shop(till()) as store:
        listed = churn(store, method="silence", top=5).parts["save_list"]
    by_name = {row["customer"]: row["reasons"] for row in rows("silence")}
    assert [record[-1] for record in listed.records] == [by_name[record[0]] for record in listed.records]


def test_both_languages_say_the_same() -> None:
    for english, chinese in zip(rows("silence"), rows("silence", "zh"), strict=True):
        assert english["customer"] == chinese["customer"]
        told, other = str(english["reasons"] or ""), str(chinese["reasons"] or "")
        assert sorted(numbers(told)) == sorted(numbers(other))
        assert len(told.split("; ")) == len(other.split("；"))


def test_every_group_has_a_sentence() -> None:
    assert {*GROUPS, "frequency_once", "rhythm_once"} == set(catalog()["why"]) == set(SENTENCES)
