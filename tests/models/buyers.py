"""Invented buyers whose models are known, and the CDNOW log that the package ``lifetimes`` carries."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from crmkit.models.purchases.histories import Histories, group_histories

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

WEEK39, END = date(1997, 9, 30), date(1998, 6, 30)


@dataclass(frozen=True)
class Table:
    """One customer an entry: x, t_x and T, and what happened after T."""

    repeats: Whole
    last: Whole
    age: Whole
    later: Whole
    """Purchases after T."""

    @property
    def histories(self) -> Histories:
        return group_histories(self.repeats, self.last, self.age)

    @property
    def columns(self) -> tuple[Whole, Whole, Whole]:
        return self.repeats, self.last, self.age


def packaged(name: str) -> Path:
    """A data file of ``lifetimes``, found without importing it."""
    found = find_spec("lifetimes")
    assert found is not None and found.submodule_search_locations
    return Path(found.submodule_search_locations[0]) / "datasets" / name


@cache
def published_table() -> tuple[Table, Floats]:
    """The authors' table of week 39, two decimals: times in hundredths of a week, mean repeat amounts in dollars."""
    with packaged("cdnow_customers_summary_with_transactions.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    x = np.array([int(row["x"]) for row in rows])
    t, whole = (np.array([round(float(row[name]) * 100) for row in rows]) for name in ("t_x", "T"))
    return Table(x, t, whole, np.zeros_like(x)), np.array([float(row["zbar"]) for row in rows])


@cache
def sample_log() -> Table:
    """The 1/10 sample by day: calibrated to 1997-09-30, ``later`` = purchase days to 1998-06-30."""
    return _by_day("CDNOW_sample.txt", 1, 2, WEEK39, header=0)


@cache
def master_log(cutoff: date) -> Table:
    """All 23,570 customers by day."""
    return _by_day("CDNOW_master.txt", 0, 1, cutoff, header=1)


def _by_day(name: str, customer: int, when: int, cutoff: date, *, header: int) -> Table:
    days: dict[str, set[int]] = {}
    for line in packaged(name).read_text(encoding="ascii").splitlines()[header:]:
        cells = line.split()
        text = cells[when]
        day = date(int(text[:4]), int(text[4:6]), int(text[6:])).toordinal()
        days.setdefault(cells[customer], set()).add(day)
    rows = []
    for bought in days.values():
        known = [day for day in bought if day <= cutoff.toordinal()]
        if known:
            first = min(known)
            later = len(bought) - len(known)
            rows.append((len(known) - 1, max(known) - first, cutoff.toordinal() - first, later))
    return Table(*np.array(rows).T)


def simulate(
    rng: np.random.Generator,
    customers: int,
    *,
    rates: tuple[float, float],
    dropout: tuple[float, float],
    kind: str,
    days: int = 365,
    horizon: int = 0,
    ticks: int = 24,
) -> Table:
    """Play out each customer's life purchase by purchase, whole ticks of a day (hours).

    ``kind`` says when a customer may drop out: "bgnbd" after each repeat, "mbgnbd" after each purchase, "pareto_nbd" at
    any moment, "nbd" never. ``rates`` and ``dropout`` are the two pairs of parameters, in days.
    """
    rate = rng.gamma(rates[0], 1 / rates[1], customers)
    age = rng.uniform(0, days, customers)
    end = age + horizon
    if kind == "pareto_nbd":
        death = rng.exponential(1 / rng.gamma(dropout[0], 1 / dropout[1], customers))
        chance = np.zeros(customers)
    else:
        death = np.full(customers, np.inf)
        chance = np.zeros(customers) if kind == "nbd" else rng.beta(*dropout, customers)
    repeats, later, last, now = (np.zeros(customers) for _ in range(4))
    active = np.arange(customers)
    if kind == "mbgnbd":
        active = active[rng.random(customers) >= chance]
    while len(active):
        now[active] += rng.exponential(1 / rate[active])
        active = active[now[active] <= np.minimum(end, death)[active]]
        known = active[now[active] <= age[active]]
        repeats[known] += 1
        last[known] = now[known]
        later[active[now[active] > age[active]]] += 1
        active = active[rng.random(len(active)) >= chance[active]]
    whole = np.ceil(age * ticks).astype(np.int64)
    ended = np.where(repeats > 0, np.clip(np.rint(last * ticks), 0, whole), 0).astype(np.int64)
    return Table(repeats.astype(np.int64), ended, whole, later.astype(np.int64))
