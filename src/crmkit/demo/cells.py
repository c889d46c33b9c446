"""Columns of numbers as columns of text, as an export prints them; each function gives a Polars series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crmkit.demo.season import DAY, Ints

_CENTS = pl.Series([f".{fen:02d}" for fen in range(100)])
_CLOCK = pl.Series([f" {at // 3600:02d}:{at // 60 % 60:02d}:{at % 60:02d}" for at in range(DAY)])
_SPARE_DAYS = 120  # parcels and refunds of the last orders run on after the last day


def pick(table: Sequence[str] | pl.Series, index: Ints) -> pl.Series:
    """The entries of ``table`` at ``index``; below zero gives a blank."""
    entries = pl.Series([*table, ""], dtype=pl.String)
    return entries.gather(pl.Series(np.where(index < 0, len(entries) - 1, index)))


def join(*parts: pl.Series | str) -> pl.Series:
    """The parts put together row by row; plain text stands in every row."""
    return pl.select(pl.concat_str([pl.lit(part) for part in parts])).to_series()


def digits(numbers: Ints) -> pl.Series:
    """Whole numbers."""
    return pl.Series(numbers).cast(pl.String)


def money(fen: Ints) -> pl.Series:
    """Yuan with two decimals, exact; ``fen`` must not be negative."""
    return join(digits(fen // 100), _CENTS.gather(pl.Series(fen % 100)))


def where(condition: NDArray[np.bool_], yes: pl.Series | str, no: pl.Series | str = "") -> pl.Series:
    """``yes`` in the rows where the condition holds, else ``no``."""
    choice = pl.when(pl.lit(pl.Series(condition))).then(pl.lit(yes))
    return pl.select(choice.otherwise(pl.lit(no))).to_series()


def quoted(text: str) -> str:
    """A cell as CSV wants it: in quotes only when it holds a comma, a quote or a line break."""
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\r\n') else text


@dataclass(frozen=True, slots=True)
class Moments:
    """Writes seconds as ``2024-06-30 12:34:56`` from a table of days."""

    first_day: int
    dates: pl.Series

    @classmethod
    def of(cls, first_day: int, days: int) -> Moments:
        """For moments from ``first_day`` on (days since 1970)."""
        dates = np.arange(first_day, first_day + days + _SPARE_DAYS).astype("datetime64[D]")
        return cls(first_day, pl.Series([str(day) for day in dates]))

    def text(self, seconds: Ints, shown: NDArray[np.bool_] | None = None) -> pl.Series:
        """The moments as text; blank where ``shown`` is false (there the seconds do not matter)."""
        safe = seconds if shown is None else np.where(shown, seconds, self.first_day * DAY)
        text = join(self.dates.gather(pl.Series(safe // DAY - self.first_day)), _CLOCK.gather(pl.Series(safe % DAY)))
        return text if shown is None else where(shown, text)


def table(columns: Mapping[str, pl.Series | str]) -> pl.DataFrame:
    """A frame of text columns in the given order; plain text stands in every row."""
    return pl.select([pl.lit(cells).alias(name) for name, cells in columns.items()])
