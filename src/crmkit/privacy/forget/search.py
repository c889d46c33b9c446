"""A search for many texts at once in the bytes of files, whatever these are: in every encoding that an export may have.

Where a text begins or ends is found by its last bytes, by arrays rather than by one text after the other: thousands of
numbers are looked for as fast as one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

from crmkit.ingest.forgotten.spellings import spellings

ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
TAIL = 4
"""Bytes by which a text is looked for."""
BITS = 20
SURE = 6
"""Fewer bytes are found anywhere by chance."""
CHUNK = 1 << 22
_WORD = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
_EDGE = frozenset(b",;|\t\r\n\"'")
"""What stands beside a cell."""
Span = tuple[int, int, str]
"""Where a text was found: first byte, byte behind it, the text."""


class Search:
    """The ``texts`` that are looked for, each with the one whom it is of; the shortest only where they stand alone."""

    def __init__(self, texts: Mapping[str, int], *, folded: bool = False) -> None:
        self.people = texts
        self.forms: dict[bytes, str] = {}
        for text in texts:
            for spelled, encoding in product(dict.fromkeys(spellings(text)), ENCODINGS):
                form = spelled.encode(encoding, "replace")
                self.forms.setdefault(form.lower() if folded else form, text)
        self.longest = max(map(len, self.forms), default=0)
        self._by_tail: Mapping[bytes, list[bytes]] = _by_tail(self.forms)
        short = sorted(form for form in self.forms if len(form) < TAIL)
        self._short = re.compile(b"|".join(map(re.escape, short))) if short else None
        self._table: Any = None
        mails = {} if folded else {text: person for text, person in texts.items() if "@" in text}
        self._mails = Search(mails, folded=True) if mails else None
        """Mail addresses are one in whatever case."""

    def spans(self, data: bytes, *, apart: bool) -> Iterator[Span]:
        """Where texts stand in ``data``; ``apart``: not where they are part of a longer number or Latin word."""
        found = {(start, start + len(form)): self.forms[form] for start, form in self._found(data)}
        if self._mails is not None:
            found |= {(start, end): text for start, end, text in self._mails.spans(data.lower(), apart=apart)}
        for (start, end), text in sorted(found.items()):
            if (apart or end - start < TAIL) and _is_part(data, start, end):
                continue
            yield start, end, text

    def hidden(self, text: str) -> tuple[str, set[int]]:
        """``text`` with an asterisk for each name or number that stands alone in it, and whose these are."""
        data, rest, last, people = text.encode("utf-8", "replace"), b"", 0, set[int]()
        for start, end, found in self.spans(data, apart=True):
            people.add(self.people[found])
            if start >= last:
                rest += data[last:start] + b"*"
                last = end
        return (rest + data[last:]).decode("utf-8", "replace") if people else text, people

    def texts_in(self, path: Path, *, apart: bool) -> tuple[set[str], set[str]]:
        """The texts that the bytes of a file have, and those that are there perhaps by chance.

        Of texts of fewer than ``SURE`` bytes only names that fill a cell of a text file are evidence.
        """
        found, perhaps = set[str](), set[str]()
        with path.open("rb") as stream:
            before = b""
            while block := stream.read(CHUNK):
                data = before + block
                for start, end, text in self.spans(data, apart=apart):
                    if before and start == 0:  # seen with what stands before it
                        continue
                    if is_sure(text) or (apart and not text.isdecimal() and _is_cell(data, start, end)):
                        found.add(text)
                    elif not text.isdecimal():  # a number of so few digits is everywhere
                        perhaps.add(text)
                before = data[-self.longest - 1 :]
        return found, perhaps - found

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


def _is_cell(data: bytes, start: int, end: int) -> bool:
    """Whether nothing but the marks around a cell stands before and behind."""
    return (start == 0 or data[start - 1] in _EDGE) and (end == len(data) or data[end] in _EDGE)
