"""Loading: export files into the store, or into memory for one answer, every line accounted for.

Everything is read and staged before the store is touched; one short transaction then merges all files or none.
Loading the same export again changes nothing, in whatever order, name or encoding it comes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Unpack

from crmkit.errors import ConditionMet, InputError, StoreError
from crmkit.ingest.account import ledger
from crmkit.ingest.account.account import account
from crmkit.ingest.account.entry import Entry
from crmkit.ingest.account.examine import amounts_of, examined
from crmkit.ingest.account.holdings import facts_after
from crmkit.ingest.account.refusal import require_currency, require_whole, too_damaged
from crmkit.ingest.account.screen import on_screen
from crmkit.ingest.ceiling import USUAL, within
from crmkit.ingest.files.archive import no_export
from crmkit.ingest.files.inputs import gather
from crmkit.ingest.files.leftovers import passed_over
from crmkit.ingest.files.source import Source, require_unchanged
from crmkit.ingest.findings import Finding
from crmkit.ingest.keys import keys_beside, passing_keys
from crmkit.ingest.merging.merge import merge
from crmkit.ingest.options import Options
from crmkit.ingest.reconciling.reconcile import apply_refunds, find_misfits
from crmkit.ingest.staging.lines.order_lines import share_lines
from crmkit.ingest.staging.stage import is_other, stage
from crmkit.ingest.staging.staged import Reading, Staged
from crmkit.ingest.typing.macros import prepare
from crmkit.ingest.typing.rules import idle_rules
from crmkit.ingest.wishes import Said, read_options
from crmkit.result import Result
from crmkit.store.connect import followed
from crmkit.store.private import private_folder
from crmkit.store.store import Store
from crmkit.store.store_file import for_trial
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


def load(
    store: Path,
    files: Sequence[str],
    *,
    dry_run: bool = False,
    strict: bool = False,
    wait: float = 10,
    loaded_at: datetime | None = None,
    **said: Unpack[Said],
) -> Result:
    """Read export ``files`` into the store at ``store`` and return the account of their lines; see ``crmkit.load``.

    Raises:
        UsageError: what was ``said`` of the files makes no sense.
        InputError: a file cannot be read or understood, or too much of it is damaged; nothing changed.
        StoreBusy, StoreError: the store was not to be had, or not written.
    """
    options, store = read_options(**said), followed(store)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(private_folder(None if dry_run else store.parent))
        batch = Batch()
        sources = dict(enumerate(gather(files, folder, passed=batch.passed)))
        place = for_trial(store, folder) if dry_run else store
        workspace = stack.enter_context(_workspace(folder, place, sources, options, wait))
        if workspace.has_store:
            sources, batch.known = _unknown(sources, options, workspace, wait)
        keys = passing_keys() if place is None else stack.enter_context(keys_beside(place))
        _stage_all(sources, batch, workspace, options.reading(keys, digest=True), options)
        require_currency(batch.staged, options.currency, must_hold=False)
        result: list[Result] = []
        with contextlib.suppress(_DryRun), workspace.holding_store(wait):
            entries = _merge_all(batch, workspace, keep_lines=True)
            result.append(account(entries, batch.known, batch.of_no_file(), dry_run=dry_run))
            lines = sum(entry.staged.line_counts.quarantined for entry in entries)
            lines += sum(file.quarantined_lines for file in batch.known)
            if strict and lines:
                raise ConditionMet("strict_quarantine", lines=lines)
            if dry_run:
                raise _DryRun
            for entry in entries:
                ledger.write(entry, workspace, said=options.said, loaded_at=loaded_at, version=__version__)
            held = ledger.files_in_quarantine(workspace)
        if not dry_run and entries:
            workspace.publish_fresh()
            ledger.keep_bytes(entries, store, held, now=loaded_at)
        held_now = {} if dry_run else facts_after(workspace)
    return on_screen(replace(result[0], facts={**result[0].facts, **held_now}))


def open_files(files: Sequence[str], *, strict: bool = False, describe: bool = True, **said: Unpack[Said]) -> Store:
    """The orders of ``files`` as a store that is gone when it is closed; arguments and errors as of ``crmkit.open``.

    ``describe`` = ``False`` leaves out titles, places and channels, which an answer about buyers alone does not need.
    """
    options = read_options(**said)

    def opened(memory: str) -> Store:
        return _open(files, replace(options, memory=memory), strict=strict, describe=describe)

    return within(options.memory, files, opened)


def _open(files: Sequence[str], options: Options, *, strict: bool, describe: bool) -> Store:
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(private_folder(None))
        batch = Batch()
        sources = dict(enumerate(gather(files, folder, passed=batch.passed)))
        workspace = stack.enter_context(_workspace(folder, None, sources, options, 0))
        reading = options.reading(passing_keys(), digest=False, describe=describe)
        _stage_all(sources, batch, workspace, reading, options)
        require_currency(batch.staged, options.currency, must_hold=True)
        if strict:
            require_whole(batch.staged)
        batch.staged[0].findings += [*batch.passed, *batch.idle]  # of no file that was read; the answer reports them
        keep_lines = describe or len(batch.staged) > 1
        for entry in _merge_all(batch, workspace, keep_lines=keep_lines):
            ledger.write(entry, workspace, said=options.said, loaded_at=None, version=__version__)
        shop = workspace.become_store(stack.pop_all())
        shop.prices.asked = options.currency
        return shop


class _DryRun(Exception):
    """The account is reported; nothing is kept."""


def _unknown(
    sources: Mapping[int, Source], options: Options, workspace: Workspace, wait: float
) -> tuple[dict[int, Source], list[ledger.Known]]:
    """The files that the store has not read by these rules; one is digested only when its size was loaded before."""
    seen = ledger.seen_files(workspace.asked_store(wait))
    workspace.leave_asked()
    fresh: dict[int, Source] = {}
    known: list[ledger.Known] = []
    for number, source in sources.items():
        earlier = ledger.recognise(source, options, seen)
        known += earlier
        if not earlier:
            fresh[number] = source
    return fresh, known


@contextlib.contextmanager
def _workspace(
    folder: Path, store: Path | None, sources: Mapping[int, Source], options: Options, wait: float
) -> Iterator[Workspace]:
    """The workspace, whose inputs have the numbers of the ``sources``."""
    size = sum(source.fingerprint.size for source in sources.values())
    memory = options.memory or USUAL
    workspace = Workspace(
        folder, store=store, inputs=[source.path for source in sources.values()], size=size, memory=memory, wait=wait
    )
    with contextlib.closing(workspace):
        prepare(workspace)
        yield workspace


def _stage_all(
    sources: Mapping[int, Source], batch: Batch, workspace: Workspace, reading: Reading, options: Options
) -> None:
    is_other_alone = False
    for number, source in sources.items():
        try:
            tables = stage(source, number, reading, workspace)
        except InputError as problem:
            if not is_other(source, problem):
                raise
            is_other_alone = True
            batch.passed.append(passed_over(source.name))
            continue
        require_unchanged(source)
        for staged in tables:
            if staged.line_counts.rejects_more_than(options.max_rejects):
                raise too_damaged(staged, options.max_rejects)
        batch.staged += tables
    share_lines(batch.staged)
    if is_other_alone and not batch.staged and not batch.known:
        raise no_export(batch.passed)
    _report_idle(batch, options)


def _report_idle(batch: Batch, options: Options) -> None:
    """Report the caller's rules that no file uses; files that are known already may have used them."""
    if batch.staged and not batch.known:
        met = [staged.met for staged in batch.staged]
        batch.idle = list(idle_rules(met, options.statuses, options.skips, options.dialects))


def _merge_all(batch: Batch, workspace: Workspace, *, keep_lines: bool) -> list[Entry]:
    first = ledger.next_file_key(workspace)
    is_alone = workspace.store is None and len(batch.staged) == 1
    merged = []
    for number, staged in enumerate(batch.staged):
        staged.is_alone = is_alone
        merged.append((staged, merge(staged, first + number, workspace, keep_lines=keep_lines)))
    items = [first + number for number, (staged, _) in enumerate(merged) if staged.kind == "items"]
    batch.left_over = [*apply_refunds(workspace), *find_misfits(items, workspace)]
    entries = []
    for number, (staged, verdicts) in enumerate(merged):
        ledger.report_read_before(staged, verdicts, workspace)
        amounts = amounts_of(staged)
        entry = Entry(staged, first + number, verdicts, amounts, examined(staged, verdicts, amounts))
        if not entry.closes():
            raise StoreError("account_open", where=staged.source.name)
        entries.append(entry)
    return entries
