"""Notes: the caveats of an answer, each a code of the catalog with the values that fill its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import cast

from crmkit.messages import Language, say

WORDED = {"quarantined": "reason"}
"""Findings whose value is a code that people read in words, and the word of the vocabulary that it is."""
_OPEN_REFUND = re.compile(
    "等待|待(?:卖家|商家|买家|平台|客服|处理|审核|退|寄|确认|同意)|(?:退款|退货|售后|处理|审核)中"
    "|(?i:pending|awaiting|in[-_ ]?progress|processing|under review)"
)
"""Words by which platforms say that a refund is not settled yet: there is nothing to explain about them."""


@dataclass(frozen=True, slots=True)
class Note:
    """A caveat with a code of ``sentences/note.toml`` and the values that fill its sentence.

    ``found`` says that it is about what reading found in the files: people are shown the weightiest few of these.
    """

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    found: bool = False

    def text(self, language: Language) -> str:
        """The caveat as a sentence."""
        return say("note", self.code, language, self.values)


def found_note(
    file: str | None,
    code: str,
    rows: int,
    amount: Decimal | None,
    line: int | None,
    column: str | None,
    value: str | None,
) -> Note:
    """What reading found in ``file``, as a note; parts of the sentence whose values are ``None`` are left out."""
    values = {"file": file, "rows": rows, "amount": amount, "line": line, "column": column}
    shown = Note("blank_cell", {}) if value == "" else value
    if code == "refund_status_unknown" and value and _OPEN_REFUND.search(value):
        code = "refund_open"
    return Note(code, {**values, WORDED.get(code, "value"): shown}, found=True)


OF_WORDS = frozenset({
    *("status_unknown", "line_status_unknown", "status_unpaid", "status_undecided"), "refund_status_unknown",
    "refund_open",
})  # fmt: skip
"""Findings about one word each, several of which people read as one note."""
MOST_WORDS = 3
"""How many of these words are named."""


def words_together(notes: Iterable[Note]) -> list[Note]:
    """The notes, but those of one kind and file about a word each as one that stands where the first of them did."""
    kinds: dict[object, list[Note]] = {}
    for place, note in enumerate(notes):
        kinds.setdefault((note.code, note.values["file"]) if note.code in OF_WORDS else place, []).append(note)
    return [alike[0] if len(alike) == 1 else _words_note(alike) for alike in kinds.values()]


def _words_note(notes: Sequence[Note]) -> Note:
    """The words of most money by name, the others counted."""
    ranked = sorted(notes, key=lambda note: (-_amount(note), -_rows(note), str(note.values["value"])))
    named = [Note("of_word", note.values) for note in ranked[:MOST_WORDS]]
    if others := ranked[MOST_WORDS:]:
        named.append(Note("of_words", {"words": len(others), **_sums(others)}))
    return replace(notes[0], values={**notes[0].values, **_sums(notes), "value": tuple(named)})


def _sums(notes: Sequence[Note]) -> dict[str, object]:
    has_amount = any(note.values["amount"] is not None for note in notes)
    return {"rows": sum(map(_rows, notes)), "amount": sum(map(_amount, notes), Decimal(0)) if has_amount else None}


def _rows(note: Note) -> int:
    return cast(int, note.values["rows"])


def _amount(note: Note) -> Decimal:
    return cast("Decimal | None", note.values["amount"]) or Decimal(0)
