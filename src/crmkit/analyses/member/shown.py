"""Members as rows: numbers of levels and days as names and dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import cast

import numpy as np

from crmkit.analyses.member.lists import is_near
from crmkit.analyses.member.standing import Members
from crmkit.messages import Language, say
from crmkit.models.membership.history import Days, Whole
from crmkit.models.membership.levels import NEVER
from crmkit.models.membership.plan import Level, Plan
from crmkit.models.shares import yuan
from crmkit.periods import days_later
from crmkit.result import Record
from crmkit.store.store import Store

NAMES = files("crmkit.customers") / "names.sql"
LISTED = 20
"""Customers next to a level that are named beside the summary."""


class Shown:
    """Numbers of levels and days as names and dates."""

    def __init__(self, store: Store, plan: Plan, days: Days, language: Language) -> None:
        self._store, self._plan, self._days = store, plan, days
        none = say("text", "level_none", language)
        self.names = (none, *(level.name for level in plan.levels))

    def levels(self, found: Members) -> list[Record]:
        """One row per level, the highest first."""
        return [self._level(found, number) for number in reversed(range(len(self.names)))]

    def _level(self, found: Members, number: int) -> Record:
        rule = self._plan.levels[number - 1] if number else Level("", {}, {})
        now, then = found.level == number, found.before == number
        net = rule.enter.get("net")
        return (
            *(number, self.names[number], None if net is None else yuan(net)),
            *(rule.enter.get("orders"), rule.enter.get("purchase_days")),
            *(int(now.sum()), int(then.sum()), int((now & (found.before < number)).sum())),
            *(int((then & (found.level < number)).sum()), yuan(int(found.fen[now].sum()))),
        )

    def near(self, found: Members, near: Decimal) -> list[Record]:
        """The first of those who miss little for the next level: the least part first, the most money of equals."""
        some = found.only(is_near(found, near))
        some = some.only(np.lexsort((some.key, -some.fen, some.gap))[:LISTED])
        return [
            (name, self.names[level], self.names[level + 1], yuan(fen), *missing, by, last)
            for name, level, fen, missing, by, last in zip(
                self._named(some), some.level.tolist(), some.fen.tolist(), self._next(some),
                self._dates(some.same_until), self._dates(some.last_bought), strict=True,
            )
        ]  # fmt: skip

    def customers(self, some: Members) -> list[Record]:
        """One row per customer."""
        held = np.where(some.level > 0, some.until, NEVER)
        columns: Sequence[Sequence[object]] = (
            self._named(some), some.level.tolist(), [self.names[level] for level in some.level.tolist()],
            [yuan(fen) for fen in some.fen.tolist()], self._dates(held), self._dates(some.lost_on),
            *self._missing(*self._kept(some)), [self._above(level) for level in some.level.tolist()],
            *self._missing(some.to_next, some.purchases_to_next),
            self._dates(np.where(some.level < len(self._plan.levels), some.same_until, NEVER)),
            self._dates(some.last_bought),
        )  # fmt: skip
        return list(zip(*columns, strict=True))

    def _kept(self, some: Members) -> tuple[Whole, Whole]:
        is_lost = some.lost_on != NEVER
        return np.where(is_lost, some.to_keep, NEVER), np.where(is_lost, some.purchases_to_keep, NEVER)

    def _above(self, level: int) -> str | None:
        return self.names[level + 1] if level + 1 < len(self.names) else None

    def _next(self, some: Members) -> list[tuple[object, object]]:
        return list(zip(*self._missing(some.to_next, some.purchases_to_next), strict=True))

    def _missing(self, fen: Whole, purchases: Whole) -> tuple[list[object], list[object]]:
        return (
            [None if amount == NEVER else yuan(amount) for amount in fen.tolist()],
            [None if count == NEVER else count for count in purchases.tolist()],
        )

    def _dates(self, numbers: Whole) -> list[date | None]:
        known = {int(number): days_later(self._days.first, int(number)) for number in np.unique(numbers)}
        return [None if number == NEVER else known[number] for number in numbers.tolist()]

    def _named(self, some: Members) -> list[str]:
        found = dict(cast("Sequence[tuple[int, str]]", self._store.query(NAMES, keys=some.key.tolist()).records))
        return [found[key] for key in some.key.tolist()]
