"""The logs that accuracy is measured on, opened as a user would: by column names given, or as exports."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path

import numpy as np

import crmkit
from crmkit.ingest.load import open_files
from crmkit.store.store import Store

COLUMNS = {"buyer": "customer", "ordered_at": "day", "amount": "amount"}
"""What ``--map buyer=customer,ordered_at=day,amount=amount`` says."""
ONE_TIME, ONE_TIME_DAYS, ONE_TIME_FROM = 20_000, 900, date(2022, 1, 1)
RETURNING, SOON = 0.07, 600.0


def has_cdnow() -> bool:
    """Whether the package that carries the log is installed."""
    return find_spec("lifetimes") is not None


def cdnow(folder: Path, *, sample: bool = False) -> Store:
    """CDNOW, 23,570 customers who first bought in the first quarter of 1997; or its 1/10 ``sample``."""
    found = find_spec("lifetimes")
    assert found is not None and found.submodule_search_locations, "needs the package lifetimes"
    name = "CDNOW_sample.txt" if sample else "CDNOW_master.txt"
    text = (Path(found.submodule_search_locations[0]) / "datasets" / name).read_text(encoding="ascii")
    cells = [line.split() for line in text.splitlines()[0 if sample else 1 :]]
    return _log(folder, [(row[1], row[2], row[4]) if sample else (row[0], row[1], row[3]) for row in cells])


def demo(folder: Path, *, customers: int = 5_000, months: int = 30) -> Store:
    """The shop of ``crmkit demo``, order and refund reports."""
    crmkit.write_shop(folder / "shop", customers=customers, months=months, overwrite=True)
    return crmkit.open([folder / "shop" / name for name in ("orders.csv", "orders_recent.xlsx", "refunds.csv")])


def one_time_buyers(folder: Path, *, customers: int = ONE_TIME) -> Store:
    """A shop where 93 of 100 buy once, and the others once more, at an unpredictable time."""
    rng = np.random.default_rng(93)
    first = rng.integers(0, ONE_TIME_DAYS, customers)
    second = np.where(rng.random(customers) < RETURNING, first + 1 + rng.exponential(SOON, customers), np.inf)
    rows = []
    for number in range(customers):
        for day in (first[number], second[number]):
            if day < ONE_TIME_DAYS:
                bought = ONE_TIME_FROM + timedelta(days=int(day))
                rows.append((str(number), bought.isoformat(), f"{rng.lognormal(4, 0.5):.2f}"))
    return _log(folder, rows)


def _log(folder: Path, rows: list[tuple[str, str, str]]) -> Store:
    path = folder / "log.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS.values())
        writer.writerows(rows)
    return open_files([str(path)], mapping=COLUMNS)
