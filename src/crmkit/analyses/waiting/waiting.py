"""Waiting orders: paid and not shipped, not paid yet, closed unpaid lately, and with a refund that is not settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import cast

from crmkit.analyses.waiting.screen import in_detail, on_screen
from crmkit.customers.arguments import require_whole
from crmkit.customers.conditions.audience import choose
from crmkit.customers.conditions.where import Where
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.window import Window, day_caveats, window_of
from crmkit.errors import NotEnoughError
from crmkit.messages import Language
from crmkit.periods import days_earlier
from crmkit.result import Note, Record, Result
from crmkit.store.store import Store

SQL = files("crmkit.analyses.waiting")
COLUMNS = ("waiting", "orders", "customers", "amount", "oldest_on", "oldest_days")
LIST_COLUMNS = ("waiting", "customer", "order_id", "waiting_since", "waiting_days", "amount", "product")
TO_SHIP, REFUND, TO_PAY, AWAY, BACK, UNNAMED = WAITING = (
    *("to_ship", "refund_open", "to_pay", "closed_away", "closed_back", "closed_unnamed"),
)
"""What an order waits for, the most urgent first."""
STALE_DAYS = 30
"""An order that waits for so long was more likely finished after its export: platforms close unpaid ones in days."""
MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class Told:
    """How many shops there are, of how many the exports tell what; whether a refund report is there."""

    shops: int
    state: int
    unpaid: int
    shipping: int
    refunds: bool

    def knows(self, waiting: str) -> bool:
        """Whether orders that wait for this can be seen at all."""
        if waiting == REFUND:
            return self.refunds
        return (self.shipping if waiting == TO_SHIP else self.unpaid) > 0

    def of_shops(self, telling: int) -> dict[str, object]:
        """How many of the shops do not tell; of a single one there is no need to say so."""
        return {"shops": self.shops - telling, "all": self.shops} if self.shops > 1 else {"shops": None, "all": None}


@dataclass(frozen=True, slots=True)
class Counts:
    """Orders that wait for one thing, their known buyers, the money where it is known, since when."""

    orders: int = 0
    customers: int = 0
    amount: Decimal | None = Decimal("0.00")
    oldest_on: date | None = None
    stale: int = 0
    unpriced: int = 0


@with_reading_notes
def waiting(
    store: Store,
    *,
    as_of: date | str | None = None,
    days: int = 30,
    detail: bool = False,
    where: Where | str | None = None,
    language: Language = "en",
) -> Result:
    """Count the orders that wait to be shipped, to be paid or for a refund, and those closed unpaid lately; list them.

    Args:
        store: an open store.
        as_of: the day that waiting is counted to, and the last one of an order; when ``None`` the last day of a
            purchase, and every order.
        days: orders of so many days that were closed unpaid are named, 1 to 365.
        detail: one row per order instead of one per thing they wait for.
        where: a condition on customers; only orders of those who match are counted.
        language: of the answer.

    Returns:
        One row per thing that is waited for with the part ``waiting_list``; or that list, the longest wait first.
        Without a report that could tell, the counts are ``None``.

    Raises:
        UsageError: ``days`` has no meaning.
        NotEnoughError: no order has a state and no refund report is there, or no customer matches.
    """
    require_whole("--days", days, 1, MOST_DAYS)
    window = window_of(store, as_of, None)
    audience = choose(store, where, as_of)
    told = _build(store, window, days, is_all=as_of is None)
    audience.keep("waiting_orders")
    stale_until = days_earlier(window.as_of, STALE_DAYS)
    found = cast("Sequence[tuple[str, ...]]", store.query(SQL / "counts.sql", stale_until=stale_until).records)
    counts = {name: Counts(*values) for name, *values in found}  # type: ignore[arg-type]
    listed = Result("waiting_list", LIST_COLUMNS, _list(store, window.as_of))
    summary = Result("waiting", COLUMNS, list(_rows(counts, told, window.as_of)))
    answer = listed if detail else summary
    result = Result(
        name="waiting",
        columns=answer.columns,
        records=answer.records,
        as_of=window.as_of,
        params={"days": days},
        facts={"data_from": window.data_from, "data_to": window.data_to},
        notes=(*day_caveats(window), *_notes(counts, told, window)),
        parts={} if detail else {listed.name: listed},
        tables=() if detail else (listed.name, "waiting"),
        language=language,
    )
    unpriced = {name: own.unpriced for name, own in counts.items()}
    shown = in_detail(result, summary, unpriced) if detail else on_screen(result, unpriced)
    return audience.annotated(shown, caveat="audience_today")


def _build(store: Store, window: Window, days: int, *, is_all: bool) -> Told:
    """Lay the temporary table ``waiting_orders``, and say what the exports can tell."""
    store.materialise("waiting_shops", SQL / "shops.sql")
    ((shops, state, unpaid, shipping, refunds),) = store.query(SQL / "told.sql").records
    told = Told(*cast("tuple[int, int, int, int]", (shops, state, unpaid, shipping)), bool(refunds))
    if not told.state and not told.refunds:
        raise NotEnoughError("waiting_no_state")
    until = max(window.as_of, window.orders_to) if is_all else window.as_of
    closed_from = days_earlier(window.as_of, days - 1)
    store.materialise("waiting_orders", SQL / "waiting.sql", until=until, closed_from=closed_from)
    return told


def _rows(counts: Mapping[str, Counts], told: Told, as_of: date) -> Iterator[Record]:
    """A row for each thing an order may wait for; orders without a buyer only where there are any."""
    for name in WAITING:
        own = counts.get(name, Counts())
        if name == UNNAMED and not own.orders:
            continue
        if not told.knows(name):
            yield (name, None, None, None, None, None)
        else:
            yield (name, own.orders, own.customers, own.amount, own.oldest_on, _age(own.oldest_on, as_of))


def _list(store: Store, as_of: date) -> list[Record]:
    """Every order that waits, the most urgent thing first, then the longest wait."""
    records = cast(
        "Sequence[tuple[str, str | None, str | None, date | None, Decimal | None, str | None]]",
        store.query(SQL / "list.sql").records,
    )
    urgent = sorted(records, key=lambda record: WAITING.index(record[0]))
    return [
        (name, customer, order_id, since, _age(since, as_of), amount, product)
        for name, customer, order_id, since, amount, product in urgent
    ]


def _age(since: date | None, as_of: date) -> int | None:
    """Days from one day to the other; none below 0."""
    return None if since is None else max((as_of - since).days, 0)


def _notes(counts: Mapping[str, Counts], told: Told, window: Window) -> Iterator[Note]:
    """What the exports do not tell, and what is most likely out of date."""
    if told.unpaid < told.shops:
        yield Note("waiting_paid_only", told.of_shops(told.unpaid))
    if told.shipping < told.shops:
        yield Note("waiting_no_shipping", told.of_shops(told.shipping))
    if not told.refunds:
        yield Note("waiting_no_refunds")
    stale = sum(counts[name].stale for name in (TO_SHIP, TO_PAY) if name in counts)
    if stale:
        yield Note("waiting_stale", {"orders": stale, "days": STALE_DAYS})
    unpriced = sum(own.unpriced for own in counts.values())
    if unpriced:
        yield Note("waiting_unpriced", {"orders": unpriced})
    if window.as_of < window.orders_to:
        yield Note("waiting_today", {"as_of": window.as_of})
