"""Backup: a store, its key and the ledger of its runs in one file, proven by reading it back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from crmkit.deliver.backup.account import COLUMNS, records_of, screened
from crmkit.deliver.backup.archive import (
    BESIDE,
    DATABASE,
    Manifest,
    parts_of,
    read_manifest,
    unpack,
    write_archive,
)
from crmkit.deliver.kept import NOTHING
from crmkit.deliver.target import failing, write_whole
from crmkit.errors import CrmError, Refused, StoreError, UsageError
from crmkit.result import Note, Result
from crmkit.screen import Sentence
from crmkit.store.connect import DEFAULT_MEMORY, followed
from crmkit.store.counts import copy_of
from crmkit.store.glance import Glance, glance
from crmkit.store.private import private_folder
from crmkit.store.quarantine import files_kept
from crmkit.store.store_file import is_backup, require_store
from crmkit.version import __version__


def check(file: Path, store: Path) -> None:
    """Refuse a file that is there and no earlier backup, before anything is read; errors as of ``backup``."""
    if file.is_dir():
        raise UsageError("output_is_folder", where=str(file))
    if not file.parent.is_dir():
        raise StoreError("output_folder_missing", where=str(file.parent))
    if file.is_symlink() or (file.exists() and not file.is_file()):
        raise Refused("output_not_regular", where=str(file))
    if not store.exists():
        raise UsageError("no_store", where=str(store), store=None)
    require_store(store)
    with failing(file):
        is_taken = file.exists() and file.stat().st_size > 0 and not is_backup(file)
    if is_taken:
        raise Refused("backup_taken", where=str(file))


def backup(
    store: str | Path,
    archive: str | Path,
    *,
    wait: float = 10,
    memory: str | None = None,
    made_at: datetime | None = None,
) -> Result:
    """Write the store at ``store``, its key and the ledger of its runs into one ``archive``, private to its owner.

    The file appears whole or not at all, and was read back before. Texts of rejected lines are not in it: they are kept
    for 30 days only. Nor are settings and recipes, which are files of their own.

    Args:
        store: the path of a store.
        archive: the file to write; an earlier backup is replaced, nothing else is.
        wait: seconds to wait while another process holds the store.
        memory: how much the engine may use, as ``700MB``.
        made_at: the time that the backup is to say.

    Returns:
        What is in it: one row per part, with its digest.

    Raises:
        UsageError: there is no store, or ``archive`` is a folder.
        Refused: something else is at ``archive``.
        StoreBusy, StoreError: the store was not to be had or is damaged, or the file was not written.
    """
    place, target = followed(Path(store)), Path(archive)
    check(target, place)
    with private_folder(target.parent) as folder:
        copy = folder / DATABASE
        tables = copy_of(place, copy, wait=wait, memory=memory or DEFAULT_MEMORY, spill=folder)
        with failing(target):
            files = {DATABASE: copy, **_beside(place, folder)}
        found = glance(copy)
        manifest = Manifest(
            __version__, None if made_at is None else made_at.isoformat(sep=" "), found.version, tables, parts_of(files)
        )

        def fill(stream: BinaryIO) -> int:
            write_archive(stream, manifest, files)
            stream.flush()
            written = Path(stream.name)
            try:
                is_whole = unpack(written, None) == read_manifest(written) == manifest
            except CrmError:
                is_whole = False
            if not is_whole:
                raise StoreError("backup_unproven", where=str(target))
            return stream.tell()

        size = write_whole(target, NOTHING.and_store(place), fill)
    answer = Sentence("backup_made", {"orders": found.orders, "files": found.files, "newest": found.newest_on})
    facts = {"bytes": size, **facts_of(found)}
    made = Result("backup", COLUMNS, records_of(manifest), facts=facts, notes=tuple(_notes(place, files)))
    return screened(made, (answer,), next="backup_next", values={"file": str(target)})


def _beside(store: Path, folder: Path) -> dict[str, Path]:
    """Copies of the key and the ledger in ``folder``, by their names in the archive."""
    ends = [end for end in BESIDE if store.with_name(store.name + end).is_file()]
    copies = {DATABASE + end: folder / (DATABASE + end) for end in ends}
    for end in ends:
        shutil.copyfile(store.with_name(store.name + end), copies[DATABASE + end])
    return copies


def facts_of(found: Glance) -> dict[str, object]:
    """What a store holds, as figures of an answer."""
    return {"files": found.files, "orders": found.orders, "newest_order_on": found.newest_on}


def _notes(store: Path, files: dict[str, Path]) -> Iterator[Note]:
    if DATABASE + BESIDE[0] not in files:
        yield Note("backup_no_key", {"file": f"{store.name}.key"})
    if files_kept(store):
        yield Note("backup_no_texts")
    yield Note("backup_is_personal")
