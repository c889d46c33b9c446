"""How thoroughly a run tries: quick by default and in CI, deep by one command (docs/testing.md)."""

from __future__ import annotations

from hypothesis import assume, settings

MORE = 10
"""How many times as much a deep run tries."""


def is_deep() -> bool:
    """Whether this run was asked to be thorough."""
    return settings.get_current_profile_name() == "deep"


def times(quick: int) -> int:
    """How often to try what takes ``quick`` turns in a quick run."""
    return quick * MORE if is_deep() else quick


def examples(quick: int, *, deep: int | None = None) -> settings:
    """The number of examples a property is tried with; what else holds of them is said in ``conftest.py``."""
    return settings(max_examples=deep if deep and is_deep() else times(quick))


def tells(example: bool) -> bool:
    """Whether an example is worth one of a quick run's few; hypothesis begins with the simplest, which shows little."""
    return example or is_deep()


def require_telling(example: bool) -> None:
    """Go on with another example if this one shows little."""
    assume(tells(example))
