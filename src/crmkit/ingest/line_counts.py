"""The account of one file: every physical line is in exactly one of its places, or ``closes`` says no."""

from __future__ import annotations

import hashlib
import heapq
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path

RAW_KEPT = 4096
"""How many bytes of a quarantined line are kept for the owner to look at."""
RAW_KEPT_IN_ALL = 64 << 20
"""How many of one file; from then on only digests are kept, so that a wholly broken file does not fill the disk."""
KEPT_APART = 100_000
"""How many quarantined lines of one file have an entry each; later ones join the line before if they are alike."""
IN_MEMORY = 1 << 20
"""Entries that take about so many bytes wait in memory, earlier ones in a file."""
_ENTRY = 400
"""What an entry takes but for its bytes."""

PLACES = {2: "follow_up", 3: "never_paid", 4: "skipped"}
"""Where rows are counted that are no records, by the part of their table."""


@dataclass(frozen=True, slots=True)
class Reject:
    """Quarantined lines of a file in a row: the lines ``line`` .. ``line + lines - 1``.

    ``reason`` is a code of the catalog's ``reason`` group, ``column`` the canonical column it is about,
    ``digest`` the SHA-256 of the raw bytes in hex (line ends included), or of the digests of many joined lines;
    ``raw`` the first 4 KB of the bytes (none when a file has very many), ``amount`` the money that can be read of them.
    """

    line: int
    lines: int
    reason: str
    column: str | None
    digest: str
    raw: bytes
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """What the quarantined lines of one reason and column come to: how many, from which on, with how much money."""

    line: int
    lines: int = 0
    amount: Decimal | None = None


