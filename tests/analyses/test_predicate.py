"""Predicates in the engine: three values, no text that becomes SQL, conditions as long and deep as may be typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.conditions import TYPES, holds, predicates, rows

from crmkit.store.connect import Connection, connect
from crmkit.store.matching import count_known, count_matching, keep_matching
from crmkit.store.predicate import All, AnyOf, Compare, IsKnown, Not, columns_of

FIRST, SECOND = tuple(TYPES)[:4], tuple(TYPES)[4:]
ENGINE = connect()


def lay(people, connection: Connection = ENGINE) -> tuple[str, str]:
    """Two tables of what is known: the second lacks customers of whom it would know nothing."""
    for table, names in (("known_first", FIRST), ("known_second", SECOND)):
        columns = ", ".join(f"{name} {TYPES[name]}" for name in names)
        connection.execute(f"create or replace temp table {table} (customer_key ubigint, {columns})")
        for key, row in enumerate(people):
            values = [row[name] for name in names]
            if table == "known_first" or any(value is not None for value in values):
                marks = ", ".join("?" for _ in names)
                connection.execute(f"insert into {table} values (?, {marks})", [key, *values])  # noqa: S608
    return "known_first", "known_second"


@given(rows(), predicates())
def test_the_audience_is_whom_plain_python_chooses(people, predicate):
    tables = lay(people)
    chosen = {key for key, row in enumerate(people) if holds(predicate, row) is True}
    assert keep_matching(ENGINE, tables, predicate) == len(chosen) == count_matching(ENGINE, tables, predicate)
    assert {key for (key,) in ENGINE.execute("select customer_key from audience").fetchall()} == chosen


@given(rows(), st.sampled_from(sorted(TYPES)))
def test_of_how_many_a_column_is_known(people, column):
    known = sum(row[column] is not None for row in people)
    assert count_known(ENGINE, lay(people), [column, "complaints"]) == {column: known, "complaints": 0}


def test_what_no_table_tells_is_unknown_of_everybody():
    """Neither a complaint nor no complaint can be said of a shop that never loaded any."""
    tables = lay([dict.fromkeys(TYPES)])
    complained = Compare("complaints", ">=", 1)
    for predicate in (complained, Not(complained), IsKnown("complaints")):
        assert count_matching(ENGINE, tables, predicate, {"complaints"}) == 0
    assert count_matching(ENGINE, tables, Not(IsKnown("complaints")), {"complaints"}) == 1


def test_nothing_asked_holds_for_all_and_no_choice_for_none():
    tables = lay([dict.fromkeys(TYPES)] * 3)
    assert count_matching(ENGINE, tables, All(())) == 3
    assert count_matching(ENGINE, tables, AnyOf(())) == 0


def test_long_and_deep_conditions_are_borne():
    tables = lay([{**dict.fromkeys(TYPES), "purchase_days": 3}])
    deep = Compare("purchase_days", "=", 3)
    for _ in range(200):
        deep = Not(deep)
    assert count_matching(ENGINE, tables, deep) == 1
    wide = AnyOf(tuple(Compare("purchase_days", "=", number) for number in range(1000)))
    assert count_matching(ENGINE, tables, wide) == 1


def test_columns_are_named_once_in_their_order():
    predicate = All((Compare("net", ">", 1), Not(IsKnown("stage")), Compare("net", "<", 9)))
    assert columns_of(predicate) == ("net", "stage")


def test_a_table_is_needed():
    with pytest.raises(ValueError, match="no table"):
        count_matching(ENGINE, (), IsKnown("net"))
