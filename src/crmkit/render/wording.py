"""The words around the rows: title, facts, definition (口径) and notes, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from crmkit.messages import Language, catalog, say
from crmkit.render.cells import NOTHING, human_text, number_of
from crmkit.render.safe import show
from crmkit.result import Note, Result
from crmkit.vocabulary import vocabulary, word

FEW = 4
"""Notes of what reading found that fit on a screen beside the answer."""


def title(name: str, language: Language) -> str:
    """What people call the analysis or part ``name``; its code when the catalog has no title for it."""
    if name in catalog().get("title", {}):
        return say("title", name, language)
    return vocabulary()[name].label(language) if name in vocabulary() else name


def sheet_title(name: str, language: Language) -> str:
    """What a sheet is called, which takes few characters: by a title ``<name>_sheet`` of its own, else as the table."""
    return title(f"{name}_sheet" if f"{name}_sheet" in catalog().get("title", {}) else name, language)


def rows_title(name: str, language: Language) -> str:
    """What the rows beside a pivot are called: by a title ``<name>_rows`` of their own, else after the pivot."""
    if f"{name}_rows" in catalog()["title"]:
        return say("title", f"{name}_rows", language)
    return say("text", "pivot_rows", language, {"title": title(name, language)})


def heading(result: Result, language: Language) -> str:
    """The title with the date the answer is true for."""
    name = title(result.name, language)
    if result.as_of is None:
        return name
    return f"{name}  {say('text', 'as_of', language, {'day': result.as_of.isoformat()})}"


def scope(result: Result, language: Language) -> str:
    """The title, the day, and whom the answer is about, as the first line of a screen."""
    parts = [heading(result, language)]
    if name := result.facts.get("customer"):
        parts.append(f"  {show(str(name))}")
    if audience := result.facts.get("audience_name"):
        parts.append(f"  {show(str(audience))}")
    if campaign := result.facts.get("campaign"):
        days = {"days": result.facts["asked_days"], "start": result.facts["started_on"]}
        parts.append(say("text", "scope_campaign", language, {"campaign": show(str(campaign)), **days}))
    if until := result.facts.get("forecast_to"):
        parts.append(say("text", "scope_until", language, {"until": until}))
    for note in result.notes:
        if note.code == "audience":
            parts.append(say("text", "scope_audience", language, note.values))
    return "".join(parts)


def facts(result: Result, language: Language) -> list[tuple[str, str]]:
    """Label and value of every headline number, in the order of the result."""
    return [
        (word(name).headline(language), human_text(word(name).kind, value, language))
        for name, value in result.facts.items()
        if not word(name).machine
    ]


def definition(result: Result, language: Language) -> str | None:
    """How the numbers are defined: the sentences that the result names, filled from its facts and params.

    ``None`` when it names none and the catalog has none of its name; ``KeyError`` when a value is lacking.
    """
    own = (result.name,) if result.name in catalog()["definition"] else ()
    codes = result.definition or own
    if not codes:
        return None
    values = readable({"as_of": result.as_of, **result.facts, **result.params}, language)
    return say("text", "between_sentences", language).join(say("definition", code, language, values) for code in codes)


def note_text(note: Note, language: Language) -> str:
    """A caveat as a sentence with its values as people write them."""
    unknown = {name: None for name, value in note.values.items() if value is None}
    return say("note", note.code, language, {**readable(note.values, language), **unknown})


def few_notes(result: Result) -> list[Note]:
    """The notes for a screen: of what reading found the weightiest four, with the number of the others."""
    found = [note for note in result.notes if note.found]
    rest = [note for note in result.notes if not note.found]
    if len(found) <= FEW:
        return [*found, *rest]
    is_kept = any(note.code == "found_in_store" for note in rest)  # which says where all of it is
    more = {"notes": len(found) - FEW, "json": None if is_kept else "`--format json`"}
    return [*found[:FEW], Note("found_more", more, found=True), *rest]


def readable(values: Mapping[str, object], language: Language) -> dict[str, str]:
    """Each value as people write it: by the kind of the word of that name, else by its Python type."""
    return {name: _readable(name, value, language) for name, value in values.items()}


def _readable(name: str, value: object, language: Language) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, str) and (name not in vocabulary() or word(name).kind != "code"):
        return show(value)
    if isinstance(value, Note):
        return note_text(value, language)
    if isinstance(value, (list, tuple)):
        are_sentences = name != "names" and any(isinstance(item, Note) for item in value)
        between = say("text", "between_sentences" if are_sentences else "between_names", language)
        return between.join(_readable(name, item, language) for item in value)
    if name in vocabulary():
        return human_text(vocabulary()[name].kind, value, language)
    if isinstance(value, bool):
        return human_text("flag", value, language)
    if isinstance(value, date):
        return human_text("time", value, language)
    if isinstance(value, Mapping):
        return ", ".join(f"{show(str(key))} {_readable('', item, language)}" for key, item in value.items())
    number = number_of(value)
    return f"{number:,}" if isinstance(number, int) else f"{number:,f}"
