"""A search for many texts at once in the bytes of files, whatever these are: in every encoding that an export may have.

Where a text begins or ends is found by its last bytes, by arrays rather than by one text after the other: thousands of
numbers are looked for as fast as one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
TAIL = 4
"""Bytes by which a text is looked for."""
BITS = 20
SURE = 6
"""Fewer bytes are found anywhere by chance."""
TELLING, TELLING_DIGITS = 4, 10
"""Characters, and digits of a number, from which a text is one where nothing sets it apart."""
CHUNK = 1 << 22
_WORD = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
Span = tuple[int, int, str]
"""Where a text was found: first byte, byte behind it, the text."""


class Search:
    """The ``texts`` that are looked for; the shortest only where they stand alone."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.forms: dict[bytes, str] = {}
        for text in texts:
            for encoding in ENCODINGS:
                self.forms.setdefault(text.encode(encoding, "replace"), text)
        self.longest = max(map(len, self.forms), default=0)
        self._by_tail: Mapping[bytes, list[bytes]] = _by_tail(self.forms)
        short = sorted(form for form in self.forms if len(form) < TAIL)
        self._short = re.compile(b"|".join(map(re.escape, short))) if short else None
        self._table: Any = None

    def spans(self, data: bytes, *, apart: bool) -> Iterator[Span]:
        """Where texts stand in ``data``; ``apart``: not where they are part of a longer number or Latin word."""
        for start, form in sorted(self._found(data)):
            end = start + len(form)
            if (apart or len(form) < TAIL) and _is_part(data, start, end):
                continue
            yield start, end, self.forms[form]

    def texts_in(self, path: Path, *, apart: bool) -> set[str]:
        """The texts of at least ``SURE`` bytes that the bytes of a file have."""
        found: set[str] = set()
        with path.open("rb") as stream:
            before = b""
            while block := stream.read(CHUNK):
                data = before + block
                found.update(text for _, _, text in self.spans(data, apart=apart) if is_sure(text))
                before = data[-self.longest - 1 :]
        return found

    def _found(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        for end in self._ends(data):
            for form in self._by_tail.get(data[end - TAIL : end], ()):
                if data.startswith(form, end - len(form)) and end >= len(form):
                    yield end - len(form), form
        if self._short is not None:
            yield from ((match.start(), match[0]) for match in self._short.finditer(data))

    def _ends(self, data: bytes) -> list[int]:
        """Where four bytes end that end a text, and others by chance."""
        import numpy as np

        if len(data) < TAIL or not self._by_tail:
            return []
        if self._table is None:
            self._table = np.zeros(1 << BITS, dtype=bool)
            self._table[_places(b"".join(self._by_tail), TAIL)] = True
        (hits,) = np.nonzero(self._table[_places(data, 1)])
        return [int(hit) + TAIL for hit in hits]


def is_sure(text: str) -> bool:
    """Whether it is long enough for a match of its bytes to say something."""
    return len(text.encode("utf-8", "replace")) >= SURE


def is_telling(text: str) -> bool:
    """Whether its bytes in the midst of others can hardly be there by chance, or be a part of another number."""
    return len(text) >= TELLING and not (text.isdecimal() and len(text) < TELLING_DIGITS)


def is_binary(path: Path) -> bool:
    """Whether a file is no text: there its words stand end to end."""
    with path.open("rb") as stream:
        return any(b"\0" in block for block in iter(lambda: stream.read(CHUNK), b""))


def _by_tail(forms: Iterable[bytes]) -> Mapping[bytes, list[bytes]]:
    tails: dict[bytes, list[bytes]] = defaultdict(list)
    for form in forms:
        if len(form) >= TAIL:
            tails[form[-TAIL:]].append(form)
    return dict(tails)


def _places(data: bytes, step: int) -> Any:
    """A place in the table for each four bytes of ``data``, every so many bytes."""
    import numpy as np

    one = np.frombuffer(data, dtype=np.uint8).astype(np.uint32)
    count = len(data) - TAIL + 1
    four = one[:count] | one[1 : count + 1] << 8 | one[2 : count + 2] << 16 | one[3 : count + 3] << 24
    return (four[::step] * np.uint32(2654435761)) >> np.uint32(32 - BITS)


def _is_part(data: bytes, start: int, end: int) -> bool:
    """Whether letters or digits go on before or behind."""
    before = start > 0 and data[start - 1] in _WORD and data[start] in _WORD
    return before or (end < len(data) and data[end] in _WORD and data[end - 1] in _WORD)
