"""Lists without a hold-out beside similar customers: against plain Python, and what is refused."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from tests.analyses.kept_shops import tiers
from tests.analyses.screens import in_both, shown
from tests.campaigns.drawn import AS_OF, START, Bought, List, Sent, Till, spring

from crmkit.campaigns.evaluate.evaluate import evaluate
from crmkit.errors import NotEnoughError
from crmkit.result import Result


def asked(till: Till, *names: str, **more: object) -> Result:
    with till.store() as store:
        return evaluate(store, *(names or ("auto",)), matched=True, **more)  # type: ignore[arg-type]


def auto(seed: int = 1, people: int = 3000, *, lift: float = 0.0, tilt: float = 0.0, later: int = 0) -> Till:
    """A list of those who bought lately more often (``tilt``) and ``later``; more of it buy since (``lift``)."""
    random = Random(seed)
    till = Till(customers=people)
    listed = []
    for number in range(people):
        recent = random.random() < 0.5
        is_listed = random.random() < 0.4 + (tilt if recent else -tilt)
        if is_listed:
            listed.append(number)
        ago = random.randrange(35, 60) if recent else random.randrange(200, 300)
        if later and recent:
            ago = 47 + random.randrange(12) - (later if is_listed else 0)
        till.orders.append(Bought(number, AS_OF - timedelta(days=ago), random.choice([5_000, 20_000])))
        if random.random() < 0.15:
            till.orders.append(Bought(number, AS_OF - timedelta(days=random.randrange(1, 30)), 7_000))
        if random.random() < (0.3 if recent else 0.1) + (lift if is_listed else 0):
            till.orders.append(Bought(number, START + timedelta(days=random.randrange(30)), 9_000))
    till.orders.append(Bought(0, AS_OF + timedelta(days=90), 1))
    till.lists = [List("auto", listed, share=0)]
    return till


def band(value: int, *edges: int) -> int:
    return sum(value > edge for edge in edges)


def by_hand(till: Till, start: date, days: int) -> dict[str, float]:
    """The difference within strata, weighted by the treated, and how many of them are kept."""
    history, net = defaultdict(list), defaultdict(int)
    did, money = defaultdict(int), defaultdict(int)
    for order in till.orders:
        kept = order.paid - order.back
        if kept and order.day < start:
            history[order.number].append(order.day)
            net[order.number] += kept
        elif kept and order.day < start + timedelta(days=days):
            did[order.number], money[order.number] = 1, money[order.number] + kept
    treated = set(till.lists[0].listed)
    contacted = {each.number for each in till.sent if start <= each.day < start + timedelta(days=days)}
    tier = tiers({str(number): fen for number, fen in net.items()})
    strata = defaultdict(lambda: ([], []))
    before, ordered = start - timedelta(days=1), sorted(net.values())
    for number, bought in history.items():
        if number not in treated and number in contacted:
            continue
        less = np.searchsorted(ordered, net[number])
        stratum = (
            band((before - max(bought)).days, 30, 60, 90, 180, 365),
            band(len(set(bought)), 1, 2, 4, 9),
            5 * int(less) // len(ordered),
            band((before - min(bought)).days, 90, 180, 365, 730),
            tier[str(number)],
        )
        strata[stratum][number not in treated].append(number)
    both = [pair for pair in strata.values() if min(map(len, pair)) > 1]
    whole = sum(len(pair[0]) for pair in both)
    found = {"kept": whole, "strata": len(both), "others": sum(len(pair[1]) for pair in both)}
    for name, outcome in (("rate", did), ("money", money)):
        lead = variance = 0.0
        for pair in both:
            one, other = ([outcome[number] for number in kind] for kind in pair)
            weight = len(one) / whole
            lead += weight * (np.mean(one) - np.mean(other))
            variance += weight**2 * (np.var(one, ddof=1) / len(one) + np.var(other, ddof=1) / len(other))
        found |= {name: lead, f"{name}_low": lead - 1.959963985 * variance**0.5}
    return found


@pytest.mark.parametrize(("seed", "tilt"), [(1, 0.0), (2, 0.25)])
def test_every_figure_is_that_of_plain_python(seed: int, tilt: float) -> None:
    till = auto(seed, lift=0.08, tilt=tilt)
    till.sent = [Sent(number, START + timedelta(days=number % 40), "other") for number in range(0, 3000, 9)]
    answer = asked(till)
    expected, facts = by_hand(till, START, 30), answer.facts
    assert answer.name == "evaluate_matched" and facts["started_on"] == START
    assert facts["treated"] == expected["kept"] and facts["held_out"] == expected["others"]
    kept = next(note for note in answer.notes if note.code == "evaluate_kept").values
    assert (kept["kept"], kept["treated"], kept["strata"]) == (
        expected["kept"], len(till.lists[0].listed), expected["strata"],
    )  # fmt: skip
    assert float(str(facts["rate_difference"])) == pytest.approx(expected["rate"], abs=1e-7)
    assert float(str(facts["rate_low"])) == pytest.approx(expected["rate_low"], abs=1e-7)
    money = [expected[name] * expected["kept"] / 100 for name in ("money", "money_low")]
    assert [float(str(facts[name])) for name in ("money", "money_low")] == pytest.approx(money, abs=0.01)
    rows = [dict(zip(answer.columns, record, strict=True)) for record in answer.records]
    assert [row["arm"] for row in rows] == ["got_it", "similar_customers", "difference_of_arms"]
    lead = float(str(rows[0]["rate"])) - float(str(rows[1]["rate"]))
    assert lead == pytest.approx(expected["rate"], abs=2e-6)
    balance = {name: (abs(before), abs(after)) for name, before, after in answer.parts["balance"].records}
    assert all(after <= 0.1 for _, after in balance.values())
    assert (max(before for before, _ in balance.values()) > 0.3) is bool(tilt)


def test_what_looks_like_an_effect_goes_when_like_is_compared_with_like() -> None:
    """Those on the list had bought lately and would have come anyway."""
    till = auto(3, 6000, tilt=0.25)
    answer = asked(till)
    bought = {order.number for order in till.orders if START <= order.day < START + timedelta(days=30)}
    listed = set(till.lists[0].listed)
    naive = len(bought & listed) / len(listed) - len(bought - listed) / (6000 - len(listed))
    assert naive > 0.05 and answer.facts["verdict"] == "not_clear"
    assert asked(auto(3, 6000, tilt=0.25, lift=0.1)).facts["verdict"] == "it_worked"


def test_it_is_headed_as_no_experiment() -> None:
    answer = asked(auto(1, lift=0.1))
    assert shown(answer).startswith("Compared with similar customers, not an experiment")
    assert shown(answer, "zh").startswith("与相似客户比较，并非实验")
    said = in_both(answer)
    assert "more customers bought than of similar customers" in said["en"][0] and "because of" not in said["en"][0]
    assert "比相似客户多约" in said["zh"][0]


def refused(till: Till, **more: object) -> dict[str, object]:
    with pytest.raises(NotEnoughError) as problem:
        asked(till, **more)
    assert problem.value.code == "campaign_unlike"
    return {name: value for name, value in problem.value.values.items() if value is not None}


def test_what_is_refused() -> None:
    till = auto(1)
    few = replace(till, lists=[replace(till.lists[0], listed=till.lists[0].listed[:199])])
    assert refused(few)["treated"] == 199
    assert "kept" not in refused(few) and "differed" not in refused(few)
    written = replace(till, sent=[Sent(number, START, "mail") for number in range(3000)])
    assert refused(written)["kept"] == 0
    assert refused(auto(1, later=14), days=45) == {
        "name": "auto",
        "least": 200,
        "of": len(auto(1, later=14).lists[0].listed),
        "differed": "",
    }, "in the same strata they had bought more in the 45 days before"


def test_whoever_is_on_another_list_is_not_alike() -> None:
    till = auto(1)
    rest = sorted(set(range(3000)) - set(till.lists[0].listed))
    till.lists.append(List("other", rest[::2], as_of=AS_OF + timedelta(days=3)))
    till.lists.append(List("late", rest[1::2], as_of=AS_OF + timedelta(days=60)))
    alone = asked(auto(1)).facts["held_out"]
    assert asked(till).facts["held_out"] < 0.6 * int(str(alone))


def test_too_early_and_several() -> None:
    till = spring(1, 2000, last=30)
    till.lists = [List("auto", range(0, 2000, 2), share=0)]
    assert asked(till).facts["verdict"] == "too_early"
    till = auto(1, lift=0.1)
    till.lists.append(replace(till.lists[0], name="again"))
    rows = asked(till, "auto", "again").parts["campaigns"].records
    assert [row[1] for row in rows] == ["it_worked", "it_worked"]
