"""One file of a load, and where each of its lines went."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from crmkit.ingest.findings import Finding
from crmkit.ingest.merging.join import Verdicts
from crmkit.ingest.staging.staged import Staged
from crmkit.result import Record


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, what merging it did, the money of each quarantined row where it can be read, and what was found."""

    staged: Staged
    file_key: int
    verdicts: Verdicts
    amounts: tuple[Decimal | None, ...]
    findings: tuple[Finding, ...]

    def closes(self) -> bool:
        """Whether every physical line of the file is in exactly one place."""
        tally, verdicts = self.staged.tally, self.verdicts
        around = tally.title + tally.header + tally.blank + tally.total + tally.quarantined
        apart = tally.follow_up + tally.never_paid + tally.skipped
        placed = verdicts.loaded + verdicts.padded + verdicts.unchanged + verdicts.older
        return tally.physical == around + apart + placed

    def record(self) -> Record:
        """The file's line of the account."""
        staged, tally, verdicts = self.staged, self.staged.tally, self.verdicts
        return (
            staged.source.name, staged.kind, tally.physical, tally.title, tally.header, tally.blank, tally.total,
            verdicts.loaded, verdicts.padded, tally.follow_up, tally.never_paid, tally.skipped, verdicts.unchanged,
            verdicts.older, tally.quarantined,
        )  # fmt: skip
