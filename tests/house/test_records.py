"""Records are values: none changes once it is made or grows an attribute; those of arrays are compared by identity."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from source import modules, none_of

FULL = {"frozen": True, "slots": True}
KEPT = "what is asked of it is found once and kept in it (cached_property)"
JOINED = "Source is of two such classes, which cannot both have slots"
BUILT = "it is filled while files are read"
WITHOUT_SLOTS = {
    "customers/conditions/where.py:Where": KEPT,
    "models/churn/features.py:Case": KEPT,
    "models/customer_history.py:CustomerHistory": KEPT,
    "cli/source.py:FilesOrStore": JOINED,
    "cli/source.py:Reading": JOINED,
    "cli/source.py:Source": JOINED,
}
"""Frozen, but without slots, and why."""
CHANGING = {
    "customers/scores/grouping.py:Sums": "customers are added to it",
    "deliver/recipes/bench.py:Bench": "it keeps the open store and the answers of a run",
    "deliver/recipes/history.py:Past": "the lines of a run are added as the ledger is read",
    "doors/mcp/desk.py:Desk": "it knows the store that is being asked, to let go of it",
    "ingest/drafts/guess.py:Guess": "a draft is found out column by column",
    "ingest/drafts/money.py:Money": "a draft is found out column by column",
    "ingest/drafts/plan.py:Plan": "a draft is found out column by column",
    "ingest/line_counts.py:LineCounts": BUILT,
    "ingest/keeping.py:Batch": BUILT,
    "ingest/merging/pruned.py:_Passed": BUILT,
    "ingest/reconciling/named_returns.py:Order": "returns are taken off it one by one",
    "ingest/staging/staged.py:Staged": BUILT,
    "store/counted.py:Prices": "settled when the first question is asked",
    "store/counted.py:Shops": "settled when the first question is asked",
}
"""With slots, but not frozen, and why."""
SCORE = "a score, of which others hold what was fitted"
HOLDING = "it holds records that are compared by identity"
BY_IDENTITY = {
    "customers/outlook/churn.py:Learnt": HOLDING,
    "models/churn/backtest.py:Choice": HOLDING,
    "models/churn/classifier.py:ChurnClassifier": HOLDING,
    "models/churn/classifier.py:Tree": "its columns are lists as long as the tree is large",
    "models/churn/scores.py:Rates": SCORE,
    "models/churn/scores.py:Silence": SCORE,
    "models/churn/scores.py:Trained": SCORE,
}
"""Without arrays of their own, and why they are compared by identity all the same."""
ARRAYS = {"Floats", "Ints", "Flags", "Whole", "Places", "NDArray"}
"""Names of arrays in annotations."""


def records() -> Iterator[tuple[str, dict[str, object], set[str]]]:
    """Every dataclass by module and name, what its decorator says, and the names in the annotations of its fields."""
    for module, tree in modules().items():
        for node in ast.walk(tree):
            for decorator in node.decorator_list if isinstance(node, ast.ClassDef) else ():
                name = decorator.func if isinstance(decorator, ast.Call) else decorator
                if isinstance(name, ast.Name) and name.id == "dataclass":
                    given = decorator.keywords if isinstance(decorator, ast.Call) else []
                    says = {str(each.arg): ast.literal_eval(each.value) for each in given}
                    yield f"{module}:{node.name}", says, set(_names_in_fields(node))


def _names_in_fields(record: ast.ClassDef) -> Iterator[str]:
    for field in record.body:
        for node in ast.walk(field.annotation) if isinstance(field, ast.AnnAssign) else ():
            if isinstance(node, ast.Name | ast.Attribute):
                yield node.id if isinstance(node, ast.Name) else node.attr


def test_records_are_frozen_and_have_slots() -> None:
    listed = {name: {"frozen": True} for name in WITHOUT_SLOTS} | {name: {"slots": True} for name in CHANGING}
    found = {name: {word: value for word, value in says.items() if word != "eq"} for name, says, _ in records()}
    none_of(f"{name} says {says}" for name, says in found.items() if says != listed.get(name, FULL))
    none_of(f"{name} is listed and is none" for name in listed.keys() - found.keys())


def test_records_with_arrays_are_compared_by_identity() -> None:
    """``==`` of two arrays is an array, so that a record of them has no equality of its own and no hash."""
    found = {name: names & ARRAYS or name in BY_IDENTITY for name, _, names in records()}
    none_of(f"{name} says {says}" for name, says, _ in records() if says.get("eq", True) is bool(found[name]))
    none_of(f"{name} is listed and is none" for name in BY_IDENTITY.keys() - found.keys())
