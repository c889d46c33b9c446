"""Keeping: what was read and staged goes into the store in one commit, or nothing of it.

What the commit has decided nothing changes: the bytes of quarantined lines are on the disk before it, and what comes
after it is tidying up, which may fail without a word.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from crmkit.errors import ConditionMet, StoreError
from crmkit.ingest.account import ledger
from crmkit.ingest.account.account import account
from crmkit.ingest.account.entry import Entry
from crmkit.ingest.account.examine import examined
from crmkit.ingest.account.nameless import without_names
from crmkit.ingest.findings import Finding
from crmkit.ingest.forgotten.apart import set_apart
from crmkit.ingest.keys import CHECK, Keys, check_of
from crmkit.ingest.merging.join import Verdicts
from crmkit.ingest.merging.merge import merge
from crmkit.ingest.merging.pruned import pass_over_pruned
from crmkit.ingest.reconciling.reconcile import apply_refunds, find_misfits
from crmkit.ingest.staging.staged import Staged
from crmkit.result import Result
from crmkit.store.changing.quarantine import Aside
from crmkit.store.quarantine import expire
from crmkit.store.workspace import Workspace
from crmkit.version import __version__


@dataclass(slots=True)
class Batch:
    """What one load has: staged tables, files that the store knows already (name now, name then, lines).

    ``passed`` are the files that are no exports and were not read, ``idle`` the caller's rules that no file uses,
    ``left_over`` the money that went back without an order to explain it.
    """

    staged: list[Staged] = field(default_factory=list)
    known: list[ledger.Known] = field(default_factory=list)
    passed: list[Finding] = field(default_factory=list)
    idle: list[Finding] = field(default_factory=list)
    left_over: list[Finding] = field(default_factory=list)

    def of_no_file(self) -> list[Finding]:
        """What was found that belongs to no file that was read."""
        return [*self.left_over, *self.passed, *self.idle]


@dataclass(frozen=True, slots=True)
class Terms:
    """How a batch is kept: what was ``said`` of the files, its keys, the time, and what forbids it."""

    said: str
    keys: Keys
    loaded_at: datetime | None
    wait: float
    dry_run: bool
    strict: bool


def keep(batch: Batch, workspace: Workspace, store: Path, terms: Terms) -> Result:
    """Merge the batch into the store, with the bytes of quarantined lines beside it; the account of it.

    Raises:
        ConditionMet: a line is in quarantine, and that was forbidden; nothing changed.
        StoreBusy, StoreError: the store was not to be had, or the disk failed; what is said of it is so.
    """
    with Aside(store) as aside:
        with contextlib.suppress(_Unchanged), workspace.holding_store(terms.wait):
            held = ledger.files_in_quarantine(workspace)
            entries = merge_all(batch, workspace, keys=terms.keys, keep_lines=True)
            result = account(entries, batch.known, batch.of_no_file(), dry_run=terms.dry_run)
            if terms.strict:
                _require_none_set_aside(entries, batch.known)
            if terms.dry_run:
                raise _Unchanged
            aside.clear(held)
            if not entries:
                raise _Unchanged
            workspace.execute("delete from target.kept.meta where name = $name", {"name": CHECK})
            workspace.insert("insert into target.kept.meta values (?, ?)", [[CHECK, check_of(terms.keys)]])
            for entry in entries:
                ledger.write(entry, workspace, said=terms.said, loaded_at=terms.loaded_at, version=__version__)
                if any(reject.raw for reject in entry.staged.line_counts.rejects):
                    aside.keep(entry.file_key, ledger.bytes_of(entry))
            held -= ledger.files_in_quarantine(workspace)
        if entries and not terms.dry_run:
            workspace.publish_fresh()
            aside.forget(held)
    if terms.loaded_at is not None and not terms.dry_run:
        expire(store, terms.loaded_at)
    return result


def _require_none_set_aside(entries: Sequence[Entry], known: Sequence[ledger.Known]) -> None:
    """``ConditionMet`` when a line of any file, of those that were known too, is in quarantine."""
    lines = sum(entry.staged.line_counts.quarantined for entry in entries)
    lines += sum(file.quarantined_lines for file in known)
    if lines:
        raise ConditionMet("strict_quarantine", lines=lines)


class _Unchanged(Exception):
    """The account is reported; nothing is kept."""


def merge_all(batch: Batch, workspace: Workspace, *, keys: Keys, keep_lines: bool) -> list[Entry]:
    """Merge every staged table with what the target holds; the account of each."""
    first = ledger.next_file_key(workspace)
    is_alone = workspace.store is None and len(batch.staged) == 1
    merged = []
    pass_over_pruned(batch.staged, workspace)
    apart = set_apart(batch.staged, keys, workspace)
    for number, staged in enumerate(batch.staged):
        staged.is_alone = is_alone
        verdicts = merge(staged, first + number, workspace, keep_lines=keep_lines)
        if (ghost := apart.get(number)) is not None:
            theirs = merge(ghost, first + number, workspace, keep_lines=keep_lines)
            verdicts += Verdicts(new=theirs.new, updated=theirs.updated)
            staged.findings += ghost.findings
        merged.append((staged, verdicts))
    items = [first + number for number, (staged, _) in enumerate(merged) if staged.kind == "items"]
    batch.left_over = [*apply_refunds(workspace), *find_misfits(items, workspace)]
    entries = []
    for number, (staged, verdicts) in enumerate(merged):
        ledger.report_read_before(staged, verdicts, workspace)
        entry = Entry(staged, first + number, verdicts, examined(staged, verdicts))
        if not entry.closes():
            raise StoreError("account_open", where=staged.source.name)
        entries.append(entry)
    return without_names(entries, keys, workspace)
