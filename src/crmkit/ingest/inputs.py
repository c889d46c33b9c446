"""What the user named, as a list of files to read; whatever cannot be read is an error before anything is."""

from __future__ import annotations

import glob
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from crmkit.errors import InputError, StoreError
from crmkit.ingest.archive import unpack
from crmkit.ingest.container import identify
from crmkit.ingest.source import Source


def gather(arguments: Sequence[str], staging: Path, *, stdin: BinaryIO | None = None) -> list[Source]:
    """The files that the arguments name, in their order, each file once.

    A glob is expanded when no file has that literal name; ``-`` is standard input, copied to ``staging``; the members
    of a zip are unpacked to ``staging`` and stand for it.

    Raises:
        InputError: a missing, unreadable, empty or changing file; a folder, pipe or device; a container not read.
        StoreError: ``disk_short`` while copying or unpacking.
    """
    sources: list[Source] = []
    seen: set[tuple[int, int]] = set()
    for name, path in _paths(arguments, staging, stdin):
        source = identify(name, path)
        key = (source.fingerprint.device, source.fingerprint.inode)
        if key in seen:
            continue
        seen.add(key)
        if source.container == "zip":
            sources.extend(unpack(source, staging))
        else:
            sources.append(source)
    return sources


def _paths(arguments: Sequence[str], staging: Path, stdin: BinaryIO | None) -> Iterator[tuple[str, Path]]:
    for argument in arguments:
        if argument == "-":
            yield "-", _copy_stdin(staging, stdin)
        elif not glob.has_magic(argument) or os.path.lexists(argument):
            yield argument, Path(argument)
        else:
            found = glob.glob(argument, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
            matches = sorted(name for name in found if Path(name).is_file())
            if not matches:
                raise InputError("no_match", where=argument)
            yield from ((name, Path(name)) for name in matches)


def _copy_stdin(staging: Path, stdin: BinaryIO | None) -> Path:
    stream = stdin or (sys.stdin.buffer if sys.stdin is not None else None)
    if stream is None:
        raise InputError("file_unreadable", where="-")
    target = staging / "stdin"
    try:
        with target.open("wb") as out:
            shutil.copyfileobj(stream, out, 1 << 20)
    except OSError as error:
        raise StoreError("disk_short", where=str(staging), needs=target.stat().st_size // 1_000_000 + 1) from error
    return target
