"""``python -m benchmarks.accuracy``: how well churn and purchases are predicted, beside figures of others."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks.accuracy import bars, report
from benchmarks.accuracy.churn import backtest, decision
from benchmarks.accuracy.holdout import holdout
from benchmarks.accuracy.logs import cdnow, demo, has_cdnow, one_time_buyers


def main() -> int:
    """Measure, print the tables (or with ``--json`` the bars); the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy", description=(__doc__ or "").partition(": ")[2]
    )
    parser.add_argument("--json", action="store_true", help="print the bars as JSON instead of the tables")
    parser.add_argument("--check", action="store_true", help="exit 1 when a bar is missed")
    given = parser.parse_args()
    held: list[bars.Held] = []
    tables = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if has_cdnow():
            with cdnow(folder) as store:
                found, decided = backtest(store), decision(store)
            tables += report.churn_tables("CDNOW", found, decided, reference=True)
            held += bars.churn_bars(found, decided.method)
            with cdnow(folder, sample=True) as store:
                later = holdout(store)
            tables.append(report.holdout_table(later))
            held += bars.holdout_bars(later)
        else:
            print("CDNOW is not measured: the package lifetimes, which carries it, is not installed", file=sys.stderr)
        with demo(folder) as store:
            shop = backtest(store), decision(store)
        with one_time_buyers(folder) as store:
            once = backtest(store), decision(store)
    tables += [*report.churn_tables("demo shop", *shop), *report.churn_tables("one-time shop", *once)]
    held += bars.shop_bars(*shop, *once)
    if given.json:
        print(json.dumps([asdict(each) for each in held]))
    else:
        report.show([*tables, report.bars_table(held)])
    return 1 if given.check and not all(each.kept for each in held) else 0


if __name__ == "__main__":
    sys.exit(main())
