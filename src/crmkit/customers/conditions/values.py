"""What a word of an expression means for a trait: its name in either language, its values by its kind.

A ``ValueError`` carries the code of the sentence that says what was expected, and what fills that sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from crmkit.customers.scores.maps import SHIPPED, load_map
from crmkit.customers.traits.catalog import TRAITS, Trait
from crmkit.errors import UsageError
from crmkit.former import former
from crmkit.messages import LANGUAGES, Language, catalog, say
from crmkit.periods import days_earlier, parse_day, unit_number, unit_start
from crmkit.store.predicate import Value
from crmkit.store.shops import platform_of
from crmkit.vocabulary import Kind, word

ORDERED: Final = ("=", "!=", "<", "<=", ">", ">=", "in")
OPERATORS: Mapping[Kind, tuple[str, ...]] = {
    "text": ("=", "!=", "~", "in"),
    "code": ("=", "!=", "in"),
    "flag": ("=", "!="),
    **dict.fromkeys(("count", "days", "score", "money", "mean", "figure", "rate"), ORDERED),
    "date": ORDERED[:-1],
}
"""What a trait of each kind can be compared with; every trait can be asked whether it ``is known``."""
STAGES = ("new", "active", "due", "overdue", "dormant", "lost", "not_in_data", "never")
HOUR_BANDS = ("night", "morning", "afternoon", "evening")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIERS = ("A", "B", "C")
WORDS = {"stage": "stage", "hour_band": "trait", "weekday": "trait", "platform": "marketplace"}
"""The traits whose values are codes of the catalog, with the group that holds the words of them."""
YES, NO = ("yes", "true", "是", "有"), ("no", "false", "否", "无")
MOST_DIGITS = 15
_REGIONS = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省", "市")
_IN_BRACKETS = re.compile(r"（[^（）]*）|\([^()]*\)")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_MONTH = re.compile(r"[0-9]{4}[-/][0-9]{1,2}")


class Unfit(Exception):
    """A value that a trait cannot have: ``code`` names the sentence, ``values`` fill it."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@cache
def names() -> Mapping[str, Trait]:
    """Traits by everything they are called, in small letters: the column, the labels, these without brackets."""
    found: dict[str, Trait] = {}
    for trait in TRAITS.values():
        labels = [word(trait.name).label(language) for language in LANGUAGES]
        for name in (trait.name, *labels, *(_IN_BRACKETS.sub("", label).strip() for label in labels)):
            found.setdefault(name.lower(), trait)
    for name, today in former()["traits"].items():
        found.setdefault(name.lower(), TRAITS[today])
    return found


def name_of(trait: Trait, language: Language) -> str:
    """What people call ``trait``, without what is in brackets, where no other trait is called so; else its column."""
    called = _IN_BRACKETS.sub("", word(trait.name).label(language)).strip()
    return called if names().get(called.lower()) == trait else trait.name


def word_of(trait: Trait, value: str, language: Language) -> str:
    """What people call a value of ``trait`` that is a code of the catalog; any other as it is."""
    group = WORDS.get(trait.name)
    return say(group, value, language) if group and value in catalog()[group] else value


def operators_of(trait: Trait) -> tuple[str, ...]:
    """The operators that make sense for ``trait``."""
    return OPERATORS["code"] if trait.name in _closed() else OPERATORS[trait.kind]


def codes_of(trait: Trait) -> Mapping[str, str] | None:
    """What the values of ``trait`` are called in either language, in small letters, and the value meant.

    ``None`` where any value may occur.
    """
    return _closed().get(trait.name)


def value_of(trait: Trait, text: str) -> Value:
    """The value of ``trait`` that ``text`` means; ``Unfit`` when there is none."""
    codes = codes_of(trait)
    if codes is not None:
        said = text if text.lower() in codes else former()["values"].get(trait.name, {}).get(text, text)
        if said.lower() not in codes:
            raise Unfit("where_code", value=text, allowed=", ".join(dict.fromkeys(codes.values())))
        return codes[said.lower()]
    if trait.kind == "flag":
        if text.lower() not in YES + NO:
            raise Unfit("where_flag", value=text)
        return text.lower() in YES
    if trait.kind == "date":
        return _day(text)
    if trait.kind == "text":
        return _region(text) if trait.name == "province" else text
    if trait.name == "platform":
        return platform_of(text, catalog()["marketplace"]) or text
    return _number(trait.kind, text)


def spellings(trait: Trait, value: Value) -> tuple[Value, ...]:
    """The values that say the same: a city is written with and without its last character."""
    if trait.name != "city" or not isinstance(value, str) or len(value) < 2:
        return (value,)
    bare = value.removesuffix("市") if len(value) > 2 else value
    return bare, f"{bare}市"


def month_of(text: str) -> tuple[date, date] | None:
    """The first and the last day of a month written ``2024-06``; ``None`` when it is no month."""
    if not _MONTH.fullmatch(text):
        return None
    try:
        number = unit_number(parse_day(f"{text}-01"), "month")
        return unit_start(number, "month"), days_earlier(unit_start(number + 1, "month"), 1)
    except (UsageError, ValueError):
        return None


def text_of(value: Value) -> str:
    """``value`` as it is typed."""
    if isinstance(value, bool):
        return YES[0] if value else NO[0]
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


@cache
def _closed() -> Mapping[str, Mapping[str, str]]:
    """The traits that have few values, with everything these are called."""
    found = {
        name: {called.lower(): code for code in codes for called in (code, *_words(name, code))}
        for name, codes in (("stage", STAGES), ("hour_band", HOUR_BANDS), ("weekday", WEEKDAYS))
    }
    segments = [segment for choice in SHIPPED for segment in load_map(choice).segments]
    found["segment"] = {
        called.lower(): segment.code for segment in segments for called in (segment.code, *segment.labels.values())
    }
    found["tier"] = {tier.lower(): tier for tier in TIERS}
    return found


def _words(name: str, code: str) -> Iterator[str]:
    """What a value of the trait ``name`` is called."""
    yield from (say(WORDS[name], code, language) for language in LANGUAGES)


def _region(text: str) -> str:
    """A province as orders have it, without what kind of region it is."""
    for kind in _REGIONS:
        if text.endswith(kind) and len(text) >= len(kind) + 2:
            return text.removesuffix(kind)
    return text


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except UsageError:
        raise Unfit("where_date", value=text) from None


def _number(kind: Kind, text: str) -> Value:
    percent = text.endswith(("%", "％")) and kind == "rate"
    plain = text[:-1] if percent else text
    code = {"count": "where_whole", "days": "where_whole", "score": "where_whole", "rate": "where_rate"}
    if not plain.isascii() or not _NUMBER.fullmatch(plain) or sum(map(str.isdigit, plain)) > MOST_DIGITS:
        raise Unfit(code.get(kind, "where_number"), value=text)
    number = Decimal(plain).scaleb(-2) if percent else Decimal(plain)
    if kind == "rate" and not -1 <= number <= 1:
        raise Unfit("where_rate", value=text)
    if kind not in ("count", "days", "score"):
        return number + 0
    if "." in plain:
        raise Unfit("where_whole", value=text)
    return int(number)
