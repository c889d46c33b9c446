"""Writes one export for measuring, and beside it what it must come to. A process of its own: see ``process``.

Run by ``place``: ``python -m benchmarks.make_file FILE --orders N --customers C --start-number S --encoding E``.
The note beside the file is written last, so that a file with a note is whole.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from benchmarks.generate import benchmark_orders, benchmark_totals


def main() -> None:
    """Generate the file and its note."""
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path)
    parser.add_argument("--orders", type=int, required=True)
    parser.add_argument("--customers", type=int, required=True)
    parser.add_argument("--start-number", type=int, required=True)
    parser.add_argument("--encoding", required=True)
    parser.add_argument("--stamp", required=True, help="what the file was made by")
    given = parser.parse_args()
    size = benchmark_orders(
        given.path,
        orders=given.orders,
        customers=given.customers,
        start_number=given.start_number,
        encoding=given.encoding,
    )
    totals = benchmark_totals(orders=given.orders, customers=given.customers, start_number=given.start_number)
    note = {"stamp": given.stamp, "size": size, "totals": asdict(totals)}
    given.path.with_suffix(".json").write_text(json.dumps(note, default=str), encoding="utf-8")


if __name__ == "__main__":
    main()
