"""Names with a place for the day of an answer: ``risk-{as_of}.xlsx``."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from crmkit.errors import UsageError

if TYPE_CHECKING:
    from crmkit.deliver.recipes.table import Table

PLACES = ("as_of", "month")
"""The day of the answer, ``2024-06-30``, and its month, ``2024-06``."""
_PLACE = re.compile(r"\{([^{}]*)\}")


def require_places(table: Table, key: str, text: str) -> None:
    """Refuse braces of ``text``, which stands behind ``key``, with anything else in them than a place."""
    if not set(_PLACE.findall(text)) <= set(PLACES) or set("{}") & set(_PLACE.sub("", text)):
        raise table.fault("recipe_place", key, value=text, places=", ".join(f"{{{name}}}" for name in PLACES))


def has_places(text: str) -> bool:
    """Whether it bears a day."""
    return _PLACE.search(text) is not None


def filled(text: str, day: date | None) -> str:
    """``text`` with the day in its places; ``UsageError`` where it has places and the answer has no day."""
    if day is None and has_places(text):
        raise UsageError("recipe_no_day", where=text)
    shown = "" if day is None else day.isoformat()
    return text.replace("{as_of}", shown).replace("{month}", shown[:7])
