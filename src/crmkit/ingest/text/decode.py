"""Any text file as a file that can be read line by line in UTF-8, with its digest and line count.

UTF-8 stays where it is. GB18030 and UTF-16 are converted to a file in the staging folder. A file with bytes that are no
GB18030 is not converted: it is marked damaged, and the strict reader takes the original line by line.
"""

from __future__ import annotations

import codecs
import errno
import shutil
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from crmkit.errors import InputError, StoreError
from crmkit.ingest.files.scan import Counter, Scan, ScanJob, start_scan
from crmkit.ingest.files.source import Source, require_unchanged
from crmkit.ingest.text.encoding import BOM_UTF8, NAMES, Encoding, detect, read_encoding
from crmkit.ingest.text.iconv import gb18030_to_utf8

BLOCK = 1 << 20
"""Larger ones are converted no faster, and several wait in memory."""
IN_FLIGHT = 4
LONGEST_LINE = 16 * BLOCK
SPACE = 1.3
"""Free space wanted for a conversion, as a multiple of the file."""

_NO_UTF8 = b"\xff"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text file, ready to be read.

    ``encoding`` is the source's. ``path`` is the file to read, and ``reads_as`` its encoding: ``utf-8``, or ``gb18030``
    when the source is damaged; its first ``bom`` bytes are a byte order mark. ``damaged`` says that only the strict
    reader may take it.
    """

    path: Path
    encoding: Encoding
    reads_as: Literal["utf-8", "gb18030"]
    bom: int
    damaged: bool
    _scan: Scan | ScanJob

    def scan(self) -> Scan:
        """Digest of the source and count of its lines; waits for the pass over an unconverted file."""
        return self._scan.result() if isinstance(self._scan, ScanJob) else self._scan

    @property
    def bytes_done(self) -> int:
        """How far the pass is, for a progress bar."""
        return self._scan.bytes_done if isinstance(self._scan, ScanJob) else self._scan.size


def decode(source: Source, staging: Path, *, encoding: str | None = None, digest: bool = True) -> Decoded:
    """Settle the encoding of a text file and make it readable.

    Args:
        source: a source whose container is ``text``.
        staging: a private folder for the converted file.
        encoding: what the user said it is; detected when ``None``.
        digest: whether the scan is to digest the file; only a file that is kept needs it.

    Raises:
        InputError: ``undecodable``, or the file changed meanwhile.
        StoreError: ``disk_short``, with ``needs`` in MB.
        UsageError: ``unknown_encoding``.
    """
    settled = _settle(source, encoding)
    if settled == "utf-8":
        with source.path.open("rb") as stream:
            bom = len(BOM_UTF8) if stream.read(len(BOM_UTF8)) == BOM_UTF8 else 0
        return Decoded(source.path, settled, "utf-8", bom, False, start_scan(source.path, digest=digest))
    needs = int(source.fingerprint.size * SPACE)
    if shutil.disk_usage(staging).free < needs:
        raise StoreError("disk_short", where=str(staging), needs=needs // 1_000_000 + 1)
    target = staging / f"{source.fingerprint.device:x}-{source.fingerprint.inode:x}.utf8"
    try:
        with source.path.open("rb") as stream, target.open("wb") as out:
            convert = _from_gb18030 if settled == "gb18030" else _from_utf16
            scan, damaged = convert(stream, out, settled, Counter(digest=digest))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreError("disk_short", where=str(staging), needs=needs // 1_000_000 + 1) from error
        raise
    require_unchanged(source)
    if damaged and settled == "gb18030":
        target.unlink()
        return Decoded(source.path, settled, "gb18030", 0, True, scan)
    return Decoded(target, settled, "utf-8", 0, damaged, scan)


def wrong_encoding(source: Source, said: str | None, settled: Encoding) -> InputError | None:
    """What to say where nothing was understood since the file is not in the ``said`` encoding; else ``None``."""
    if said is None or source.may_be_other:
        return None
    found = detect(source.path, name=source.name)
    return None if found == settled else InputError("encoding_wrong", where=source.name, value=said, found=found)


def _settle(source: Source, encoding: str | None) -> Encoding:
    named = (read_encoding(encoding) or "utf-16").lower().replace("_", "-")
    return NAMES[named] if named in NAMES else detect(source.path, name=source.name)


def _from_gb18030(stream: BinaryIO, out: BinaryIO, _: Encoding, counter: Counter) -> tuple[Scan, bool]:
    """Convert on two threads, four blocks in flight, written in order; stop converting at the first bad byte."""
    damaged = False
    waiting: deque[Future[bytes | bytearray]] = deque()
    with ThreadPoolExecutor(2) as pool:
        for block in _whole_lines(stream, counter):
            if damaged:
                continue
            if len(block) > LONGEST_LINE:
                damaged = True
                continue
            waiting.append(pool.submit(gb18030_to_utf8, block))
            if len(waiting) >= IN_FLIGHT:
                damaged = not _write_next(waiting, out)
        while waiting and not damaged:
            damaged = not _write_next(waiting, out)
    return counter.close(), damaged


def _write_next(waiting: deque[Future[bytes | bytearray]], out: BinaryIO) -> bool:
    try:
        out.write(waiting.popleft().result())
    except UnicodeDecodeError:
        return False
    return True


def _whole_lines(stream: BinaryIO, counter: Counter) -> Iterator[bytes]:
    """Blocks that end at a line end: neither LF nor CR is ever part of a GB18030 character."""
    carry = b""
    while block := stream.read(BLOCK):
        counter.digest(block)
        counter.count(block)
        cut = max(block.rfind(b"\n"), block.rfind(b"\r")) + 1
        if cut:
            yield carry + block[:cut]
            carry = block[cut:]
        elif len(carry) <= LONGEST_LINE:
            carry += block
    if carry:
        yield carry


def _from_utf16(stream: BinaryIO, out: BinaryIO, encoding: Encoding, counter: Counter) -> tuple[Scan, bool]:
    """Convert in blocks. Half a character becomes bytes that are no UTF-8, so that its line is quarantined."""
    damaged = False
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    first = True
    while block := stream.read(BLOCK):
        counter.digest(block)
        text = decoder.decode(block)
        converted, whole = _to_utf8(text.removeprefix("\ufeff") if first else text)
        damaged = damaged or not whole
        first = False
        counter.count(converted)
        out.write(converted)
    if decoder.getstate()[0]:
        damaged = True
        counter.count(_NO_UTF8)
        out.write(_NO_UTF8)
    return counter.close(), damaged


def _to_utf8(text: str) -> tuple[bytes, bool]:
    """UTF-8, and whether every character was whole."""
    try:
        return text.encode("utf-8"), True
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass"), False
