"""Rows of an answer as frames: of Polars, and of pandas where it is installed.

Neither is imported before it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, overload

from crmkit.errors import UsageError
from crmkit.vocabulary import Kind, word

if TYPE_CHECKING:
    from types import ModuleType

    import pandas
    import polars

Record = tuple[object, ...]


class Frame(Sequence[Record]):
    """Rows that are kept as a Polars frame: for answers of many columns about every customer."""

    def __init__(self, frame: polars.DataFrame) -> None:
        self.frame = frame

    def __len__(self) -> int:
        return self.frame.height

    def __iter__(self) -> Iterator[Record]:
        return self.frame.iter_rows()

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> Frame: ...
    def __getitem__(self, place: int | slice) -> Record | Frame:
        return Frame(self.frame[place]) if isinstance(place, slice) else self.frame.row(place)

    def each(self, index: int, change: Callable[[object], object]) -> Frame:
        """The rows with a text column changed, value by value."""
        import polars as pl

        column = self.frame.to_series(index)
        changed = pl.Series(column.name, [change(value) for value in column], dtype=pl.String())
        return Frame(self.frame.with_columns(changed))


def polars_frame(columns: Sequence[str], records: Sequence[Record]) -> polars.DataFrame:
    """The rows as a Polars frame, each column of the type of its kind; ``TypeError`` when a value is of another."""
    import polars as pl

    types: dict[str, type[pl.DataType] | pl.DataType] = {
        "money": pl.Decimal(38, 2),
        "count": pl.Int64(),
        "days": pl.Int64(),
        "score": pl.Int64(),
        "mean": pl.Decimal(38, 2),
        "figure": pl.Float64(),
        "rate": pl.Float64(),
        "date": pl.Date(),
        "time": pl.Datetime("us"),
        "flag": pl.Boolean(),
    }
    if isinstance(records, Frame):
        wanted = {name: types.get(word(name).kind, pl.String()) for name in columns}
        return records.frame.cast(wanted)  # type: ignore[arg-type]
    series = []
    for index, name in enumerate(columns):
        values = [record[index] for record in records]
        kind = types.get(word(name).kind)
        if kind is None:
            kind, values = pl.String(), [None if value is None else _encodable(str(value)) for value in values]
        series.append(pl.Series(name, values, dtype=kind, strict=True))
    return pl.DataFrame(series)


def pandas_frame(columns: Sequence[str], records: Sequence[Record]) -> pandas.DataFrame:
    """The rows as a pandas frame, made by way of the Polars one.

    Raises:
        UsageError: pandas is not installed.
        TypeError: a value is not of its column's kind.
    """
    try:
        import pandas as pd
    except ImportError:
        raise UsageError("pandas_missing") from None
    frame = polars_frame(columns, records)
    return pd.DataFrame({name: _pandas_series(pd, frame[name], word(name).kind) for name in columns})


def _pandas_series(pd: ModuleType, column: polars.Series, kind: Kind) -> pandas.Series:
    import polars as pl

    if kind in ("date", "time"):
        return pd.Series(column.cast(pl.Datetime("us")).to_numpy(), dtype="datetime64[us]")
    if kind in ("rate", "figure"):
        return pd.Series(column.to_numpy(), dtype="float64")
    if kind in ("money", "mean"):
        return pd.Series(column.to_list(), dtype="object")
    whole_or_flag = {"count": "Int64", "days": "Int64", "score": "Int64", "flag": "boolean"}
    return pd.Series(column.to_list(), dtype=whole_or_flag.get(kind) or pd.StringDtype("python"))


def _encodable(text: str) -> str:
    """``text`` with what UTF-8 cannot carry (half a surrogate pair, from a file name) as an escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
