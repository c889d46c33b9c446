"""The file of a backup: a zip of a database, its key and its runs, which any program opens, behind a list of digests.

What is read of it is proven: its parts are those of the list and no others, each with the size and the digest that
stand there. Whatever else is in the way of that is damage.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO

from crmkit.errors import InputError, StoreError
from crmkit.store.counts import Counts
from crmkit.store.store_file import LIST, is_backup

FORMAT = 1
DATABASE = "shop.duckdb"
BESIDE = (".key", ".runs.jsonl")
"""What goes with the database, by the end of its name."""
NAMES = (DATABASE, *(DATABASE + end for end in BESIDE))
MOST_LIST = 1_000_000
"""Bytes that the list of digests may have."""
BLOCK = 1 << 20
DAMAGE = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, ValueError, KeyError, TypeError),
    AttributeError,
    *(NotImplementedError, RuntimeError, OverflowError, MemoryError, OSError),
)
"""What reading a damaged zip may end in."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file in it."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: by which version, when (the clock of the shop), of which tables, its parts."""

    version: str
    made_at: str | None
    schema: int
    tables: Counts
    parts: Sequence[Part]

    def text(self) -> str:
        """It as it stands in the file."""
        return json.dumps({"crmkit_backup": FORMAT, **asdict(self)}, indent=1, ensure_ascii=True)


def parts_of(files: Mapping[str, Path]) -> list[Part]:
    """The ``files``, by their names in the archive, with their digests."""
    return [Part(name, path.stat().st_size, _digest(path)) for name, path in files.items()]


def write_archive(stream: BinaryIO, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write the list, then the ``files`` behind it."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(LIST, manifest.text())
        for name, path in files.items():
            archive.write(path, name)


def read_manifest(file: Path) -> Manifest:
    """What the backup ``file`` says of itself.

    Raises:
        InputError: it is not there, no backup, or damaged.
        StoreError: a newer crmkit made it.
    """
    with _opened(file) as archive:
        return _manifest(archive, file)


def unpack(file: Path, folder: Path | None) -> Manifest:
    """Write every part of the backup ``file`` into ``folder``, proven; without one, prove it only.

    Raises as ``read_manifest``, and ``OSError`` where a part cannot be written.
    """
    with _opened(file) as archive:
        manifest = _manifest(archive, file)
        for part in manifest.parts:
            if folder is None:
                _prove(archive, part, file, None)
            else:
                with (folder / part.name).open("xb") as stream:
                    _prove(archive, part, file, stream)
        return manifest


def _opened(file: Path) -> zipfile.ZipFile:
    if not file.exists():
        raise InputError("file_missing", where=str(file))
    if not file.is_file():
        raise InputError("backup_foreign", where=str(file))
    try:
        return zipfile.ZipFile(file)
    except PermissionError:
        raise InputError("file_unreadable", where=str(file)) from None
    except DAMAGE:
        raise InputError("backup_damaged" if is_backup(file) else "backup_foreign", where=str(file)) from None


def _manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    damaged = InputError("backup_damaged", where=str(file))
    try:
        names = [each.filename for each in archive.infolist()]
        if LIST not in names:
            raise InputError("backup_damaged" if is_backup(file) else "backup_foreign", where=str(file))
        with archive.open(LIST) as stream:
            read = json.loads(stream.read(MOST_LIST).decode("ascii"))
        newest = int(read.pop("crmkit_backup"))
    except DAMAGE:
        raise damaged from None
    if newest > FORMAT:
        raise StoreError("backup_too_new", where=str(file))
    try:
        parts = [Part(str(part["name"]), int(part["size"]), str(part["sha256"])) for part in read["parts"]]
        made_at = None if read["made_at"] is None else datetime.fromisoformat(read["made_at"]).isoformat(sep=" ")
        manifest = Manifest(str(read["version"]), made_at, int(read["schema"]), dict(read["tables"]), parts)
    except DAMAGE:
        raise damaged from None
    listed = [part.name for part in parts]
    is_ours = set(listed) <= set(NAMES) and DATABASE in listed and len(set(listed)) == len(listed)
    if not is_ours or sorted(names) != sorted([LIST, *listed]):
        raise damaged
    return manifest


def _prove(archive: zipfile.ZipFile, part: Part, file: Path, stream: IO[bytes] | None) -> None:
    """Read ``part`` to its end, into a ``stream``, if any; ``InputError`` when it is another than the list says."""
    digest, size = hashlib.sha256(), 0
    for block in _blocks(archive, part, file):
        size += len(block)
        if size > part.size:
            break
        digest.update(block)
        if stream is not None:
            stream.write(block)
    if size != part.size or digest.hexdigest() != part.sha256:
        raise InputError("backup_damaged", where=str(file))


def _blocks(archive: zipfile.ZipFile, part: Part, file: Path) -> Iterator[bytes]:
    try:
        with archive.open(part.name) as stream:
            while block := stream.read(BLOCK):
                yield block
    except DAMAGE:
        raise InputError("backup_damaged", where=str(file)) from None


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
