"""Archives unpacked into sources of their own."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from crmkit.errors import InputError, StoreError
from crmkit.ingest.container import BROKEN_ZIP, identify, opened_zip
from crmkit.ingest.source import Source, require_unchanged

_ENCRYPTED_FLAG, _UTF8_FLAG = 0x1, 0x800


def unpack(source: Source, staging: Path) -> Iterator[Source]:
    """The files in a zip as sources of their own, named ``a.zip/orders.csv``, in the archive's order.

    Raises:
        InputError: ``zip_damaged``, ``zip_limits``, ``zip_unsafe`` (a name that leads elsewhere), ``zip_nested``,
            ``zip_empty``, ``file_encrypted``, or what ``identify`` finds in a member.
        StoreError: ``disk_short``.
    """
    found = 0
    with opened_zip(source.name, source.path) as package:
        for member in package.infolist():
            inside = _member_name(member)
            parts = PurePosixPath(inside.replace("\\", "/")).parts
            if member.is_dir() or "__MACOSX" in parts or (parts and parts[-1].startswith(".")):
                continue
            name = f"{source.name}/{inside}"
            if not parts or ".." in parts or parts[0] == "/" or ":" in parts[0]:
                raise InputError("zip_unsafe", where=name)
            if member.flag_bits & _ENCRYPTED_FLAG:
                raise InputError("file_encrypted", where=name)
            target = staging / f"{source.fingerprint.device:x}-{source.fingerprint.inode:x}-{found}"
            _extract(package, member, name, target)
            unpacked = identify(name, target)
            if unpacked.container == "zip":
                raise InputError("zip_nested", where=name)
            found += 1
            yield unpacked
    if not found:
        raise InputError("zip_empty", where=source.name)
    require_unchanged(source)


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
