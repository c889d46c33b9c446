"""What of an answer stands on a screen: small tables and labelled lines that the analysis chooses and a renderer sets.

A screen is data. Tables name columns of the answer or of one of its parts, so that masking reaches them; strips and
lines hold figures that are no person's. The analysis decides which figures stand in a sentence, the kind of value how
they are written: ``Amount`` in whole units of money, ``Share`` in per cent, a day as people say it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from crmkit.vocabulary import word


class Amount(NamedTuple):
    """Money in a sentence: without the fen, which nobody reads there."""

    value: Decimal


class Share(NamedTuple):
    """A part of a whole in a sentence, 0 to 1."""

    value: Decimal


class Points(NamedTuple):
    """A share, or the difference of two, in hundredths to two decimals, without its sign of per cent."""

    value: Decimal


class Name(NamedTuple):
    """What somebody called a thing: it stands as it is, whatever word of ours it may be, since it is typed again."""

    value: str


def named(value: object) -> Name | None:
    """``value`` as a name; ``None`` stays."""
    return None if value is None else Name(str(value))


Form = Literal["whole", "signed", "near", "name", "fine", "points", "apart"]
"""How a cell differs from its kind: without decimals, with its sign, as days from the day of the answer, a path as the
name of its file, a share to two decimals, a difference of shares as points, a difference as its sign and number."""
Tone = Literal["good", "watch", "bad", "past", "apart"]
LISTED = 15
"""Rows of a plain list on a screen."""
FEW = 30
"""A share of fewer people is a handful of them: it is left out of sentences."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that an answer opens with: its code in ``sentences/answer.toml`` and the values that fill it."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled line: the sentence ``code`` of ``sentences/line.toml`` behind the word ``label`` of ``label.toml``."""

    label: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lines:
    """Labelled lines under each other."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """A few figures side by side: a column for each of ``heads`` (values of the word ``across``), a line for each word.

    On a short line the columns numbered in ``leave`` go, the first of them first.
    """

    across: str
    heads: tuple[object, ...]
    lines: tuple[tuple[str, tuple[object, ...]], ...]
    leave: tuple[int, ...] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)
    title: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of the answer, or of its ``part``, in the given ``columns``.

    On a short line the columns of ``leave`` go, the first of them first, together those that stand in one text of it;
    those of ``wide`` come on a long one. ``rows`` stand at most, the ``latest`` or the first; with ``of`` the part
    itself holds only the first of so many. ``total`` are the values of a last line, ``total_forms`` their forms where
    they differ. What is missing in a column of ``blank`` does not apply there and leaves its cell empty. The column
    ``bar`` is drawn as bars behind the others. ``tones`` colour a line by its value of ``tone_by``. ``rest`` is what
    to add to the command to see all of it. Rows that lack a value in the column ``having`` are left out. A table whose
    ``rows`` were ``asked`` for loses none of them.
    """

    columns: tuple[str, ...]
    part: str = ""
    leave: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    rows: int | None = None
    latest: bool = False
    of: int | None = None
    total: Mapping[str, object] = field(default_factory=dict)
    bar: str = ""
    forms: Mapping[str, Form] = field(default_factory=dict)
    tone_by: str = ""
    tones: Mapping[str, Tone] = field(default_factory=dict)
    title: str = ""
    rest: str = "--full"
    having: str = ""
    asked: bool = False
    blank: tuple[str, ...] = ()
    total_forms: Mapping[str, Form] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cross:
    """The answer's own pivot: ``rows`` of its lines, the ``latest`` or the first, from the column ``first`` across on.

    On a short line the columns on the right go.
    """

    rows: int
    latest: bool
    first: int = 0
    rest: str = "--full"


@dataclass(frozen=True, slots=True)
class Screen:
    """What stands below the sentences of an answer; ``mind`` are the codes of the notes that weigh most here.

    ``most_mind`` of them are shown. Those of ``said`` are in the sentences or lines already. One ``is_of_one``
    customer says nothing of what was set aside in the whole shop. The figures of one ``is_of_all`` purchases hold those
    without a buyer, too.
    """

    blocks: tuple[Table | Strip | Cross | Lines, ...]
    foot: tuple[Line, ...] = ()
    mind: tuple[str, ...] = ()
    next: Line | None = None
    most_mind: int = 2
    said: tuple[str, ...] = ()
    is_of_one: bool = False
    is_of_all: bool = False


def listing(columns: Sequence[str], *keep: str, rest: str) -> Screen:
    """A plain list: the first column and those of ``keep`` stay on a short line, of the others the last go first."""
    shown = tuple(name for name in columns if not word(name).machine)
    leave = tuple(name for name in reversed(shown[1:]) if name not in keep)
    return Screen((Table(shown, leave=leave, rows=LISTED, rest=rest),))


def share_of(part: int, whole: int) -> Share | None:
    """``part`` of ``whole`` people, unless these are so few that their number says it."""
    return Share(Decimal(part) / whole) if whole >= FEW else None


def known_share(rate: object) -> Share | None:
    """A rate as it stands in a sentence, where it is known."""
    return None if rate is None else Share(Decimal(str(rate)))
