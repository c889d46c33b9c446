"""The rules of `--status` and `--skip`: which of them a file uses, and what was meant by the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from crmkit.ingest.findings import Finding
from crmkit.ingest.forms.words import BLANK, normal
from crmkit.ingest.headers.dialect import Dialect, skip_name
from crmkit.ingest.typing.states import MOST_WORDS, has_status, unknown_statuses
from crmkit.ingest.typing.typing import Met, Rule, Typing
from crmkit.ingest.typing.undecided import texts_of
from crmkit.store.workspace import Workspace

LIKE = 0.6
"""So much alike are a word of a dialect that no file has and one that may be meant; others are just not used."""
MOST_NEAR = 3


def look_for_rules(typing: Typing, workspace: Workspace) -> None:
    """Note which of the rules that the caller named the rows of the view ``raw`` use, and which words they contain."""
    dialect, met = typing.match.dialect, typing.met
    if dialect.statuses and has_status(typing):
        met.words.update(texts_of(workspace.execute("select word from status_words")))
        met.words.update(unknown_statuses(typing.table, workspace))
        met.words.update(BLANK if workspace.execute("select 1 from raw where status = '' limit 1") else ())
    for number, (header, value) in enumerate(dialect.skips):
        cell = f'trim("{skip_name(number)}")'
        if header not in dialect.asked_skips or skip_name(number) not in typing.match.layout.cells:
            continue
        if workspace.execute(f"select 1 from raw where {cell} = $value limit 1", {"value": value}):  # noqa: S608 - our own
            met.skipped.add((header, value))
        else:
            text = f"select distinct {cell} as value from raw order by value limit {MOST_WORDS}"  # noqa: S608 - our own
            met.others.setdefault(header, set()).update(texts_of(workspace.execute(text)))


def idle_rules(
    found: Sequence[Met], statuses: Mapping[str, str], skips: Sequence[Rule], dialects: Sequence[Dialect]
) -> Iterator[Finding]:
    """The rules that no row of any file uses, given on a command line or in ``dialects`` named there.

    Of a dialect they are reported where a word of the files is nearly the same: one export has not all of its words.
    """
    words = {normal(word): word for met in found for word in met.words}
    own = {normal(word) for word in (*statuses, *(word for dialect in dialects for word in dialect.statuses))}
    free = {plain: word for plain, word in words.items() if plain not in own}
    for word in statuses:
        if normal(word) not in words:
            yield Finding("status_idle", 0, column=word, value=_near(normal(word), words, 0))
    for word in sorted({word for dialect in dialects for word in dialect.statuses} - set(statuses)):
        if normal(word) not in words and (near := _near(normal(word), free, LIKE)):
            yield Finding("status_idle", 0, column=word, value=near)
    ruled = [(rule, 0.0) for rule in skips] + [(rule, LIKE) for dialect in dialects for rule in dialect.skips]
    for (header, value), cutoff in dict(reversed(ruled)).items():
        if any((header, value) in met.skipped for met in found):
            continue
        near = _near(value, _same(other for met in found for other in met.others.get(header, ())), cutoff)
        if near or not cutoff:
            yield Finding("skip_idle", 0, column=f"{header}={value}", value=near)


def _same(words: Iterable[str]) -> Mapping[str, str]:
    return {word: word for word in words}


def _near(word: str, known: Mapping[str, str], cutoff: float) -> str | None:
    """Those of the ``known`` words that are spelt most like ``word``, as the files write them."""
    found = get_close_matches(word, sorted(known), n=MOST_NEAR, cutoff=cutoff)
    return ", ".join(known[each] for each in found) or None
