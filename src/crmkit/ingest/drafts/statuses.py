"""The status words of a column: whether its cells are such words, and what each is taken for."""

from __future__ import annotations

from collections.abc import Mapping

from crmkit.ingest.drafts.column import Column
from crmkit.ingest.forms.words import STATES, understand

MOST_WORDS = 40
LONGEST_WORD = 60
FEWEST_ROWS_PER_WORD = 2
_WORDS = {code: state for state, code in STATES.items()}


def is_status(column: Column) -> bool:
    """Whether a column has few different cells, and short ones: words for states, no names of people."""
    words = column.values
    few = len(words) <= min(MOST_WORDS, max(6, len(column.filled) // FEWEST_ROWS_PER_WORD))
    return bool(words) and few and column.form != "time" and max(map(len, words)) <= LONGEST_WORD


def known_share(column: Column) -> float:
    """How many of the words are known to be states of an order."""
    words = column.values
    return sum(understand(word, {}) is not None for word in words) / len(words) if words else 0


def state_of(word: str, own: Mapping[str, str]) -> str | None:
    """The state that a status word is taken for; ``None`` when nothing in it is known."""
    meaning = understand(word, own)
    return None if meaning is None else _WORDS.get(meaning.code)
