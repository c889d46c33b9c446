"""Restore: the store of a backup in its place, after every byte of it was proven."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from crmkit.deliver.backup.account import COLUMNS, records_of, screened
from crmkit.deliver.backup.archive import BESIDE, DATABASE, Manifest, read_manifest, unpack
from crmkit.deliver.backup.backup import facts_of
from crmkit.deliver.backup.carried import Carried, carry_over
from crmkit.deliver.target import failing
from crmkit.errors import InputError, Refused, StoreError, UsageError
from crmkit.ingest.keys import read_keys, require_own
from crmkit.result import Note, Result
from crmkit.screen import Sentence
from crmkit.store.connect import DEFAULT_MEMORY, followed
from crmkit.store.counts import counted_in
from crmkit.store.glance import Glance, glance
from crmkit.store.migrate import SCHEMA_VERSION, migrate_file
from crmkit.store.private import private_folder
from crmkit.store.replaced import holding, put_in_place
from crmkit.store.store_file import proofs_of, require_store

NO_DATABASE = frozenset({"store_altered", "store_damaged", "store_foreign", "store_unreadable"})
"""What opening a part of a backup ends in that is no database of crmkit, or no whole one."""


def restore(
    file: str | Path,
    store: str | Path,
    *,
    yes: bool = False,
    dry_run: bool = False,
    wait: float = 10,
    memory: str | None = None,
) -> Result:
    """Put the store of the backup ``file`` at ``store``, with its key and the ledger of its runs.

    Everything is unpacked, proven by its digests, opened and counted before anything is replaced; a store of an earlier
    crmkit is brought up to date. A store that is there stays as it is until then; people who were forgotten there stay
    forgotten, and orders that were pruned there are not brought back. Where no store is, nothing says who was forgotten
    since the backup: a note says so.

    Args:
        file: a backup.
        store: where the store is to be.
        yes: replace the store that is there.
        dry_run: prove the backup only.
        wait: seconds to wait while another process holds the store that is there.
        memory: how much the engine may use, as ``700MB``.

    Returns:
        What is in the backup: one row per part, with its digest.

    Raises:
        InputError: ``file`` is no backup or damaged; nothing changed.
        UsageError, Refused: a store is there and ``yes`` was not said, or something else is; or people were forgotten
            there under another key, so that they would come back.
        StoreBusy, StoreError: the store that is there was not to be had, a newer crmkit made the backup, or it could
            not be written; nothing changed.
    """
    archive, place = Path(file), followed(Path(store))
    if read_manifest(archive).schema > SCHEMA_VERSION:
        raise StoreError("backup_too_new", where=str(archive))
    is_there = _look_at(place, yes=yes or dry_run)
    carried, is_unread = Carried(), False
    with private_folder(None if dry_run else place.parent) as folder:
        with failing(folder / DATABASE):
            manifest = unpack(archive, folder)
        found = _proven(archive, folder / DATABASE, manifest, wait, memory or DEFAULT_MEMORY)
        if not dry_run:
            with holding(place, wait=wait, spill=folder) as held:
                is_unread = is_there and held is None
                if held is not None:
                    carried = carry_over(
                        held,
                        folder / DATABASE,
                        _keys(manifest, folder, place),
                        wait=wait,
                        memory=memory or DEFAULT_MEMORY,
                    )
                    found = replace(glance(folder / DATABASE), is_current=found.is_current)
                put_in_place(place, {_end(part.name): folder / part.name for part in manifest.parts})
    result = _account(manifest, found, archive, place, dry_run=dry_run, is_there=is_there)
    new = () if is_there else (_of_new_place(manifest, place),)
    return replace(result, notes=(*_erased(carried, is_unread=is_unread), *new, *result.notes))


def _look_at(place: Path, *, yes: bool) -> bool:
    """Whether a store is there; what must not be replaced is refused."""
    if place.is_dir():
        raise UsageError("store_is_folder", where=str(place), example=place / "shop.duckdb")
    if not place.exists():
        return False
    require_store(place)
    if not yes:
        raise Refused("restore_replaces", where=str(place))
    return True


def _proven(archive: Path, database: Path, manifest: Manifest, wait: float, memory: str) -> Glance:
    """What the unpacked ``database`` holds, brought up to date; ``InputError`` where it is not what the list says."""
    try:
        if counted_in(database, memory=memory) != manifest.tables:
            raise InputError("backup_damaged", where=str(archive))
        found = glance(database)
        if not found.is_current:
            migrate_file(database, wait=wait)
    except StoreError as problem:
        if problem.code in NO_DATABASE:  # its words name a folder that is gone by then
            raise InputError("backup_damaged", where=str(archive)) from problem
        if problem.where is None or not problem.where.startswith(str(database.parent)):
            raise
        raise StoreError(problem.code, where=str(archive), **problem.values) from problem
    key = database.with_name(database.name + BESIDE[0])
    if key.exists():
        try:
            require_own(read_keys(key), found.key_check, database)
        except StoreError:
            raise InputError("backup_damaged", where=str(archive)) from None
    return found


def _keys(manifest: Manifest, folder: Path, place: Path) -> tuple[Path, Path]:
    """The key file of what comes, which is that of the store there if the backup has none, and of what is there."""
    name, mine = DATABASE + BESIDE[0], place.with_name(place.name + BESIDE[0])
    has_key = any(part.name == name for part in manifest.parts)
    return (folder / name if has_key else mine), mine


def _erased(carried: Carried, *, is_unread: bool) -> Iterator[Note]:
    if is_unread:
        yield Note("restore_unread")
    if carried.people or carried.forgotten_orders:
        yield Note("restore_forgotten", {"people": carried.people, "orders": carried.forgotten_orders})
    if carried.pruned_orders:
        yield Note("restore_pruned", {"orders": carried.pruned_orders, "bound": carried.pruned_before})


def _of_new_place(manifest: Manifest, place: Path) -> Note:
    """A backup knows nothing of who was forgotten after it was made; proofs beside the place say that somebody was."""
    made = None if manifest.made_at is None else manifest.made_at[:10]
    return Note("restore_again", {"made": made, "proofs": ", ".join(path.name for path in proofs_of(place)) or None})


def _end(name: str) -> str:
    return name.removeprefix(DATABASE)


def _account(manifest: Manifest, found: Glance, archive: Path, place: Path, *, dry_run: bool, is_there: bool) -> Result:
    counts = {"orders": found.orders, "files": found.files, "newest": found.newest_on, "made": manifest.made_at}
    code = "restore_proven" if dry_run else "restore_replaced" if is_there else "restore_done"
    result = Result(
        "restore",
        COLUMNS,
        records_of(manifest),
        params={"dry_run": True} if dry_run else {},
        facts=facts_of(found),
        notes=tuple(_notes(manifest, found, place)),
    )
    step = "restore_proven_next" if dry_run else "restore_next"
    return screened(result, (Sentence(code, counts),), next=step, values={"file": str(archive)})


def _notes(manifest: Manifest, found: Glance, place: Path) -> Iterator[Note]:
    if DATABASE + BESIDE[0] not in {part.name for part in manifest.parts}:
        yield Note("backup_no_key", {"file": f"{place.name}.key"})
    if not found.is_current:
        yield Note("restore_older", {"version": manifest.version})
