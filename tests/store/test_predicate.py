"""Predicates in the engine: three values, no text that becomes SQL, conditions as long and deep as may be typed."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.customers.conditions.conditions import TYPES, holds, predicates, rows

from crmkit.store.connect import Connection, connect
from crmkit.store.matching import People
from crmkit.store.predicate import All, AnyOf, Compare, IsKnown, Not, columns_of

FIRST, SECOND = tuple(TYPES)[:4], tuple(TYPES)[4:]
ENGINE = connect()


def lay(rows, connection: Connection = ENGINE, untold=()) -> People:
    """Two tables of what is known: the second lacks customers of whom it would know nothing."""
    for table, names in (("known_first", FIRST), ("known_second", SECOND)):
        columns = ", ".join(f"{name} {TYPES[name]}" for name in names)
        connection.execute(f"create or replace temp table {table} (customer_key ubigint, {columns})")
        for key, row in enumerate(rows):
            values = [row[name] for name in names]
            if table == "known_first" or any(value is not None for value in values):
                marks = ", ".join("?" for _ in names)
                connection.execute(f"insert into {table} values (?, {marks})", [key, *values])  # noqa: S608
    return People(connection, ("known_first", "known_second"), untold, contextlib.nullcontext)


@given(rows(), predicates())
def test_the_audience_is_whom_plain_python_chooses(known, predicate):
    people = lay(known)
    chosen = {key for key, row in enumerate(known) if holds(predicate, row) is True}
    assert people.choose(predicate) == len(chosen) == people.count(predicate)
    assert {key for (key,) in ENGINE.execute("select customer_key from audience").fetchall()} == chosen


@given(rows(), st.sampled_from(sorted(TYPES)))
def test_of_how_many_a_column_is_known(known, column):
    heads = sum(row[column] is not None for row in known)
    assert lay(known).known([column, "complaints"]) == {column: heads, "complaints": 0}


def test_what_no_table_tells_is_unknown_of_everybody():
    """Neither a complaint nor no complaint can be said of a shop that never loaded any."""
    people = lay([dict.fromkeys(TYPES)], untold={"complaints"})
    complained = Compare("complaints", ">=", 1)
    for predicate in (complained, Not(complained), IsKnown("complaints")):
        assert people.count(predicate) == 0
    assert people.count(Not(IsKnown("complaints"))) == 1


def test_nothing_asked_holds_for_all_and_no_choice_for_none():
    people = lay([dict.fromkeys(TYPES)] * 3)
    assert people.count(All(())) == 3
    assert people.count(AnyOf(())) == 0


def test_long_and_deep_conditions_are_borne():
    people = lay([{**dict.fromkeys(TYPES), "purchase_days": 3}])
    deep = Compare("purchase_days", "=", 3)
    for _ in range(200):
        deep = Not(deep)
    assert people.count(deep) == 1
    wide = AnyOf(tuple(Compare("purchase_days", "=", number) for number in range(1000)))
    assert people.count(wide) == 1


def test_columns_are_named_once_in_their_order():
    predicate = All((Compare("net", ">", 1), Not(IsKnown("stage")), Compare("net", "<", 9)))
    assert columns_of(predicate) == ("net", "stage")


def test_a_table_is_needed():
    with pytest.raises(ValueError, match="no table"):
        People(ENGINE, (), (), contextlib.nullcontext).count(IsKnown("net"))
