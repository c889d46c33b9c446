"""The charts of a report as numbers: how each is drawn is a renderer's to decide.

Shares are 0 to 1, money is in the unit of the report's currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Unit = Literal["day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class Period:
    """A period of sales, its net money by who paid it; ``event`` is the code of the sale day in it, if any."""

    start: date
    returning: Decimal
    new: Decimal
    unidentified: Decimal
    settled: bool = True
    event: str = ""
    mean: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """A period to come: what is expected, and the range that holds it four times out of five."""

    start: date
    expected: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Sales:
    """Net sales by period, stacked; the trailing mean as a line; the forecast as boxes."""

    unit: Unit
    periods: tuple[Period, ...]
    ahead: tuple[Ahead, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a curve of coming back: the share within so many days, its 95 % interval, who is still watched."""

    days: int
    rate: Decimal
    low: Decimal
    high: Decimal
    watched: int


@dataclass(frozen=True, slots=True)
class Curve:
    """How many are back within so many days; ``marked`` are the days whose values are written out."""

    steps: tuple[Step, ...]
    marked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pareto:
    """What each tenth of the customers brings, most valued first: its share of the money and its tier."""

    tenths: tuple[tuple[Decimal, str], ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A group of customers who were judged alike: how many, what was expected, what came, its 95 % interval."""

    customers: int
    expected: Decimal
    happened: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Calibration:
    """Forecast and fact by group, the riskiest first."""

    groups: tuple[Checked, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share by period; while it still grows it is not ``settled``. The ``mean`` of all is drawn as a dotted line."""

    unit: Unit
    periods: tuple[tuple[date, Decimal, bool], ...]
    mean: Decimal


@dataclass(frozen=True, slots=True)
class Split:
    """Bars of 100 % under each other: a word, and the share of each class of ``classes`` (codes)."""

    classes: tuple[str, ...]
    bars: tuple[tuple[str, tuple[Decimal, ...]], ...]


Chart = Sales | Curve | Pareto | Calibration | Rate | Split
