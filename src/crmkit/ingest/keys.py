"""The keys under which phones and addresses are digested, so that the originals cannot be looked up.

A store's keys are beside it in a file of their own that only the owner can read; without it no digest in the store
can be traced to a phone number. The store has a digest of its keys, so that those of another are not taken for its
own. Answers from files use keys that are forgotten at once.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from crmkit.errors import StoreError
from crmkit.store.changing.folders import sync_folder
from crmkit.store.private import is_alive
from crmkit.store.store_file import require_regular
from crmkit.store.trouble.system import failing

Keys = tuple[str, str]
CHECK = "key_check"
"""What a store calls the digest of its keys."""
_KEY = re.compile(r"[0-9a-f]{64}")
_MOST = 1000
"""Bytes of a key file that are read: two keys take 130."""


def passing_keys() -> Keys:
    """Keys for one run."""
    return secrets.token_hex(32), secrets.token_hex(32)


@contextlib.contextmanager
def keys_beside(store: Path) -> Iterator[Keys]:
    """The keys of ``store``, made when there is no store yet, and taken away again when none came to be.

    Who makes a store holds its place meanwhile, so that no other load can have read the keys that are taken away.

    Raises:
        StoreError: ``keys_unreadable``, ``store_irregular``, ``keys_damaged``, or ``keys_missing``: the store is there
            without its key file, and the same phone would become a new person.
    """
    path = key_file(store)
    is_new = not path.exists()
    if is_new:
        if store.exists():
            raise StoreError("keys_missing", where=str(path))
        with failing(store):
            _make(path)
    _clear_remnants(path)
    try:
        yield read_keys(path)
    finally:
        if is_new and not store.exists():
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def read_keys(path: Path) -> Keys:
    """The keys in the file at ``path``; ``StoreError``: ``keys_unreadable``, ``store_irregular``, ``keys_damaged``."""
    try:
        require_regular(path)
        with path.open("rb") as stream:
            parts = stream.read(_MOST).decode("ascii", "replace").split()
    except OSError as problem:
        raise StoreError("keys_unreadable", where=str(path)) from problem
    if len(parts) != 2 or not all(map(_KEY.fullmatch, parts)):
        raise StoreError("keys_damaged", where=str(path))
    return parts[0], parts[1]


def key_file(store: Path) -> Path:
    """Where the keys of ``store`` are."""
    return store.with_name(store.name + ".key")


def check_of(keys: Keys) -> str:
    """A digest by which keys are known again; it tells nothing about them."""
    return hashlib.blake2b("\n".join(keys).encode(), digest_size=16, person=b"crmkit key").hexdigest()


def require_own(keys: Keys, held: str | None, store: Path) -> None:
    """``StoreError`` where ``store`` holds the digest of other keys than these."""
    if held is not None and held != check_of(keys):
        raise StoreError("keys_foreign", where=str(key_file(store)))


def _make(path: Path) -> None:
    """Put new keys at ``path``, whole or not at all; of two first loads at once both use the keys that came first."""
    written = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write("\n".join(passing_keys()) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(written, path)
        except FileExistsError:
            return
        except OSError:  # a file system without links
            written.replace(path)
        sync_folder(path.parent)
    finally:
        with contextlib.suppress(OSError):
            written.unlink(missing_ok=True)


def _clear_remnants(path: Path) -> None:
    """Remove what loads left beside the keys that were killed while they made them."""
    for remnant in path.parent.glob(f".{glob.escape(path.name)}.*"):
        maker = remnant.name.rpartition(".")[2]
        if maker.isascii() and maker.isdigit() and not is_alive(int(maker)):
            with contextlib.suppress(OSError):
                remnant.unlink(missing_ok=True)
