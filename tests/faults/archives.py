"""Archives that attack whoever unpacks them, each with what it is called: ``(name, bytes)``."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator

from tests.faults.scene import export, orders

SOUND = export(*orders(1, 4)).encode()
NAMES = {
    "leads up": "../out.csv",
    "leads up within": "a/../../out.csv",
    "absolute": "/tmp/out.csv",  # noqa: S108  what an attacker writes
    "drive": "C:\\out.csv",
    "backslashes": "..\\..\\out.csv",
    "newline": "a\nb.csv",
    "terminal code": "\x1b[2Jout.csv",
    "right to left": "\u202evsc.tuo",
    "long": "n" * 3000 + ".csv",
    "device": "CON.csv",
    "option": "-rf.csv",
}


def packed(*members: tuple[str | zipfile.ZipInfo, bytes], level: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", level) as package:
        for name, content in members:
            package.writestr(name, content)
    return stream.getvalue()


def link() -> bytes:
    info = zipfile.ZipInfo("out.csv")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return packed((info, b"/etc/passwd"))


def lying_size(content: bytes, size: int) -> bytes:
    """The directory and the member say another size than there is."""
    whole = packed(("out.csv", content))
    real = struct.pack("<I", len(content))
    return whole.replace(real, struct.pack("<I", size))


def overlapping() -> bytes:
    """Forty names for one member's bytes."""
    whole = packed(("a.csv", SOUND))
    start = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    entry = whole[start:end]
    tail = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 40, 40, 40 * len(entry), start, 0)
    return whole[:start] + entry * 40 + tail


def gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([*(packer.compress(bytes(1 << 20)) for _ in range(64)), packer.flush()])


def archives() -> Iterator[tuple[str, bytes]]:
    for what, name in NAMES.items():
        yield f"{what}.zip", packed((name, SOUND))
    yield "bomb.zip", packed(("out.csv", bytes(64 << 20)))
    yield "bomb with a head.zip", packed(("out.csv", SOUND + bytes(64 << 20)))
    yield "nested.zip", packed(("in.zip", packed(("out.csv", SOUND))))
    yield "deeply nested.zip", packed(("a.zip", packed(("b.zip", packed(("c.zip", packed(("d.csv", SOUND))))))))
    yield "many.zip", packed(*((f"{number}.csv", b"") for number in range(2100)))
    yield "same name.zip", _same_name()
    yield "link.zip", link()
    yield "says less.zip", lying_size(SOUND, 3)
    yield "says more.zip", lying_size(SOUND, 0xFFFFFFF0)
    yield "overlapping.zip", overlapping()
    yield "cut.zip", packed(("out.csv", SOUND))[:-30]
    yield "head only.zip", packed(("out.csv", SOUND))[:20]
    yield "no end.zip", b"PK\x03\x04" + bytes(500)
    yield "empty.zip", packed()
    yield "damaged.zip", _damaged(packed(("out.csv", SOUND)))
    yield "text beside.zip", packed(("out.csv", SOUND), ("readme.txt", b"hello"))
    yield "bomb.csv.gz", gzip_bomb()


def _same_name() -> bytes:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return packed(("out.csv", SOUND), ("out.csv", export(*orders(5, 8)).encode()))


def _damaged(whole: bytes) -> bytes:
    place = len(whole) // 3
    return whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
