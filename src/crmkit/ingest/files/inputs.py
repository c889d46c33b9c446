"""What the user named, as a list of files to read; what cannot be read is an error before anything is."""

from __future__ import annotations

import glob
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from crmkit.errors import InputError, StoreError
from crmkit.ingest.files.archive import unpack
from crmkit.ingest.files.container import identify
from crmkit.ingest.files.leftovers import is_leftover, passed_over
from crmkit.ingest.files.packed import unpacked
from crmkit.ingest.files.source import Source
from crmkit.ingest.findings import Finding


def gather(
    arguments: Sequence[str],
    staging: Path,
    *,
    stdin: BinaryIO | None = None,
    passed: list[Finding] | None = None,
) -> list[Source]:
    """The files that the arguments name, in their order, each file once.

    A glob is expanded when no file has that literal name; ``-`` is standard input, copied to ``staging``; the members
    of a zip are unpacked to ``staging`` and stand for it, as does what a compressed file holds. Lock files, half
    downloads and the like are passed over while anything else is there, and noted in ``passed``.

    Raises:
        InputError: a missing, unreadable, empty or changing file; a folder, pipe or device; a container not read.
        StoreError: ``disk_short`` while copying or unpacking.
    """
    notes: list[Finding] = [] if passed is None else passed
    named = list(_paths(arguments, staging, stdin))
    alone = len(named) == 1
    wanted = [(name, path) for name, path in named if alone or not is_leftover(path.name)]
    beside = [(name, path) for name, path in named if not alone and is_leftover(path.name)]
    if not wanted:
        wanted, beside = beside[:1], beside[1:]
    sources: list[Source] = []
    seen: set[tuple[int, int]] = set()
    for name, path in wanted:
        source = identify(name, path)
        key = (source.fingerprint.device, source.fingerprint.inode)
        if key not in seen:
            seen.add(key)
            sources += _opened(source, staging, notes)
    notes += [passed_over(name) for name, _ in beside]
    return sources


def _opened(source: Source, staging: Path, notes: list[Finding]) -> list[Source]:
    """What stands for the file: itself, the file within it, or the members of an archive."""
    if source.container == "zip":
        return list(unpack(source, staging, notes))
    return [unpacked(source, staging) if source.container in ("gzip", "zstd") else source]


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
