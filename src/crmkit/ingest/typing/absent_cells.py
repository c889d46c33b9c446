"""What the macros make of cells that a file does not have, put in their place before a statement is bound.

The engine binds a macro wherever it is called, also on a column that is null in every row: the forms of a time take a
thirtieth of a second each, and most files have a third of the columns that a statement asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

OF_NOTHING: Mapping[str, str] = {
    "moment": "null::timestamp",
    "yuan": "money(null)",
    "item_count": "null::integer",
    "measure": "null::decimal(18, 6)",
    "whole": "null::integer",
    "is_given": "null::boolean",
    "one_title": "null::varchar",
    "label": "null::varchar",
    "bare": "null::varchar",
    "bare_id": "null::varchar",
    "tidy": "null::varchar",
    "place_of": "null::varchar",
    "currency_name": "null::varchar",
}
"""By macro of one cell: what it says of one that is null (tests compare)."""
WITH_OTHERS = (
    (r"\bis_no_moment\({absent}, \w+\)", "null::boolean"),
    (r"\beither_name\((\w+), {absent}\)", r"\1"),
    (r"\brefund_verdict\({absent}\)", "1"),
    (r"\brecipient_of\((\w+), {absent}\)", r"\1"),
    (r"\bnumbers_of\({absent}, {absent}, {absent}\)", "''"),
)
"""Calls, with ``{absent}`` for a column that is not there, and what they come to (tests compare)."""


def without_absent(text: str, absent: Iterable[str]) -> str:
    """The SQL ``text`` with every call of these macros on a column of ``absent`` as what it comes to."""
    lacking = tuple(sorted(absent))
    return _without(text, lacking) if lacking else text


@lru_cache(maxsize=100)
def _without(text: str, lacking: tuple[str, ...]) -> str:
    names = f"(?:{'|'.join(lacking)})"
    for call, result in WITH_OTHERS:
        text = re.sub(call.replace("{absent}", names), result, text)
    calls = rf"\b({'|'.join(OF_NOTHING)})\({names}\)"
    return re.sub(calls, lambda call: OF_NOTHING[call[1]], text)
