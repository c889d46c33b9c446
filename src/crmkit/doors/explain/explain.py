"""Explain: what a name means, in one language, with its formula, its source and the chapter that has more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from crmkit.doors.explain.entries import Entry, entries, normal
from crmkit.errors import UsageError, near
from crmkit.messages import Language, say
from crmkit.result import Result

COLUMNS = ("term", "term_kind", "term_en", "term_zh", "definition", "formula", "citation", "chapter")
LISTED = ("term", "term_kind", "term_en", "term_zh", "chapter")


def explain(name: str, *, language: Language = "en") -> Result:
    """What ``name`` means: a column, a figure, a code, a tag or a command, called by its code or in either language.

    Raises:
        UsageError: nothing is called so; the error names what is like it.
    """
    found = looked_up(name, language)
    return Result(
        "explain",
        COLUMNS,
        [
            (*_named(entry), entry.definition, entry.formula, entry.source, entry.chapter)
            for entry in found
        ],
        params={"term": name},
        language=language,
    )  # fmt: skip


def terms(language: Language) -> Result:
    """Everything that can be explained, in the order of the kinds and then of the names."""
    every = {(entry.kind, entry.name, entry.chapter): entry for found in entries(language).values() for entry in found}
    rows = [(*_named(entry), entry.chapter) for _, entry in sorted(every.items(), key=lambda pair: _key(pair[1]))]
    return Result("terms", LISTED, rows, language=language)


def names_of_terms() -> list[str]:
    """What can be typed: the codes of all entries."""
    return sorted({entry.name for found in entries("en").values() for entry in found if " " not in entry.name})


def looked_up(name: str, language: Language) -> Sequence[Entry]:
    """The entries that are called so; errors as of ``explain``."""
    index = entries(language)
    found = index.get(normal(name))
    if found is None:
        names = {called: entry for each in index.values() for entry in each for called in _called(entry)}
        raise UsageError("explain_unknown", name=name, nearest=near(name, names))
    return found


def in_markdown(found: Sequence[Entry], language: Language) -> str:
    """Entries as a page: each name once, with everything that is said of it."""
    paragraphs: list[str] = []
    for _, group in groupby(found, key=_named):
        alike = list(group)
        paragraphs += _opening(alike[0], language)
        for entry in alike:
            paragraphs += _told(
                entry, language, definition=entry is alike[0] or entry.definition != alike[0].definition
            )
    return "\n\n".join(paragraphs)


def _opening(entry: Entry, language: Language) -> Iterator[str]:
    other = entry.names["en" if language == "zh" else "zh"]
    values = {"code": entry.name, "other": other, "kind": say("term", entry.kind, language)}
    yield f"## {entry.names[language]}"
    yield say("text", "explain_names", language, values)


def _told(entry: Entry, language: Language, *, definition: bool) -> Iterator[str]:
    parts = (("definition", entry.definition if definition else None), ("formula", entry.formula))
    for code, text in (*parts, ("source", entry.source), ("chapter", entry.chapter)):
        if text:
            yield say("text", f"explain_{code}", language, {"text": text})


def _named(entry: Entry) -> tuple[str, str, str, str]:
    return entry.name, entry.kind, entry.names["en"], entry.names["zh"]


def _called(entry: Entry) -> tuple[str, ...]:
    return entry.name, *entry.names.values()


def _key(entry: Entry) -> tuple[int, str, str]:
    return ("column", "figure", "tag", "code", "chapter").index(entry.kind), entry.name, entry.chapter or ""
