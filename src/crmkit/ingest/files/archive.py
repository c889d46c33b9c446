"""Archives unpacked into sources of their own."""

from __future__ import annotations

import dataclasses
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from crmkit.errors import InputError, StoreError
from crmkit.ingest.files.container import BROKEN_ZIP, identify, opened_zip
from crmkit.ingest.files.leftovers import is_leftover, may_be_other, passed_over
from crmkit.ingest.files.packed import unpacked
from crmkit.ingest.files.source import Source, require_unchanged
from crmkit.ingest.findings import Finding
from crmkit.store.store_file import is_backup

NO_TABLES = ("file_is_picture", "file_is_pdf", "file_is_markup")
"""What is found in files that are never meant to be read."""
MOST_NAMED = 5
_ENCRYPTED_FLAG, _UTF8_FLAG = 0x1, 0x800


def unpack(source: Source, staging: Path, passed: list[Finding]) -> Iterator[Source]:
    """The files in a zip as sources of their own, named ``a.zip/orders.csv``, in the archive's order.

    What is no export (a lock file, a picture beside the tables) is noted in ``passed``.

    Raises:
        InputError: ``zip_is_backup``, ``zip_damaged``, ``zip_limits``, ``zip_unsafe`` (a name that leads elsewhere),
            ``zip_nested``, ``zip_empty``, ``file_encrypted``, or what ``identify`` finds in a member.
        StoreError: ``disk_short``.
    """
    if is_backup(source.path):
        raise InputError("zip_is_backup", where=source.name)
    found = 0
    first: InputError | None = None
    with opened_zip(source.name, source.path) as package:
        for number, (member, inside) in enumerate(_members(source, package)):
            name = f"{source.name}/{inside}"
            if is_leftover(inside):
                passed.append(passed_over(name))
                continue
            target = staging / f"{source.fingerprint.device:x}-{source.fingerprint.inode:x}-{number}"
            _extract(package, member, name, target)
            try:
                inner = _identified(name, target, staging)
            except InputError as problem:
                if not may_be_other(inside):
                    raise
                first = first or problem
                passed.append(passed_over(name))
                continue
            found += 1
            yield dataclasses.replace(inner, may_be_other=may_be_other(inside))
    if not found:
        if first is None:
            raise InputError("zip_empty", where=source.name)
        raise no_export(passed) if first.code in NO_TABLES else first
    require_unchanged(source)


def no_export(passed: Sequence[Finding]) -> InputError:
    """What to say where nothing that was unpacked is an export: what there was."""
    names = [str(finding.value) for finding in passed]
    named = ", ".join(names[:MOST_NAMED]) + (" ..." if len(names) > MOST_NAMED else "")
    return InputError("zip_no_export", files=named)


def _members(source: Source, package: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """The files of the archive with their names; what a Mac adds for itself is left out."""
    for member in package.infolist():
        inside = _member_name(member)
        parts = PurePosixPath(inside.replace("\\", "/")).parts
        hidden = bool(parts) and parts[-1].startswith(".") and not is_leftover(inside)
        if member.is_dir() or "__MACOSX" in parts or hidden:
            continue
        name = f"{source.name}/{inside}"
        if not parts or ".." in parts or parts[0] == "/" or ":" in parts[0]:
            raise InputError("zip_unsafe", where=name)
        if member.flag_bits & _ENCRYPTED_FLAG:
            raise InputError("file_encrypted", where=name)
        yield member, inside


def _identified(name: str, path: Path, staging: Path) -> Source:
    member = identify(name, path)
    if member.container == "zip":
        raise InputError("zip_nested", where=name)
    if member.container in ("gzip", "zstd"):
        return unpacked(member, staging)
    return member


def _member_name(member: zipfile.ZipInfo) -> str:
    """Windows in China writes member names in GBK without saying so."""
    if member.flag_bits & _UTF8_FLAG:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _extract(package: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, target: Path) -> None:
    """Write one member; no more than its declared size is ever written."""
    try:
        with package.open(member) as stream, target.open("wb") as out:
            shutil.copyfileobj(stream, out, 1 << 20)
    except BROKEN_ZIP as error:
        raise InputError("zip_damaged", where=name) from error
    except OSError as error:
        raise StoreError("disk_short", where=str(target.parent), needs=member.file_size // 1_000_000 + 1) from error
