"""Loading: export files into the store, or into memory for one answer, every line accounted for.

Everything is read and staged before the store is touched; one short transaction then merges all files or none.
Loading the same export again changes nothing, in whatever order, name or encoding it comes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from crmkit.errors import ConditionMet, CrmError, InputError, StoreError
from crmkit.ingest import ledger
from crmkit.ingest.account import Entry, account
from crmkit.ingest.engine import SQL
from crmkit.ingest.examine import amounts_of, examined
from crmkit.ingest.inputs import gather
from crmkit.ingest.keys import keys_beside, passing_keys
from crmkit.ingest.merge import apply_refunds, merge
from crmkit.ingest.options import DEFAULT_MAX_REJECTS, Options
from crmkit.ingest.source import Source, require_unchanged
from crmkit.ingest.stage import stage
from crmkit.ingest.staged import Progress, Reading, Staged
from crmkit.ingest.words import words
from crmkit.result import Result
from crmkit.store.private import private_folder
from crmkit.store.store import Store, open_store
from crmkit.store.workspace import Workspace
from crmkit.version import __version__

LOAD_MEMORY = "650MB"


@dataclass(slots=True)
class Batch:
    """What one load has in hand: staged files, and files that the store knows already (name now, name then, lines)."""

    staged: list[Staged] = field(default_factory=list)
    known: list[ledger.Known] = field(default_factory=list)


def load(
    store: Path,
    files: Sequence[str],
    *,
    mapping: Mapping[str, str] | None = None,
    dialect_folder: Path | None = None,
    shop: str = "",
    dry_run: bool = False,
    strict: bool = False,
    max_rejects: float = DEFAULT_MAX_REJECTS,
    wait: float = 10,
    encoding: str | None = None,
    memory: str | None = None,
    progress: Progress | None = None,
    loaded_at: datetime | None = None,
) -> Result:
    """Read export ``files`` into the store at ``store`` and return the account of their lines.

    Args:
        store: the store's file; made when it does not exist.
        files: paths, globs, or ``-``; CSV, TSV, XLSX, or a zip of these.
        mapping: canonical column -> header, for a table that no dialect knows.
        dialect_folder: where the owner's own dialects lie.
        shop: which of the owner's shops on the platform the files belong to.
        dry_run: account for the lines, keep nothing.
        strict: raise ``ConditionMet`` and keep nothing when a line went to quarantine.
        max_rejects: share (0..1) of quarantined lines above which a file is refused.
        wait: seconds to wait while another process holds the store.
        encoding: the files' encoding; found per file when ``None``.
        memory: how much the engine may use, as ``700MB``.
        progress: told ``(name, bytes done, bytes in all, rows)`` now and then.
        loaded_at: the time that the ledger is to say.

    Raises:
        InputError: a file cannot be read or understood, or too much of it is damaged; nothing changed.
        StoreBusy, StoreError: the store was not to be had, or not written.
    """
    options = Options(mapping, dialect_folder, shop, max_rejects, encoding, memory, progress)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(private_folder(None if dry_run else store.parent))
        sources = gather(files, folder)
        batch = Batch()
        if store.exists() and not mapping:  # another mapping may read the same bytes in another way
            sources, batch.known = _unknown(sources, shop, store, wait)
        place = None if dry_run and not store.exists() else store
        keys = passing_keys() if place is None else keys_beside(place)
        workspace = stack.enter_context(_workspace(folder, place, sources, options, wait))
        _stage_all(sources, batch, workspace, options.reading(keys, digest=True), max_rejects)
        result: list[Result] = []
        with contextlib.suppress(_DryRun), workspace.holding_store(wait):
            entries = _merge_all(batch, workspace)
            result.append(account(entries, batch.known, dry_run=dry_run))
            lines = sum(entry.staged.tally.quarantined for entry in entries)
            lines += sum(file.quarantined_lines for file in batch.known)
            if strict and lines:
                raise ConditionMet("strict_quarantine", lines=lines)
            if dry_run:
                raise _DryRun
            for entry in entries:
                ledger.write(entry, workspace, loaded_at=loaded_at, version=__version__)
            held = ledger.files_in_quarantine(workspace)
        if not dry_run and entries:
            workspace.publish_fresh()
            ledger.keep_bytes(entries, store, held, now=loaded_at)
    return result[0]


def open_files(
    files: Sequence[str],
    *,
    mapping: Mapping[str, str] | None = None,
    dialect_folder: Path | None = None,
    shop: str = "",
    max_rejects: float = DEFAULT_MAX_REJECTS,
    encoding: str | None = None,
    memory: str | None = None,
    progress: Progress | None = None,
    describe: bool = True,
) -> Store:
    """The orders of ``files`` as a store that is gone when it is closed; arguments and errors as of ``load``.

    ``describe`` = ``False`` leaves out titles, places and channels, which an answer about buyers alone does not need.
    """
    options = Options(mapping, dialect_folder, shop, max_rejects, encoding, memory, progress)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(private_folder(None))
        sources = gather(files, folder)
        workspace = stack.enter_context(_workspace(folder, None, sources, options, 0))
        batch = Batch()
        reading = options.reading(passing_keys(), digest=False, describe=describe)
        _stage_all(sources, batch, workspace, reading, max_rejects)
        for entry in _merge_all(batch, workspace):
            ledger.write(entry, workspace, loaded_at=None, version=__version__)
        return workspace.become_store(stack.pop_all())


class _DryRun(Exception):
    """The account is told; nothing is to be kept."""


def _unknown(sources: Sequence[Source], shop: str, store: Path, wait: float) -> tuple[list[Source], list[ledger.Known]]:
    """The files that the store has not seen; a file is digested first only when one of its size was loaded before."""
    with open_store(store, wait=wait) as opened:
        seen = ledger.seen_files(opened)
    fresh: list[Source] = []
    known: list[ledger.Known] = []
    for source in sources:
        earlier = ledger.recognise(source, shop, seen)
        if earlier is None:
            fresh.append(source)
        else:
            known.append(earlier)
    return fresh, known


@contextlib.contextmanager
def _workspace(
    folder: Path, store: Path | None, sources: Sequence[Source], options: Options, wait: float
) -> Iterator[Workspace]:
    size = sum(source.size for source in sources)
    memory = options.memory or LOAD_MEMORY
    workspace = Workspace(
        folder, store=store, inputs=[source.path for source in sources], size=size, memory=memory, wait=wait
    )
    with contextlib.closing(workspace):
        workspace.run(SQL / "words.sql", words())
        for macros in ("cell_words.sql", "order_state.sql"):
            workspace.run(SQL / macros)
        yield workspace


def _stage_all(
    sources: Sequence[Source], batch: Batch, workspace: Workspace, reading: Reading, max_rejects: float
) -> None:
    for number, source in enumerate(sources):
        staged = stage(source, number, reading, workspace)
        require_unchanged(source)
        tally = staged.tally
        if tally.quarantined > max_rejects * max(1, tally.quarantined + tally.understood):
            raise _too_damaged(staged, max_rejects)
        batch.staged.append(staged)


def _too_damaged(staged: Staged, max_rejects: float) -> CrmError:
    tally = staged.tally
    first = tally.rejects[0]
    return InputError(
        "too_damaged",
        where=staged.source.name,
        lines=tally.quarantined,
        physical=tally.physical,
        share=f"{max_rejects:.0%}",
        line=first.line,
        reason=first.reason,
    )


def _merge_all(batch: Batch, workspace: Workspace) -> list[Entry]:
    first = ledger.next_file_key(workspace)
    merged = [(staged, merge(staged, first + number, workspace)) for number, staged in enumerate(batch.staged)]
    apply_refunds(workspace)  # what they cannot find is found by now, and told with the rest
    entries = []
    for number, (staged, verdicts) in enumerate(merged):
        amounts = amounts_of(staged)
        entry = Entry(staged, first + number, verdicts, amounts, examined(staged, verdicts, amounts))
        if not entry.closes():
            raise StoreError("account_open", where=staged.source.name)
        entries.append(entry)
    return entries
