"""One file of a load, and where each of its lines went."""

from __future__ import annotations

from dataclasses import dataclass

from crmkit.ingest.findings import Finding
from crmkit.ingest.merging.join import Verdicts
from crmkit.ingest.staging.staged import Staged
from crmkit.result import Record


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, what merging it did, and what was found."""

    staged: Staged
    file_key: int
    verdicts: Verdicts
    findings: tuple[Finding, ...]

    def closes(self) -> bool:
        """Whether every physical line of the file is in exactly one place."""
        counts, verdicts = self.staged.line_counts, self.verdicts
        around = counts.title + counts.header + counts.blank + counts.total + counts.quarantined
        apart = counts.follow_up + counts.never_paid + counts.skipped + counts.forgotten
        placed = verdicts.loaded + verdicts.padded + verdicts.unchanged + verdicts.older
        return counts.physical == around + apart + placed

    def record(self) -> Record:
        """The file's line of the account."""
        staged, counts, verdicts = self.staged, self.staged.line_counts, self.verdicts
        return (
            staged.source.name, staged.kind, counts.physical, counts.title, counts.header, counts.blank, counts.total,
            verdicts.loaded, verdicts.padded, counts.follow_up, counts.never_paid, counts.skipped, counts.forgotten,
            verdicts.unchanged, verdicts.older, counts.quarantined,
        )  # fmt: skip
