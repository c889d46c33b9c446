"""One measured process of the models' benchmark: ``make`` a table of customers, or fit and score it (ours, theirs).

``ours`` and ``theirs`` print processor seconds per step as JSON; what is loaded before the first step is not in them.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

RATES, DROPOUT, SPENDING, DAYS = (0.2457, 31.6), (0.7926, 2.4915), (6.25, 3.74, 15.44), 365
HORIZON = 91


def make(path: Path, customers: int) -> None:
    """Play out BG/NBD customers with Gamma-Gamma spending: x, t_x, T in days and fen spent on repeats."""
    rng = np.random.default_rng(20)
    rate, chance = rng.gamma(RATES[0], 1 / RATES[1], customers), rng.beta(*DROPOUT, customers)
    age = rng.integers(1, DAYS + 1, customers)
    repeats, last, now = np.zeros(customers, dtype=np.int64), np.zeros(customers), np.zeros(customers)
    active = np.arange(customers)
    while len(active):
        now[active] += rng.exponential(1 / rate[active])
        active = active[now[active] <= age[active]]
        repeats[active] += 1
        last[active] = now[active]
        active = active[rng.random(len(active)) >= chance[active]]
    p, q, v = SPENDING
    spent = rng.gamma(p * np.maximum(repeats, 1)) / rng.gamma(q, 1 / v, customers)
    fen = np.where(repeats > 0, np.maximum(1, np.rint(spent * 100)), 0).astype(np.int64)
    np.save(path, np.stack([repeats, np.minimum(np.ceil(last), age).astype(np.int64), age, fen]))


class Clock:
    """Processor seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what happens inside."""
        began = time.process_time()
        yield
        self.seconds[name] = time.process_time() - began


def ours(path: Path) -> dict[str, object]:
    """Group, fit BG/NBD, MBG/NBD and Gamma-Gamma, score every customer with all three."""
    import scipy.special  # noqa: F401

    from crmkit.models.purchases.bgnbd import fit_bgnbd
    from crmkit.models.purchases.histories import group_histories
    from crmkit.models.purchases.mbgnbd import fit_mbgnbd
    from crmkit.models.spend.gamma_gamma_fit import fit_gamma_gamma
    from crmkit.models.spend.spending import group_spending

    repeats, last, age, fen = np.load(path)
    clock = Clock()
    with clock.step("group"):
        histories = group_histories(repeats, last, age)
    with clock.step("BG/NBD"):
        counts = fit_bgnbd(histories)
    with clock.step("MBG/NBD"):
        modified = fit_mbgnbd(histories)
    with clock.step("Gamma-Gamma"):
        spending = fit_gamma_gamma(group_spending(repeats, fen))
    rows = (histories.repeats, histories.last, histories.age)
    with clock.step("score"):
        for fit in (counts, modified):
            assert fit.model is not None
            silent = histories.spread(fit.model.p_no_purchase(*rows, HORIZON))
            expected = histories.spread(fit.model.expected_purchases(*rows, DAYS))
        assert spending.model is not None
        value = expected * spending.model.expected_spend(repeats, fen)
    found = {
        "BG/NBD": (counts, (*RATES, *DROPOUT)),
        "Gamma-Gamma": (spending, (SPENDING[0], SPENDING[1], SPENDING[2] * 100)),
    }
    off = {
        name: max(abs(np.log(getattr(fit.model, key) / made)) for key, made in zip(fit.errors, values, strict=True))
        for name, (fit, values) in found.items()
    }
    return {
        "seconds": clock.seconds,
        "status": [fit.status for fit in (counts, modified, spending)],
        "off": float(max(off.values())),
        "value": float(value.sum()),
        "silent": float(silent.mean()),
    }


def theirs(path: Path) -> dict[str, object]:
    """The three fits by ``lifetimes``, without grouping and scores."""
    import lifetimes

    repeats, last, age, fen = np.load(path)
    clock = Clock()
    bought = repeats > 0
    fits: dict[str, Callable[[], object]] = {
        "BG/NBD": lambda: lifetimes.BetaGeoFitter().fit(repeats, last, age),
        "MBG/NBD": lambda: lifetimes.ModifiedBetaGeoFitter().fit(repeats, last, age),
        "Gamma-Gamma": lambda: lifetimes.GammaGammaFitter().fit(repeats[bought], fen[bought] / 100 / repeats[bought]),
    }
    for name, fit in fits.items():
        with clock.step(name):
            fit()
    return {"seconds": clock.seconds}


def pareto() -> dict[str, object]:
    """Pareto/NBD on the CDNOW table that ``lifetimes`` carries: ours, then theirs."""
    import lifetimes
    from lifetimes.datasets import load_cdnow_summary

    from benchmarks.accuracy.pareto_nbd_fit import fit_pareto_nbd
    from crmkit.models.purchases.histories import group_histories

    table = load_cdnow_summary()
    clock = Clock()
    with clock.step("ours"):
        columns = (np.rint(table[name] * 100).astype(int) for name in ("recency", "T"))
        fit = fit_pareto_nbd(group_histories(table["frequency"], *columns))
    with clock.step("theirs"):
        lifetimes.ParetoNBDFitter().fit(table["frequency"], table["recency"], table["T"])
    return {"seconds": clock.seconds, "status": [fit.status]}


def main() -> None:
    """``make PATH CUSTOMERS``, ``ours PATH``, ``theirs PATH`` or ``pareto``."""
    asked, *rest = sys.argv[1:]
    if asked == "make":
        make(Path(rest[0]), int(rest[1]))
    else:
        done = ours(Path(rest[0])) if asked == "ours" else theirs(Path(rest[0])) if asked == "theirs" else pareto()
        print(json.dumps(done))


if __name__ == "__main__":
    main()
