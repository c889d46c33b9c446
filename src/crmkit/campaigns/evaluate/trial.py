"""A campaign as the store knows it: its two groups, when it began, what each group did since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any, cast

from crmkit.campaigns.evaluate.asked import Asked
from crmkit.errors import NotEnoughError, UsageError
from crmkit.models.experiments.effects import Sums
from crmkit.periods import days_apart, days_earlier, days_later
from crmkit.store.audiences.audiences import AudienceRecord, build_arms
from crmkit.store.store import Store

SQL = files("crmkit.campaigns.evaluate")
PAST_DAYS = 365
"""So many days before the start tell how much somebody spends anyway."""
FROM_CODES = {"list": "got_it", "holdout": "held_back"}
"""The groups as the store names them, and as answers do."""


@dataclass(frozen=True, slots=True)
class Arm:
    """What a group did: money in fen, as it is in ``spent`` and without the largest sums in ``cut``."""

    spent: Sums
    cut: Sums
    buyers: int = 0
    purchase_days: int = 0
    paid: int = 0
    refund: int = 0

    @property
    def people(self) -> int:
        """Everybody who was assigned to it."""
        return self.spent.people


NOBODY = Arm(Sums(0, 0, 0), Sums(0, 0, 0))


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are looked at: ``days`` from ``start`` on, as far as the data reach (``known_to``)."""

    start: date
    days: int
    known_to: date

    @property
    def last(self) -> date:
        """The last of these days."""
        return days_later(self.start, self.days - 1)

    @property
    def known_last(self) -> date:
        """The last of them that is known."""
        return min(self.last, self.known_to)

    @property
    def ask_on(self) -> date:
        """The day on which they and as many days for refunds are over."""
        return days_later(self.start, 2 * self.days)

    @property
    def is_over(self) -> bool:
        """Whether all of that is known."""
        return self.known_to >= self.ask_on

    @property
    def days_over(self) -> int:
        """How many of the days are known."""
        return min(max(days_apart(self.start, self.known_to) + 1, 0), self.days) if self.known_to >= self.start else 0


@dataclass(frozen=True, slots=True)
class Trial:
    """A campaign and what came of it; ``cut_fen`` is where sums of money are cut, ``None`` where nobody bought."""

    campaign: AudienceRecord
    span: Span
    treated: Arm
    held: Arm
    contacted: int
    held_contacted: int
    cost: Decimal | None
    cut_fen: int | None
    daily: Sequence[tuple[str, date, int, int]]

    @property
    def forgotten(self) -> int:
        """How many of those who were assigned are no longer known."""
        return max(self.campaign.listed + self.campaign.held_out - self.treated.people - self.held.people, 0)


def span_of(store: Store, campaign: AudienceRecord, asked: Asked, known_to: date) -> tuple[Span, Any]:
    """The days of a campaign, and what it cost according to the contacts.

    It begins on the day that was asked for, else on the first day of its contacts, else on the day after that of
    its list, as in the base rate of the list: what was bought on its day was known when it was made.
    """
    ((first_on, cost),) = store.query(SQL / "sent.sql", name=campaign.name, as_of=campaign.as_of).records
    start = asked.start or cast("date | None", first_on) or days_later(campaign.as_of, 1)
    if start < campaign.as_of:
        raise UsageError("campaign_start", where="--start", start=start, name=campaign.name, as_of=campaign.as_of)
    return Span(start, asked.days or campaign.window_days, known_to), cost


def read_trial(store: Store, campaign: AudienceRecord, asked: Asked, known_to: date) -> Trial:
    """Both groups of a campaign and what they did; each member stays in the temporary table ``evaluate_members``.

    Raises:
        NotEnoughError: one of the groups is empty.
        UsageError: it cannot have begun on the day that was asked for.
    """
    span, cost = span_of(store, campaign, asked, known_to)
    build_arms(store, campaign.name, "evaluate_arms")
    days = {"past_from": days_earlier(span.start, PAST_DAYS), "last": span.known_last}
    store.materialise("evaluate_days", SQL / "days.sql", **days)
    store.materialise("evaluate_members", SQL / "members.sql", start=span.start)
    ((cut,),) = store.query(SQL / "cut.sql").records
    arms = _arms(store, cast("int | None", cut))
    if not all(arm in arms for arm in FROM_CODES):
        counts = {code: arms.get(code, NOBODY).people for code in FROM_CODES}
        raise NotEnoughError("campaign_one_arm", name=campaign.name, listed=counts["list"], held_out=counts["holdout"])
    asked_of = {"name": campaign.name, "start": span.start, "last": span.known_last}
    reached = dict(cast("list[tuple[str, int]]", store.query(SQL / "reached.sql", **asked_of).records))
    return Trial(
        campaign,
        span,
        arms["list"],
        arms["holdout"],
        reached.get("list", 0),
        reached.get("holdout", 0),
        asked.cost if asked.cost is not None else cost,
        cast("int | None", cut),
        cast("list[tuple[str, date, int, int]]", store.query(SQL / "daily.sql", start=span.start).records),
    )


def _arms(store: Store, cut: int | None) -> dict[str, Arm]:
    found = store.query(SQL / "sums.sql", cut=cut or 0)
    return {str(record[0]): _arm(dict(zip(found.columns, record, strict=True))) for record in found.records}


def _arm(row: Mapping[str, Any]) -> Arm:
    number = {name: int(value) for name, value in row.items() if name != "arm"}
    people = number["people"]
    spent = Sums(people, number["total"], number["squares"], number["past"], number["past_squares"], number["products"])
    cut = Sums(people, number["cut_total"], number["cut_squares"])
    return Arm(spent, cut, number["buyers"], number["purchase_days"], number["paid"], number["refund"])
