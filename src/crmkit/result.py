"""Result: what every analysis returns, already computed and independent of the store.

Rows are plain Python values (``str``, ``int``, ``Decimal``, ``date``, ``datetime``, ``bool``, ``None``), so that
errors happen while computing and never while half a file is written. ``to_polars`` and ``to_pandas`` give the same rows
as frames.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from crmkit.errors import UsageError
from crmkit.frame import Frame, Record, pandas_frame, polars_frame
from crmkit.messages import Language
from crmkit.notes import Note
from crmkit.plot import Picture
from crmkit.screen import Screen, Sentence
from crmkit.vocabulary import word

if TYPE_CHECKING:
    import altair
    import pandas
    import polars

__all__ = ["BUYER_OF_TAOBAO", "SPARE_LINES", "Course", "Frame", "Note", "Pivot", "Record", "Result"]

BUYER_OF_TAOBAO = "买家会员名"
"""What Taobao calls the column of the buyer, which has to be ticked to be in an export."""
SPARE_LINES = (
    *("title_lines", "blank_lines", "total_lines", "padded_lines", "follow_up_lines", "never_paid_lines"),
    *("skipped_lines", "forgotten_lines", "unchanged_lines", "older_lines"),
)
"""What few files have: in an account people see these counts only where one of them counts something."""


@dataclass(frozen=True, slots=True)
class Pivot:
    """How people read long rows: a line for each ``headers``, a column for each value ``across``, cells of ``value``.

    Across a count stand all numbers from 0 to the largest, across any other kind the values in the order in which they
    first appear (so a first line that lacks none decides), or that of the ``footer`` if ``as_footer``;
    ``across_title`` is the title of them all. Rows of a line lie together, one for each cell.

    ``settled`` is a flag column: where it is not true a cell is marked and bears no colour; without one all cells are
    settled. If ``coloured``, those are coloured by size from the column number ``coloured_from`` on, unless ``weight``
    (a column: the people in a cell) is below ``lightest``.
    The part ``footer`` of the answer, not shown by itself, has one row per value ``across``; its ``footer_value``
    stands below the cells, called ``footer_title``.
    """

    headers: tuple[str, ...]
    across: str
    across_title: str
    value: str
    settled: str | None = None
    footer: str | None = None
    footer_value: str = ""
    footer_title: Literal["pivot_footer", "pivot_total"] = "pivot_footer"
    weight: str | None = None
    lightest: int = 0
    coloured_from: int = 0
    coloured: bool = True
    as_footer: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """How people read rows that follow each other in time: the column ``value`` drawn as one line above them.

    Where the flag column ``settled`` is not true, the cell of the text column ``along`` is marked and the value is not
    drawn; people are not shown that flag.
    """

    value: str
    along: str
    settled: str


@dataclass(frozen=True, slots=True)
class Result:
    """One answer: named columns and their rows, with what is needed to read them.

    ``params`` are the arguments that were asked with, ``facts`` the headline numbers (each a word of the
    vocabulary), ``notes`` the caveats, ``parts`` further tables of the same answer. ``definition`` names the sentences
    of the catalog that say what the numbers mean; without any it is the one of the answer's own name, if there is one.
    With a ``pivot`` people are shown that instead of the rows, of an answer as of a part; machines get the rows
    (decision 0011). With a ``course`` they see it above the rows. ``unseen`` parts are for machines: people read the
    same in the notes. ``spare`` columns, there or not, are seen only where a row has something in them. The sentences
    ``answer`` say the point of it, and ``screen`` what people see on a terminal before they ask for all. ``tables``
    names parts and the answer itself in the order in which they leave where a file holds one table: without any it is
    the answer alone. ``plots`` say how it is drawn; without any a pivot is, as a table of colours. ``language`` is the
    one it was asked in.
    """

    name: str
    columns: tuple[str, ...]
    records: Sequence[Record]
    as_of: date | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    parts: Mapping[str, Result] = field(default_factory=dict)
    definition: tuple[str, ...] = ()
    pivot: Pivot | None = None
    course: Course | None = None
    unseen: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()
    answer: tuple[Sentence, ...] = ()
    screen: Screen | None = None
    tables: tuple[str, ...] = ()
    plots: Picture = ()
    language: Language = "en"

    def __post_init__(self) -> None:
        """Raise ``ValueError`` when a column is named twice, ``KeyError`` when the vocabulary lacks one."""
        if len(set(self.columns)) != len(self.columns):
            raise ValueError(f"{self.name}: a column is named twice in {self.columns}")
        for name in (*self.columns, *self.facts):
            word(name)

    def __repr__(self) -> str:
        """Name, day and size; no value of a row, so that nothing personal is in a log."""
        day = f" as of {self.as_of.isoformat()}" if self.as_of else ""
        sizes = [_counted(len(self.records), "row"), _counted(len(self.columns), "column")]
        parts = f", {_counted(len(self.parts), 'part')}" if self.parts else ""
        return f"<crmkit {self.name}{day}: {' x '.join(sizes)}{parts}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the screen of the answer as HTML, personal values masked as on a terminal.

        It is in the language that the analysis was asked in (``language="zh"``); English, where none takes one. The
        same answer gives the same text, which holds no script and names nothing outside itself.
        """
        from crmkit.deliver.notebook import shown  # above this floor: see decision 0030

        return shown(self)

    @property
    def rows(self) -> polars.DataFrame:
        """The rows as a Polars frame, as ``to_polars`` gives them."""
        return self.to_polars()

    def to_polars(self) -> polars.DataFrame:
        """The rows as a Polars frame, personal values as they are.

        Money and means are ``Decimal(38, 2)`` in the unit of the shop's currency, shares are floats from 0 to 1, counts
        and days whole numbers, dates ``Date``, times ``Datetime`` of the shop's clock, flags booleans; names,
        identifiers and codes are text. What is not known is null.

        Raises:
            TypeError: a value is not of its column's kind.
        """
        return polars_frame(self.columns, self.records)

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas frame, personal values as they are; pandas 2 or newer, without PyArrow.

        Money and means are exact ``Decimal`` objects (dtype ``object``), shares ``float64`` from 0 to 1, counts and
        days ``Int64``, dates and times ``datetime64[us]``, flags ``boolean``, texts ``string``. What is not known is
        ``NaN``, ``NaT`` or ``<NA>`` after the dtype, and ``None`` among objects.

        Raises:
            UsageError: pandas is not installed.
            TypeError: a value is not of its column's kind.
        """
        return pandas_frame(self.columns, self.records)

    def chart(self) -> altair.VConcatChart:
        """The answer as an altair chart, personal values masked: what ``crmkit chart`` draws, to show or to change.

        A notebook shows it as SVG, drawn on this computer. Needs ``crmkit[chart]``.

        Raises:
            UsageError: altair or vl-convert is not installed, or there is nothing to draw of such an answer.
        """
        from crmkit.deliver.notebook import charted  # above this floor: see decision 0030

        return charted(self)

    def part(self, name: str) -> Result:
        """A table of ``parts`` as an answer of its own: with the day, the arguments and the language of the whole.

        Raises:
            UsageError: there is no part of that name; the error names those there are.
        """
        if name not in self.parts:
            raise UsageError("part_unknown", part=name, answer=self.name, parts=", ".join(self.parts) or None)
        part = self.parts[name]
        below = part.pivot.footer if part.pivot else None
        return replace(
            part,
            as_of=part.as_of or self.as_of,
            params=part.params or self.params,
            parts=part.parts or ({below: self.parts[below]} if below else {}),
            language=self.language,
        )


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
