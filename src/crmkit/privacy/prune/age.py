"""How long data are kept, as people write it: ``3y``, ``18m``, ``400d``, or 3年, 18个月, 400天."""

from __future__ import annotations

import re
from datetime import date

from crmkit.errors import UsageError
from crmkit.periods import days_earlier, months_later

_AGE = re.compile(r"(\d{1,5})\s*(y|m|d|年|个?月|天)", re.IGNORECASE)
_MONTHS = {"y": 12, "年": 12, "m": 1, "月": 1, "个月": 1}


def first_kept(age: str, as_of: date) -> date:
    """The first day that is not older than ``age`` on the day ``as_of``; ``UsageError`` for what is no age."""
    found = _AGE.fullmatch(age.strip())
    if found is None or int(found[1]) == 0:
        raise UsageError("prune_age", value=age)
    number, unit = int(found[1]), found[2].lower()
    return months_later(as_of, -number * _MONTHS[unit]) if unit in _MONTHS else days_earlier(as_of, number)
