"""Plan of a membership: its levels, what it takes to enter and to keep one, and how long one is held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from crmkit.periods import days_later, months_later

Measure = Literal["net", "orders", "purchase_days"]
Down = Literal["one", "to_fit"]
MEASURES: tuple[Measure, ...] = "net", "orders", "purchase_days"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time, in calendar months or in days."""

    count: int
    unit: Literal["months", "days"]

    def after(self, day: date) -> date:
        """The day so much later."""
        return months_later(day, self.count) if self.unit == "months" else days_later(day, self.count)

    def before(self, day: date) -> date:
        """The day so much earlier: the last one that is no longer in a window of this length that ends on ``day``."""
        return Span(-self.count, self.unit).after(day)


@dataclass(frozen=True, slots=True)
class Level:
    """One level; any one of its thresholds is enough: money in fen, orders, days with purchases, in the window.

    Who may enter it may keep it: ``keep`` has a threshold of each measure of ``enter``, and none above it.
    """

    name: str
    enter: Mapping[Measure, int]
    keep: Mapping[Measure, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """The levels from the lowest to the highest.

    A level is entered on the day of a purchase and held for ``valid``. If it cannot be kept then, it is lost after
    ``grace``: by one level, or down to the one that can be kept (``to_fit``). With ``clawback`` a level that cannot
    be kept is lost on the day of a refund.
    """

    levels: tuple[Level, ...]
    window: Span = Span(12, "months")
    valid: Span = Span(12, "months")
    grace: Span = Span(30, "days")
    down: Down = "one"
    clawback: bool = False

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What its thresholds are of."""
        used = {measure for level in self.levels for measure in (*level.enter, *level.keep)}
        return tuple(measure for measure in MEASURES if measure in used)
