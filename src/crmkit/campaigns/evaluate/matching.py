"""A campaign without a hold-out: those on its list beside customers who were alike and whom nobody wrote to.

Alike are customers of the same stratum on the day before the start: how long ago they last bought, on how many days,
for how much, since when they are customers, in which value tier. It is refused where too few have anybody alike, where
the groups still differ, or where they differed in what they bought just before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any, cast

from crmkit.campaigns.evaluate.asked import Asked
from crmkit.campaigns.evaluate.finding import Finding, Group, Likeness
from crmkit.campaigns.evaluate.judging import FEWEST_BUYERS, Judgement, Verdict
from crmkit.campaigns.evaluate.trial import SQL, span_of
from crmkit.customers.traits.build import build
from crmkit.errors import NotEnoughError
from crmkit.models.experiments.effects import Effect, Sums
from crmkit.models.experiments.matched import (
    FEWEST_TREATED,
    LEAST_KEPT,
    MOST_APART,
    Matched,
    Stratum,
    apart,
    matched_difference,
)
from crmkit.models.experiments.power import smallest_lift
from crmkit.periods import days_earlier
from crmkit.store.audiences.audiences import AudienceRecord, build_arms, build_others
from crmkit.store.store import Store

BANDS = ("recency_band", "frequency_band", "money_band", "tenure_band", "tier")
MEASURES = {"recency": "since_last", "frequency": "days_bought", "spent": "spent_before", "tenure": "known_since"}
"""What must not differ, and its code."""
OUTCOMES = {"buyers": "buyers", "net": "net_squares", "former_buyers": "former_buyers", "past": "past_squares"}
"""What both did after the start and just before it, with the sums of squares: those of ones are themselves."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One stratum: rows of its treated and of the others."""

    treated: Mapping[str, Any]
    others: Mapping[str, Any]

    def stratum(self, total: str, squares: str) -> Stratum:
        """It as sums of one thing."""
        return Stratum(_sums(self.treated, total, squares), _sums(self.others, total, squares))

    @property
    def is_kept(self) -> bool:
        """Whether it has a variance on both sides."""
        return min(int(self.treated["people"]), int(self.others["people"])) > 1


def match(store: Store, campaign: AudienceRecord, asked: Asked, known_to: date) -> Finding:
    """What was found out about a campaign beside similar customers.

    Without contacts that say when it was sent it begins on the day after that of its list: who was chosen by what was
    known on that day may well be chosen by having bought nothing on it.

    Raises:
        NotEnoughError: nobody is alike enough.
    """
    span, cost = span_of(store, campaign, asked, known_to)
    build_arms(store, campaign.name, "evaluate_arms")
    build_others(store, campaign.name, campaign.as_of, span.known_last, "evaluate_others")
    store.materialise("evaluate_contacted", SQL / "contacted.sql", start=span.start, last=span.known_last)
    before = days_earlier(span.start, span.days)
    store.materialise(
        "evaluate_bought", SQL / "bought.sql", start=span.start, placebo_from=before, last=span.known_last
    )
    build(store, ("net_spend", "purchase_days", "recency_days", "tier"), days_earlier(span.start, 1))
    found = store.query(SQL / "alike.sql")
    pairs = _pairs([dict(zip(found.columns, record, strict=True)) for record in found.records])
    effects = {
        name: matched_difference([pair.stratum(name, squares) for pair in pairs]) for name, squares in OUTCOMES.items()
    }
    ((listed,),) = cast("list[tuple[int]]", store.query(SQL / "on_list.sql").records)
    likeness = _likeness(pairs, effects["buyers"], listed)
    _refuse_unlike(campaign, likeness, effects)
    kept = [pair for pair in pairs if pair.is_kept]
    treated, others = _groups(kept, likeness.kept)
    judgement = _judged(treated, others, effects, is_over=span.is_over)
    cost = asked.cost if asked.cost is not None else cost
    return Finding(campaign.name, span, treated, others, judgement, cost=cost, margin=asked.margin, likeness=likeness)