class Rejects:
    """Quarantined lines of a file in their order, in memory that does not grow with them.

    They come in order but for rows that wait to the end of a file: these make another run, and all runs are merged when
    they are read. ``sums`` are kept by reason and column (empty where it is about none), ``lines`` over all.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._runs: list[_Run] = []
        self._entries = 0
        self.lines = 0
        self.sums: dict[tuple[str, str], Sum] = {}

    def __len__(self) -> int:
        """How many entries there are; one may stand for many lines."""
        return self._entries

    def __iter__(self) -> Iterator[Reject]:
        return heapq.merge(*self._runs, key=attrgetter("line"))

    def append(self, reject: Reject) -> None:
        """Add an entry."""
        if not self._runs or reject.line < self._runs[-1].last.line:
            self._runs.append(_Run(self._folder, reject))
        else:
            self._runs[-1].append(reject)
        self._entries += 1
        self._count(reject)

    def join(self, reject: Reject) -> bool:
        """Whether a line goes on where the last entry ends, for the same reason: then they are one entry."""
        last = self._runs[-1].last if self._runs else None
        goes_on = (reject.line, reject.reason, reject.column)
        if last is None or (last.line + last.lines, last.reason, last.column) != goes_on:
            return False
        digest = hashlib.sha256((last.digest + reject.digest).encode()).hexdigest()
        lines, amount = last.lines + reject.lines, _added(last.amount, reject.amount)
        self._runs[-1].last = replace(last, lines=lines, digest=digest, amount=amount)
        self._count(reject)
        return True

    def changed(self, change: Callable[[Sequence[Reject]], Iterable[Reject]], at_once: int) -> Rejects:
        """The same entries as ``change`` gives them, ``at_once`` at a time."""
        others, waiting = Rejects(self._folder), iter(self)
        for reject in chain.from_iterable(map(change, iter(lambda: list(islice(waiting, at_once)), []))):
            others.append(reject)
        return others

    def _count(self, reject: Reject) -> None:
        self.lines += reject.lines
        kind = (reject.reason, reject.column or "")
        found = self.sums.get(kind, Sum(reject.line))
        line, amount = min(found.line, reject.line), _added(found.amount, reject.amount)
        self.sums[kind] = Sum(line, found.lines + reject.lines, amount)


class _Run:
    """Entries of rising lines: the ``last`` one by itself, some before it in memory, all others in a file."""

    def __init__(self, folder: Path | None, first: Reject) -> None:
        self._folder = folder
        self._file: Path | None = None
        self._recent: list[Reject] = []
        self._size = 0
        self.last = first

    def __iter__(self) -> Iterator[Reject]:
        if self._file is not None:
            with self._file.open(encoding="ascii") as stream:
                yield from map(_read, stream)
        yield from self._recent
        yield self.last

    def append(self, reject: Reject) -> None:
        self._recent.append(self.last)
        self._size += _ENTRY + len(self.last.raw)
        self.last = reject
        if self._size > IN_MEMORY and self._folder is not None:
            self._put_aside(self._folder)

    def _put_aside(self, folder: Path) -> None:
        if self._file is None:
            descriptor, name = tempfile.mkstemp(prefix="rejects-", dir=folder)
            os.close(descriptor)
            self._file = Path(name)
        with self._file.open("a", encoding="ascii") as stream:
            stream.writelines(map(_written, self._recent))
        self._recent.clear()
        self._size = 0


def _written(reject: Reject) -> str:
    amount = None if reject.amount is None else str(reject.amount)
    cells = (reject.line, reject.lines, reject.reason, reject.column, reject.digest, reject.raw.hex(), amount)
    return json.dumps(cells) + "\n"


def _read(text: str) -> Reject:
    line, lines, reason, column, digest, raw, amount = json.loads(text)
    return Reject(line, lines, reason, column, digest, bytes.fromhex(raw), None if amount is None else Decimal(amount))


def _added(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one if other is None else one + other


@dataclass(slots=True)
class LineCounts:
    """Where the physical lines of one file went. ``records`` counts rows, all else counts lines.

    ``records`` are the accepted rows, padded ones included; ``record_lines`` the physical lines they use. ``follow_up``
    are further lines of an order above, ``never_paid`` orders that need neither time nor amount, ``skipped``
    rows left out on request, ``forgotten`` those of people whom the store has forgotten: understood, and no record. It
    ``is_cut`` where reading stopped before the end.
    """

    physical: int = 0
    title: int = 0
    header: int = 0
    blank: int = 0
    total: int = 0
    records: int = 0
    record_lines: int = 0
    padded: int = 0
    follow_up: int = 0
    never_paid: int = 0
    skipped: int = 0
    forgotten: int = 0
    rejects: Rejects = field(default_factory=Rejects)
    is_cut: bool = False
    _raw_left: int = field(default=RAW_KEPT_IN_ALL, repr=False)

    @property
    def quarantined(self) -> int:
        """Physical lines in quarantine."""
        return self.rejects.lines

    def closes(self) -> bool:
        """Whether every physical line is accounted for, once."""
        around = self.title + self.header + self.blank + self.total
        return self.physical == around + self.data_lines

    @property
    def data_lines(self) -> int:
        """Physical lines that are neither around the table nor blank: understood or in quarantine."""
        return self.understood + self.quarantined

    def recount(self, place: str, records: int, lines: int) -> None:
        """Count ``records`` of so many ``lines`` in another place (``total``, ``follow_up`` ...): they are none."""
        setattr(self, place, getattr(self, place) + lines)
        self.records -= records
        self.record_lines -= lines

    def recount_part(self, place: str, part: int, records: int, lines: int) -> bool:
        """Count rows of a ``part`` (staging/settle.py) in another place; whether they were records until now."""
        if part not in PLACES:
            self.recount(place, records, lines)
            return True
        for name, change in ((PLACES[part], -lines), (place, lines)):
            setattr(self, name, getattr(self, name) + change)
        return False

    def rejects_more_than(self, share: float) -> bool:
        """Whether more than this share of the data lines, 0 to 1, is in quarantine."""
        return self.quarantined > share * self.data_lines

    @property
    def understood(self) -> int:
        """Physical lines whose meaning is known, records or not."""
        return self.record_lines + self.follow_up + self.never_paid + self.skipped + self.forgotten

    def refuse(
        self,
        line: int,
        reason: str,
        raw: bytes,
        column: str | None = None,
        *,
        lines: int = 1,
        amount: Decimal | None = None,
    ) -> None:
        """Quarantine the physical lines from ``line`` on, whose bytes are ``raw`` and whose money is ``amount``."""
        self.add(Reject(line, lines, reason, column, hashlib.sha256(raw).hexdigest(), raw[:RAW_KEPT], amount))

    def add(self, reject: Reject) -> None:
        """Quarantine lines whose digest is known."""
        if len(self.rejects) >= KEPT_APART and self.rejects.join(reject):
            return
        raw = reject.raw[: self._raw_left]
        self._raw_left -= len(raw)
        self.rejects.append(reject if raw == reject.raw else replace(reject, raw=raw))
