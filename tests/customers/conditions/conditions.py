"""Conditions made by hypothesis, rows of invented customers, and what holds of them in plain Python."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from crmkit.store.predicate import All, AnyOf, Compare, Contains, IsKnown, Named, Not, OneOf, Predicate

DAYS = st.dates(date(2023, 1, 1), date(2024, 12, 31))
MONEY = st.decimals(Decimal("-50"), Decimal("50"), places=2, allow_nan=False)
RATES = st.integers(0, 20).map(lambda twentieths: Decimal(twentieths) / 20)
WORDS = st.sampled_from(
    ["浙江", "江 苏", "T恤", "it's", '"', "and", "（x）", "a,b", "tag", "'; drop table audience; --", ""]
)
VALUES: Mapping[str, st.SearchStrategy[object]] = {
    "purchase_days": st.integers(-3, 6),
    "net_spend": MONEY,
    "refund_share": RATES,
    "last_purchase_on": DAYS,
    "top_product": WORDS,
    "stage": st.sampled_from(["new", "due", "lost"]),
    "is_repeat": st.booleans(),
}
TYPES = {
    "purchase_days": "integer",
    "net_spend": "decimal(18, 2)",
    "refund_share": "double",
    "last_purchase_on": "date",
    "top_product": "varchar",
    "stage": "varchar",
    "is_repeat": "boolean",
}
NUMBERS = ("purchase_days", "net_spend", "refund_share")
Row = Mapping[str, object]


def leaves(columns: Collection[str] = tuple(VALUES)) -> st.SearchStrategy[Predicate]:
    """Conditions on one of ``columns``."""
    ordered = ("=", "!=", "<", "<=", ">", ">=")
    found: list[st.SearchStrategy[Predicate]] = [st.sampled_from(sorted(columns)).map(IsKnown)]
    for column in columns:
        values = VALUES[column]
        signs = ordered if column in (*NUMBERS, "last_purchase_on") else ordered[:2]
        found.append(st.builds(Compare, st.just(column), st.sampled_from(signs), values))
        if column not in ("last_purchase_on", "is_repeat"):
            several = st.lists(values, min_size=1, max_size=3, unique=True).map(tuple)
            found.append(st.builds(OneOf, st.just(column), several))
    if "top_product" in columns:
        found.append(st.builds(Contains, st.just("top_product"), WORDS))
    return st.one_of(found)


def predicates(columns: Collection[str] = tuple(VALUES)) -> st.SearchStrategy[Predicate]:
    """Conditions on ``columns``, inside each other."""

    def deeper(inner: st.SearchStrategy[Predicate]) -> st.SearchStrategy[Predicate]:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(st.builds(All, several), st.builds(AnyOf, several), st.builds(Not, inner))

    return st.recursive(leaves(columns), deeper, max_leaves=8)


def rows() -> st.SearchStrategy[list[Row]]:
    """A few customers without some values."""
    return st.lists(st.fixed_dictionaries({name: st.none() | values for name, values in VALUES.items()}), max_size=6)


def holds(predicate: Predicate, row: Row) -> bool | None:
    """Kleene's three values: true, false, not known."""
    match predicate:
        case IsKnown(column):
            return row[column] is not None
        case Named(_, part):
            return holds(part, row)
        case Not(part):
            known = holds(part, row)
            return None if known is None else not known
        case All(parts):
            return _least([holds(part, row) for part in parts])
        case AnyOf(parts):
            known = _least([None if (part := holds(each, row)) is None else not part for each in parts])
            return None if known is None else not known
    own = row[predicate.column]
    if own is None:
        return None
    match predicate:
        case Contains(_, text):
            return text.lower() in str(own).lower()
        case OneOf(_, values):
            return any(_number(own) == _number(value) for value in values)
        case Compare(_, sign, value):
            return _compared(sign, _number(own), _number(value))


def _least(known: list[bool | None]) -> bool | None:
    return False if False in known else None if None in known else True


def _number(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


def _compared(sign: str, own: object, value: object) -> bool:
    return {
        "=": lambda: own == value,
        "!=": lambda: own != value,
        "<": lambda: own < value,
        "<=": lambda: own <= value,
        ">": lambda: own > value,
        ">=": lambda: own >= value,
    }[sign]()
