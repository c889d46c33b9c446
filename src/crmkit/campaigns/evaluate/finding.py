"""What was found out about one campaign, in the same form whether it has a hold-out or similar customers beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from crmkit.campaigns.evaluate.judging import Amounts, Judgement, of_all, returned
from crmkit.campaigns.evaluate.trial import Arm, Span, Trial

MOST_LEAKED = Fraction(1, 20)
"""More of the held out than that were written to: it stands in the headline."""


@dataclass(frozen=True, slots=True)
class Group:
    """One of the two groups: who bought of its ``customers``, and fen a head; other figures where they are known."""

    code: str
    customers: int
    buyers: int
    rate: Fraction
    mean: Fraction
    net: int
    purchase_days: int | None = None
    refunded: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike the treated and others are: ``kept`` of ``treated`` in ``strata``, each measure before and after."""

    treated: int
    kept: int
    strata: int
    measures: Sequence[tuple[str, float, float]]


@dataclass(frozen=True, slots=True)
class Finding:
    """A campaign, its groups and what is said of them. ``contacted`` of the treated were written to."""

    name: str
    span: Span
    treated: Group
    other: Group
    judgement: Judgement
    contacted: int = 0
    held_contacted: int = 0
    forgotten: int = 0
    cost: Decimal | None = None
    margin: Decimal | None = None
    cut_fen: int | None = None
    daily: Sequence[tuple[str, date, int, int]] = ()
    likeness: Likeness | None = None

    def judged(self, judgement: Judgement) -> Finding:
        """It with another judgement."""
        return replace(self, judgement=judgement)

    @property
    def incremental(self) -> Amounts | None:
        """The customers who bought because of it."""
        shares = self.judgement.shares
        return None if shares is None else of_all(shares, self.treated.customers, places=1)

    @property
    def money(self) -> Amounts | None:
        """What they brought because of it."""
        money = self.judgement.money
        return None if money is None else of_all(money, self.treated.customers, places=2, scale=100)

    @property
    def returned(self) -> Amounts | None:
        """What came back of its cost beyond itself."""
        return None if self.money is None else returned(self.money, self.cost, self.margin)

    @property
    def has_leaked(self) -> bool:
        """Whether so many of the held out were written to that the groups are hardly apart."""
        return self.held_contacted > MOST_LEAKED * self.other.customers


def found_of(trial: Trial, judgement: Judgement, margin: Decimal | None) -> Finding:
    """What was found out about a campaign with a hold-out."""
    return Finding(
        trial.campaign.name,
        trial.span,
        _group("got_it", trial.treated),
        _group("held_back", trial.held),
        judgement,
        trial.contacted,
        trial.held_contacted,
        trial.forgotten,
        trial.cost,
        margin,
        trial.cut_fen,
        trial.daily,
    )


def _group(code: str, arm: Arm) -> Group:
    return Group(
        code,
        arm.people,
        arm.buyers,
        Fraction(arm.buyers, arm.people),
        arm.spent.mean,
        arm.spent.total,
        arm.purchase_days,
        Fraction(arm.refund, arm.paid) if arm.paid else None,
    )
