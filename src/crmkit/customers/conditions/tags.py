"""Tags: names for kinds of customers, each with a rule over traits in the language of ``--where``.

The shipped vocabulary is closed and documented; a shop adds tags of its own in a file of the same form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

from crmkit.customers.conditions.expression import Tags
from crmkit.customers.conditions.rules import resolve
from crmkit.customers.traits.catalog import TRAITS
from crmkit.errors import UsageError, near
from crmkit.former import former
from crmkit.messages import Language
from crmkit.paths import read_small, toml_of
from crmkit.store.predicate import Predicate

Group = Literal["vocabulary", "shorthand", "own"]
KEYS: Final = ("zh", "en", "rule")
MOST_OWN: Final = 200
"""Tags that a file of your own may define."""
TAKEN: Final = frozenset((*TRAITS, "customer_key", "tags", "net_fen"))
"""What else stands in tables of tags: no tag is called so."""
_CODE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: ``rule`` as it is printed, ``predicate`` what it means, ``group`` whose it is."""

    code: str
    zh: str
    en: str
    rule: str
    predicate: Predicate
    group: Group = "vocabulary"

    def label(self, language: Language) -> str:
        """What people call it."""
        return self.zh if language == "zh" else self.en

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that ``tag:`` takes for it."""
        return tuple(dict.fromkeys((self.code, self.zh, self.en)))


@cache
def vocabulary() -> tuple[Tag, ...]:
    """The closed vocabulary of tags, in its order."""
    return _shipped("tags.toml", "vocabulary", ())


@cache
def shorthands() -> tuple[Tag, ...]:
    """Tags beside the vocabulary, for what is asked all the time."""
    return _shipped("shorthands.toml", "shorthand", vocabulary())


def own_tags(path: Path) -> tuple[Tag, ...]:
    """The tags in a file of your own; their rules may name the shipped tags and each other.

    Raises:
        UsageError: the file cannot be read, an entry is not of the form, or a name is taken; says file and key.
    """
    try:
        text = read_small(path)
    except (OSError, ValueError) as problem:
        raise _unreadable(str(path), problem) from problem
    return read_tags(text, str(path), "own", (*vocabulary(), *shorthands()))


def all_tags(path: Path | None = None) -> tuple[Tag, ...]:
    """The vocabulary, the shorthands, then the tags of a file of your own."""
    return (*vocabulary(), *shorthands(), *(() if path is None else own_tags(path)))


def tags_of(tags: Iterable[Tag]) -> Tags:
    """``tags`` by every name that ``tag:`` takes."""
    named = {name: tag.predicate for tag in tags for name in tag.names}
    return {**{name: named[code] for name, code in former()["tags"].items() if code in named}, **named}


@cache
def shipped_names() -> Tags:
    """The shipped tags by every name: what conditions may name by default."""
    return tags_of(all_tags())


def read_tags(text: str, where: str, group: Group, known: Sequence[Tag]) -> tuple[Tag, ...]:
    """The tags that ``text`` defines beside those that are ``known``; ``where`` names it in errors.

    Raises:
        UsageError: an entry is not of the form, a name is taken, or a rule is none.
    """
    try:
        table = toml_of(text)
    except ValueError as problem:
        raise _unreadable(where, problem) from problem
    if len(table) > MOST_OWN:
        raise UsageError("tags_many", where=where, most=MOST_OWN)
    entries = {code: _entry(code, value, where) for code, value in table.items()}
    named = {code: tuple(dict.fromkeys((code, *_labels(code, entry)))) for code, entry in entries.items()}
    _refuse_taken(named, known, where)
    rules = {name: entries[code]["rule"] for code, names in named.items() for name in names}
    found = resolve(rules, known=tags_of(known), where=where)
    return tuple(Tag(code, *_labels(code, entry), entry["rule"], found[code], group) for code, entry in entries.items())


def _shipped(name: str, group: Group, known: Sequence[Tag]) -> tuple[Tag, ...]:
    return read_tags((files("crmkit.customers.conditions") / name).read_text(encoding="utf-8"), name, group, known)


def _entry(code: str, value: object, where: str) -> Mapping[str, str]:
    """One entry of the file, with every value a text."""
    if not _CODE.fullmatch(code) or code in TAKEN:
        raise UsageError("tags_code", where=where, tag=code)
    if not isinstance(value, dict):
        raise UsageError("tags_form", where=where, tag=code)
    for key, text in value.items():
        if key not in KEYS:
            raise UsageError("tags_key", where=where, tag=code, key=key, nearest=near(key, KEYS))
        if not isinstance(text, str) or not text.strip():
            raise UsageError("tags_value", where=where, tag=code, key=key)
    if "rule" not in value:
        raise UsageError("tags_rule_missing", where=where, tag=code)
    return {key: text.strip() for key, text in value.items()}


def _labels(code: str, entry: Mapping[str, str]) -> tuple[str, str]:
    """The Chinese and the English name; one stands in for the other, the code for both."""
    zh, en = entry.get("zh"), entry.get("en")
    return zh or en or code, en or zh or code


def _refuse_taken(named: Mapping[str, Sequence[str]], known: Sequence[Tag], where: str) -> None:
    """Refuse a name that a shipped tag or an earlier one of the file has."""
    owners = {name: tag.code for tag in known for name in tag.names}
    for code, names in named.items():
        for name in names:
            if owners.setdefault(name, code) != code:
                raise UsageError("tags_taken", where=where, tag=code, name=name, first=owners[name])
            if code in {tag.code for tag in known}:
                raise UsageError("tags_taken", where=where, tag=code, name=name, first=code)


def _unreadable(where: str, problem: Exception) -> UsageError:
    reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem).splitlines()[0]
    return UsageError("tags_unreadable", where=where, problem=reason)
