"""Answers to share: people under keyed pseudonyms, without what points at one of them, groups of few left out.

A pseudonym is a keyed BLAKE2b digest: the same person has the same one under the same key, and without the key no name
can be tried against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

from crmkit.customers.arguments import require_whole
from crmkit.errors import NotEnoughError, UsageError
from crmkit.notes import Note
from crmkit.privacy.few import EXTREMES, OF_UNKNOWN_MANY, OVERLAPPING, PEOPLE
from crmkit.privacy.headline import counts_of, large, without_hidden
from crmkit.privacy.listed import COARSE_DAYS, COARSE_MONEY, coarse_edges, is_list, is_of_amounts, people
from crmkit.privacy.mask import mask
from crmkit.privacy.small_groups import hidden_rows, told_by_part, without_small_groups
from crmkit.privacy.within import Known
from crmkit.result import Record, Result
from crmkit.vocabulary import vocabulary, word

LEAST_K, MOST_K = 2, 1000
KEY_BYTES = 32
LEAST_KEY = 16
"""Bytes of a key that somebody else made."""
UNSAID = frozenset({"found_in_store", "value_backtest", "value_within"})
"""Notes that go with what reading found, or have figures of nobody knows how many people."""


def key_of(secret: bytes) -> bytes:
    """The key that pseudonyms are made with from a secret; ``UsageError`` when it is short enough to be tried."""
    if len(secret.strip()) < LEAST_KEY:
        raise UsageError("pseudonym_key_short", where="--pseudonym-key", least=LEAST_KEY)
    return blake2b(secret, digest_size=KEY_BYTES, person=b"crmkit share").digest()


def pseudonymous(result: Result, secret: bytes, *, k: int = 5) -> Result:
    """Make an answer to share of ``result``.

    Sentences and the screen are left out, since they name groups of any size; so is what reading found.

    Args:
        result: the answer.
        secret: what the key of the pseudonyms is made from, 16 bytes or more that nobody else knows.
        k: groups of fewer people have no figures.

    Raises:
        UsageError: the secret is too short, or ``k`` has no meaning.
        NotEnoughError: the answer is about fewer people than ``k``.
    """
    require_whole("--k", k, LEAST_K, MOST_K)
    if _is_of_few(result, k):
        raise NotEnoughError("pseudonyms_few", k=k)
    known = Known(k, counts_of(result.facts))
    shared, hidden = _shared(result, key_of(secret), known, frozenset(), is_beside=False)
    shared = replace(shared, facts=without_hidden(shared.facts, result, shared))
    notes = [note for note in shared.notes if not note.found and note.code not in UNSAID and not _tells_of_few(note, k)]
    notes += [Note("pseudonyms_used", {"k": k}), Note("pseudonyms_windows")]
    if hidden:
        notes.append(Note("pseudonyms_hidden", {"rows": hidden, "k": k}))
    if _is_overlapping(result) or result.facts.keys() - shared.facts.keys() - PEOPLE - EXTREMES:
        notes.append(Note("pseudonyms_overlap", {"k": k}))
    if any(is_of_amounts(each) for each in (result, *result.parts.values())):
        notes.append(Note("pseudonyms_edges", {"money": int(COARSE_MONEY)}))
    if any(is_list(each) for each in (result, *result.parts.values())):
        notes.append(Note("pseudonyms_coarse", {"days": COARSE_DAYS, "money": int(COARSE_MONEY), "k": k}))
    return replace(shared, notes=tuple(notes))


def _is_of_few(result: Result, k: int) -> bool:
    """Whether a condition leaves fewer than ``k`` customers, or leaves fewer out: what is said of all tells of them."""
    for counts in (note.values for note in result.notes if note.code == "audience"):
        chosen, everyone = (int(str(counts[name])) for name in ("customers", "everyone"))
        return chosen < k or 0 < everyone - chosen < k
    return False


def _shared(
    result: Result, key: bytes, known: Known, also: frozenset[int], *, is_beside: bool, beside: Result | None = None
) -> tuple[Result, int]:
    """The answer to share, and how many rows have no figures; ``also`` are rows to hide for what it is shown with."""
    if is_list(result):
        rows = frozenset[int]()
        records: Sequence[Record] = people(result, key, known.k, () if beside is None else beside.columns)
    else:
        rows = hidden_rows(result, known, also)
        records = coarse_edges(result, without_small_groups(result, known, rows, is_beside=is_beside))
    lost, parts = len(rows), {}
    for name, part in result.parts.items():
        if name != "reading" and name not in OVERLAPPING:
            told = told_by_part(result, name, rows, known)
            is_below = bool(rows and result.pivot and result.pivot.footer == name)
            own = replace(part, name=name)
            shared, more = _shared(own, key, known, told, is_beside=is_below, beside=result)
            parts[name] = replace(shared, name=part.name)
            lost += more
    shown = mask(replace(result, records=(), parts={}, answer=(), screen=None))
    unseen = tuple(name for name in result.unseen if name in parts)
    facts = large(shown.facts, known.k)
    return replace(shown, facts=facts, records=records, parts=parts, unseen=unseen), lost


def _is_overlapping(result: Result) -> bool:
    """Whether something of an answer is never shared, whatever its size."""
    never = OVERLAPPING | OF_UNKNOWN_MANY
    return any(never & {*each.columns, *each.parts, *each.facts} for each in (result, *result.parts.values()))


def _tells_of_few(note: Note, k: int) -> bool:
    """Whether a note names somebody or has a number that may be one of few people."""
    return any(
        (name in vocabulary() and word(name).privacy == "personal")
        or (isinstance(value, int) and not isinstance(value, bool) and 0 < value < k)
        for name, value in note.values.items()
    )
