"""Levels of members: a plan replayed over what was known, purchase by purchase and expiry by expiry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crmkit.models.membership.history import Flags, History, Whole
from crmkit.models.membership.plan import Measure, Plan

NEVER = 2**62
"""No day comes so late, no amount is so large."""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """The level of each customer on a day (0: none), the day until which it is held, and whether that is over."""

    level: Whole
    until: Whole
    in_grace: Flags


class Replay:
    """A plan applied to a history, as far as it was asked to go; a level depends on nothing but what was known then."""

    def __init__(self, plan: Plan, history: History) -> None:
        self._plan, self._history, self._days = plan, history, history.days
        self.sums = {measure: history.sums(measure) for measure in plan.measures}
        customer, day, entered = self._reviews()
        self._day, self._entered = np.append(day, NEVER), np.append(entered, 0)  # behind the last one nothing happens
        bounds = np.searchsorted(customer, np.arange(history.customers + 1))
        self._next, self._end = bounds[:-1].copy(), bounds[1:]
        self._level = np.zeros(history.customers, dtype=np.int64)
        self._until = np.zeros(history.customers, dtype=np.int64)
        self._in_grace = np.zeros(history.customers, dtype=bool)

    def on(self, day: int) -> Standing:
        """Where everyone stands at the end of ``day``, which is none before those asked for earlier."""
        active = np.arange(self._history.customers)
        while len(active):
            due = self._due(active)
            is_on = due <= day
            active, due = active[is_on], due[is_on]
            self._review(active, due)
        return Standing(self._level.copy(), self._until.copy(), self._in_grace.copy())

    def lost_on(self, standing: Standing) -> Whole:
        """The day on which each loses the level if nothing is bought; ``NEVER`` where it can be kept as it ends."""
        customer = np.arange(self._history.customers)
        until = np.minimum(standing.until, self._days.width - 2)
        is_kept = (standing.level == 0) | ~standing.in_grace & self.can_keep(customer, until, standing.level)
        return np.where(is_kept, NEVER, self._days.lost_on(until))

    def _reviews(self) -> tuple[Whole, Whole, Whole]:
        """Customer and day of each purchase, and the level that may be entered then; of refunds, if they count, -1."""
        customer, day = self._history.visits()
        entered = self.reached(customer, day)
        if not self._plan.clawback:
            return customer, day, entered
        back_customer, back_day = self._history.refunds()
        customer, day = np.concatenate([customer, back_customer]), np.concatenate([day, back_day])
        entered = np.concatenate([entered, np.full(len(back_day), -1)])
        order = np.lexsort((entered, day, customer))
        return customer[order], day[order], entered[order]

    def reached(self, customer: Whole, day: Whole) -> Whole:
        """The highest level that customers may enter on days."""
        level = np.zeros(len(customer), dtype=np.int64)
        amounts = {measure: sums.at(customer, day) for measure, sums in self.sums.items()}
        for number, rule in enumerate(self._plan.levels, start=1):
            for measure, threshold in rule.enter.items():
                level[amounts[measure] >= threshold] = number
        return level

    def can_keep(self, customer: Whole, day: Whole, level: Whole) -> Flags:
        """Whether customers may keep levels on days; what is no level can be kept."""
        kept = level == 0
        for measure, sums in self.sums.items():
            amount = sums.at(customer, day)
            kept |= amount >= self._thresholds(measure)[level]
        return np.asarray(kept)

    def _thresholds(self, measure: Measure) -> Whole:
        return np.array([NEVER, *(rule.keep.get(measure, NEVER) for rule in self._plan.levels)])

    def _due(self, active: Whole) -> Whole:
        """The day of the next review of each: of the next purchase, or of the end of what is held."""
        visit = self._day[self._place(active)]
        until = self._until[active]
        ends = np.where(self._in_grace[active], self._days.lost_on(until), until)
        return np.asarray(np.minimum(visit, np.where(self._level[active] > 0, ends, NEVER)))

    def _place(self, active: Whole) -> Whole:
        """Where the next purchase of each stands; the place behind all where there is none."""
        at = self._next[active]
        return np.asarray(np.where(at < self._end[active], at, len(self._day) - 1))

    def _review(self, active: Whole, day: Whole) -> None:
        place, level, until = self._place(active), self._level[active], self._until[active]
        has_event = self._day[place] == day
        entered = np.where(has_event, self._entered[place], 0)
        rises, is_refund, is_over = entered > level, entered < 0, day >= until
        asked = ~rises & (level > 0) & (is_over | is_refund)
        fails = np.zeros(len(active), dtype=bool)
        fails[asked] = ~self.can_keep(active[asked], day[asked], level[asked])
        falls = fails & (is_refund | (day >= self._days.lost_on(until)))
        fits = falls & (is_refund | (self._plan.down == "to_fit"))
        lowered = np.where(falls, level - 1, level)
        lowered[fits] = self._fitting(active[fits], day[fits], level[fits])
        begins = rises | falls | (asked & is_over & ~fails)
        self._level[active] = np.where(rises, entered, lowered)
        self._until[active] = np.where(begins, self._days.expires[day], until)
        self._in_grace[active] = ~begins & (self._in_grace[active] | (is_over & fails))
        self._next[active] += has_event

    def _fitting(self, customer: Whole, day: Whole, level: Whole) -> Whole:
        """The highest level below, that can be kept."""
        found = np.zeros(len(customer), dtype=np.int64)
        for number in range(1, len(self._plan.levels) + 1):
            kept = self.can_keep(customer, day, np.full(len(customer), number))
            found[(number < level) & kept] = number
        return found
