"""The account of one file: every physical line is in exactly one of its places, or ``closes`` says no."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

RAW_KEPT = 4096
"""How many bytes of a quarantined line are kept for the owner to look at."""
RAW_KEPT_IN_ALL = 64 << 20
"""How many of one file; from then on only digests are kept, so that a wholly broken file does not fill memory."""
KEPT_APART = 100_000
"""How many quarantined lines of one file have an entry each; later ones join the line before if they are alike."""

PLACES = {2: "follow_up", 3: "never_paid", 4: "skipped"}
"""Where rows are counted that are no records, by the part of their table."""


@dataclass(frozen=True, slots=True)
class Reject:
    """Quarantined lines of a file in a row: the lines ``line`` .. ``line + lines - 1``.

    ``reason`` is a code of the catalog's ``reason`` group, ``column`` the canonical column it is about,
    ``digest`` the SHA-256 of the raw bytes in hex (line ends included), or of the digests of many joined lines;
    ``raw`` the first 4 KB of the bytes (none when a file has very many).
    """

    line: int
    lines: int
    reason: str
    column: str | None
    digest: str
    raw: bytes


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
    rejects: list[Reject] = field(default_factory=list)
    is_cut: bool = False
    _raw_left: int = field(default=RAW_KEPT_IN_ALL, repr=False)

    @property
    def quarantined(self) -> int:
        """Physical lines in quarantine."""
        return sum(reject.lines for reject in self.rejects)

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

    def refuse(self, line: int, reason: str, raw: bytes, column: str | None = None, *, lines: int = 1) -> None:
        """Quarantine the physical lines from ``line`` on, whose bytes are ``raw``."""
        digest = hashlib.sha256(raw).hexdigest()
        last = self.rejects[-1] if len(self.rejects) >= KEPT_APART else None
        if last is not None and (last.line + last.lines, last.reason, last.column) == (line, reason, column):
            joined = hashlib.sha256((last.digest + digest).encode()).hexdigest()
            self.rejects[-1] = Reject(last.line, last.lines + lines, reason, column, joined, last.raw)
            return
        kept = raw[: min(RAW_KEPT, self._raw_left)]
        self._raw_left -= len(kept)
        self.rejects.append(Reject(line, lines, reason, column, digest, kept))
