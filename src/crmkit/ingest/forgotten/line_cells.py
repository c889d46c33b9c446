"""Whose a line is that was set aside: its cells as the reader would see them, each read as loading reads a name.

Forgetting and later loads ask here, so that both find the same person under every spelling that loading takes for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from crmkit.ingest.forms.forms import identifier
from crmkit.ingest.text.cells import Splitter, Style

DELIMITERS = (",", "\t", ";", "|")
TORN = frozenset({"bad_encoding", "nul_byte", "line_too_long", "stray_quote", "unclosed_quote", "too_long", "cut_off"})
"""Reasons for which a line has no cells, or others than its seller wrote."""
TELLING, TELLING_DIGITS = 4, 10
"""Characters, and digits of a number, from which a text can hardly be there by chance or be a part of another."""
LEAST_DIGITS = 4
"""A cell of fewer digits is a number of pieces or a price: it names no order."""
_BETWEEN = re.compile(r"[,\t;|\"'`=\r\n\0，；]+")
"""What stands between two cells, or around one, in a line that cannot be split."""
_WORD = re.compile(rf"\w{{{TELLING},}}")
_JOINED = re.compile(rf"[\w@.+-]{{{TELLING},}}")
_NUMBER = re.compile(r"\+?\d(?:[ -]?\d){9,}")
"""A mail address or a name with a hyphen; a phone as people write it."""
_LATIN = re.compile(rf"[0-9A-Za-z_]{{{TELLING},}}")


@dataclass(frozen=True, slots=True)
class LineCells:
    """What of a line may be a name: its ``cells``, which are certain, and what stands alone in it otherwise."""

    cells: frozenset[str]
    words: frozenset[str]

    def all(self) -> frozenset[str]:
        """Everything to be asked for."""
        return self.cells | self.words

    def is_certain(self, theirs: Iterable[str]) -> bool:
        """Whether the texts that are ``theirs`` leave no doubt that the line is about them."""
        return any(is_telling(text) and (text in self.cells or text.isdecimal()) for text in theirs)


def is_telling(text: str) -> bool:
    """Whether a text can hardly be there by chance."""
    return len(text) >= TELLING and not (text.isdecimal() and len(text) < TELLING_DIGITS)


def style_of(lines: Iterable[str]) -> Style:
    """How lines of one file are most likely separated, where nobody knows any more."""
    counts = dict.fromkeys(DELIMITERS, 0)
    for line in lines:
        for mark in DELIMITERS:
            counts[mark] += line.count(mark)
    most = max(DELIMITERS, key=lambda mark: counts[mark])
    return Style(most) if counts[most] else Style(" ", runs=True)


def cells_in(text: str, style: Style, reason: str) -> LineCells:
    """The cells of a line, or what may be one where it cannot be split."""
    split = None if reason in TORN else _split(text, style)
    sure = set(_named(split or ()))
    loose = set(_named(_torn(text, style))) if split is None else set()
    loose.update(_words(text))
    return LineCells(frozenset(sure), frozenset(loose - sure))


def _split(text: str, style: Style) -> list[str] | None:
    splitter = Splitter(style)
    fault = None
    for line in text.rstrip("\r\n").split("\n"):
        fault = splitter.feed(line.removesuffix("\r"))
    return None if fault else splitter.cells


def _torn(text: str, style: Style) -> Iterator[str]:
    """What stands between two separators, whatever the quotes; two neighbours, too: the mark may be of a name."""
    yield from _BETWEEN.split(text)
    parts = text.split() if style.runs else [part for line in text.splitlines() for part in line.split(style.delimiter)]
    parts = [part.strip(' \t\r\n\0"').replace('""', '"') for part in parts]
    yield from parts
    yield from (f"{one}{style.delimiter}{other}" for one, other in pairwise(parts))


def _words(text: str) -> Iterator[str]:
    """Longer words and numbers that stand alone within a cell."""
    whole = unicodedata.normalize("NFC", text)
    yield from _NUMBER.findall(whole)
    yield from (word for joined in _JOINED.findall(whole) if len(word := joined.strip("@.+-")) >= TELLING)
    for word in _WORD.findall(whole):
        yield word
        if not word.isascii():
            yield from _LATIN.findall(word)


def _named(cells: Iterable[str]) -> Iterator[str]:
    """Cells that may be a name or a number, and as an id, too."""
    for cell in cells:
        for text in (cell, identifier(cell)):
            if text.strip() and not (text.isdecimal() and len(text) < LEAST_DIGITS):
                yield text
