"""The errors crmkit raises on purpose, each with the exit code that a shell sees.

An error is a code of the catalog plus the values that fill its sentence, so that it can be said in
either language. Only what stops a run is an error; a bad row is a row in quarantine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from crmkit.messages import Language, advice, catalog, say
from crmkit.option_keys import as_keys

LIKE, LIKE_OF_FEW = 0.6, 0.5
"""How alike a word is that may have been meant: a slip of a finger. One of two Chinese characters may be wrong."""


SHORT = 5
"""Of a word with so few letters the first is right, or no more than one letter is wrong."""


def near(word: str, known: Iterable[str]) -> str | None:
    """The one of the ``known`` words that may have been meant by ``word``; none, if none is like it."""
    from difflib import get_close_matches  # seldom needed

    cutoff = LIKE if word.isascii() else LIKE_OF_FEW
    found = get_close_matches(word, sorted(known), n=1, cutoff=cutoff)
    return next((other for other in found if _is_slip(word, other)), None)


def _is_slip(word: str, other: str) -> bool:
    """Whether ``other`` is more than a word with some letters of ``word``: Mars is not Paris, 淘气值 not 值."""
    if not word.isascii():
        return word in other or abs(len(word) - len(other)) <= 1
    if word[:1].lower() == other[:1].lower() or len(word) > SHORT:
        return True
    return word[1:].lower() in other.lower()


class ExitCode(IntEnum):
    """What the process returns; the numbers are part of the command-line contract."""

    DONE = 0
    CONDITION = 1
    USAGE = 2
    INPUT = 3
    NOT_ENOUGH = 4
    BUSY = 5
    STORE = 6
    REFUSED = 7
    BUG = 70
    INTERRUPTED = 130
    TERMINATED = 143


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line that was typed and the part of it, ``start`` up to before ``end``, that an error is about."""

    text: str
    start: int
    end: int


class CrmError(Exception):
    """Base of every error raised on purpose: ``code`` names the sentence in ``sentences/error.toml``.

    ``where`` says which file (and line, column) it is about, ``excerpt`` which part of a line that was typed, to be
    pointed at; further values fill the sentence.
    """

    exit_code = ExitCode.BUG
    excerpt: Excerpt | None = None
    of_file = False
    """Whether it is about what stands in a file of settings or a recipe: options are called as keys are there."""
    more: Sequence[CrmError] = ()
    """What else is wrong, where all of it was looked for: each is told on a line of its own behind this one."""

    def __init__(self, code: str, *, where: str | None = None, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.where = where
        self.values = values

    def message(self, language: Language = "en") -> str:
        """What happened, without the place and the advice."""
        return say("error", self.code, language, self._spoken(language), keys=self.of_file)

    def advice(self, language: Language = "en") -> str:
        """What to try; may be empty."""
        return advice(self.code, language, self._spoken(language), keys=self.of_file)

    def _spoken(self, language: Language) -> dict[str, object]:
        """The values with codes of the catalog (a reason for quarantine, a dialect) as their words."""
        spoken = dict(self.values)
        for group in ("reason", "dialect", "platform"):
            code = spoken.get(group)
            if isinstance(code, str) and code in catalog()[group]:
                spoken[group] = say(group, code, language)
        if self.of_file and isinstance(option := spoken.get("option"), str):
            spoken["option"] = as_keys(option)
        return spoken

    def __str__(self) -> str:
        parts = [self.message()]
        if self.where:
            parts.insert(0, f"{self.where}:")
        if hint := self.advice():
            parts.append(f"({hint})")
        return " ".join(parts)


class ConditionMet(CrmError):
    """A requested condition is met (``--strict`` with rejected lines, ``--fail-over``, ``--exit-code``)."""

    exit_code = ExitCode.CONDITION


class UsageError(CrmError):
    """An option, an argument or a setting is wrong, or there is no database yet."""

    exit_code = ExitCode.USAGE


def out_of_range(option: str, value: object, least: object, most: object = None) -> UsageError:
    """An option whose number is none from ``least`` on, or none from ``least`` to ``most``."""
    if most is None:
        return UsageError("option_below", option=option, value=value, least=least)
    return UsageError("option_range", option=option, value=value, least=least, most=most)


class ExpressionError(UsageError):
    """A condition that was typed cannot be understood; ``place`` (from 1) and ``excerpt`` say where."""

    def __init__(self, code: str, excerpt: Excerpt, *, where: str | None = None, **values: object) -> None:
        super().__init__(code, where=where, place=excerpt.start + 1, **values)
        self.excerpt = excerpt


class InputError(CrmError):
    """A file cannot be read or understood; nothing was changed."""

    exit_code = ExitCode.INPUT


class NotEnoughError(CrmError):
    """Not enough data; the message shows what is needed."""

    exit_code = ExitCode.NOT_ENOUGH


class StoreBusy(CrmError):
    """Another process uses the database."""

    exit_code = ExitCode.BUSY


class StoreError(CrmError):
    """The database is damaged, not from crmkit or too new, the disk is full, or an output was not written."""

    exit_code = ExitCode.STORE


class Refused(CrmError):
    """Refused; the message names the option that allows it."""

    exit_code = ExitCode.REFUSED
