"""What people may have meant by a word that names nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def meanings() -> Mapping[str, str]:
    """What is typed today for each word of ``meanings.toml``."""
    table = tomllib.loads((files("crmkit.customers.conditions") / "meanings.toml").read_text(encoding="utf-8"))
    return {word: name for name, words in table.items() for word in words}
