"""Predicates in the engine: three values, no text that becomes SQL, conditions as long and deep as may be typed."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.customers.conditions.conditions import TYPES, holds, predicates, rows
from tests.engine import empty_connection

from crmkit.store.connect import Connection
from crmkit.store.matching import People
from crmkit.store.predicate import All, AnyOf, Compare, IsKnown, Not, columns_of

FIRST, SECOND = tuple(TYPES)[:4], tuple(TYPES)[4:]
ENGINE = empty_connection()


def build(rows, connection: Connection = ENGINE, missing=()) -> People:
    """Two tables of what is known: the second lacks customers that it has no values for."""
    for table, names in (("known_first", FIRST), ("known_second", SECOND)):
        columns = ", ".join(f"{name} {TYPES[name]}" for name in names)
        connection.execute(f"create or replace temp table {table} (customer_key ubigint, {columns})")
        for key, row in enumerate(rows):
            values = [row[name] for name in names]
            if table == "known_first" or any(value is not None for value in values):
                marks = ", ".join("?" for _ in names)
                connection.execute(f"insert into {table} values (?, {marks})", [key, *values])  # noqa: S608
    return People(connection, ("known_first", "known_second"), missing, contextlib.nullcontext)


@given(rows(), predicates())
def test_the_audience_is_chosen_as_by_plain_python(known, predicate):
    people = build(known)
    chosen = {key for key, row in enumerate(known) if holds(predicate, row) is True}
    assert people.choose(predicate) == len(chosen) == people.count(predicate)
    assert {key for (key,) in ENGINE.execute("select customer_key from audience").fetchall()} == chosen


@given(rows(), st.sampled_from(sorted(TYPES)))
def test_of_how_many_a_column_is_known(known, column):
    total = sum(row[column] is not None for row in known)
    assert build(known).known([column, "complaints"]) == {column: total, "complaints": 0}


def test_what_no_table_has_is_unknown_of_all():
    """Neither a complaint nor no complaint can be said of a shop that never loaded any."""
    people = build([dict.fromkeys(TYPES)], missing={"complaints"})
    complained = Compare("complaints", ">=", 1)
    for predicate in (complained, Not(complained), IsKnown("complaints")):
        assert people.count(predicate) == 0
    assert people.count(Not(IsKnown("complaints"))) == 1


def test_nothing_asked_holds_for_all_and_no_choice_for_none():
    people = build([dict.fromkeys(TYPES)] * 3)
    assert people.count(All(())) == 3
    assert people.count(AnyOf(())) == 0


def test_long_and_deep_conditions_are_borne():
    people = build([{**dict.fromkeys(TYPES), "purchase_days": 3}])
    deep = Compare("purchase_days", "=", 3)
    for _ in range(200):
        deep = Not(deep)
    assert people.count(deep) == 1
    wide = AnyOf(tuple(Compare("purchase_days", "=", number) for number in range(1000)))
    assert people.count(wide) == 1


def test_columns_are_named_once_in_their_order():
    predicate = All((Compare("net_spend", ">", 1), Not(IsKnown("stage")), Compare("net_spend", "<", 9)))
    assert columns_of(predicate) == ("net_spend", "stage")


def test_a_table_is_needed():
    with pytest.raises(ValueError, match="no table"):
        People(ENGINE, (), (), contextlib.nullcontext).count(IsKnown("net_spend"))
