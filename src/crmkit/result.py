"""Result: what every analysis returns, already computed and independent of the store.

Rows are plain Python values (``str``, ``int``, ``Decimal``, ``date``, ``datetime``, ``bool``, ``None``), so that
errors happen while computing, never while half a file is written. ``Result.rows`` is a Polars frame of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, cast, overload

from crmkit.messages import Language, say
from crmkit.screen import Screen, Sentence
from crmkit.vocabulary import word

if TYPE_CHECKING:
    import polars

Record = tuple[object, ...]
BUYER_OF_TAOBAO = "买家会员名"
"""What Taobao calls the column of the buyer, which has to be ticked to be in an export."""
WORDED = {"quarantined": "reason"}
"""Findings whose value is a code that people read in words, and the word of the vocabulary that it is."""


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


@dataclass(frozen=True, slots=True)
class Note:
    """A caveat with a code of ``sentences/note.toml`` and the values that fill its sentence.

    ``found`` says that it is about what reading found in the files: people are shown the weightiest few of these.
    """

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    found: bool = False

    def text(self, language: Language) -> str:
        """The caveat as a sentence."""
        return say("note", self.code, language, self.values)


def found_note(
    file: str | None,
    code: str,
    rows: int,
    amount: Decimal | None,
    line: int | None,
    column: str | None,
    value: str | None,
) -> Note:
    """What reading found in ``file``, as a note; parts of the sentence whose values are ``None`` are left out."""
    values = {"file": file, "rows": rows, "amount": amount, "line": line, "column": column}
    shown = Note("blank_cell", {}) if value == "" else value
    return Note(code, {**values, WORDED.get(code, "value"): shown}, found=True)


OF_WORDS = frozenset({
    *("status_unknown", "line_status_unknown", "status_unpaid", "status_undecided"), "refund_status_unknown",
})  # fmt: skip
"""Findings about one word each, several of which people read as one note."""
MOST_WORDS = 3
"""How many of these words are named."""


def words_together(notes: Iterable[Note]) -> list[Note]:
    """The notes, but those of one kind and file about a word each as one that stands where the first of them did."""
    kinds: dict[object, list[Note]] = {}
    for place, note in enumerate(notes):
        kinds.setdefault((note.code, note.values["file"]) if note.code in OF_WORDS else place, []).append(note)
    return [alike[0] if len(alike) == 1 else _words_note(alike) for alike in kinds.values()]


def _words_note(notes: Sequence[Note]) -> Note:
    """The words of most money by name, the others counted."""
    ranked = sorted(notes, key=lambda note: (-_amount(note), -_rows(note), str(note.values["value"])))
    named = [Note("of_word", note.values) for note in ranked[:MOST_WORDS]]
    if others := ranked[MOST_WORDS:]:
        named.append(Note("of_words", {"words": len(others), **_sums(others)}))
    return replace(notes[0], values={**notes[0].values, **_sums(notes), "value": tuple(named)})


def _sums(notes: Sequence[Note]) -> dict[str, object]:
    has_amount = any(note.values["amount"] is not None for note in notes)
    return {"rows": sum(map(_rows, notes)), "amount": sum(map(_amount, notes), Decimal(0)) if has_amount else None}


def _rows(note: Note) -> int:
    return cast(int, note.values["rows"])


def _amount(note: Note) -> Decimal:
    return cast("Decimal | None", note.values["amount"]) or Decimal(0)


SPARE_LINES = (
    *("title_lines", "blank_lines", "total_lines", "padded_lines", "follow_up_lines", "never_paid_lines"),
    *("skipped_lines", "unchanged_lines", "older_lines"),
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
    the answer alone.
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

    def __post_init__(self) -> None:
        """Raise ``ValueError`` when a column is named twice, ``KeyError`` when the vocabulary lacks one."""
        if len(set(self.columns)) != len(self.columns):
            raise ValueError(f"{self.name}: a column is named twice in {self.columns}")
        for name in (*self.columns, *self.facts):
            word(name)

    @property
    def rows(self) -> polars.DataFrame:
        """The rows as a Polars frame; money is ``Decimal(38, 2)``, dates are ``Date``, identifiers are text.

        Raises ``TypeError`` when a value is not of its column's kind.
        """
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
        if isinstance(self.records, Frame):
            wanted = {name: types.get(word(name).kind, pl.String()) for name in self.columns}
            return self.records.frame.cast(wanted)  # type: ignore[arg-type]
        series = []
        for index, name in enumerate(self.columns):
            values = [record[index] for record in self.records]
            kind = types.get(word(name).kind)
            if kind is None:
                kind, values = pl.String(), [None if value is None else _encodable(str(value)) for value in values]
            series.append(pl.Series(name, values, dtype=kind, strict=True))
        return pl.DataFrame(series)


def _encodable(text: str) -> str:
    """``text`` with what UTF-8 cannot carry (half a surrogate pair, from a file name) as an escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
