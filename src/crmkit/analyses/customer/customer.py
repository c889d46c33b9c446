"""Customer: one card of one customer. What is known, what was bought, where they stand, what to expect of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from crmkit.analyses.customer import card, outlook
from crmkit.analyses.customer.screen import on_screen
from crmkit.analyses.customer.search import find_customer
from crmkit.customers.arguments import require_whole
from crmkit.customers.outlook.next_purchase import build_past, expect
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.scores.default_map import map_for
from crmkit.customers.scores.maps import load_map
from crmkit.customers.window import Window, counted_in, day_caveats, require_customers, window_of
from crmkit.errors import NotEnoughError, UsageError
from crmkit.messages import Language
from crmkit.result import Note, Result
from crmkit.store.store import Store

MOST_MONTHS = 24
NEXT_DAYS = 1
"""What ``expect`` counts as soon; a card shows the day itself."""


@with_reading_notes
def customer(
    store: Store,
    who: str,
    *,
    as_of: date | str | None = None,
    months: int = 3,
    forecast: bool = True,
    segments: str | None = None,
    named: Callable[[str], str] = str,
    language: Language = "en",
) -> Result:
    """Show everything known of one customer.

    Args:
        store: an open store.
        who: a nick, a name or a masked name as answers print it, or the number of an order.
        as_of: the last day that is known; the last day of a purchase when ``None``.
        months: how far the risk of staying away looks ahead, 1 to 24 calendar months.
        forecast: whether to predict risk and value, which takes models of the whole shop.
        segments: the map of the segment: ``grid``, ``cn8`` or the path of one; that of the platform when ``None``.
        named: how the names of several customers are written in an error.
        language: of tags, segments and reasons.

    Returns:
        One row per purchase day, the latest first. Facts are the traits that are known of the customer, and their tags.
        Parts, where they have rows: ``customer_standing`` among all customers, ``customer_next`` purchase,
        ``customer_risk``, ``customer_value``, and ``customer_orders`` that are no purchase, open or refunded.

    Raises:
        UsageError: no customer or several are meant, or ``months`` has no meaning.
        NotEnoughError: no order at all, an order of an unknown buyer, or no customer yet on ``as_of``.
    """
    require_whole("--months", months, 1, MOST_MONTHS)
    segment_map = load_map(segments := map_for(store, segments))
    window = window_of(store, as_of, None)
    key = _found(store, who, named, window)
    card.build_known(store, window.as_of, segment_map)
    known = card.known_of(store, key, language)
    if not known:
        raise NotEnoughError("customer_later", who=who, as_of=window.as_of.isoformat())
    build_past(store, window.as_of)
    days = card.purchases(store, key, window.as_of, language)
    parts = card.standing(store, key, segment_map, language)
    parts |= outlook.next_purchase(store, key, expect(store, window.as_of, NEXT_DAYS), language)
    notes = [*_notes(window, known)]
    if days and forecast:
        for part in (outlook.risk(store, key, window, months, language), outlook.customer_value(store, key, window)):
            parts |= part.parts
            notes += part.notes
    result = Result(
        name="customer",
        columns=card.DAY_COLUMNS,
        records=days,
        as_of=window.as_of,
        params={"months": months, "forecast": forecast, "segments": segments},
        facts={name: value for name, value in known.items() if value is not None},
        notes=tuple(notes),
        parts=parts | card.orders_to_look_at(store, key, window.as_of if as_of else window.orders_to),
        definition=("customer", "stages"),
    )
    return on_screen(result, language)


def _found(store: Store, who: str, named: Callable[[str], str], window: Window) -> int:
    """The customer that is meant; where no purchase has a buyer, that is the error."""
    try:
        return find_customer(store, who, named)
    except UsageError:
        counted = counted_in(store, window)
        if counted.purchases and counted.purchases == counted.unidentified:
            require_customers(window, customers=0, purchases=counted.purchases)
        raise


def _notes(window: Window, known: Mapping[str, object]) -> Iterator[Note]:
    """What a reader must know before believing the card."""
    yield from day_caveats(window)
    if known["stage"] == "not_in_data":
        yield Note("customer_not_in_data")
    elif not known["purchase_days"]:
        yield Note("customer_never")
    if window.days_beyond < 0:
        yield Note("customer_states", {"as_of": window.as_of})
