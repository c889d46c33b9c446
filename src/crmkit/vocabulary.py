"""Every column that may leave an analysis: its kind, its label in two languages and its privacy mark.

Renderers know kinds, never analyses; a column that is not in ``vocabulary.toml`` cannot be printed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from crmkit.messages import Language

Kind = Literal[
    "text",  # words, left
    "id",  # an identifier as the platform gave it; text everywhere, never a number
    "code",  # a code of the catalog (a reason, a kind of table): people read its words, machines the code
    "nick",  # a buyer's name: masked on display unless revealed
    "count",  # whole number
    "days",  # whole days
    "score",  # 1..5
    "money",  # Decimal yuan, two decimals, exact
    "mean",  # a rounded average, Decimal, one or two decimals
    "figure",  # a pure number of merit (an area, a score), Decimal, four decimals
    "rate",  # Decimal or float 0..1, shown as percent
    "date",  # datetime.date
    "time",  # datetime.datetime, local to the shop
    "flag",  # True / False
    "json",  # a list or structure as JSON text; JSON itself has it as it is
]
Privacy = Literal["open", "personal"]


@dataclass(frozen=True, slots=True)
class Word:
    """One column: ``kind`` decides alignment and format, ``zh``/``en`` are its labels.

    ``headline_zh`` and ``headline_en`` are labels of the whole answer's figure, where it has to say who is left out.
    ``short_zh`` and ``short_en`` are headings of at most 12 cells, for a line that holds a whole row.
    A ``machine`` column is for scripts (a stable code beside a label) and left out of what people read.
    """

    name: str
    kind: Kind
    zh: str
    en: str
    privacy: Privacy = "open"
    machine: bool = False
    headline_zh: str = ""
    headline_en: str = ""
    short_zh: str = ""
    short_en: str = ""

    @property
    def is_share(self) -> bool:
        """A rate that is a part of a whole (``*_share``): a bar beside it makes sense."""
        return self.kind == "rate" and self.name.endswith("_share")

    def label(self, language: Language) -> str:
        """The column's heading in ``language``."""
        return self.zh if language == "zh" else self.en

    def short(self, language: Language) -> str:
        """The column's heading on a screen, where it never breaks."""
        return (self.short_zh if language == "zh" else self.short_en) or self.label(language)

    def headline(self, language: Language) -> str:
        """What stands before it among the headline numbers in ``language``."""
        return (self.headline_zh if language == "zh" else self.headline_en) or self.label(language)


class Heading(str):
    """The name of a column that somebody else gave, with its word: the vocabulary lacks it."""

    def __new__(cls, word: Word) -> Heading:
        """The name of ``word``."""
        heading = super().__new__(cls, word.name)
        heading.word = word
        return heading

    word: Word


@cache
def vocabulary() -> Mapping[str, Word]:
    """All words by column name; raises ``ValueError`` on an unknown key or kind in the file."""
    table = tomllib.loads((files("crmkit") / "vocabulary.toml").read_text(encoding="utf-8"))
    words = {}
    for name, entry in table.items():
        unknown = set(entry) - {
            "kind",
            "zh",
            "en",
            "privacy",
            "machine",
            "headline_zh",
            "headline_en",
            "short_zh",
            "short_en",
        }
        if unknown or entry["kind"] not in get_args(Kind):
            raise ValueError(f"vocabulary.toml, [{name}]: unknown key or kind {sorted(unknown) or entry['kind']}")
        if entry.get("privacy", "open") not in get_args(Privacy):
            raise ValueError(f"vocabulary.toml, [{name}]: privacy is {entry['privacy']!r}, not open or personal")
        words[name] = Word(name, **entry)
    return words


def word(name: str) -> Word:
    """The word for the column ``name``; ``KeyError`` when the vocabulary lacks it."""
    return name.word if isinstance(name, Heading) else vocabulary()[name]
