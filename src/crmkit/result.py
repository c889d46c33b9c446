"""Result: what every analysis returns, already computed and independent of the store.

Rows are plain Python values (``str``, ``int``, ``Decimal``, ``date``, ``datetime``, ``bool``, ``None``), so that
errors happen while computing and never while half a file is written. ``Result.rows`` gives the same
rows as a Polars frame; Polars is imported only then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from crmkit.messages import Language, say
from crmkit.vocabulary import word

if TYPE_CHECKING:
    import polars

Record = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A caveat with a code of ``messages.toml`` and the values that fill its sentence."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: Language) -> str:
        """The caveat as a sentence."""
        return say("note", self.code, language, self.values)


@dataclass(frozen=True, slots=True)
class Result:
    """One answer: named columns and their rows, with what is needed to read them.

    ``params`` are the arguments that were asked with, ``facts`` the headline numbers (each a word of the
    vocabulary), ``notes`` the caveats, ``parts`` further tables of the same answer.
    """

    name: str
    columns: tuple[str, ...]
    records: Sequence[Record]
    as_of: date | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    parts: Mapping[str, Result] = field(default_factory=dict)

    @property
    def rows(self) -> polars.DataFrame:
        """The rows as a Polars frame; money is ``Decimal(38, 2)``, dates are ``Date``."""
        import polars as pl

        types: dict[str, type[pl.DataType] | pl.DataType] = {
            "money": pl.Decimal(38, 2),
            "count": pl.Int64(),
            "days": pl.Int64(),
            "score": pl.Int64(),
            "mean": pl.Decimal(38, 2),
            "rate": pl.Float64(),
            "date": pl.Date(),
            "time": pl.Datetime("us"),
            "flag": pl.Boolean(),
        }
        schema = {name: types.get(word(name).kind, pl.String()) for name in self.columns}
        columns = [[record[index] for record in self.records] for index in range(len(self.columns))]
        return pl.DataFrame(
            [
                pl.Series(name, values, dtype=schema[name], strict=False)
                for name, values in zip(schema, columns, strict=True)
            ]
        )
