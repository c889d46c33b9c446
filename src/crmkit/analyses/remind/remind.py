"""Reminders: customers whose next purchase is due now, and how often that was right before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from importlib.resources import files
from typing import cast

from crmkit.analyses.remind import backtest
from crmkit.analyses.remind.days import by_day
from crmkit.analyses.remind.hits import Trial, together
from crmkit.analyses.remind.list import listed
from crmkit.analyses.remind.screen import in_detail, on_screen
from crmkit.customers.arguments import MOST_LISTED, require_whole
from crmkit.customers.conditions.audience import choose
from crmkit.customers.conditions.where import Where
from crmkit.customers.outlook.next_purchase import BASES, FEWEST_INTERVALS, REMINDED, Expected, expect_now
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.rhythms.rhythms import rhythm_caveats
from crmkit.customers.window import Window, caveats, require_customers, window_of
from crmkit.messages import Language
from crmkit.models.shares import shares, yuan
from crmkit.periods import days_later
from crmkit.result import Note, Record, Result
from crmkit.store.store import Store

SQL = files("crmkit.analyses.remind")
MOST_DAYS = 365
SUMMARY_COLUMNS = ("basis", "timing", "customers", "customer_share", "net_spend")

DueGroup = tuple[str, str, int, int, int]
"""Basis and timing; customers to remind, those of them past their expected day, fen they have spent."""


@with_reading_notes
def remind(
    store: Store,
    *,
    days: int = 14,
    as_of: date | str | None = None,
    detail: bool = False,
    top: int | None = 20,
    where: Where | str | None = None,
    language: Language = "en",
) -> Result:
    """Name the customers whose next purchase is expected in the ``days`` after ``as_of``, or late by less than a cycle.

    A cycle is the customer's own rhythm, else that of the product of the last purchase day, else the shop's.

    Args:
        store: an open store.
        days: days to look ahead, 1 to 365.
        as_of: the last day that is known; the last day of a purchase when ``None``.
        detail: one row per customer to remind instead of one per basis and timing.
        top: how many customers the list beside the summary names; all when ``None``.
        where: a condition on customers; only those who match are named; all customers are learnt from.
        language: of the reasons.

    Returns:
        Customers by basis and timing with the parts ``remind_list`` and ``remind_days``, how many are expected on each
        day; or all of these customers, those with a rhythm of
        their own first, the nearer the expected day to ``as_of`` the earlier, the bigger spender of equals first. Parts
        ``remind_backtest`` and ``remind_cutoffs`` show how the same rule did on up to six days of the past.

    Raises:
        UsageError: ``days`` or ``top`` has no meaning.
        NotEnoughError: no identified customer.
    """
    _refuse_nonsense(days, top)
    window = window_of(store, as_of, None)
    audience = choose(store, where, as_of)
    counted = audience.counted(window)
    identified = counted.purchases - counted.unidentified
    require_customers(window, customers=identified, purchases=counted.purchases, where=audience.place)
    past = backtest.try_before(store, window.as_of, min(window.as_of, window.data_to), days, window.data_from)
    now = expect_now(store, window.as_of, days, audience)
    due = _due(store, window)
    customers, rows = now.customers(), listed(store, now, None if detail else top, language)
    summary = Result("remind", SUMMARY_COLUMNS, _summary(due))
    answer = rows if detail else summary
    result = Result(
        name="remind",
        columns=answer.columns,
        records=answer.records,
        as_of=window.as_of,
        params={"days": days, "top": top},
        facts=_facts(now, due, past, days) | {"data_from": window.data_from, "data_to": window.data_to},
        notes=(
            *caveats(window, counted, customers=customers, one_time=None if now.shop.gaps else customers),
            *_notes(now, window),
            *backtest.notes(past, days),
        ),
        parts=({} if detail else {rows.name: rows, **by_day(store)}) | backtest.parts(past, days),
        definition=("remind", "remind_backtest") if past else ("remind",),
        tables=() if detail else (rows.name, "remind"),
    )
    return audience.annotated(in_detail(result, summary) if detail else on_screen(result))


def _refuse_nonsense(days: int, top: int | None) -> None:
    require_whole("--days", days, 1, MOST_DAYS)
    if top is not None:
        require_whole("--top", top, 0, MOST_LISTED)


def _due(store: Store, window: Window) -> Sequence[DueGroup]:
    """Build the temporary table ``reminded`` of the customers to remind, and count them."""
    store.materialise("reminded", SQL / "reminded.sql", as_of=window.as_of)
    return cast("Sequence[DueGroup]", store.query(SQL / "counts.sql").records)


def _summary(found: Sequence[DueGroup]) -> list[Record]:
    """Customers to remind by basis and timing, with what they have spent so far."""
    counts = {(basis, timing): (customers, fen) for basis, timing, customers, _, fen in found}
    cells = [(basis, timing) for basis in BASES for timing in REMINDED if (basis, timing) in counts]
    customer_shares = shares([counts[cell][0] for cell in cells])
    return [
        (*cell, counts[cell][0], share, yuan(counts[cell][1]))
        for cell, share in zip(cells, customer_shares, strict=True)
    ]


def _facts(now: Expected, due: Sequence[DueGroup], past: Sequence[Trial], days: int) -> dict[str, object]:
    """The headline: how many there are to remind, why not the others, and how often the rule was right."""
    found: dict[str, object] = {
        "customers": now.customers(),
        "to_remind": now.customers(*REMINDED),
        "not_due": now.customers("later"),
        "already_late": sum(late for _, _, _, late, _ in due),
        "long_overdue": now.customers("missed"),
        "forecast_to": days_later(now.day, days),
        "shop_rhythm_days": now.shop.median_days,
    }
    tried = together(past)
    if tried.hit_rate is not None:
        found |= {"hit_rate": tried.hit_rate}
    if tried.rest_hit_rate is not None:
        found |= {"rest_hit_rate": tried.rest_hit_rate}
    return found


def _notes(now: Expected, window: Window) -> Iterable[Note]:
    """What the list rests on, where that is little."""
    yield from rhythm_caveats(now.shop, window)
    if not now.cycles:
        yield Note("remind_no_cycles", {"least": FEWEST_INTERVALS})
    if not now.customers(*REMINDED):
        yield Note("remind_nobody")
