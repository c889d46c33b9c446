"""Answers to share: people under keyed pseudonyms, without what points at one of them, groups of few left out.

A pseudonym is a keyed BLAKE2b digest: the same person has the same one under the same key, and without the key no name
can be tried against it.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from hashlib import blake2b
from typing import cast

from crmkit.customers.arguments import require_whole
from crmkit.errors import UsageError
from crmkit.notes import Note
from crmkit.privacy.mask import mask
from crmkit.privacy.small_groups import (
    EXTREMES,
    OVERLAPPING,
    PEOPLE,
    hidden_rows,
    told_by_part,
    without_small_groups,
)
from crmkit.result import Record, Result
from crmkit.vocabulary import vocabulary, word

LEAST_K, MOST_K = 2, 1000
KEY_BYTES = 32
LEAST_KEY = 16
"""Bytes of a key that somebody else made."""
DIGEST_BYTES = 10
"""Eighty bits: two of a billion people share a pseudonym once in a million such shops."""
BEGINNINGS: Mapping[str, str] = {"customer": "c-", "order_id": "o-"}
POINTING = frozenset({
    *("city", "birthday", "age", "product", "top_product", "next_product", "products_kept", "found_value", "file"),
    *("remind_reason", "reasons", "tags", "tag_codes", "spend_rank", "category"),
})  # fmt: skip
"""Columns of a list that say too much of one person."""
OF_READING = frozenset({"found_in_store"})
"""Notes that go with what reading found."""
TOO_EXACT = frozenset({"date", "time"})
COARSE_DAYS, COARSE_MONEY = 30, Decimal(10)
"""To what days and money of one person are rounded: exact ones would be found in the orders."""


def key_of(secret: bytes) -> bytes:
    """The key that pseudonyms are made with from a secret; ``UsageError`` when it is short enough to be tried."""
    if len(secret.strip()) < LEAST_KEY:
        raise UsageError("pseudonym_key_short", where="--pseudonym-key", least=LEAST_KEY)
    return blake2b(secret, digest_size=KEY_BYTES, person=b"crmkit share").digest()


def pseudonym(name: str, value: str, key: bytes) -> str:
    """The pseudonym of a personal ``value`` of the column ``name``."""
    digest = blake2b(value.encode(), digest_size=DIGEST_BYTES, key=key, person=name.encode()[:16]).digest()
    return BEGINNINGS.get(name, "p-") + base64.b32encode(digest).decode().lower()


def pseudonymous(result: Result, secret: bytes, *, k: int = 5) -> Result:
    """Make an answer to share of ``result``.

    Sentences and the screen are left out, since they name groups of any size; so is what reading found.

    Args:
        result: the answer.
        secret: what the key of the pseudonyms is made from, 16 bytes or more that nobody else knows.
        k: groups of fewer people have no figures.

    Raises:
        UsageError: the secret is too short, or ``k`` has no meaning.
    """
    require_whole("--k", k, LEAST_K, MOST_K)
    shared, hidden = _shared(result, key_of(secret), k, frozenset(), is_beside=False)
    notes = [
        note for note in shared.notes if not note.found and note.code not in OF_READING and not _tells_of_few(note, k)
    ]
    notes.append(Note("pseudonyms_used", {"k": k}))
    if hidden:
        notes.append(Note("pseudonyms_hidden", {"rows": hidden, "k": k}))
    if any(name in OVERLAPPING for name in (*result.parts, *result.facts)) or (
        result.facts.keys() - shared.facts.keys() - PEOPLE - EXTREMES
    ):
        notes.append(Note("pseudonyms_overlap", {"k": k}))
    if any(_is_list(each) for each in (result, *result.parts.values())):
        notes.append(Note("pseudonyms_coarse", {"days": COARSE_DAYS, "money": int(COARSE_MONEY), "k": k}))
    return replace(shared, notes=tuple(notes))


def _shared(result: Result, key: bytes, k: int, also: frozenset[int], *, is_beside: bool) -> tuple[Result, int]:
    """The answer to share, and how many rows have no figures; ``also`` are rows to hide for what it is shown with."""
    if _is_list(result):
        facts = without_small_groups(replace(result, records=()), k)[0].facts
        table, lost, rows = replace(result, records=_people(result, key, k), facts=facts), 0, frozenset[int]()
    else:
        rows = hidden_rows(result, k, also)
        table, lost = without_small_groups(result, k, rows, is_beside=is_beside)
    parts = {}
    for name, part in result.parts.items():
        if name != "reading" and name not in OVERLAPPING:
            told = told_by_part(result, name, rows, k)
            is_below = bool(rows and result.pivot and result.pivot.footer == name)
            parts[name], more = _shared(part, key, k, told, is_beside=is_below)
            lost += more
    shown = mask(replace(table, records=(), parts={}, answer=(), screen=None))
    unseen = tuple(name for name in result.unseen if name in parts)
    return replace(shown, records=table.records, parts=parts, unseen=unseen), lost


def _is_list(result: Result) -> bool:
    """Whether its rows are of single people."""
    return any(word(name).privacy == "personal" for name in result.columns)


def _people(result: Result, key: bytes, k: int) -> list[Record]:
    """Rows of single people: pseudonyms, coarse figures, no value of a group that fewer than ``k`` rows share."""
    columns = [[record[place] for record in result.records] for place in range(len(result.columns))]
    changed = [_column(name, values, key, k) for name, values in zip(result.columns, columns, strict=True)]
    return list(zip(*changed, strict=True)) if result.records else []


def _column(name: str, values: Sequence[object], key: bytes, k: int) -> Sequence[object]:
    kind, is_personal = word(name).kind, word(name).privacy == "personal"
    if is_personal and kind in ("nick", "id", "text"):
        return [None if value is None else pseudonym(name, str(value), key) for value in values]
    if is_personal or name in POINTING or kind in TOO_EXACT or kind == "json":
        return [None] * len(values)
    if kind == "days":
        return [None if value is None else cast(int, value) // COARSE_DAYS * COARSE_DAYS for value in values]
    if kind in ("money", "mean"):
        return [None if value is None else _coarse(cast(Decimal, value)) for value in values]
    if kind in ("text", "code", "count", "score", "flag", "id"):
        often = Counter(values)
        return [value if often[value] >= k else None for value in values]
    return values


def _coarse(money: Decimal) -> Decimal:
    """To the nearest ten, half up."""
    return ((money / COARSE_MONEY).quantize(Decimal(1), ROUND_HALF_UP) * COARSE_MONEY).quantize(Decimal("0.01"))


def _tells_of_few(note: Note, k: int) -> bool:
    """Whether a note names somebody or has a number that may be one of few people."""
    return any(
        (name in vocabulary() and word(name).privacy == "personal")
        or (isinstance(value, int) and not isinstance(value, bool) and 0 < value < k)
        for name, value in note.values.items()
    )
