"""Two Parquet files with the same rows in the same order, whatever the widths of their numbers.

``python -m benchmarks.same_rows FILE OTHER``; prints how many rows there are and which columns ``FILE`` alone has, or
says what differs and exits with 1. A process of its own, since frames are large (see ``process.py``).
"""

from __future__ import annotations

import json
import sys

import polars as pl

NEAR = 1e-6
"""How far shares may lie apart: they are rounded to so much."""


def main() -> None:
    """Compare and print."""
    own, other = (pl.read_parquet(path, memory_map=False) for path in sys.argv[1:3])
    if missing := set(other.columns) - set(own.columns):
        sys.exit(f"no column {', '.join(sorted(missing))}")
    if len(own) != len(other):
        sys.exit(f"{len(own)} rows, expected {len(other)}")
    for column in other.columns:
        apart = differing(own[column], other[column])
        if apart.any():
            found, expected = (frame[column].filter(apart)[0] for frame in (own, other))
            sys.exit(f"{column}: {apart.sum()} rows differ; one has {found!r}, expected {expected!r}")
    print(json.dumps({"rows": len(own), "alone": [name for name in own.columns if name not in other.columns]}))


def differing(found: pl.Series, expected: pl.Series) -> pl.Series:
    """In which rows two columns differ, null being a value like any other; shares may by ``NEAR``."""
    if expected.dtype.is_float():
        far = ((found - expected).abs() > NEAR).fill_null(False)
        return far | (found.is_null() != expected.is_null())
    return plain(found).ne_missing(plain(expected))


def plain(values: pl.Series) -> pl.Series:
    """Numbers of one width; everything else as it is."""
    if values.dtype.is_decimal():
        return values.cast(pl.Decimal(38, 2))
    return values.cast(pl.Int64) if values.dtype.is_integer() else values


if __name__ == "__main__":
    main()
