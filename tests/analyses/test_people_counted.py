"""A number of people in a sentence is the length of a list that the owner can have (docs/metrics.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.example_shop import example_shop

import crmkit
from crmkit.customers.figures import lines_of
from crmkit.customers.scores.maps import load_map
from crmkit.result import Result
from crmkit.store.store import Store

Ask = Callable[..., Result]


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with crmkit.open(example_shop(tmp_path_factory)) as store:
        yield store


def counts(result: Result) -> dict[str, dict[str, Any]]:
    """What fills the sentences of an answer, by their codes."""
    return {said.code: dict(said.values) for said in result.answer}


def length(store: Store, ask: Ask, **asked: object) -> int:
    """How many there are on the list of an answer."""
    return len(ask(store, detail=True, **asked).records)


def people(store: Store, ask: Ask, **asked: object) -> list[dict[str, Any]]:
    return lines_of(ask(store, detail=True, **asked))


@pytest.mark.parametrize("scheme", ["grid", "cn8"])
def test_segments(examples: Store, scheme: str) -> None:
    said = counts(crmkit.segment(examples, segments=scheme))
    listed = people(examples, crmkit.segment, segments=scheme)
    for code, name, own in (
        ("segment_best", "best", load_map(scheme).best),
        ("segment_lost", "lost", load_map(scheme).lost),
    ):
        assert said[code][name] == sum(row["segment_code"] in own for row in listed) > 0
        where = f"segment in ({', '.join(own)})"
        assert said[code][name] == length(examples, crmkit.segment, segments=scheme, where=where)
    assert said["segment_best"]["customers"] == len(listed)


def test_tiers(examples: Store) -> None:
    said = counts(crmkit.tiers(examples))["tiers_top"]
    listed = people(examples, crmkit.tiers)
    assert said["customers"] == len(listed)
    assert said["best"] == sum(row["tier"] == "A" for row in listed) > 0
    assert said["best"] == length(examples, crmkit.tiers, where="tier=A")


def test_profile(examples: Store) -> None:
    said = counts(crmkit.profile(examples))
    every, recent = said["profile_all"], said["profile_recent"]
    conditions = {
        "purchase_days>=1": every["customers"],
        "is_repeat": every["repeat"],
        "stage=lost": every["lost"],
        f"recency_days<{recent['days']}": recent["bought"],
        f"recency_days<{recent['days']} and tenure_days<{recent['days']}": recent["new"],
        f"recency_days<{recent['days']} and tenure_days>={recent['days']}": recent["returning"],
    }
    assert {where: length(examples, crmkit.profile, where=where) for where in conditions} == conditions


def test_churn(examples: Store) -> None:
    result = crmkit.churn(examples, top=None)
    said = counts(result)
    listed = people(examples, crmkit.churn)
    risks = [row["risk"] for row in listed]
    start = said["churn_start"]
    assert said["churn_expected"]["active"] == sum(risk != "inactive" for risk in risks)
    assert (start["high"], start["slowing"]) == (risks.count("high"), risks.count("slowing"))
    assert start["out"] == start["high"] + start["slowing"] == len(result.parts["save_list"].records)
    first = [row for row in listed if row["tier"] == start["tier"] and row["risk"] in ("high", "slowing")]
    assert start["first"] == len(first) == sum(row["tier"] == "A" for row in lines_of(result, "save_list")) > 0


def test_value(examples: Store) -> None:
    result = crmkit.value(examples, top=None)
    said = counts(result)
    listed = people(examples, crmkit.value)
    assert said["value_so_far"]["customers"] == len(listed)
    rising = said["value_rising"]["rising"]
    assert rising == sum(row["is_rising"] for row in listed) == len(result.parts["rising_customers"].records) > 0


def test_remind(examples: Store) -> None:
    result = crmkit.remind(examples, top=None)
    said = counts(result)
    listed = people(examples, crmkit.remind)
    assert said["remind_due"]["due"] == len(listed) == len(result.parts["remind_list"].records) > 0
    late = sum((row["days_late"] or 0) > 0 for row in listed)  # who is expected on the day itself is not late yet
    assert said["remind_due"]["late"] == late > 0
    assert said["remind_due"]["soon"] == len(listed) - late
    assert said["remind_own"]["own"] == sum(row["basis"] == "own" for row in listed)


def test_waiting(examples: Store) -> None:
    said = counts(crmkit.waiting(examples))
    listed = people(examples, crmkit.waiting)
    codes = {
        "waiting_ship": "to_ship",
        "waiting_refunds": "refund_open",
        "waiting_pay": "to_pay",
        "waiting_lost_some": "closed_away",
    }
    for code, name in codes.items():
        own = [row for row in listed if row["waiting"] == name]
        assert said[code]["orders"] == len(own) > 0
        assert said[code]["buyers"] == len({row["customer"] for row in own} - {None})
