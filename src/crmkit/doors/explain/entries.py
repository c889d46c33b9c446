"""Everything that can be explained, by every name that people may call it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal

from crmkit.customers.scores.maps import SHIPPED, Segment, load_map
from crmkit.doors.explain.pages import Row, rules, sections
from crmkit.messages import LANGUAGES, Language, catalog, say
from crmkit.vocabulary import Word, vocabulary

TermKind = Literal["column", "figure", "code", "tag", "chapter"]
FORMULAS = ("formula", "公式")
OTHER_NAMES = ("中文", "English")
TOPICS = ("metrics", "tags")
"""The guides whose tables define something."""
NAMED = frozenset({"term", "measure", "figure", "column", "value", "attribute", "tag", "symbol", "method", "model"})
"""What stands above first cells that are names."""
OF_COLUMNS = NAMED - {"symbol", "method", "model", "tag"}
"""What stands above those that may be columns of answers."""
_BETWEEN = re.compile(r"[,、]\s*(?![^()（）]*[)）])")
_SOURCE = re.compile(r"\[([^\]]*\b(?:1[89]|20)\d\d\b[^\]]*)\](?!\()")
_WITHIN = re.compile(r" within h( days)?$|^h 天内(的)?")
ALL_SCORES = "1-5"
_BELOW = frozenset({"see below", "见下文"})
"""Cells that say nothing without their page."""
_UNIT = re.compile(r" ?[(（][^()（）]*[)）]$")
_REPORT = "report"
_MEANT = frozenset({"churn", "stage", "state", "waiting"})
"""The groups of codes whose meaning is more than their word."""
_BLANK = re.compile(r"[\s_`*-]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that has a name: what it is, its names, how it is defined and reckoned, and where that stands."""

    name: str
    kind: TermKind
    names: Mapping[Language, str]
    definition: str | None = None
    formula: str | None = None
    source: str | None = None
    chapter: str | None = None


def normal(name: str) -> str:
    """``name`` as it is looked up: without regard to capitals, blanks and marks."""
    return _BLANK.sub("", name).casefold()


@cache
def entries(language: Language) -> Mapping[str, Sequence[Entry]]:
    """Every entry in ``language`` by each of its names; what is said of a column in a guide is with the column."""
    index: dict[str, list[Entry]] = {}
    rows = list(_figures(language))
    told: set[int] = set()
    called, shorter = _aliases(), list[tuple[set[str], Entry]]()
    for word in vocabulary().values():
        keys = {normal(name) for name in _names_of(word)}
        more = {normal(name) for name in (*map(_without_unit, (word.en, word.zh)), word.short_en, word.short_zh)}
        own = [place for place, (is_of_column, _, names) in enumerate(rows) if is_of_column and keys & names]
        told.update(own)
        about = _about_it([rows[place][1] for place in own], say("column", word.name, language))
        for entry in _columns(word, about, language):
            _enter(index, keys | called.get(word.name, set()), entry)
            shorter.append((more, entry))
    for place, (_, entry, names) in enumerate(rows):
        if place not in told:
            _enter(index, names, entry)
    for entry in (*_codes(language), *_chapters(language)):
        _enter(index, {normal(name) for name in (entry.name, *entry.names.values())}, entry)
    taken = set(index)
    for keys, entry in shorter:
        _enter(index, keys - taken, entry)
    return index


def _about_it(rows: Sequence[Entry], meaning: str) -> Sequence[Entry]:
    """The first row about a column, and those that are about it alone and define it: not where a report shows it."""
    rows = [row for row in rows if row.formula or row.definition not in (None, meaning)] or rows[:1]
    more = [row for row in rows[1:] if len(_BETWEEN.split(row.name)) == 1 and _REPORT not in (row.chapter or "")]
    return [*rows[:1], *more]


@cache
def _aliases() -> Mapping[str, set[str]]:
    """What people call a column that has another name here, by the column."""
    found: dict[str, set[str]] = {}
    text = (files("crmkit.doors.explain") / "aliases.toml").read_text(encoding="utf-8")
    for alias, columns in tomllib.loads(text).items():
        for column in columns:
            found.setdefault(column, set()).add(normal(alias))
    return found


def _without_unit(label: str) -> str:
    return _UNIT.sub("", label)


def _enter(index: dict[str, list[Entry]], keys: set[str], entry: Entry) -> None:
    for key in keys - {""}:
        index.setdefault(key, []).append(entry)


def _names_of(word: Word) -> tuple[str, ...]:
    return word.name, word.en, word.zh, word.headline_en, word.headline_zh


def _columns(word: Word, rows: Sequence[Entry], language: Language) -> Iterator[Entry]:
    """The column ``word``, once for each row of a guide about it."""
    meaning = say("column", word.name, language)
    own = Entry(word.name, "column", {"en": word.en, "zh": word.zh}, meaning)
    if word.name == "stage":
        told = [f"{say('stage', code, language)} {rule}" for code, rule in rules("metrics", language).items()]
        own = replace(own, formula=say("text", "between_sentences", language).join(told))
    for row in rows:
        yield replace(
            own,
            formula=own.formula or row.formula or (None if row.definition == meaning else row.definition),
            source=row.source,
            chapter=row.chapter,
        )
    if not rows:
        yield own


