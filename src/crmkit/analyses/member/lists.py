"""Which customers are on a list: all of them, those near the next level, or those who will lose theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, cast

import numpy as np

from crmkit.analyses.member.standing import Members
from crmkit.customers.arguments import require_choice, require_share
from crmkit.customers.window import Window
from crmkit.errors import UsageError
from crmkit.models.membership.history import Days, Flags
from crmkit.models.membership.levels import NEVER
from crmkit.periods import days_apart, months_later, read_day

QUARTER = 3
"""Months back to the day that levels are compared with, and ahead to the day until which they are lost."""
NEAR = Decimal("0.1")
"""The part of the next threshold that a customer near it misses at most, unless another is asked for."""
Lists = Literal["", "all", "near", "falling"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is near, who is falling by when, the earlier day to compare with, which list is asked for, if any.

    ``is_against``: the levels of the platform, too.
    """

    near: Decimal
    falling: date | None
    since: date | None
    lists: Lists
    is_against: bool

    def falling_by(self, window: Window) -> date:
        """The day until which levels are lost; ``UsageError`` for one that is not to come."""
        if self.falling is not None and self.falling <= window.as_of:
            raise UsageError("member_falling", value=self.falling, as_of=window.as_of)
        return self.falling or months_later(window.as_of, QUARTER)

    def compared_with(self, window: Window) -> date:
        """The earlier day; ``UsageError`` for one that is not over."""
        if self.since is not None and self.since >= window.as_of:
            raise UsageError("member_since", value=self.since, as_of=window.as_of)
        return self.since or months_later(window.as_of, -QUARTER)


def read_asked(
    near: float | None, falling: date | str | None, since: date | str | None, *, detail: bool, against: str | None
) -> Asked:
    """What was asked for; ``UsageError`` where it has no meaning."""
    if against is not None:
        require_choice("--against", against, ("level",))
    if near is not None:
        require_share("--near", near)
    named = [name for name, is_asked in (("near", near is not None), ("falling", falling is not None)) if is_asked]
    if len(named) + detail > 1:
        raise UsageError("member_lists")
    lists = cast("Lists", named[0] if named else "all" if detail else "")
    return Asked(
        NEAR if near is None else Decimal(str(near)), read_day(falling), read_day(since), lists, against is not None
    )


def is_near(found: Members, near: Decimal) -> Flags:
    """Who misses at most that part of a threshold of the next level."""
    has_next = (found.to_next != NEVER) | (found.purchases_to_next != NEVER)
    return np.asarray((found.gap <= float(near)) & has_next)


def is_falling(found: Members, days: Days, until: date) -> Flags:
    """Who loses the level by a day unless something is bought."""
    return np.asarray(found.lost_on <= days_apart(days.first, until))


def chosen(found: Members, lists: Lists, near: Decimal, days: Days, until: date) -> Members:
    """Who is on the list: the highest level first, the least that is missing, or the first day of loss."""
    if lists == "near":
        some = found.only(is_near(found, near))
        return some.only(np.lexsort((some.key, -some.fen, some.gap)))
    if lists == "falling":
        some = found.only(is_falling(found, days, until))
        return some.only(np.lexsort((some.key, -some.fen, some.lost_on)))
    return found.only(np.lexsort((found.key, -found.fen, -found.level)))
