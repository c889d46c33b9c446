"""Archives and compressed files that lie about themselves."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Iterator, Sequence


def packed(members: dict[str, str | bytes]) -> bytes:
    """The parts as the bytes of a file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def archives(header: Sequence[str], row: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Archives and compressed files."""
    text = ",".join(header) + "\n" + ",".join(row) + "\n"
    yield "sound.zip", packed({"a.csv": text})
    yield "sound.csv.gz", gzip.compress(text.encode())
    yield "cut.csv.gz", gzip.compress(text.encode())[:-9]
    yield "twice.csv.gz", gzip.compress(text.encode()) + gzip.compress(b"\xff" * 99)
    yield "tail.csv.gz", gzip.compress(text.encode()) + b"PK\x03\x04" * 9
    yield "cut.csv.zst", bytes.fromhex("28b52ffd") + b"\xff" * 99
    yield "window.csv.zst", bytes.fromhex("28b52ffd00f8") + b"\x01\x00\x00"
    yield "self.zip", packed({"a.zip": packed({"a.csv": text})})
    for size in (1, 0xFFFFFFFF):
        yield f"size_{size}.zip", resized(packed({"a.csv": text}), size)
    yield (
        "contents_of_nothing.zip",
        contents(3)[:-22] + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, 0xFFFFFFF0, 0, 0),
    )


def resized(package: bytes, size: int) -> bytes:
    """The archive with another unpacked size in its table of contents."""
    changed = bytearray(package)
    place = package.find(b"PK\x01\x02")
    while place >= 0:
        changed[place + 24 : place + 28] = struct.pack("<L", size)
        place = package.find(b"PK\x01\x02", place + 1)
    return bytes(changed)


def contents(entries: int) -> bytes:
    """An archive that has a long table of contents and nothing else."""
    out = io.BytesIO()
    out.write(packed({"a.csv": "a"})[:-22])
    start = out.tell()
    for number in range(entries):
        name = f"{number:08x}.csv".encode()
        out.write(
            struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0) + name
        )
    length = out.tell() - start
    out.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, entries & 0xFFFF, entries & 0xFFFF, length, start, 0))
    return out.getvalue()
