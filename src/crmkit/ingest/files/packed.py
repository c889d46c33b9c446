"""One compressed file, gzip or zstd, as the file within it; no more is written than is safe."""

from __future__ import annotations

import ctypes
import dataclasses
import gzip
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from crmkit.errors import InputError, StoreError
from crmkit.ingest.files.container import MOST_BYTES, MOST_RATIO, RATIO_FROM, identify
from crmkit.ingest.files.source import Source, require_unchanged

BLOCK = 1 << 20
_BROKEN = (gzip.BadGzipFile, zlib.error, EOFError)
_NAMES = ("libzstd.so.1", "libzstd.1.dylib", "libzstd.dylib", "libzstd.dll", "zstd.dll")


def unpacked(source: Source, staging: Path) -> Source:
    """The file within a compressed one, built into ``staging`` and named as the compressed one is.

    Raises:
        InputError: ``packed_damaged``, ``zip_limits``, ``zip_nested``, ``zstd_absent``, or what is wrong with the file
            within.
        StoreError: ``disk_short``.
    """
    target = staging / f"{source.fingerprint.device:x}-{source.fingerprint.inode:x}.unpacked"
    blocks = _gzip_blocks(source) if source.container == "gzip" else _zstd_blocks(source)
    size = 0
    try:
        with target.open("wb") as out:
            for block in blocks:
                size += len(block)
                if size > MOST_BYTES or (size > RATIO_FROM and size > MOST_RATIO * source.size):
                    raise InputError("zip_limits", where=source.name)
                out.write(block)
    except OSError as error:
        raise StoreError("disk_short", where=str(staging), needs=size // 1_000_000 + 1) from error
    require_unchanged(source)
    inner = identify(source.name, target)
    if inner.container not in ("text", "xlsx"):
        raise InputError("zip_nested", where=source.name)
    return dataclasses.replace(inner, size=source.size, packed=source.path)


def _gzip_blocks(source: Source) -> Iterator[bytes]:
    with gzip.open(source.path) as stream:
        while True:
            try:
                block = stream.read(BLOCK)
            except _BROKEN as error:
                raise InputError("packed_damaged", where=source.name) from error
            if not block:
                return
            yield block


class _Buffer(ctypes.Structure):
    """A block of memory as zstd's streams take it."""

    _fields_ = (("start", ctypes.c_void_p), ("size", ctypes.c_size_t), ("done", ctypes.c_size_t))


@cache
def _library() -> ctypes.CDLL | None:
    """The system's zstd, or ``None`` where there is none."""
    for name in _NAMES:
        try:
            library = ctypes.CDLL(name)
            library.ZSTD_createDStream.restype = ctypes.c_void_p
            library.ZSTD_freeDStream.argtypes = [ctypes.c_void_p]
            library.ZSTD_decompressStream.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
            library.ZSTD_decompressStream.restype = ctypes.c_size_t
            library.ZSTD_isError.argtypes = [ctypes.c_size_t]
        except (AttributeError, OSError):
            continue
        return library
    return None


def _zstd_blocks(source: Source) -> Iterator[bytes]:
    """By the system's own library: Python has none before 3.14, and the engine's gives rows, not bytes."""
    library = _library()
    if library is None:
        raise InputError("zstd_absent", where=source.name)
    state = library.ZSTD_createDStream()
    try:
        with source.path.open("rb") as stream:
            yield from _decompressed(library, state, iter(lambda: stream.read(BLOCK), b""), source.name)
    finally:
        library.ZSTD_freeDStream(state)


def _decompressed(library: ctypes.CDLL, state: int, blocks: Iterator[bytes], name: str) -> Iterator[bytes]:
    room = ctypes.create_string_buffer(BLOCK)
    wanted = 0
    for block in blocks:
        held = ctypes.create_string_buffer(block, len(block))
        given = _Buffer(ctypes.addressof(held), len(block), 0)
        while True:
            taken = _Buffer(ctypes.addressof(room), BLOCK, 0)
            wanted = library.ZSTD_decompressStream(state, ctypes.byref(taken), ctypes.byref(given))
            if library.ZSTD_isError(wanted):
                raise InputError("packed_damaged", where=name)
            if taken.done:
                yield room.raw[: taken.done]
            if given.done == given.size and taken.done < BLOCK:
                break
    if wanted:
        raise InputError("packed_damaged", where=name)  # the last frame lacks its end
