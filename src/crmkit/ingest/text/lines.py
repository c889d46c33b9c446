"""Physical lines of a file in bounded memory: CR LF, LF and a lone CR each end one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import BinaryIO

from crmkit.ingest.line_counts import RAW_KEPT

BLOCK = 1 << 20
LINE_LIMIT = 1 << 20
"""A longer line (1 MiB) is reported, never kept in memory."""


@dataclass(frozen=True, slots=True)
class LongLine:
    """A line over the limit, of which only its digest and its first bytes are known."""

    digest: str
    head: bytes
    only_nul: bool
    ended: bool


Line = bytes | LongLine
"""A physical line with its line end, if it has one."""


class _Skimmer:
    """Digests a line that is too long to hold, up to its end."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._head = b""
        self._only_nul = True

    def add(self, block: bytes) -> None:
        self._digest.update(block)
        self._head += block[: RAW_KEPT - len(self._head)]
        self._only_nul = self._only_nul and not block.translate(None, b"\0\r\n")

    def close(self, *, ended: bool) -> LongLine:
        return LongLine(self._digest.hexdigest(), self._head, self._only_nul, ended)


def line_blocks(stream: BinaryIO, most: int | None = None) -> Iterator[list[Line]]:
    """The physical lines of ``stream`` in lists of about 1 MiB; only the last line may lack its line end.

    No more than ``most`` blocks are read, and the last line may then be half of one.
    """
    carry = b""
    skimmer: _Skimmer | None = None
    for chunk in islice(iter(partial(stream.read, BLOCK), b""), most):
        data = carry + chunk
        lines: list[Line] = []
        if skimmer is not None:
            end = _line_end(data)
            if not end:
                carry = _skim(skimmer, data)
                continue
            skimmer.add(data[:end])
            lines.append(skimmer.close(ended=True))
            skimmer, data = None, data[end:]
        parts = data.splitlines(keepends=True)
        # A trailing \r may be half of \r\n: it waits for the next block.
        carry = parts.pop() if parts and not parts[-1].endswith(b"\n") else b""
        lines.extend(_limited(part) for part in parts)
        if len(carry) > LINE_LIMIT:
            skimmer = _Skimmer()
            carry = _skim(skimmer, carry)
        yield lines
    if skimmer is not None:
        skimmer.add(carry)
        yield [skimmer.close(ended=carry == b"\r")]
    elif carry:
        yield [_limited(carry)]


def _line_end(data: bytes) -> int:
    """Where the first line of ``data`` ends; 0 where it does not, or with a last CR that may be half of an end."""
    feed = data.find(b"\n") + 1
    back = data.find(b"\r", 0, feed or len(data) - 1) + 1
    return back if back and data[back : back + 1] != b"\n" else feed


def _skim(skimmer: _Skimmer, data: bytes) -> bytes:
    """Add all of ``data`` but a last CR, which is returned."""
    held = b"\r" if data.endswith(b"\r") else b""
    skimmer.add(data[: len(data) - len(held)])
    return held


def _limited(line: bytes) -> Line:
    if len(line) <= LINE_LIMIT:
        return line
    skimmer = _Skimmer()
    skimmer.add(line)
    return skimmer.close(ended=line.endswith((b"\n", b"\r")))
