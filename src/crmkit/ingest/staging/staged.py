"""What is decided before a file is read, and what is known of it when it is staged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from crmkit.ingest.files.source import Source
from crmkit.ingest.findings import Finding
from crmkit.ingest.headers.dialect import Dialect, Match
from crmkit.ingest.line_counts import LineCounts
from crmkit.ingest.typing.typing import Met

Progress = Callable[[str, int, int, int], None]
"""Called with a file's name, bytes done, bytes in all, and rows."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A file whose rows are lines of orders: which of its columns repeat what is the order's on each of its lines."""

    repeats_total: bool
    repeats_refund: bool
    repeats_due: bool


@dataclass(slots=True)
class Staged:
    """One file, typed and accounted for, before anything is merged.

    ``is_gross`` says that its amounts are before refunds, ``returns`` names the table of its rows of money that went
    back, ``lines`` says how its rows add up where they are lines of orders, ``line_survey`` what proves it,
    ``left_out`` counts lines whose number is another order's in the file, ``is_alone`` says that nothing else will ever
    be merged with it, ``aside`` that what stands beside orders is kept. ``has_currency``: a column or signs say what
    its amounts are in; ``currencies`` are those, where there is money. ``unknown``: its status words that nothing is
    known of; ``met``: which of the caller's rules its rows use. ``is_forgotten``: its rows are of
    people whom the store has forgotten.
    """

    source: Source
    match: Match
    encoding: str
    sha256: str
    size: int
    table: str
    line_counts: LineCounts
    shop: str
    shop_key: int
    survey: Mapping[str, object] = field(default_factory=dict)
    basis: str = "net"
    is_gross: bool = False
    no_id: bool = False
    returns: str | None = None
    lines: Lines | None = None
    line_survey: Mapping[str, int] = field(default_factory=dict)
    keyless: int = 0
    left_out: int = 0
    is_alone: bool = False
    aside: bool = True
    has_currency: bool = False
    currencies: tuple[str, ...] = ()
    unknown: list[Finding] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    met: Met = field(default_factory=Met)
    is_forgotten: bool = False

    @property
    def kind(self) -> str:
        """orders, items, refunds or customers."""
        return self.match.dialect.kind

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of its rows: its own, and that of money that went back, if any."""
        return (self.table,) if self.returns is None else (self.table, self.returns)

    @property
    def has_refunds(self) -> bool:
        """Whether a column of the file says what, or that something, went back."""
        return not {"refund", "refund_status"}.isdisjoint(self.match.layout.cells)

    def add_finding(self, code: str, rows: int, amount: Decimal | None = None, value: str | None = None) -> None:
        """Add something that every answer from the file reports."""
        self.findings.append(Finding(code, rows, amount, value=value))

    def count(self, name: str) -> int:
        """A count of the survey; 0 where the kind has none."""
        return cast(int, self.survey.get(name, 0))

    @property
    def reach(self) -> datetime | None:
        """The latest time in a file of orders: of two files the one that reaches further is the newer one."""
        return cast("datetime | None", self.survey.get("reach"))

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

    ``digest`` says whether the file itself is to be digested, ``describe`` whether titles and places are wanted,
    ``currency`` the one to read.
    """

    dialects: Sequence[Dialect]
    encoding: str | None
    shop: str
    keys: tuple[str, str]
    progress: Progress | None = None
    digest: bool = True
    describe: bool = True
    currency: str | None = None
    max_rejects: float = 1