def _figures(language: Language) -> Iterator[tuple[bool, Entry, set[str]]]:
    """The rows of the guides: whether a column may be meant, the entry, and the names that it is looked up by."""
    for topic in TOPICS:
        pages = {each: sections(topic, each) for each in LANGUAGES}
        listed = {each: [row for section in pages[each] for row in section.rows] for each in LANGUAGES}
        for pair in zip(*(listed[each] for each in LANGUAGES), strict=True):
            rows = dict(zip(LANGUAGES, pair, strict=True))
            if rows["en"].heads[0] not in NAMED:
                continue
            yield (
                rows["en"].heads[0] in OF_COLUMNS,
                *_figure(topic, rows, language, pages[language][rows[language].section].heading),
            )


def _figure(topic: str, rows: Mapping[Language, Row], language: Language, chapter: str) -> tuple[Entry, set[str]]:
    own = rows[language]
    named = {each: row.cells[0].replace("`", "").replace("*", "") for each, row in rows.items()}
    keys = {normal(name) for text in named.values() for name in (text, *_BETWEEN.split(text))}
    keys |= {normal(_WITHIN.sub("", text)) for text in named.values()}
    said = list(zip(own.heads[1:], own.cells[1:], strict=False))
    keys |= {normal(part) for head, cell in said if head in OTHER_NAMES for part in (cell, *_BETWEEN.split(cell))}
    texts = [(head, cell) for head, cell in said if head not in OTHER_NAMES and cell]
    formula = next((cell for head, cell in texts if head in FORMULAS), None)
    meaning = [
        cell if number == 0 else say("text", "placed", language, {"where": head, "message": cell})
        for number, (head, cell) in enumerate(texts)
        if cell not in _BELOW
    ]
    definition = None if formula else say("text", "between_sentences", language).join(meaning) or None
    source = _SOURCE.search(" ".join(own.cells))
    names = {each: named[each] for each in LANGUAGES}
    for head, cell in said:
        if head in OTHER_NAMES:
            names["zh" if head == "中文" else "en"] = cell
    kind: TermKind = "tag" if topic == "tags" else "figure"
    code = rows["en"].cells[0].replace("`", "").replace("*", "")
    if kind == "tag" and code in catalog()["meaning"]:  # the condition alone would name what is asked for
        definition = say("text", "between_sentences", language).join([say("meaning", code, language), *meaning])
    return Entry(code, kind, names, definition, formula, source[1] if source else None, _plain(chapter)), keys


def _codes(language: Language) -> Iterator[Entry]:
    for group in catalog().of_codes:
        columns = {each: word_of(group, each) for each in LANGUAGES}
        for code in catalog()[group]:
            names = {each: say(group, code, each) for each in LANGUAGES}
            meaning = _meaning(group, code, columns[language], language)
            yield Entry(
                code, "code", names, meaning, rules("metrics", language).get(code) if group == "stage" else None
            )
    for scheme in SHIPPED:
        own = load_map(scheme)
        for segment in own.segments:
            values = {"scheme": scheme, "cells": _cells(segment), "advice": segment.advices[language]}
            code = "explain_segment_bits" if own.scale == "bits" else "explain_segment"
            meaning = say("text", code, language, values)
            yield Entry(segment.code, "code", segment.labels, meaning)


def _meaning(group: str, code: str, column: str | None, language: Language) -> str | None:
    """What the value ``code`` means, and of which column it is one, where either is known."""
    told = [say("meaning", code, language)] if group in _MEANT and code in catalog()["meaning"] else []
    told += [say("text", "explain_code", language, {"column": column})] if column else []
    return say("text", "between_sentences", language).join(told) or None


def _cells(segment: Segment) -> str:
    """The scores that lead to a segment, those of recency with the same others together: ``R 3-4, F 4-5``."""
    by_rest: dict[tuple[tuple[int, ...], ...], list[int]] = {}
    by_recency: dict[int, list[tuple[int, ...]]] = {}
    for recency, *rest in sorted(segment.cells):
        by_recency.setdefault(recency, []).append(tuple(rest))
    for recency, rests in by_recency.items():
        by_rest.setdefault(tuple(rests), []).append(recency)
    said = []
    for others, recencies in by_rest.items():
        spans = zip("FM", map(_span, zip(*others, strict=True)), strict=False)
        named = [f"{letter} {span}" for letter, span in spans if span != ALL_SCORES]
        said.append(" ".join([f"R {_span(recencies)}", *named]))
    return " / ".join(said)


def _span(numbers: Iterable[int]) -> str:
    least, most = min(found := set(numbers)), max(found)
    return str(least) if least == most else f"{least}-{most}"


def word_of(group: str, language: Language) -> str | None:
    """What people call the column of the codes in ``group``, where one has its name."""
    return vocabulary()[group].label(language) if group in vocabulary() else None


def _chapters(language: Language) -> Iterator[Entry]:
    """The sections of the guide on metrics, by their headings and by the commands in these."""
    pages = {each: sections("metrics", each) for each in LANGUAGES}
    for number, own in enumerate(pages[language]):
        names = {each: re.split(r"[(（]", _plain(pages[each][number].heading))[0].strip() for each in LANGUAGES}
        source = _SOURCE.search(own.opening)
        text = _plain(own.opening)
        for name in re.findall(r"`([a-z]+)`", pages["en"][number].heading) or [names["en"]]:
            yield Entry(name, "chapter", names, text or None, None, source[1] if source else None, _plain(own.heading))


def _plain(text: str) -> str:
    return re.sub(r"\[([^\]]+)\]\([^)\s]+\)", r"\1", text).replace("**", "").replace("`", "")
