"""Names with a place for the day of an answer: ``risk-{as_of}.xlsx``."""

from __future__ import annotations

import re
from datetime import date

from crmkit.errors import UsageError

PLACES = ("as_of", "month")
"""The day of the answer, ``2024-06-30``, and its month, ``2024-06``."""
_PLACE = re.compile(r"\{([^{}]*)\}")


def has_places_only(text: str) -> bool:
    """Whether everything in braces is a place that there is."""
    return all(name in PLACES for name in _PLACE.findall(text)) and not set("{}") & set(_PLACE.sub("", text))


def has_places(text: str) -> bool:
    """Whether it bears a day."""
    return _PLACE.search(text) is not None


def filled(text: str, day: date | None) -> str:
    """``text`` with the day in its places; ``UsageError`` where it has places and the answer has no day."""
    if day is None and has_places(text):
        raise UsageError("recipe_no_day", where=text)
    shown = "" if day is None else day.isoformat()
    return text.replace("{as_of}", shown).replace("{month}", shown[:7])
