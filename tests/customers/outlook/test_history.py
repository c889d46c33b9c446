"""What a history says of the last 30, 90, 180 and 365 days: the day of the cutoff is the first of them."""

from __future__ import annotations

from datetime import date, timedelta

from tests.customers.outlook.memory import Sale, rows_by_buyer, store_of

from crmkit.customers.outlook.past import ahead, history_at, remember

CUTOFF = date(2024, 6, 30)
KEYS = {"ann": 7}


def test_the_days_before_a_cutoff_are_counted_to_the_day():
    """Bought on both sides of each bound, for 1, 2, 4, 8 ... fen: each sum tells which days are in it."""
    ago = (0, 29, 30, 89, 90, 179, 180, 364, 365)
    store = store_of([Sale("ann", CUTOFF - timedelta(days), 2**place) for place, days in enumerate(ago)], KEYS)
    remember(store)
    row = rows_by_buyer(history_at(store, ahead(CUTOFF, 3), data_to=CUTOFF), KEYS)["ann"]
    days = {name: row[name] for name in ("days_30", "days_90", "days_180", "days_365", "days")}
    assert days == {"days_30": 2, "days_90": 4, "days_180": 6, "days_365": 8, "days": 9}
    assert (row["net_90"], row["net_365"], row["net_fen"]) == (2**4 - 1, 2**8 - 1, 2**9 - 1)
