"""Loading: export files into the store, or into memory for one answer, every line accounted for.

Everything is read and staged before the store is touched; one short transaction then merges all files or none.
Loading the same export again changes nothing, in whatever order, name or encoding it comes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Unpack

from crmkit.errors import InputError
from crmkit.ingest.account import ledger
from crmkit.ingest.account.holdings import facts_after
from crmkit.ingest.account.refusal import require_currency, require_whole, too_damaged
from crmkit.ingest.account.screen import on_screen
from crmkit.ingest.ceiling import USUAL, within
from crmkit.ingest.files.archive import no_export
from crmkit.ingest.files.inputs import gather
from crmkit.ingest.files.leftovers import passed_over
from crmkit.ingest.files.source import Source, require_unchanged
from crmkit.ingest.keeping import Batch, Terms, keep, merge_all
from crmkit.ingest.keys import CHECK, Keys, keys_beside, passing_keys, require_own
from crmkit.ingest.options import Options
from crmkit.ingest.staging.lines.order_lines import share_lines
from crmkit.ingest.staging.stage import is_other, stage
from crmkit.ingest.staging.staged import Reading
from crmkit.ingest.typing.macros import prepare
from crmkit.ingest.typing.rules import idle_rules
from crmkit.ingest.wishes import Said, read_options
from crmkit.result import Result
from crmkit.store.connect import followed
from crmkit.store.private import private_folder
from crmkit.store.store import Store
from crmkit.store.trouble.system import failing
from crmkit.store.workspace import Workspace
from crmkit.version import __version__


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
        stack.enter_context(failing(store))
        folder = stack.enter_context(private_folder(None if dry_run else store.parent))
        batch = Batch()
        sources = dict(enumerate(gather(files, folder, passed=batch.passed)))
        place = None if dry_run and not store.exists() else store
        workspace = stack.enter_context(_workspace(folder, place, sources, options, wait))
        keys = passing_keys() if place is None else stack.enter_context(keys_beside(place))
        if workspace.has_store:
            sources, batch.known = _unknown(sources, options, workspace, keys, wait)
        _stage_all(sources, batch, workspace, options.reading(keys, digest=True), options)
        require_currency(batch.staged, options.currency, must_hold=False)
        terms = Terms(options.said, keys, loaded_at, wait, dry_run=dry_run, strict=strict)
        result = keep(batch, workspace, store, terms)
        held_now = {} if dry_run else facts_after(workspace)
    return on_screen(replace(result, facts={**result.facts, **held_now}))


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
        for entry in merge_all(batch, workspace, keys=reading.keys, keep_lines=keep_lines):
            ledger.write(entry, workspace, said=options.said, loaded_at=None, version=__version__)
        shop = workspace.become_store(stack.pop_all())
        shop.prices.asked = options.currency
        return shop


def _unknown(
    sources: Mapping[int, Source], options: Options, workspace: Workspace, keys: Keys, wait: float
) -> tuple[dict[int, Source], list[ledger.Known]]:
    """The files that the store has not read by these rules; one is digested only when its size was loaded before.

    By then it is known whether the ``keys`` are those of the store.
    """
    asked = workspace.asked_store(wait)
    if workspace.store is not None:
        require_own(keys, asked.noted(CHECK), workspace.store)
    seen = ledger.seen_files(asked)
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
