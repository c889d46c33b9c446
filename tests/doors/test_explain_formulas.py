"""Computed columns have a formula: every share, average and score, but those that are read or typed."""

from __future__ import annotations

from crmkit.doors.explain.entries import entries
from crmkit.vocabulary import vocabulary

COMPUTED = frozenset({"rate", "figure", "mean", "score"})
GIVEN = frozenset({
    "allowed_share",  # a limit that is given
    "best_customers",  # a heading: the tenths of customers
    "discount", "tier_shares",  # arguments
    "score",  # the heading of a table of thresholds
    "seconds",
    "split_share",  # a heading of figures of a chart
})  # fmt: skip


def test_computed_columns_have_a_formula():
    for language in ("en", "zh"):
        told: dict[str, bool] = {}
        for found in entries(language).values():
            for entry in found:
                if entry.kind == "column":
                    told[entry.name] = told.get(entry.name, False) or bool(entry.formula)
        computed = {name for name, word in vocabulary().items() if word.kind in COMPUTED and name in told}
        assert {name for name in computed if not told[name]} == GIVEN


def test_a_formula_comes_with_its_source():
    sources = {entry.name: entry.source for found in entries("en").values() for entry in found if entry.formula}
    assert sources["repurchase_rate_90"] == "Kaplan & Meier 1958"
    assert sources["repurchase_rate_90_low"] == "Greenwood 1926"
