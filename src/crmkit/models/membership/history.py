"""History of members: what each customer had bought in the window, as known on any day.

Days are numbers from the first day of the data on, customers numbers from 0 on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from crmkit.models.membership.plan import Measure, Plan
from crmkit.periods import days_apart, days_later

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Days:
    """What the spans of a plan mean for each day from ``first`` to ``last``, and for those on which levels end then."""

    def __init__(self, plan: Plan, first: date, last: date) -> None:
        self.first, self.last = first, days_apart(first, last)
        end = plan.grace.after(plan.valid.after(last))
        days = [days_later(first, number) for number in range(days_apart(first, end) + 1)]
        self.width = len(days) + 1
        """More than any day: a purchase that is in the window to the end leaves it on the day before."""
        self.opens = np.array([days_apart(first, plan.window.before(day)) for day in days])
        """The last day that is no longer in the window which ends on a day."""
        self.expires = np.array([days_apart(first, plan.valid.after(day)) for day in days[: self.last + 1]])
        self.lost = np.array([days_apart(first, plan.grace.after(day)) for day in days])
        """The day on which a level that expires on a day, and cannot be kept, is lost."""

    def leaves(self, day: Whole) -> Whole:
        """The first day on which a purchase of ``day`` is no longer in the window."""
        return np.asarray(np.searchsorted(self.opens, day, "left"), dtype=np.int64)

    def lost_on(self, until: Whole) -> Whole:
        """When a level is lost that was held ``until`` a day."""
        return np.asarray(self.lost[np.minimum(until, len(self.lost) - 1)])


class Sums:
    """What one measure adds up to in the window, for any customer on any day."""

    def __init__(self, customer: Whole, day: Whole, amount: Whole, customers: int, width: int) -> None:
        keys = customer * width + day
        order = np.argsort(keys, kind="stable")
        self._keys, self._width = keys[order], width
        self._running = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(amount[order])])
        self._starts = np.searchsorted(self._keys, np.arange(customers) * width, "left")

    def at(self, customer: Whole, day: Whole) -> Whole:
        """The sums of customers on days."""
        place = np.searchsorted(self._keys, customer * self._width + day, "right")
        return np.asarray(self._running[place] - self._running[self._starts[customer]])

    def until_change(self, customer: Whole, day: Whole) -> Whole:
        """The last day from ``day`` on, on which the sum of each is the same; ``day`` where nothing follows."""
        place = np.searchsorted(self._keys, customer * self._width + day, "right")
        known = np.append(self._keys, -1)[place]
        return np.where(known // self._width == customer, known % self._width - 1, day)


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Rows of purchases by customer, day of the purchase and day on which it is known, in this order.

    ``customer``: a number below ``customers``. ``bought`` and ``known``: days; a row of a later ``known`` day takes
    back. ``fen`` and ``orders``: what it adds to the money and the orders of the day that was bought on.
    """

    customers: int
    customer: Whole
    bought: Whole
    known: Whole
    fen: Whole
    orders: Whole
    days: Days

    def visits(self) -> tuple[Whole, Whole]:
        """Customer and day of each day with a purchase."""
        is_visit = (self.known == self.bought) & (self.orders > 0)
        return self.customer[is_visit], self.bought[is_visit]

    def refunds(self) -> tuple[Whole, Whole]:
        """Customer and day of what was taken back later."""
        is_back = self.known > self.bought
        return self.customer[is_back], self.known[is_back]

    def sums(self, measure: Measure) -> Sums:
        """The measure in the window: a refund counts from its day on, as long as its purchase is in the window."""
        leaves = self.days.leaves(self.bought)
        if measure == "purchase_days":
            customer, enters, leaves = self._days_bought(leaves)
            amount = np.ones(len(customer), dtype=np.int64)
        else:
            counts = (self.known < leaves) & (self.known <= self.days.last)
            customer, enters, leaves = self.customer[counts], self.known[counts], leaves[counts]
            amount = (self.fen if measure == "net" else self.orders)[counts]
        return Sums(
            np.concatenate([customer, customer]),
            np.concatenate([enters, leaves]),
            np.concatenate([amount, -amount]),
            self.customers,
            self.days.width,
        )

    def _days_bought(self, leaves: Whole) -> tuple[Whole, Whole, Whole]:
        """Customer, day and the day from which on it counts no more, of each day of a purchase."""
        starts = np.flatnonzero(
            np.concatenate([[True], (np.diff(self.customer) != 0) | (np.diff(self.bought) != 0)])[: len(self.customer)]
        )
        running = np.cumsum(self.orders)
        lengths = np.diff(np.append(starts, len(self.customer)))
        left = running - np.repeat(running[starts] - self.orders[starts], lengths)
        gone = np.where((left == 0) & (self.known <= self.days.last), self.known, self.days.width - 1)
        first_gone = np.minimum.reduceat(gone, starts) if len(starts) else gone
        had = self.orders[starts] > 0
        customer, bought = self.customer[starts], self.bought[starts]
        ends = np.minimum(leaves[starts], first_gone)
        return customer[had], bought[had], ends[had]
