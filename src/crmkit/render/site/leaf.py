"""A page to browse as HTML: its first rows as a plain table, all of them as data, and one script, which is our own.

The page asks for nothing and forbids everything but this script and this style, which it knows by their digests, so
that nothing a shop or a buyer wrote could run even if it got into the page. Without the script the table stays.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from crmkit.messages import HTML_LANGUAGES, Language, say
from crmkit.render.report.said import Voice, tagged
from crmkit.render.site.cells import Cell, Column, cells_of, column_of, texts_of
from crmkit.render.site.document import Leaf, View
from crmkit.render.spoken import day, spoken
from crmkit.render.wording import note_text
from crmkit.screen import Sentence

PAGE_ROWS = 100
"""Rows that are shown at a time."""
_ROOM = "crmkit.render.site"
_SAID = ("any", "none", "rows", "day", "between", "nothing")
"""What the script says, as far as it is the same on every page."""


def leaf_page(leaf: Leaf, beside: Sequence[tuple[str, str]]) -> str:
    """The page, as text to be kept as UTF-8; ``beside`` are the address and the title of each page of the site."""
    first = leaf.views[0]
    columns = _columns(leaf, first)
    cells = [cells_of(first, name, leaf.language) for name in first.result.columns]
    texts = [texts_of(column, own[:PAGE_ROWS], leaf.language) for column, own in zip(columns, cells, strict=True)]
    script, style = _script(), _style()
    return (
        _environment()
        .get_template("leaf.j2")
        .render(
            leaf=leaf,
            language=HTML_LANGUAGES[leaf.language],
            beside=beside,
            columns=columns,
            sorted_at=first.result.columns.index(first.sorted_by),
            rows=list(zip(*texts, strict=True)),
            total=len(first.result.records),
            data=_data(leaf),
            script=script,
            style=style,
            script_digest=_digest(script),
            style_digest=_digest(style),
            **_words(leaf),
        )
    )


def leaf_title(name: str, language: Language) -> str:
    """What a page is called in links to it."""
    return say("site", f"title_{name}", language)


def _words(leaf: Leaf) -> dict[str, object]:
    """What is said around the table."""
    voice = Voice(leaf.language, leaf.currency)
    rows = min(PAGE_ROWS, len(leaf.views[0].result.records))

    def site(code: str, **values: object) -> str:
        return say("site", code, leaf.language, values)

    return {
        "title": leaf_title(leaf.name, leaf.language),
        "as_of": day(leaf.as_of, leaf.language),
        "deck": tagged(_said(leaf, leaf.deck)),
        "left_out": [tagged(_said(leaf, each)) for each in leaf.left_out],
        "notes": [tagged(note_text(note, leaf.language)) for note in leaf.notes],
        "site": site,
        "frame": voice.frame,
        "still": tagged(site("still", shown=f"{rows:,}", total=f"{len(leaf.views[0].result.records):,}")),
    }


def _said(leaf: Leaf, sentence: Sentence | None) -> str:
    if sentence is None:
        return ""
    return say("site", sentence.code, leaf.language, spoken(sentence.values, leaf.language, leaf.currency))


def _columns(leaf: Leaf, view: View) -> list[Column]:
    return [column_of(name, view.choices.get(name), leaf.language) for name in view.result.columns]


def _data(leaf: Leaf) -> Markup:
    """Everything that the script shows, as JSON in which nothing can end the element that it stands in."""
    names: dict[int, Cell] = {}
    for view in leaf.views:
        first = view.result.columns[0]
        for place, name in zip(view.places, cells_of(view, first, leaf.language), strict=True):
            names.setdefault(place, name)
    places = {place: number for number, place in enumerate(sorted(names))}
    data = {
        "size": PAGE_ROWS,
        "masked": not leaf.revealed,
        "texts": _texts(leaf),
        "names": [names[place] for place in places],
        "views": [_view(leaf, view, places) for view in leaf.views],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - no character in it means anything to a page


def _texts(leaf: Leaf) -> dict[str, str]:
    """The sentences of the script; it fills what stands in braces."""
    names = ("shown", "total", "first", "last")
    own = {code: say("site", code, leaf.language, {name: f"{{{name}}}" for name in names}) for code in _SAID}
    found = say("site", f"found_{leaf.name}", leaf.language, {name: f"{{{name}}}" for name in names})
    return {**own, "found": found}


def _view(leaf: Leaf, view: View, places: Mapping[int, int]) -> dict[str, object]:
    columns = _columns(leaf, view)
    cells = [cells_of(view, name, leaf.language) for name in view.result.columns[1:]]
    return {
        "label": view.label,
        "note": _said(leaf, view.note),
        "sorted": view.result.columns.index(view.sorted_by),
        "columns": [
            {
                "title": column.title,
                "sort": column.sort,
                "labels": column.labels,
                "digits": column.digits,
                "suffix": column.suffix,
            }
            for column in columns
        ],
        "rows": [[places[place], *row] for place, *row in zip(view.places, *cells, strict=True)],
    }


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(_ROOM, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _script() -> Markup:
    return Markup((files(_ROOM) / "templates" / "site.js").read_text(encoding="utf-8"))  # noqa: S704 - our own file


@cache
def _style() -> Markup:
    """The style of the report, then what is of these pages alone."""
    report = files("crmkit.render.report") / "templates" / "page.css"
    own = files(_ROOM) / "templates" / "site.css"
    return Markup(report.read_text(encoding="utf-8") + own.read_text(encoding="utf-8"))  # noqa: S704 - our own files
