"""What the engine has against a store: full disk, damage, another engine's file, too little memory.

What is said must be true: a disk that fails is no damaged store, and a mistake in a statement of ours is neither.
"""

from __future__ import annotations

import contextlib
import errno
import math
import os
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb

from crmkit.allowance import engine_memory
from crmkit.errors import StoreError
from crmkit.store.trouble.system import FULL, of_system

REASONS = {os.strerror(number): number for number in sorted(errno.errorcode, reverse=True)}
"""The errors of the system by their words, which the engine repeats."""
FSYNC = "fsync failed"
"""What it says where it repeats none."""
DAMAGE = re.compile(
    r"corrupt|checksum|deserializ|serialization error|not a valid duckdb|could not read (?:enough|all)|invalidated|"
    r"out of file bounds|unexpected end|block with id|metadata|cannot be read|magic bytes",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r'file "([^"]+)"')
"""The file in a complaint of the engine."""
NO_MEMORY = ("Out of Memory", "bad_alloc", "Cannot allocate memory")
"""What the engine says when it gets none, of its own allowance or of the system."""
MISSING = re.compile(r"Table with name (snapshots|snapshot_customers|audiences|arms|models) does not exist")
"""A table that a store need not have and that is looked for because another says that it is there."""
LIMIT = re.compile(r"/(\d+(?:\.\d+)?) (bytes|[KMGT]iB) used")


def translated(problem: duckdb.Error, path: Path) -> StoreError:
    """The complaint as one of ours, where it can only be about the store at ``path``."""
    return of_engine(problem, path) or damaged(problem, path)


def damaged(problem: duckdb.Error, path: Path) -> StoreError:
    """The store at ``path`` cannot be read."""
    return StoreError("store_damaged", where=str(path), problem=str(problem).splitlines()[0])


def of_engine(problem: duckdb.Error, path: Path) -> StoreError | None:
    """The complaint as one of ours; ``None`` where it is about the statement, which is then a mistake of ours."""
    text = str(problem)
    if (full := without_room(text, path)) is not None:
        return full
    if isinstance(problem, duckdb.OutOfMemoryException) or any(said in text for said in NO_MEMORY):
        more = _twice(text) if engine_memory() is None else None  # where the system sets the limit, no option lifts it
        return StoreError("memory_short", where=str(path), more=more)
    if (number := _number(text)) not in (None, errno.ENOENT):
        return of_system(number, path)
    if "read-only" in text.lower():
        return StoreError("store_unwritable", where=str(path))
    if "version number" in text or "storage version" in text.lower():
        return StoreError("store_too_new", where=str(path))
    if (missing := MISSING.search(text)) is not None:
        return StoreError("store_altered", where=str(path), what=missing[1])
    is_of_file = isinstance(problem, duckdb.IOException | duckdb.SerializationException | duckdb.FatalException)
    return damaged(problem, path) if is_of_file or DAMAGE.search(text) else None


@contextlib.contextmanager
def telling(path: Path | None) -> Iterator[None]:
    """The engine's complaints about a store at ``path`` as ours; those about a statement stay what they are."""
    try:
        yield
    except duckdb.Error as problem:
        raise of_engine(problem, path or Path("memory")) or problem from problem


def without_room(text: str, path: Path) -> StoreError | None:
    """What to say where the engine has no room for a file, beside ``path`` or where temporary files go."""
    written = _WRITTEN.search(text)
    place = Path(written[1]).parent if written else path.parent
    is_beside = path.parent in (place, *place.parents) or path.parent.resolve() in (place, *place.parents)
    if os.strerror(errno.EFBIG) in text:
        return StoreError("file_limit")
    if any(os.strerror(number) in text for number in FULL) or "failed to offload" in text:
        code, where = ("store_full", path) if is_beside else ("temporary_full", place.parent)
        return StoreError(code, where=str(where))
    return None


def _number(text: str) -> int | None:
    """The error of the system that a complaint repeats."""
    if FSYNC in text:
        return errno.EIO
    return next((number for words, number in REASONS.items() if words in text), None)


def _twice(text: str) -> int | None:
    """Twice the memory that an engine which ran out of it was allowed, in whole gigabytes."""
    found = LIMIT.search(text)
    return None if found is None else math.ceil(2 * float(found[1]) * 1024 ** "bKMGT".index(found[2][0]) / 1e9)
