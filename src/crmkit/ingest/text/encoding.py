"""Which encoding a text file has, and one mapping for GB18030 whatever host or library decodes it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Literal

from crmkit.errors import InputError, UsageError

Encoding = Literal["utf-8", "utf-16-le", "utf-16-be", "gb18030"]

NAMES: dict[str, Encoding] = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "cp936": "gb18030",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}
"""What people call the encodings that are read."""

BOM_UTF8 = b"\xef\xbb\xbf"
SAMPLE = 1 << 18
_ZIPPED = (".zip", ".xlsx", ".xlsm")
"""Files of such names that are no text are what is left of a zip; exports in text that are called so are read."""

ZERO_SHARE = 0.05
"""Of the characters of UTF-16 text that are ASCII; digits, commas and line ends are more than that in any table."""

_OLD = (
    *range(0xE78D, 0xE797),
    *(0xE7C7, 0xE816, 0xE817, 0xE818, 0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE831, 0xE832, 0xE83B, 0xE843, 0xE854, 0xE855),
    0xE864,
)
_NEW = (
    *(0xFE10, 0xFE12, 0xFE11, *range(0xFE13, 0xFE1A)),
    *(0x1E3F, 0x20087, 0x20089, 0x200CC, 0x9FB4, 0x9FB5, 0x9FB6, 0x9FB7, 0x215D7, 0x9FB8, 0x2298F, 0x9FB9, 0x9FBA),
    *(0x241FE, 0x9FBB),
)
_MODERN = dict(zip(_OLD, _NEW, strict=True))
"""Private-use code points that old GB18030 tables give for characters that have their own since: 25 of them."""

_PRIVATE_UTF8 = {chr(old).encode(): chr(new).encode() for old, new in _MODERN.items()}
_PRIVATE = re.compile(b"|".join(re.escape(old) for old in _PRIVATE_UTF8))
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_THREE_BYTES = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")


def read_encoding(name: str | None) -> str | None:
    """The name of an encoding; ``UsageError`` for one that is not read."""
    if name is None or name.lower() in ("utf-16", "utf16") or name.lower().replace("_", "-") in NAMES:
        return name
    raise UsageError("unknown_encoding", value=name)


def modern(text: str) -> str:
    """GB18030 text decoded by Python, with the private-use code points of old tables replaced."""
    return text if text.isascii() else text.translate(_MODERN)


def modern_utf8(data: bytes | bytearray) -> bytes | bytearray:
    """The same for GB18030 text that is UTF-8 already."""
    if b"\xee" not in data:
        return data
    return _PRIVATE.sub(lambda match: _PRIVATE_UTF8[match[0]], data)


def line_decoder(encoding: str) -> Callable[[bytes], str]:
    """A strict decoder for one line; it raises ``UnicodeDecodeError``."""
    if encoding.startswith("utf-8"):
        return _utf8_line
    if encoding == "gb18030":
        return _gb18030_line
    raise ValueError(f"lines cannot be read in {encoding}: convert the file first")


def _utf8_line(line: bytes) -> str:
    return line.decode("utf-8")


def _gb18030_line(line: bytes) -> str:
    """A line that is UTF-8 with a dozen bytes beyond ASCII was never GB18030: it came from another file."""
    text = line.decode("gb18030")
    if not text.isascii() and _is_utf8(line) and len(_BEYOND_ASCII.findall(line)) >= 12:
        raise UnicodeDecodeError("gb18030", line, 0, len(line), "this line is UTF-8")
    return modern(text)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def detect(path: Path, *, name: str | None = None) -> Encoding:
    """The file's encoding: BOM, else the zero bytes of UTF-16, else strict UTF-8, else strict GB18030.

    The last two are decided by the first 256 KiB beyond plain ASCII.

    A damaged line does not turn a file into another encoding: where neither fits wholly, the one in which at least
    half of the lines beyond ASCII are valid is taken, UTF-8 first, and the strict reader quarantines the rest.

    Raises:
        InputError: ``undecodable``, ``zip_damaged``.
    """
    with path.open("rb") as stream:
        head = stream.read(SAMPLE)
        if head[:2] == b"\xff\xfe":
            return "utf-16-le"
        if head[:2] == b"\xfe\xff":
            return "utf-16-be"
        if b"\0" in head and (wide := _wide(head)):
            return wide
        sample = _beyond_ascii(stream, head)
    lines = [line for line in sample.splitlines() if not line.isascii()]
    if all(_is_utf8(line) for line in lines):
        return "utf-8"
    # Two bytes of GBK are sometimes a valid two-byte UTF-8 character; three bytes in a row hardly ever.
    longer = [line for line in lines if _THREE_BYTES.search(line) or not _is_utf8(line)]
    if sum(_is_utf8(line) for line in longer) * 2 >= len(longer):
        return "utf-8"
    if sum(_is_gb18030(line) for line in longer) * 2 >= len(longer):
        return "gb18030"
    where = name or path.name
    raise InputError("zip_damaged" if where.lower().endswith(_ZIPPED) else "undecodable", where=where)


def _wide(head: bytes) -> Encoding | None:
    """UTF-16 without its mark: the zero bytes of ASCII stand on one side of their characters, and all is valid text."""
    pairs = len(head) // 2
    odd, even = head[1::2].count(0), head[0::2].count(0)
    order: Encoding = "utf-16-le" if odd > even else "utf-16-be"
    if max(odd, even) < ZERO_SHARE * pairs or min(odd, even) * 8 > max(odd, even):
        return None
    try:
        text = head[: pairs * 2].decode(order, "strict")
    except UnicodeDecodeError as problem:
        if problem.start < pairs * 2 - 2:  # the sample may end within a character
            return None
        text = head[: problem.start].decode(order)
    return order if "\0" not in text and ("\n" in text or "\r" in text) else None


def _beyond_ascii(stream: BinaryIO, block: bytes) -> bytes:
    """The first block that holds more than ASCII (blocks are read on from the stream), up to its last line end."""
    held = block
    while held.isascii() and (block := stream.read(SAMPLE)):
        held = held[-4096:] + block
    cut = max(held.rfind(b"\n"), held.rfind(b"\r"))
    return held[: cut + 1] if cut > 0 and len(held) >= SAMPLE else held


def _is_gb18030(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True
