"""Personal columns masked for display: enough left to distinguish neighbours, too little to name anyone.

Masking stands between an analysis and every renderer; only ``--reveal`` goes around it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from crmkit.letters import letters
from crmkit.result import Frame, Record, Result
from crmkit.vocabulary import vocabulary, word

_TEXT_KINDS = frozenset({"text", "id", "nick"})
LEAST_SHOWN = 3
"""Characters that a name has of which two may be shown."""
HIDDEN = "**"
"""What a name of one or two characters is printed as: a part of it would be half of it, or all."""


def mask_nick(nick: str) -> str:
    """``tbuyer123`` as ``t***3``: one character at each end; a name of one or two characters as ``**``.

    How many characters are hidden is not shown. What the platform masked already (``t**3``, ``t**``, ``t*``) stays.
    """
    seen = letters(nick)
    if not seen or set(seen[1:]) == {"*"}:
        return nick
    if len(seen) < LEAST_SHOWN:
        return HIDDEN
    first, *middle, last = seen
    return nick if set(middle) == {"*"} else f"{first}***{last}"


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
