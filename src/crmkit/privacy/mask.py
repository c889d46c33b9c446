"""Personal columns masked for display: enough left to distinguish neighbours, too little to name anyone.

Masking stands between an analysis and every renderer; only ``--reveal`` goes around it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from crmkit.result import Frame, Record, Result
from crmkit.vocabulary import vocabulary, word

# A character as people see it: with its accents, its emoji modifiers, or two letters that make a flag.
_JOINED = "[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\U000e0100-\U000e01ef]*"
SEEN = f"[\U0001f1e6-\U0001f1ff]{{2}}|.{_JOINED}(?:\u200d.{_JOINED})*"
"""For every engine of regular expressions that lets a point be any character."""
_SEEN = re.compile(SEEN, re.DOTALL)
_TEXT_KINDS = frozenset({"text", "id", "nick"})


def mask_nick(nick: str) -> str:
    """``tbuyer123`` as ``t***3``; one character as ``*``, two as the first and ``*``.

    The number of hidden characters is not shown. What the platform has masked already (``t**3``, ``t**``) stays.
    """
    seen = _SEEN.findall(nick)
    if len(seen) < 2:
        return "*" * len(seen)
    first, *middle, last = seen
    if middle and set(middle) == {"*"}:
        return nick
    return f"{first}*" if not middle else f"{first}***{last}"


def mask(result: Result) -> Result:
    """``result`` with every personal value masked: rows, parts, facts, arguments and the values of notes.

    A personal value that is not text (a birthday) is left out, since no part of it could stay.
    """
    return replace(
        result,
        records=_masked_rows(result),
        params=_masked_values(result.params),
        facts=_masked_values(result.facts),
        notes=tuple(replace(note, values=_masked_values(note.values)) for note in result.notes),
        answer=tuple(replace(note, values=_masked_values(note.values)) for note in result.answer),
        parts={name: mask(part) for name, part in result.parts.items()},
    )


def _masked_rows(result: Result) -> Sequence[Record]:
    places = {index for index, name in enumerate(result.columns) if word(name).privacy == "personal"}
    records = result.records
    if isinstance(records, Frame):
        for index in sorted(places):
            records = records.each(index, partial(_masked, result.columns[index]))
        return records
    if not places:
        return tuple(records)
    return [
        tuple(_masked(result.columns[index], value) if index in places else value for index, value in enumerate(record))
        for record in records
    ]


def _masked_values(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: _masked(name, value) if name in vocabulary() and word(name).privacy == "personal" else value
        for name, value in values.items()
    }


def _masked(name: str, value: object) -> object:
    if value is None or word(name).kind not in _TEXT_KINDS:
        return None
    return mask_nick(str(value))
