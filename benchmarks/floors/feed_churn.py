"""The SQL that feeds the label-free churn forecast, and nothing else: occasions, and the histories it looks at.

``python -m benchmarks.floors.feed_churn STORE MONTHS``; prints how many customers the newest history has.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from crmkit.customers.outlook import past
from crmkit.customers.outlook.churn import FEWEST_CASES
from crmkit.store.store import open_store


def main() -> None:
    """Read the histories and print the number of customers."""
    path, months = Path(sys.argv[1]), int(sys.argv[2])
    with open_store(path) as store:
        span = store.span()
        assert span.first_day is not None and span.last_day is not None
        past.remember(store)
        now = past.history_at(store, past.ahead(span.last_day, months), data_to=span.last_day)
        for horizon in past.closed(span.last_day, months, span.first_day, most=FEWEST_CASES):
            then = past.history_at(store, horizon, data_to=span.last_day)
            past.outcome(store, horizon, then)
    print(json.dumps({"customers": len(now)}))


if __name__ == "__main__":
    main()
