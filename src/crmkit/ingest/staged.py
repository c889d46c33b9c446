"""What is decided before a file is read, and what is known of it when it is staged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import cast

from crmkit.ingest.dialect import Dialect, Match
from crmkit.ingest.findings import Finding
from crmkit.ingest.source import Source
from crmkit.ingest.tally import Tally

Progress = Callable[[str, int, int, int], None]
"""Told a file's name, bytes done, bytes in all, and rows."""


@dataclass(slots=True)
class Staged:
    """One file, typed and accounted for, before anything is merged."""

    source: Source
    match: Match
    encoding: str
    sha256: str
    size: int
    table: str
    tally: Tally
    shop: str
    shop_key: int
    survey: Mapping[str, object] = field(default_factory=dict)
    basis: str = "net"
    no_id: bool = False
    keyless: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """orders, items, refunds or customers."""
        return self.match.dialect.kind

    def count(self, name: str) -> int:
        """A count of the survey; 0 where the kind has none."""
        return cast(int, self.survey.get(name, 0))

    @property
    def first_day(self) -> date | None:
        """The earliest order day in the file."""
        return cast("date | None", self.survey.get("first_day"))

    @property
    def last_day(self) -> date | None:
        """The latest order day in the file."""
        return cast("date | None", self.survey.get("last_day"))

    @property
    def net_total(self) -> Decimal:
        """Net money of the file's rows, yuan."""
        return cast(Decimal, self.survey.get("net_total", Decimal(0)))


@dataclass(frozen=True, slots=True)
class Reading:
    """What the caller decided about reading: dialects in order of preference, encoding, shop and the digest keys.

    ``digest`` says whether the file itself is to be digested, ``describe`` whether titles and places are wanted.
    """

    dialects: Sequence[Dialect]
    encoding: str | None
    shop: str
    keys: tuple[str, str]
    progress: Progress | None = None
    digest: bool = True
    describe: bool = True
    statuses: Mapping[str, str] = field(default_factory=dict)
    skips: Sequence[tuple[str, str]] = ()
    time_zone: str | None = None
    time_format: str | None = None
    currency: str | None = None
