"""Whether this run has changed a store, for whoever has to say so when the run ends otherwise than it should.

It knows no engine: who reports that a run was stopped needs it before anything else is there.
"""

from __future__ import annotations

_CHANGED: list[bool] = []


def note_change() -> None:
    """A change is in the store now, or may be."""
    _CHANGED.append(True)


def changes() -> int:
    """How many times this run has changed a store."""
    return len(_CHANGED)
