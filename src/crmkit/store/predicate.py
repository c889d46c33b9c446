"""Predicate: a condition on what is known of a customer, as a tree of plain values, and the engine's form of it.

A condition has three values: what is not known is neither met nor failed, and ``All``, ``AnyOf`` and ``Not`` are
Kleene's. Nothing here is ever text of SQL: values go to the engine as values.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol, TypeAlias

import duckdb

Value: TypeAlias = str | int | Decimal | date
"""What a column is compared with; a flag is a ``bool``, which is an ``int``."""
Operator = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Compare:
    """``column`` against one value; not known where the column is null."""

    column: str
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    """``column`` is one of ``values``; not known where the column is null."""

    column: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """``text`` occurs in ``column``, in capital or small letters; not known where the column is null."""

    column: str
    text: str


@dataclass(frozen=True, slots=True)
class IsKnown:
    """``column`` is not null; always yes or no."""

    column: str


class Measure(Protocol):
    """What is computed of each customer for one condition: a hashable value, the answers in a column of its own."""

    @property
    def column(self) -> str:
        """A word of our own, another one for every other measure."""
        ...

    @property
    def trait(self) -> str:
        """The trait that it is akin to: what it is made from, that is, too."""
        ...


@dataclass(frozen=True, slots=True)
class Measured:
    """The answer of ``measure`` against one value; not known where it is null."""

    measure: Measure
    operator: Operator
    value: Value

    @property
    def column(self) -> str:
        """Where the answers stand."""
        return self.measure.column


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; of no parts, yes."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; of no parts, no."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """``part`` does not hold; not known where that is not known."""

    part: Predicate


@dataclass(frozen=True, slots=True)
class Named:
    """``part`` under a name that people know it by: a tag."""

    name: str
    part: Predicate


Leaf: TypeAlias = Compare | OneOf | Contains | IsKnown | Measured
Predicate: TypeAlias = Leaf | All | AnyOf | Not | Named

_COMPARED: Mapping[Operator, Callable[[duckdb.Expression, duckdb.Expression], duckdb.Expression]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def leaves(predicate: Predicate) -> Iterator[Leaf]:
    """The conditions on single columns, in the order they stand in."""
    match predicate:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part) | Named(_, part):
            yield from leaves(part)
        case _:
            yield predicate


def columns_of(predicate: Predicate) -> tuple[str, ...]:
    """The columns of traits that ``predicate`` asks for, each once, in the order they are named."""
    return tuple(dict.fromkeys(leaf.column for leaf in leaves(predicate) if not isinstance(leaf, Measured)))


def traits_of(predicate: Predicate) -> tuple[str, ...]:
    """The traits that ``predicate`` asks for or that its measures are akin to, each once."""
    named = (leaf.measure.trait if isinstance(leaf, Measured) else leaf.column for leaf in leaves(predicate))
    return tuple(dict.fromkeys(named))


def measures_of(predicate: Predicate) -> tuple[Measure, ...]:
    """The measures that ``predicate`` asks for, each once, in the order they are named."""
    return tuple(dict.fromkeys(leaf.measure for leaf in leaves(predicate) if isinstance(leaf, Measured)))


def expression_of(predicate: Predicate, missing: Collection[str] = ()) -> duckdb.Expression:
    """The engine's form of ``predicate``; columns of ``missing`` are in no table and null for all."""
    match predicate:
        case Compare() | Measured():
            return _COMPARED[predicate.operator](
                _column(predicate.column, missing), duckdb.ConstantExpression(predicate.value)
            )
        case OneOf(column, values):
            return _column(column, missing).isin(*(duckdb.ConstantExpression(value) for value in values))
        case Contains(column, text):
            return _function("contains", _lower(_column(column, missing)), _lower(duckdb.ConstantExpression(text)))
        case IsKnown(column):
            return _column(column, missing).isnotnull()
        case Not(part):
            return ~expression_of(part, missing)
        case Named(_, part):
            return expression_of(part, missing)
        case All(parts):
            return _folded(operator.and_, True, [expression_of(part, missing) for part in parts])
        case AnyOf(parts):
            return _folded(operator.or_, False, [expression_of(part, missing) for part in parts])


def _column(name: str, missing: Collection[str]) -> duckdb.Expression:
    return duckdb.ConstantExpression(None) if name in missing else duckdb.ColumnExpression(name)


def _function(name: str, *arguments: duckdb.Expression) -> duckdb.Expression:
    return duckdb.FunctionExpression(name, *arguments)


def _lower(text: duckdb.Expression) -> duckdb.Expression:
    return _function("lower", text)


def _folded(
    joined: Callable[[duckdb.Expression, duckdb.Expression], duckdb.Expression],
    of_none: bool,
    parts: Sequence[duckdb.Expression],
) -> duckdb.Expression:
    """Many parts as one, halved again and again: the engine bears long conditions, but no deep ones."""
    if len(parts) < 2:
        return parts[0] if parts else duckdb.ConstantExpression(of_none)
    middle = len(parts) // 2
    return joined(_folded(joined, of_none, parts[:middle]), _folded(joined, of_none, parts[middle:]))
