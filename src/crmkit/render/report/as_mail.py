"""A report as the body of a mail: tables and inline styles only, which is what mail programs leave standing.

No style sheet, picture, script or address: nothing is loaded, and nothing in it can be clicked. It says what the plain
text says; whatever came from a shop is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crmkit.messages import HTML_LANGUAGES, say
from crmkit.render.columns import Cells
from crmkit.render.notebook.markup import Markup, element, lines
from crmkit.render.notebook.markup import text as escaped
from crmkit.render.report.digest import Numbers, Part, Role, Said, Shown, opening, substance
from crmkit.render.report.document import Report
from crmkit.render.report.tables import TextTable
from crmkit.render.report.told import names_shown, told, with_folders
from crmkit.vocabulary import word

_ADDRESS = re.compile(r"(?i):(?=//)|\bwww(?=\.)|@")
_WIDTH = "640"
_FONTS = {
    "en": "-apple-system,'Segoe UI',Roboto,Arial,'Microsoft YaHei',sans-serif",
    "zh": "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',Arial,sans-serif",
}
_INK, _SOFT, _LINE = "#1b2024", "#565d63", "#dcd8cf"
_TITLE = f"font-size:22px;line-height:1.3;font-weight:bold;color:{_INK};padding:0 0 12px"
_HEADING = (
    f"font-size:17px;line-height:1.3;font-weight:bold;color:{_INK};padding:20px 0 6px;border-top:1px solid {_INK}"
)
_LEAD = f"font-size:16px;line-height:1.6;color:{_INK};padding:0 0 10px"
_BOLD = f"font-size:14px;line-height:1.5;font-weight:bold;color:{_INK};padding:6px 0 2px"
_TEXT = f"font-size:14px;line-height:1.5;color:{_INK};padding:0 0 6px"
_NOTE = f"font-size:13px;line-height:1.5;color:{_SOFT};padding:4px 0"
_COMMAND = f"font-family:Consolas,Menlo,monospace;font-size:12px;color:{_INK};padding:0 0 8px"
_ROOM = "padding:4px 10px 4px 0;vertical-align:top;border-bottom:1px solid"
_HEAD = f"font-size:12px;font-weight:normal;color:{_SOFT};{_ROOM} {_INK}"
_CELL = f"font-size:13px;line-height:1.4;color:{_INK};{_ROOM} {_LINE}"
_STYLES: dict[Role, str] = {
    **{"title": _TITLE, "data": _NOTE, "lead": _LEAD, "heading": _HEADING, "deck": _NOTE, "panel": _BOLD},
    **{"big": _TEXT, "finding": _TEXT, "note": _NOTE, "label": _HEADING, "command": _COMMAND},
}
_META = '<meta charset="utf-8"><meta name="format-detection" content="telephone=no,date=no,address=no,email=no">'
_GRID = {"cellpadding": "0", "cellspacing": "0", "border": "0"}


def mail(report: Report) -> bytes:
    """The body of a mail; the same report gives the same bytes."""
    title = told(report, report.title)
    body = element(
        "table", element("tbody", lines(_rows(with_folders(report)))), role="presentation", width="100%", **_GRID
    )
    style = f"max-width:{_WIDTH}px;font-family:{_FONTS[report.language]}"
    head = element("head", Markup(_META), element("title", escaped(title)))
    page = element(
        "html", head, element("body", element("div", body, style=style)), lang=HTML_LANGUAGES[report.language]
    )
    return f"<!DOCTYPE html>\n{page}\n".encode()


def _rows(report: Report) -> Iterator[Markup]:
    for part in (*opening(report), *substance(report), [Said("note", names_shown(report))]):
        yield from _part(report, part)


def _part(report: Report, part: Part) -> Iterator[Markup]:
    if isinstance(part, Numbers):
        yield _cell(_numbers(part))
    elif isinstance(part, Shown):
        if part.table.caption:
            yield _row(_NOTE, part.table.caption)
        nobody = _row(_NOTE, say("text", "nobody_listed", report.language))
        yield nobody if part.table.is_empty else _cell(_table(part.table))
    else:
        yield from (_row(_STYLES[said.role], said.text) for said in part)


def _text(said: str) -> Markup:
    """A text that mail programs do not make a link of: they look for addresses in what is only shown."""
    return Markup(_ADDRESS.sub(r"\g<0><wbr>", escaped(said)))


def _row(style: str, said: str) -> Markup:
    """A line of the page with a text in it."""
    return element("tr", element("td", _text(said), style=style))


def _cell(inside: Markup) -> Markup:
    return element("tr", element("td", inside))


def _numbers(part: Numbers) -> Markup:
    """The numbers, with how each changed below each other beside it."""
    rows = []
    for label, value, said in zip(part.labels.texts, part.values.texts, part.notes, strict=True):
        beside = Markup("<br>").join(map(_text, said))
        bold = element("td", _text(value), style=f"{_CELL};font-weight:bold", align="right")
        told_beside = element("td", Markup(beside), style=f"{_CELL};color:{_SOFT}")
        rows.append(element("tr", element("td", _text(label), style=_CELL), bold, told_beside))
    return element("table", element("tbody", lines(rows)), width="100%", **_GRID)


def _table(table: TextTable) -> Markup:
    head = element("tr", *(_of_column("th", column, column.heading, _HEAD, scope="col") for column in table.columns))
    rows = [_table_row(table.columns, row, is_last=False) for row in table.rows]
    if table.total:
        rows[-1] = _table_row(table.columns, list(table.rows)[-1], is_last=True)
    return element("table", element("thead", head), element("tbody", lines(rows)), width="100%", **_GRID)


def _table_row(columns: Sequence[Cells], texts: Sequence[str], *, is_last: bool) -> Markup:
    style = f"{_CELL};font-weight:bold" if is_last else _CELL
    return element("tr", *(_of_column("td", column, said, style) for column, said in zip(columns, texts, strict=True)))


def _of_column(name: str, column: Cells, said: str, style: str, **attributes: str) -> Markup:
    align = "right" if column.right else "left"
    is_words = column.is_text or word(column.name).kind == "code"
    whole = style if is_words or name == "th" else f"{style};white-space:nowrap"
    return element(name, _text(said), style=whole, align=align, valign="top", **attributes)
