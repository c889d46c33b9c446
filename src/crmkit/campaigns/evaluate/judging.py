"""What may be said of a campaign: whether its groups are as they were assigned, and what sets them apart.

Nothing is said while the days are not over, or of fewer than ten buyers in a group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from crmkit.campaigns.evaluate.trial import Arm, Trial
from crmkit.errors import NotEnoughError
from crmkit.models.experiments.effects import (
    LEVEL,
    Adjusted,
    Effect,
    adjusted_difference,
    difference_of_means,
    difference_of_shares,
    holm,
    uneven,
)
from crmkit.models.experiments.power import smallest_lift
from crmkit.models.shares import rounded

Verdict = Literal["it_worked", "not_clear", "it_harmed", "too_early", "too_few"]
FEWEST_BUYERS = 10
LEAST_REMOVED = 0.05
"""Money of the past is taken off where it explains so much of the variance."""
UNEVEN = 0.001
"""Groups whose sizes are less likely than that were changed after they were assigned."""
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of a campaign: effects on the share of buyers and on money (fen a head), where they may be said.

    ``money`` is the one to go by, ``plain`` that of the money as it is, ``cut`` without the largest sums, ``adjusted``
    less what the past explains. ``detectable`` is the share of buyers that groups of such sizes would have shown beside
    ``base``. ``chance`` is the p-value of the shares, ``holm`` as if no other campaign were asked of.
    """

    verdict: Verdict
    even: float | None
    base: float | None
    detectable: float | None
    shares: Effect | None = None
    money: Effect | None = None
    plain: Effect | None = None
    cut: Effect | None = None
    adjusted: Adjusted | None = None
    holm: float | None = None

    @property
    def is_adjusted(self) -> bool:
        """Whether the money of the past is taken off."""
        return self.adjusted is not None and self.adjusted.removed >= LEAST_REMOVED


@dataclass(frozen=True, slots=True)
class Amounts:
    """What an effect comes to for all the treated: customers to one decimal, money to the fen."""

    value: Decimal
    low: Decimal
    high: Decimal


def judge(trial: Trial) -> Judgement:
    """What may be said of one campaign.

    Raises:
        NotEnoughError: the sizes of the groups are not those of a draw by lot.
    """
    campaign, treated, held = trial.campaign, trial.treated, trial.held
    share = Fraction(campaign.holdout_millionths, MILLION)
    even = uneven([treated.people, held.people], [1 - share, share]) if 0 < share < 1 else None
    if even is not None and even < UNEVEN:
        raise NotEnoughError(
            "campaign_uneven",
            name=campaign.name,
            listed=treated.people,
            held_out=held.people,
            share=f"{float(share):.0%}" if share * 100 % 1 == 0 else f"{float(share):.1%}",
        )
    if not trial.span.is_over:
        base = (campaign.base_buyers or 0) / campaign.base_customers if campaign.base_customers else None
        shown = None if base is None else smallest_lift(base, held.people, treated.people)
        return Judgement("too_early", even, base, shown)
    base = held.buyers / held.people
    shown = smallest_lift(base, held.people, treated.people)
    if min(treated.buyers, held.buyers) < FEWEST_BUYERS:
        return Judgement("too_few", even, base, shown)
    return _compared(treated, held, Judgement("not_clear", even, base, shown))


def _compared(treated: Arm, held: Arm, so_far: Judgement) -> Judgement:
    shares = difference_of_shares(treated.buyers, treated.people, held.buyers, held.people)
    found = replace(
        so_far,
        shares=shares,
        plain=difference_of_means(treated.spent, held.spent),
        cut=difference_of_means(treated.cut, held.cut),
        adjusted=adjusted_difference(treated.spent, held.spent),
        holm=shares.chance,
    )
    money = found.adjusted.effect if found.adjusted is not None and found.is_adjusted else found.plain
    return replace(found, money=money, verdict=_verdict(shares))


def together(judgements: Sequence[Judgement]) -> list[Judgement]:
    """The same when so many campaigns were asked of at once: what may be chance among several is not clear."""
    places = [place for place, each in enumerate(judgements) if each.shares is not None]
    chances = [each.shares.chance for each in judgements if each.shares is not None]
    found = list(judgements)
    for place, adjusted in zip(places, holm(chances), strict=True):
        is_clear = len(places) == 1 or adjusted < 1 - LEVEL
        verdict = found[place].verdict if is_clear else "not_clear"
        found[place] = replace(found[place], holm=adjusted, verdict=verdict)
    return found


def _verdict(shares: Effect) -> Verdict:
    return "it_worked" if shares.low > 0 else "it_harmed" if shares.high < 0 else "not_clear"


def of_all(effect: Effect, people: int, *, places: int, scale: int = 1) -> Amounts:
    """``effect`` a head for so many ``people``, in units of ``scale``."""
    found = (
        rounded(Fraction(value) * people / scale, places) for value in (effect.difference, effect.low, effect.high)
    )
    return Amounts(*found)


def returned(money: Amounts, cost: Decimal | None, margin: Decimal | None) -> Amounts | None:
    """What comes back of a cost beyond itself, as a share of it; ``None`` where a part of that is not known."""
    if not cost or margin is None:
        return None
    values = (Fraction(value) * Fraction(margin) - Fraction(cost) for value in (money.value, money.low, money.high))
    return Amounts(*(rounded(value / Fraction(cost), 6) for value in values))
