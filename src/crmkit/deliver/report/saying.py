"""Periods, changes and shares as the sentences of a report say them."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from crmkit.messages import Language, say
from crmkit.periods import SalesUnit
from crmkit.render.report.told import LEAST_CHANGE
from crmkit.render.spoken import day, share
from crmkit.screen import FEW, Sentence

A_HUNDRED = 100


def period(first: date, unit: SalesUnit, language: Language, *, beside: date | None = None) -> str:
    """``June``, ``June 2023``, ``the week of 24 Jun 2024``; without the year where that is the one of ``beside``."""
    year = None if beside is not None and beside.year == first.year else f"{first.year}"
    if unit == "month":
        month = calendar.month_name[first.month] if language == "en" else f"{first.month}"
        return say("report", "month_of", language, {"month": month, "year": year})
    if unit == "day":
        return day(first, language)
    month = calendar.month_abbr[first.month] if language == "en" else f"{first.month}"
    return say("report", "week_of", language, {"day": f"{first.day}", "month": month, "year": year})


def compared(change: object, before: str, language: Language) -> str | None:
    """``84% more than May``, ``as much as May``; ``None`` where there is nothing to compare with."""
    if not isinstance(change, Decimal):
        return None
    if abs(change) < LEAST_CHANGE:
        return say("report", "as_much", language, {"before": before})
    return say("report", "more" if change > 0 else "less", language, {"share": share(abs(change)), "before": before})


def together(said: Sequence[str | None], language: Language) -> str | None:
    """Parts of a sentence as one, those left out that are not known; ``None`` without any."""
    known = [part for part in said if part]
    if not known:
        return None
    *first, last = known
    between = say("text", "between_names", language).join(first)
    return say("report", "and", language, {"first": between, "last": last}) if first else last


def of_people(code: str, rate: Decimal | None, customers: int, **values: object) -> Sentence | None:
    """The sentence ``code`` on ``n`` of 100 people; of fewer than 30 nothing is said in hundredths."""
    if rate is None or customers < FEW:
        return None
    people = int((rate * A_HUNDRED).quantize(Decimal(1)))
    return Sentence(code, {"people": people, **values})


def number(value: object) -> int:
    """A whole number of an answer's facts."""
    return int(str(value or 0))
