"""How often the rule of reminders was right in the shop's own past, beside everybody it did not name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from crmkit.analyses.remind.hits import LEAST, Trial, from_numbers, to_numbers, together
from crmkit.customers.outlook.memory import remembered
from crmkit.customers.outlook.next_purchase import BASES, build_past, expect
from crmkit.models.shares import percent
from crmkit.periods import days_earlier, days_later
from crmkit.result import Note, Record, Result
from crmkit.store.learnt import Lesson
from crmkit.store.store import Store

MOST_CUTOFFS = 6
BASIS_COLUMNS = (
    "basis", "tested_customers", "to_remind", "hits", "hit_rate", "rest_hit_rate", "overall_hit_rate",
    "ratio_to_average", "most_recent_hit_rate",
)  # fmt: skip
CUTOFF_COLUMNS = (
    "cutoff", "forecast_to", "tested_customers", "to_remind", "hits", "hit_rate", "rest_hit_rate",
    "most_recent_hit_rate",
)  # fmt: skip


def try_before(store: Store, as_of: date, last_day: date, days: int, data_from: date) -> list[Trial]:
    """How the rule did on days of the past whose next ``days`` are over by ``last_day``, the latest first.

    The stretches do not overlap; each has at least as long a past in the data as it is itself. What came of them is
    kept in the store, as what churn learnt is.
    """
    lesson = Lesson("remind", as_of, days)
    learn = partial(_try, store, as_of, last_day, days, data_from)
    return remembered(store, lesson, learn, read=from_numbers, write=to_numbers) or []


def _try(store: Store, as_of: date, last_day: date, days: int, data_from: date) -> list[Trial]:
    build_past(store, as_of)
    past: list[Trial] = []
    day = days_earlier(last_day, days)
    while len(past) < MOST_CUTOFFS and days_earlier(day, days) >= data_from:
        past.append(Trial.of(expect(store, day, days)))
        day = days_earlier(day, days)
    return past


def parts(past: Sequence[Trial], days: int) -> dict[str, Result]:
    """The backtest by basis and by cutoff; nothing without a past."""
    if not past:
        return {}
    tried = [("all_bases", together(past)), *((basis, together(past, basis)) for basis in BASES)]
    rows: list[Record] = [
        (
            basis,
            own.customers,
            own.reminded,
            own.hits,
            own.hit_rate,
            own.rest_hit_rate,
            own.overall_hit_rate,
            own.lift,
            own.most_recent_hit_rate,
        )
        for basis, own in tried
        if own.customers
    ]
    by_cutoff = [(trial.day, trial.overall) for trial in past]
    cutoffs: list[Record] = [
        (
            day,
            days_later(day, days),
            own.customers,
            own.reminded,
            own.hits,
            own.hit_rate,
            own.rest_hit_rate,
            own.most_recent_hit_rate,
        )
        for day, own in by_cutoff
    ]
    found = (
        Result("remind_backtest", BASIS_COLUMNS, rows),
        Result("remind_cutoffs", CUTOFF_COLUMNS, cutoffs),
    )
    return {part.name: part for part in found}


def notes(past: Sequence[Trial], days: int) -> Iterable[Note]:
    """What the backtest proves, and where it proves nothing."""
    tried = together(past)
    if not past:
        yield Note("remind_untested", {"needed": 2 * days})
    elif tried.is_better is None:
        yield Note("remind_few_tested", {"reminded": tried.reminded, "others": tried.others, "least": LEAST})
    elif tried.hit_rate is not None and tried.rest_hit_rate is not None:
        values = {"rate": percent(tried.hit_rate), "others": percent(tried.rest_hit_rate), "days": days}
        yield Note("remind_better" if tried.is_better else "remind_no_better", values)
    if (
        tried.hit_rate is not None
        and tried.most_recent_hit_rate is not None
        and tried.most_recent_hit_rate >= tried.hit_rate
    ):
        latest, hits = percent(tried.most_recent_hit_rate), percent(tried.hit_rate)
        if latest == hits:
            yield Note("remind_latest_same", {"rate": latest})
        else:
            yield Note("remind_latest", {"rate": latest, "hits": hits})
    weak = [basis for basis in BASES if together(past, basis).is_better is False]
    if tried.is_better:
        for basis in weak:
            yield Note("remind_weak_basis", {"basis": basis})
