"""What a report is made of: every question asked once, of the same days and in one language, its names masked.

A question that the data are too few for is kept as its refusal; one that no export was loaded for has no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from crmkit.analyses.churn.churn import churn
from crmkit.analyses.cohort.cohort import cohort
from crmkit.analyses.diff.diff import diff
from crmkit.analyses.files.files import files
from crmkit.analyses.profile.profile import profile
from crmkit.analyses.remind.remind import remind
from crmkit.analyses.repurchase.repurchase import repurchase
from crmkit.analyses.segment.segment import segment
from crmkit.analyses.snapshots.snapshots import snapshots
from crmkit.analyses.tiers.tiers import tiers
from crmkit.analyses.trend.trend import trend
from crmkit.analyses.value.value import value
from crmkit.analyses.waiting.waiting import waiting
from crmkit.customers.figures import lines_of
from crmkit.errors import NotEnoughError, UsageError
from crmkit.messages import Language
from crmkit.periods import days_later
from crmkit.privacy.mask import mask
from crmkit.result import Result
from crmkit.store.store import Store

NAMED = 6
"""Customers of a list that stand in a report."""
AHEAD = 3
"""Months that are predicted."""
WEEKS = 66
"""Thirteen weeks and the same ones a year before, with the one that runs."""
SINCE_SNAPSHOT = (20, 45)
"""A snapshot so many days old is about a month old."""
UNSHOWN = ("waiting_list", "reading", "profile_hours", "profile_provinces", "profile_baskets", "profile_newness")
"""Parts that no block shows."""
TOGETHER = (
    ("weeks",),
    ("churn", "value"),
    ("profile", "remind"),
    ("waiting",),
    ("cohort", "repurchase"),
    ("segment", "tiers"),
    ("files", "snapshots"),
)
"""Questions that are made of the same tables are asked one after the other; then room is made for the next."""
OTHER_SHOPS = "snapshot_of_other_shops"
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers that were found by the name of their question, and why others were refused."""

    language: Language
    found: Mapping[str, Result]
    refused: Mapping[str, NotEnoughError]

    def get(self, name: str) -> Result | None:
        """The answer to a question, if there is one."""
        return self.found.get(name)

    def lines(self, name: str, part: str = "") -> list[Line]:
        """The rows of an answer or of its part by the names of their columns; none without it."""
        result = self.found.get(name)
        return [] if result is None else lines_of(result, part)

    def said(self, name: str, *codes: str) -> Mapping[str, object]:
        """The values of the sentence, one of ``codes``, that an answer opens with; none where it says something else.

        What an owner reads in the report is what the same question says on a terminal.
        """
        result = self.found.get(name)
        opening = () if result is None else result.answer
        return next((sentence.values for sentence in opening if sentence.code in codes), {})

    @property
    def sales(self) -> Result:
        """Sales by month, without which there is no report."""
        return self.found["trend"]

    @property
    def as_of(self) -> date:
        """The last day that counts."""
        assert self.sales.as_of is not None  # noqa: S101 - a trend has a day
        return self.sales.as_of

    @property
    def data_to(self) -> date:
        """The last day with a purchase; the report may be of a later day or of an earlier one."""
        day = self.sales.facts.get("data_to", self.as_of)
        assert isinstance(day, date)  # noqa: S101 - as of every answer
        return day

    @property
    def known_to(self) -> date:
        """The last day that counts and that the data have."""
        return min(self.as_of, self.data_to)

    def sold(self, name: str) -> list[Line]:
        """The periods of a trend that begin in the data: of later ones it is not known what they brought."""
        return [line for line in self.lines(name) if line["first_day"] <= self.data_to]

    @property
    def currency(self) -> str:
        """The code of the money."""
        return str(self.sales.facts.get("currency", "CNY"))

    @property
    def has_buyers(self) -> bool:
        """Whether any buyer is identified."""
        return not any(error.code == "no_buyers" for error in self.refused.values())


def ask(store: Store, as_of: date | str | None, language: Language, *, reveal: bool) -> Answers:
    """Ask ``store`` everything that a report needs, and mask it unless ``reveal``.

    Raises:
        NotEnoughError: there is no paid order at all.
        UsageError: ``as_of`` is no day, or the money is of several currencies.
    """
    sales = _sales(store, as_of, language)
    questions = _questions(store, as_of, language)
    found, refused = {"trend": sales}, {}
    for names in TOGETHER:
        for name in names:
            try:
                found[name] = _shown(questions[name]())
            except NotEnoughError as error:
                refused[name] = error
        if "segment" in names and "segment" in found and "grid" not in found["segment"].parts:
            found["grid"] = segment(store, as_of=as_of, segments="grid", language=language)
        store.clear()
    if (since := _snapshot(found, sales)) is not None:
        with suppress(NotEnoughError):
            _compared(store, found, since, language)
    told = {name: found[name] for name in ("trend", *questions, "grid", "diff") if name in found}
    return Answers(language, told if reveal else {name: mask(each) for name, each in told.items()}, refused)


def _shown(result: Result) -> Result:
    """An answer without the lists that no block shows, which are long in a large shop."""
    return replace(result, parts={name: part for name, part in result.parts.items() if name not in UNSHOWN})


def _sales(store: Store, as_of: date | str | None, language: Language) -> Result:
    """Sales by month, all of them, and the coming ones if any month is whole to learn from."""
    try:
        return trend(store, as_of=as_of, periods=0, forecast=AHEAD, language=language)
    except NotEnoughError as error:
        if error.code != "trend_nothing_whole":
            raise
    return trend(store, as_of=as_of, periods=0, language=language)


def _questions(store: Store, as_of: date | str | None, language: Language) -> Mapping[str, Callable[[], Result]]:
    """Every further question by its name."""
    asked: dict[str, Any] = {"as_of": as_of, "language": language}
    return {
        "weeks": partial(trend, store, by="week", periods=WEEKS, **asked),
        "churn": partial(churn, store, top=NAMED, **asked),
        "remind": partial(remind, store, top=NAMED, **asked),
        "waiting": partial(waiting, store, **asked),
        "cohort": partial(cohort, store, **asked),
        "repurchase": partial(repurchase, store, **asked),
        "segment": partial(segment, store, **asked),
        "tiers": partial(tiers, store, **asked),
        "value": partial(value, store, top=0, **asked),
        "profile": partial(profile, store, **asked),
        "files": partial(files, store),
        "snapshots": partial(snapshots, store),
    }


def _snapshot(found: Mapping[str, Result], sales: Result) -> str | None:
    """The newest snapshot of about a month ago; none where the report is of an earlier day than the data."""
    if "snapshots" not in found or sales.as_of is None or sales.as_of != sales.facts["data_to"]:
        return None
    least, most = (days_later(sales.as_of, -days) for days in SINCE_SNAPSHOT)
    taken = lines_of(found["snapshots"])
    fitting = [line for line in taken if most <= line["snapshot_on"] <= least]
    return max(fitting, key=lambda line: (line["snapshot_on"], line["snapshot"]))["snapshot"] if fitting else None


def _compared(store: Store, found: dict[str, Result], since: str, language: Language) -> None:
    """The stages of today beside those of a snapshot, unless that is of other shops."""
    try:
        found["diff"] = diff(store, since, by="stage", language=language)
    except UsageError as error:
        if error.code != OTHER_SHOPS:
            raise
