"""Who goes first where nothing else decides: names, never keys, which differ from store to store."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.till import FIRST, Order, keyed, shop
from tests.depth import examples

from crmkit.customers.naming import equals_by_name
from crmkit.ingest.load import open_files

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = [f"n{number}" for number in range(6)]


@examples(60)
@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=6, max_size=6), st.integers(0, 7), st.randoms())
def test_equals_go_by_name(measured, most, dice) -> None:
    names = dice.sample(NAMES, len(NAMES))
    keys = keyed([Order(name, FIRST, 100) for name in names])
    money, late = (np.array(values) for values in zip(*measured, strict=True))
    with shop([Order(name, FIRST, 100) for name in names], keys) as store:
        order = np.lexsort((-money, late))
        ordered = equals_by_name(
            store, np.array([keys[name] for name in names], np.uint64), order, (money, late), most=most
        )
    by_hand = sorted(range(len(names)), key=lambda place: (late[place], -money[place], names[place]))
    assert ordered.tolist() == by_hand[:most]


def test_lists_are_the_same_whatever_the_keys_of_phones() -> None:
    """Every run digests phones and addresses under keys of its own."""
    import crmkit

    questions = ("segment", "tiers", "profile", "tags", "value", "remind", "waiting")
    answers = []
    for _ in range(2):
        with open_files([str(EXAMPLES / "orders.csv")]) as store:
            answers.append({name: list(getattr(crmkit, name)(store, detail=True).records) for name in questions})
    assert [name for name in questions if answers[0][name] != answers[1][name]] == []
