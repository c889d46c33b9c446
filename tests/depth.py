"""How thoroughly a run tries: quick by default and in CI, deep by one command (docs/testing.md)."""

from __future__ import annotations

from hypothesis import settings

MORE = 10
"""How many times as much a deep run tries."""


def is_deep() -> bool:
    """Whether this run was asked to be thorough."""
    return settings.get_current_profile_name() == "deep"


def times(quick: int) -> int:
    """How often to try what takes ``quick`` turns in a quick run."""
    return quick * MORE if is_deep() else quick


def examples(quick: int) -> settings:
    """The number of examples a property is tried with; what else holds of them is said in ``conftest.py``."""
    return settings(max_examples=times(quick))
