"""What is typed of goods and days: ``bought~X within 90d``, ``orders within 90d >= 2``, ``in snapshot:NAME tier=A``."""

from __future__ import annotations

from collections.abc import Sequence

from crmkit.customers.conditions import values
from crmkit.customers.conditions.comparison import value_at
from crmkit.customers.conditions.past.days import ALWAYS, Days, begins_days, read_days
from crmkit.customers.conditions.past.measures import (
    ANNIVERSARIES,
    ARMS,
    BOUGHT,
    COUNTED,
    NOT_BOUGHT,
    Anniversary,
    Asked,
    Birthday,
    Bought,
    Counted,
    InAudience,
    InSnapshot,
    Occasion,
)
from crmkit.customers.conditions.reader import Reader
from crmkit.customers.conditions.tokens import ARM, AUDIENCE, IN, INSIDE, SNAPSHOT, Token
from crmkit.customers.traits.catalog import Trait
from crmkit.store.predicate import AnyOf, Compare, IsKnown, Measured, Not, OneOf, Predicate

STANDINGS = ("segment", "tier", "stage")
"""What a snapshot has of each customer."""
LONGEST_BIRTHDAY = 366
OPEN_ENDED = {
    **dict.fromkeys(("unpaid", "未付款"), "unpaid_orders"),
    **dict.fromkeys(("open", "进行中"), "open_orders"),
    **dict.fromkeys(("closed", "未付款关闭"), "closed_orders"),
}
"""What stands for at least one order of a state."""


def is_of_goods(token: Token) -> bool:
    """Whether goods of the past are asked for."""
    return token.kind == "word" and token.text.lower() in (*BOUGHT, *NOT_BOUGHT)


def is_of_state(token: Token) -> bool:
    """Whether orders of a state are asked for, if days are said behind it."""
    return token.kind == "word" and token.text.lower() in OPEN_ENDED


def read_goods(reader: Reader, name: Token, days: Days = ALWAYS) -> Predicate:
    """What stands behind the ``name`` of goods: a part of a title, a whole one or several, and perhaps the ``days``."""
    if name.text in NOT_BOUGHT:
        return Not(_goods(reader, name, BOUGHT["bought"], days))
    return _goods(reader, name, BOUGHT[name.text.lower()], days)


def _goods(reader: Reader, name: Token, asked: tuple[Occasion, bool], days: Days) -> Predicate:
    occasion, is_sku = asked
    sign = reader.next()
    if not sign.is_sign("~", "=") and not sign.is_word(*IN):
        reader.refuse("where_bought", sign, name=name.text)
    texts = [
        _title(reader, name, token) for token in (reader.listed(name.text) if sign.is_word(*IN) else [reader.next()])
    ]
    if occasion != "any" and (days != ALWAYS or begins_days(reader.token)):
        at = reader.token if days == ALWAYS else name
        reader.refuse("where_no_days", at, name=name.text, allowed=", ".join(("bought", "bought_sku", *COUNTED)))
    if days == ALWAYS and begins_days(reader.token):
        days = read_days(reader)
    return _any_of([Bought(text, sign.is_sign("~"), is_sku, occasion, days) for text in dict.fromkeys(texts)])


def read_counted(reader: Reader, trait: Trait, found: Predicate, at: Token, days: Days | None) -> Predicate:
    """A comparison of ``trait`` over ``days``, said before it (``at``), or behind it, or of all days."""
    if days is None and begins_days(reader.token):
        at = reader.token
        days = read_days(reader)
    if days is None:
        return found
    if isinstance(found, Not):
        return Not(read_counted(reader, trait, found.part, at, days))
    if isinstance(found, IsKnown):
        reader.refuse("where_needs_operator", at, name=trait.name, allowed=" ".join(values.operators_of(trait)))
    if trait.name not in COUNTED or not isinstance(found, Compare | OneOf):
        reader.refuse("where_no_days", at, name=trait.name, allowed=", ".join(COUNTED))
    measure = Counted(trait.name, days)
    if isinstance(found, Compare):
        return Measured(measure, found.operator, found.value)
    return AnyOf(tuple(Measured(measure, "=", value) for value in found.values))


def read_birthday(reader: Reader, days: Days, at: Token) -> Predicate:
    """A birthday within some days."""
    return _yes(Birthday(_number_of_days(reader, at, days)))


