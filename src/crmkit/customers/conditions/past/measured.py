"""What is typed of goods and days: ``bought~X within 90d``, ``orders within 90d >= 2``, ``in snapshot:NAME tier=A``."""

from __future__ import annotations

from crmkit.customers.conditions import values
from crmkit.customers.conditions.comparison import value_at
from crmkit.customers.conditions.past.days import ALWAYS, Days, begins_days, read_days
from crmkit.customers.conditions.past.measures import BOUGHT, COUNTED, Asked, Birthday, Bought, Counted, InSnapshot
from crmkit.customers.conditions.reader import Reader
from crmkit.customers.conditions.tokens import IN, SNAPSHOT, Token
from crmkit.customers.traits.catalog import Trait
from crmkit.store.predicate import AnyOf, Compare, Measured, OneOf, Predicate

STANDINGS = ("segment", "tier", "stage")
"""What a snapshot has of each customer."""
LONGEST_BIRTHDAY = 366
UNPAID = ("unpaid", "未付款")


def is_of_goods(token: Token) -> bool:
    """Whether goods of the past are asked for."""
    return token.kind == "word" and token.text.lower() in BOUGHT


def read_goods(reader: Reader, name: Token) -> Predicate:
    """What stands behind the ``name`` of goods: a part of a title, a whole one or several, and perhaps days."""
    occasion, is_sku = BOUGHT[name.text.lower()]
    sign = reader.next()
    if not sign.is_sign("~", "=") and not sign.is_word(*IN):
        reader.refuse("where_bought", sign, name=name.text)
    texts = [
        _title(reader, name, token) for token in (reader.listed(name.text) if sign.is_word(*IN) else [reader.next()])
    ]
    if begins_days(reader.token) and occasion != "any":
        reader.refuse(
            "where_no_days", reader.token, name=name.text, allowed=", ".join(("bought", "bought_sku", *COUNTED))
        )
    days = read_days(reader) if begins_days(reader.token) else ALWAYS
    found = [_yes(Bought(text, sign.is_sign("~"), is_sku, occasion, days)) for text in dict.fromkeys(texts)]
    return found[0] if len(found) == 1 else AnyOf(tuple(found))


def read_counted(reader: Reader, trait: Trait, found: Predicate, at: Token, days: Days | None) -> Predicate:
    """A comparison of ``trait`` over ``days``, said before it (``at``), or behind it, or of all days."""
    if days is None and begins_days(reader.token):
        at = reader.token
        days = read_days(reader)
    if days is None:
        return found
    if trait.name not in COUNTED or not isinstance(found, Compare | OneOf):
        reader.refuse("where_no_days", at, name=trait.name, allowed=", ".join(COUNTED))
    measure = Counted(trait.name, days)
    if isinstance(found, Compare):
        return Measured(measure, found.operator, found.value)
    return AnyOf(tuple(Measured(measure, "=", value) for value in found.values))


def read_birthday(reader: Reader, days: Days, at: Token) -> Predicate:
    """A birthday within some days."""
    lengths = {"d": 1, "w": 7}
    number = (days.number or 0) * lengths.get(days.unit, 0)
    if not 1 <= number <= LONGEST_BIRTHDAY:
        reader.refuse("where_birthday", at)
    return _yes(Birthday(number))


def read_unpaid(reader: Reader) -> Predicate:
    """An order of some days that is not paid yet."""
    return Measured(Counted("unpaid_orders", read_days(reader)), ">=", 1)


def is_of_snapshot(reader: Reader, token: Token) -> bool:
    """Whether ``token`` begins ``in snapshot:NAME``, of which it is the first word."""
    return token.is_word(*IN) and reader.token.is_word(*SNAPSHOT) and reader.following.is_sign(":")


def read_snapshot(reader: Reader) -> Predicate:
    """The name of a snapshot and what a customer was there."""
    reader.next()
    reader.next()
    name = reader.next()
    if name.kind not in ("word", "quoted"):
        reader.refuse("where_snapshot", name)
    standing = values.names().get(reader.token.text.lower()) if reader.token.kind == "word" else None
    if standing is None or standing.name not in STANDINGS:
        return _yes(InSnapshot(name.text))
    reader.next()
    sign = reader.next()
    if not sign.is_sign("=") and not sign.is_word(*IN):
        reader.refuse("where_operator", sign, name=standing.name, operator=sign.text, allowed="= in")
    codes = _codes(reader, standing, several=sign.is_word(*IN))
    found = [_yes(InSnapshot(name.text, standing.name, code)) for code in dict.fromkeys(codes)]
    return found[0] if len(found) == 1 else AnyOf(tuple(found))


def _codes(reader: Reader, standing: Trait, *, several: bool) -> list[str]:
    tokens = reader.listed(standing.name) if several else [reader.next()]
    return [str(value_at(reader, standing, token)) for token in tokens]


def _title(reader: Reader, name: Token, token: Token) -> str:
    """A title as exports are read: blanks in a row are one."""
    text = " ".join(token.text.split()) if token.kind in ("word", "quoted") else ""
    if not text:
        reader.refuse("where_needs_value", token, name=name.text)
    return text


def _yes(measure: Asked) -> Measured:
    return Measured(measure, "=", True)
