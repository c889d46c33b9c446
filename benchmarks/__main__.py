"""``python -m benchmarks``: every bar of speed and memory, measured against floors of the same run."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.bars import Line, memory
from benchmarks.bench import Bench, Broken
from benchmarks.groups import GROUPS
from benchmarks.place import Place
from benchmarks.report import show, write_json


def main() -> int:
    """Measure, print the table; the exit code."""
    given = _arguments()
    place = Place(given.folder, installed=given.installed)
    product = place.product()
    print(f"measuring {product}", file=sys.stderr)
    bench = Bench(place, orders=given.orders, runs=given.runs)
    lines: list[Line] = []
    broken = False
    for name in GROUPS:
        if name in (given.only or GROUPS):
            try:
                lines += GROUPS[name](bench)
            except Broken as problem:
                broken = True
                lines.append(Line(f"{name}: {problem}", bar="an answer", kept=False))
    lines += memory(bench)
    show(lines, bench, product)
    if given.json:
        write_json(given.json, lines, bench, product)
    place.clear()
    missed = any(line.kept is False for line in lines)
    return 1 if given.check and (broken or missed) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").partition(": ")[2])
    parser.add_argument("--orders", type=int, default=10_000_000, help="rows of the main export (default 10,000,000)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each step; medians are shown (default 3)")
    parser.add_argument("--only", nargs="+", choices=list(GROUPS), metavar="NAME", help=f"some of: {', '.join(GROUPS)}")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "crmkit-benchmarks")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every run to FILE")
    parser.add_argument("--installed", action="store_true", help="measure the installed package, not this checkout")
    parser.add_argument("--check", action="store_true", help="exit 1 when a bar is missed")
    given = parser.parse_args()
    if given.orders < 100 or given.runs < 1:
        parser.error("needs at least 100 orders and one run")
    return given


if __name__ == "__main__":
    sys.exit(main())
