"""The word of a title that names the kind of goods: from a list of such words, else one that several titles share.

A title without such a word has none: nothing is guessed from a word that stands in one title alone, or in most.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

FEWEST_TITLES = 3
"""A word that is not known must stand in so many titles, and in at most half of all."""
GRAMS = (4, 3, 2)
"""How many characters a Chinese word may have, the longest first."""
_RUNS = re.compile(r"[\u4e00-\u9fff]+|[a-z]{3,}")


def category_words(titles: Sequence[str]) -> list[str | None]:
    """For each of ``titles`` its category word, or ``None``. The order of the titles does not matter."""
    known = [_first_known(title) for title in titles]
    rest = [title for title, word in zip(titles, known, strict=True) if word is None]
    shared = _shared(rest)
    return [word or _most_shared(title, shared) for title, word in zip(titles, known, strict=True)]


@cache
def _lists() -> tuple[re.Pattern[str], dict[str, str], frozenset[str]]:
    """A pattern of known words in a row, longer ones before their beginnings, their spellings, and words of no goods.

    All are in small letters but the spellings: a title may have the letter of ``T恤`` in either case.
    """
    words_by_kind = tomllib.loads(
        (files("crmkit.customers.traits") / "category_words.toml").read_text(encoding="utf-8")
    )
    spellings = {word.lower(): word for word in words_by_kind["known"]}
    words = sorted(spellings, key=lambda word: (-len(word), word))
    return re.compile(f"({'|'.join(map(re.escape, words))})+"), spellings, frozenset(words_by_kind["generic"])


def _first_known(title: str) -> str | None:
    """The first known word; of several in a row the last: mushroom beef sauce is a sauce."""
    pattern, spellings, _ = _lists()
    found = pattern.search(title.lower())
    return None if found is None else spellings[found[1]]


def _shared(titles: Sequence[str]) -> dict[str, int]:
    """In how many of ``titles`` each candidate stands, of those that several share and most do not."""
    counts = Counter(word for title in titles for word in set(_candidates(title)))
    return {word: count for word, count in counts.items() if FEWEST_TITLES <= count <= len(titles) // 2}


def _most_shared(title: str, shared: dict[str, int]) -> str | None:
    """The candidate that stands in most titles; of equals the longest, then the last, where names of goods stand."""
    found = [word for word in _candidates(title) if word in shared]
    return max(reversed(found), key=lambda word: (shared[word], len(word)), default=None)


def _candidates(title: str) -> Iterator[str]:
    """Words of Latin letters, and every stretch of Chinese that holds no generic word."""
    generic = _lists()[2]
    for run in _RUNS.findall(title.lower()):
        if run.isascii():
            yield from () if run in generic else (run,)
            continue
        words = (run[begin : begin + size] for begin in range(len(run)) for size in GRAMS if begin + size <= len(run))
        yield from (word for word in words if not any(part in word for part in generic))
