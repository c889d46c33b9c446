"""A plot as it was drawn, with what the text around it has to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Drawn:
    """The view of a specification; whether something in it still runs; how many of how many lines it shows."""

    view: Mapping[str, Any]
    is_running: bool
    shown: int
    all: int


def distinct(names: Iterable[str]) -> list[str]:
    """Names of which no two are equal: the second of a name is called ``name (2)``."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found
