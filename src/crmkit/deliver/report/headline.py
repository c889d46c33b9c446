"""The period that the headline numbers are of: the last whole month, or week, with those it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from crmkit.deliver.report.answers import Answers, Line
from crmkit.deliver.report.saying import compared, period, together
from crmkit.messages import say
from crmkit.periods import days_earlier, units_a_year
from crmkit.screen import Amount, Sentence

Unit = Literal["month", "week"]
FRESH_DAYS = 7
"""A month that ended so lately is still news."""
MISSING = Decimal("0.1")
"""Of the days of a period; a Sunday without an order may be missing from the export."""
COURSE = 13
"""Periods in the small line of a number."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The period ``now``, the one before and the one a year ago where they are whole; ``course`` are all up to it."""

    unit: Unit
    now: Line
    before: Line | None
    year_ago: Line | None
    course: tuple[Line, ...]
    is_best: bool

    def named(self, answers: Answers) -> str:
        """What the period is called."""
        return period(self.now["first_day"], self.unit, answers.language, beside=answers.as_of)

    def sentence(self, code: str, answers: Answers, **values: object) -> Sentence:
        """``code`` with what the period brought and how that compares; the changes are those of the answer."""
        best = say("report", f"best_{self.unit}", answers.language) if self.is_best else None
        money = {"revenue": Amount(self.now["net_sales"]), "orders": self.now["orders"]}
        changes = [
            compared(self.now[name], self._told(line, self.called(line, answers), answers), answers.language)
            for name, line in (("change_rate", self.before), ("year_change_rate", self.year_ago))
            if line is not None
        ]
        said = {"best": best, "changes": together(changes, answers.language)}
        name = self._told(self.now, self.named(answers), answers)
        return Sentence(code, {"period": name[:1].upper() + name[1:], **money, **said, **values})

    def events(self, line: Line) -> str | None:
        """The sale days of a week, where they explain a change: not if each week that is compared had the same."""
        beside = {each["events"] for each in (self.now, self.before, self.year_ago) if each is not None}
        return line["events"] if self.unit == "week" and len(beside) > 1 else None

    def _told(self, line: Line, name: str, answers: Answers) -> str:
        """A period with its sale days."""
        return say("report", "with_events", answers.language, {"period": name, "events": self.events(line)})

    def called(self, line: Line, answers: Answers) -> str:
        """What a period is called beside this one."""
        return period(line["first_day"], self.unit, answers.language, beside=self.now["first_day"])


def headline(answers: Answers, wanted: Unit | None) -> Headline:
    """The last whole month if it is ``wanted`` or new, else the last whole week."""
    months = _headline(answers, "trend", "month")
    if wanted == "month" or not answers.sold("weeks"):
        return months
    weeks = _headline(answers, "weeks", "week")
    if wanted == "week":
        return weeks
    return months if _is_news(months.now, answers.as_of) or not weeks.now["is_complete"] else weeks


def _is_news(month: Line, as_of: date) -> bool:
    return bool(month["is_complete"]) and month["last_day"] >= days_earlier(as_of, FRESH_DAYS)


def _headline(answers: Answers, name: str, unit: Unit) -> Headline:
    lines = answers.sold(name)
    whole = [place for place, line in enumerate(lines) if line["is_complete"]]
    place = whole[-1] if whole else len(lines) - 1
    is_compared = bool(whole) and _is_compared(lines[place], answers.known_to)
    best = answers.found[name].facts.get("best_period")
    return Headline(
        unit,
        now=lines[place],
        before=_whole(lines, place - 1) if is_compared else None,
        year_ago=_whole(lines, place - units_a_year(unit)) if is_compared else None,
        course=tuple(lines[max(place - COURSE + 1, 0) : place + 1]),
        is_best=best is not None and lines[place]["period"] == best,
    )


def _is_compared(line: Line, known_to: date) -> bool:
    """Whether so much of a period lies in the data that it can be held against another one."""
    length = (line["last_day"] - line["first_day"]).days + 1
    return bool((line["last_day"] - known_to).days <= length * MISSING)


def _whole(lines: Sequence[Line], place: int) -> Line | None:
    return lines[place] if place >= 0 and lines[place]["is_complete"] else None
