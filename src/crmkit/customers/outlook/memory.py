"""What was learnt from a store is kept in it, so that the same question need not learn again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from crmkit.store.learnt import Lesson
from crmkit.store.store import Store

T = TypeVar("T")
Numbers = Mapping[str, Any]


def remembered(
    store: Store,
    lesson: Lesson,
    learn: Callable[[], T | None],
    *,
    read: Callable[[Numbers], T],
    write: Callable[[T], Numbers],
) -> T | None:
    """What ``learn`` returns, from the store where it was kept before, and kept there from now on.

    Numbers of another form than ``write`` gives are as good as none; a ``None`` is not kept.
    """
    kept = store.recall(lesson)
    if kept is not None:
        try:
            return read(kept)
        except (KeyError, TypeError, ValueError, AttributeError):
            pass
    found = learn()
    if found is not None:
        store.learn(lesson, write(found))
    return found