def _pairs(rows: Sequence[Mapping[str, Any]]) -> list[Pair]:
    nobody = dict.fromkeys(rows[0], 0) if rows else {}
    pairs = []
    for _, same in groupby(rows, key=lambda row: tuple(row[name] for name in BANDS)):
        kinds = {bool(row["is_treated"]): row for row in same}
        pairs.append(Pair(kinds.get(True, nobody), kinds.get(False, nobody)))
    return pairs


def _likeness(pairs: Sequence[Pair], matched: Matched | None, treated: int) -> Likeness:
    """How much the groups differ in what was known before: in all, and within the strata that have both."""
    if matched is None:
        return Likeness(treated, 0, 0, ())
    kept = [pair for pair in pairs if pair.is_kept]
    weights = [Fraction(pair.treated["people"], matched.kept) for pair in kept]
    measures = []
    for name, word in MEASURES.items():
        every = [pair.stratum(name, f"{name}_squares") for pair in pairs]
        whole = [sum((getattr(each, kind) for each in every), Sums(0, 0, 0)) for kind in ("treated", "others")]
        own = [pair.stratum(name, f"{name}_squares") for pair in kept]
        after = apart([each.treated for each in own], [each.others for each in own], weights)
        measures.append((word, apart([whole[0]], [whole[1]], [Fraction(1)]), after))
    return Likeness(treated, matched.kept, matched.strata, measures)


def _refuse_unlike(campaign: AudienceRecord, likeness: Likeness, effects: Mapping[str, Matched | None]) -> None:
    """``NotEnoughError`` with everything that speaks against a comparison."""
    furthest = max(likeness.measures, key=lambda measure: abs(measure[2]), default=None)
    is_apart = furthest is not None and abs(furthest[2]) > MOST_APART
    placebo = [effects[name] for name in ("former_buyers", "past")]
    differed = any(found is not None and found.effect.is_known for found in placebo)
    few = likeness.treated < FEWEST_TREATED
    lost = likeness.kept < LEAST_KEPT * likeness.treated or not likeness.kept
    if few or lost or is_apart or differed:
        raise NotEnoughError(
            "campaign_unlike",
            name=campaign.name,
            treated=likeness.treated if few else None,
            least=FEWEST_TREATED,
            kept=likeness.kept if lost else None,
            of=likeness.treated,
            apart=f"{abs(furthest[2]):.2f}" if furthest is not None and is_apart else None,
            differed="" if differed else None,
        )


def _groups(kept: Sequence[Pair], people: int) -> tuple[Group, Group]:
    """The treated who have others alike, and these others, weighted as the treated are."""
    found = []
    for kind, code in (("treated", "got_it"), ("others", "similar_customers")):
        rows = [getattr(pair, kind) for pair in kept]
        weights = [Fraction(pair.treated["people"], people) for pair in kept]
        rate, mean = (
            sum((weight * Fraction(int(row[name]), row["people"]) for weight, row in zip(weights, rows, strict=True)),
                Fraction(0))
            for name in ("buyers", "net")
        )  # fmt: skip
        count, buyers, net = (sum(int(row[name]) for row in rows) for name in ("people", "buyers", "net"))
        found.append(Group(code, count, buyers, rate, mean, net))
    return found[0], found[1]


def _judged(treated: Group, others: Group, effects: Mapping[str, Matched | None], *, is_over: bool) -> Judgement:
    base = float(others.rate)
    shown = smallest_lift(base, others.customers, treated.customers)
    shares, money = _effect(effects["buyers"]), _effect(effects["net"])
    if not is_over:
        return Judgement("too_early", None, base, shown)
    if min(treated.buyers, others.buyers) < FEWEST_BUYERS:
        return Judgement("too_few", None, base, shown)
    verdict: Verdict = "it_worked" if shares.low > 0 else "it_harmed" if shares.high < 0 else "not_clear"
    return Judgement(verdict, None, base, shown, shares, money, money, holm=shares.chance)


def _effect(found: Matched | None) -> Effect:
    if found is None:
        raise ValueError("no stratum has both kinds, which is refused before")
    return found.effect


def _sums(row: Mapping[str, Any], total: str, squares: str) -> Sums:
    return Sums(int(row["people"]), int(row[total]), int(row[squares]))