def _number_of_days(reader: Reader, at: Token, days: Days) -> int:
    lengths = {"d": 1, "w": 7}
    number = (days.number or 0) * lengths.get(days.unit, 0)
    if not 1 <= number <= LONGEST_BIRTHDAY:
        reader.refuse("where_birthday", at)
    return number


def is_anniversary(token: Token) -> bool:
    """Whether a day of a customer's own is asked for."""
    return token.kind == "word" and any(token.text.lower() in words for words in ANNIVERSARIES.values())


def read_anniversary(reader: Reader, name: Token, days: Days) -> Predicate:
    """Such a day within some days."""
    kind = next(kind for kind, words in ANNIVERSARIES.items() if name.text.lower() in words)
    return _yes(Anniversary(kind, _number_of_days(reader, name, days)))


def read_state(name: Token, days: Days) -> Predicate:
    """An order of some days in the state ``name``."""
    return Measured(Counted(OPEN_ENDED[name.text.lower()], days), ">=", 1)


def is_of_snapshot(reader: Reader, token: Token) -> bool:
    """Whether ``token`` begins ``in snapshot:NAME``; the first word may be left out."""
    return _is_kept(reader, token, SNAPSHOT)


def is_of_audience(reader: Reader, token: Token) -> bool:
    """Whether ``token`` begins ``in audience:NAME``; the first word may be left out."""
    return _is_kept(reader, token, AUDIENCE)


def _is_kept(reader: Reader, token: Token, words: tuple[str, ...]) -> bool:
    if token.is_word(*words):
        return reader.token.is_sign(":")
    return token.is_word(*IN, INSIDE) and reader.token.is_word(*words) and reader.following.is_sign(":")


def read_audience(reader: Reader) -> Predicate:
    """The name of an audience, and the arm of it if it is not the list."""
    if reader.token.is_word(*AUDIENCE):
        reader.next()
    reader.next()
    name = reader.next()
    if name.kind not in ("word", "quoted"):
        reader.refuse("where_audience", name)
    if not (reader.token.is_word(*ARM) and reader.following.is_sign("=")):
        return _yes(InAudience(name.text))
    reader.next()
    reader.next()
    arm = reader.next()
    code = next((code for code, words in ARMS.items() if arm.text.lower() in words), None)
    if code is None:
        reader.refuse("where_arm", arm, name=arm.text)
    return _yes(InAudience(name.text, code))


def read_snapshot(reader: Reader) -> Predicate:
    """The name of a snapshot and what a customer was there."""
    if reader.token.is_word(*SNAPSHOT):
        reader.next()
    reader.next()
    name = reader.next()
    if name.kind not in ("word", "quoted"):
        reader.refuse("where_snapshot", name)
    standing = values.names().get(reader.token.text.lower()) if reader.token.kind == "word" else None
    if standing is None or standing.name not in STANDINGS:
        if reader.following.is_sign("="):
            reader.refuse("where_standing", reader.token, name=reader.token.text)
        return _yes(InSnapshot(name.text))
    reader.next()
    sign = reader.next()
    if not sign.is_sign("=") and not sign.is_word(*IN):
        reader.refuse("where_operator", sign, name=standing.name, operator=sign.text, allowed="= in")
    codes = _codes(reader, standing, several=sign.is_word(*IN))
    return _any_of([InSnapshot(name.text, standing.name, code) for code in dict.fromkeys(codes)])


def _codes(reader: Reader, standing: Trait, *, several: bool) -> list[str]:
    tokens = reader.listed(standing.name) if several else [reader.next()]
    return [str(value_at(reader, standing, token)) for token in tokens]


def _title(reader: Reader, name: Token, token: Token) -> str:
    """A title as exports are read: blanks in a row are one."""
    text = " ".join(token.text.split()) if token.kind in ("word", "quoted") else ""
    if not text:
        reader.refuse("where_needs_value", token, name=name.text)
    return text


def _any_of(measures: Sequence[Asked]) -> Predicate:
    found = tuple(map(_yes, measures))
    return found[0] if len(found) == 1 else AnyOf(found)


def _yes(measure: Asked) -> Measured:
    return Measured(measure, "=", True)
