"""What a file is, by its first bytes and never by its name: text, a workbook, a zip or one compressed file.

All else is an error.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from crmkit.byte_names import storable
from crmkit.errors import InputError
from crmkit.ingest.files.source import Container, Source, snapshot
from crmkit.store.store_file import MARK, MARK_AT

MOST_MEMBERS = 2000
MOST_BYTES = 8 << 30
MOST_WORKBOOK_BYTES = 2 << 30
MOST_RATIO = 200
MOST_CONTENTS = 16 << 20
"""How long (16 MiB) an archive's table of contents may be: it is read whole, and before its entries can be counted."""
RATIO_FROM = 64 << 20
"""Below this unpacked size (64 MiB) no ratio can do harm, and small files of equal lines have high ones."""

BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"BZh", b"\xfd7zXZ")
_TAR, _TAR_AT = b"ustar", 257
_MARKUP = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta", b"<head", b"<style", b"<body", b"<div", b"<!--")
_PDF = b"%PDF-"
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8")


def identify(name: str, path: Path) -> Source:
    """One regular, readable, non-empty file with its container, by its first bytes.

    Raises:
        InputError: what is wrong with it.
    """
    name = storable(name)
    fingerprint = snapshot(path, name=name)
    if not fingerprint.size:
        raise InputError("file_empty", where=name)
    return Source(name, path, fingerprint.size, _container(name, path), fingerprint)


def _container(name: str, path: Path) -> Container:
    try:
        with path.open("rb") as stream:
            head = stream.read(1024)
    except OSError as error:
        raise InputError("file_unreadable", where=name) from error
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return "xlsx" if _is_workbook(name, path) else "zip"
    if head.startswith(_OLE):
        raise InputError("file_encrypted" if _holds(path, _ENCRYPTED) else "file_old_excel", where=name)
    if head.startswith(_GZIP):
        return "gzip"
    if head.startswith(_ZSTD):
        return "zstd"
    if head.startswith(_ARCHIVES) or head.startswith(_TAR, _TAR_AT):
        raise InputError("archive_unknown", where=name)
    if head.startswith(MARK, MARK_AT):
        raise InputError("file_is_store", where=name, file=name)
    if head.startswith((_PDF, *_PICTURES)):
        raise InputError("file_is_pdf" if head.startswith(_PDF) else "file_is_picture", where=name)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        raise InputError("file_is_markup", where=name)
    return "text"


def _holds(path: Path, needle: bytes) -> bool:
    """Whether the file holds ``needle``, in bounded memory."""
    tail = b""
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            if needle in tail + block:
                return True
            tail = block[-len(needle) :]
    return False


def _is_workbook(name: str, path: Path) -> bool:
    """Whether a zip file is an XLSX workbook.

    Raises:
        InputError: ``zip_damaged``, ``zip_limits``.
    """
    with opened_zip(name, path) as package:
        names = package.namelist()
        workbook = "[Content_Types].xml" in names and any(member.startswith("xl/") for member in names)
        _require_safe(name, package, MOST_WORKBOOK_BYTES if workbook else MOST_BYTES)
        return workbook


def _require_safe(name: str, package: zipfile.ZipFile, most_bytes: int) -> None:
    """Refuse a package that is made to fill memory or disk.

    Raises:
        InputError: ``zip_limits``.
    """
    members = package.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    bomb = unpacked > RATIO_FROM and unpacked > MOST_RATIO * packed
    if len(members) > MOST_MEMBERS or unpacked > most_bytes or bomb:
        raise InputError("zip_limits", where=name)


def opened_zip(name: str, path: Path) -> zipfile.ZipFile:
    """The archive.

    Raises:
        InputError: ``zip_damaged``.
    """
    try:
        return _Package(path)
    except BROKEN_ZIP as error:
        raise InputError("zip_damaged", where=name) from error


class _NoPlace(zipfile.BadZipFile, OSError):
    """A place outside the file; an archive too short for what it need not have is sound."""


class _Stream(io.FileIO):
    """A file of which nobody takes as much at once as a hostile table of contents wants."""

    def read(self, size: int | None = -1, /) -> bytes:
        """As of any file."""
        if size is not None and size > MOST_CONTENTS:
            raise zipfile.BadZipFile
        return super().read(size)  # type: ignore[return-value, unused-ignore]

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """As of any file; a place that there is not is a fault of the archive."""
        try:
            return super().seek(offset, whence)
        except OSError as error:
            raise _NoPlace from error


class _Package(zipfile.ZipFile):
    """An archive; closing it closes its file."""

    def __init__(self, path: Path) -> None:
        self._stream = _Stream(path)
        try:
            super().__init__(self._stream)
        except BaseException:
            self._stream.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        super().close()
        self._stream.close()
