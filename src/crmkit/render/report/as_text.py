"""A report as plain text for a mail: 80 columns, no colour, nothing but letters, figures and hyphens of our own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from crmkit.messages import say
from crmkit.render.columns import Cells, fitted
from crmkit.render.layout import GAP, width_of, wrap
from crmkit.render.lines import LONGEST, print_cells
from crmkit.render.options import RenderOptions
from crmkit.render.page import Page, graphemes, page_for
from crmkit.render.report.digest import Numbers, Part, Said, Shown, opening, substance
from crmkit.render.report.document import Report
from crmkit.render.report.told import names_shown, with_folders
from crmkit.screen import Table

_HANGING = "  "
_BELOW = {"title": "=", "heading": "-"}
_AIR = re.compile("\n{3,}")


def text(report: Report) -> bytes:
    """The report as a mail holds it; the same report gives the same bytes."""
    written = io.StringIO()
    page = page_for(written, report.language, RenderOptions(width=LONGEST, ascii=True))
    named = with_folders(report)
    for part in (*opening(named), [Said("data", names_shown(named))], *substance(named)):
        _print(page, part)
    lines = "\n".join(line.rstrip(" ") for line in written.getvalue().splitlines())
    return (_AIR.sub("\n\n", lines).strip("\n") + "\n").encode("utf-8")


def _print(page: Page, part: Part) -> None:
    """A part of the mail, behind a blank line."""
    page.lines([""])
    if isinstance(part, Numbers):
        page.lines([*_numbers(page, part)])
    elif isinstance(part, Shown):
        _print_table(page, part)
    else:
        page.lines([line for said in part for line in _lines(page, said)])


def _lines(page: Page, said: Said) -> list[str]:
    """A heading has a line below it, a finding a hyphen before it; a command is to be copied, so it is never broken."""
    if said.role == "command":
        return [_HANGING + page.carried(said.text)]
    if said.role in ("finding", "note"):
        first, *rest = wrap(page.carried(said.text), page.width - len(_HANGING), graphemes)
        return [f"- {first}", *(_HANGING + line for line in rest)]
    lines = wrap(page.carried(said.text), page.width, graphemes)
    below = _BELOW.get(said.role, "") * max(width_of(each, graphemes) for each in lines)
    return [*lines, below] if below else lines


def _numbers(page: Page, part: Numbers) -> Iterator[str]:
    """The numbers in two columns, what there is to say of each beside them and below each other."""
    columns = (part.labels, part.values)
    taken = sum(max(width_of(cell, graphemes) for cell in column.texts) + GAP for column in columns)
    for place, said in enumerate(part.notes):
        beside = [line for note in said for line in wrap(page.carried(note), page.width - taken, graphemes)] or [""]
        first = "".join(_padded(column, place) + " " * GAP for column in columns)
        yield from (first + beside[0], *(" " * taken + line for line in beside[1:]))


def _padded(column: Cells, place: int) -> str:
    widest = max(width_of(cell, graphemes) for cell in column.texts)
    blank = " " * (widest - width_of(column.texts[place], graphemes))
    return blank + column.texts[place] if column.right else column.texts[place] + blank


def _print_table(page: Page, shown: Shown) -> None:
    """A table as wide as the page; where even the columns that stay do not fit, its rows below each other."""
    if shown.table.caption:
        page.lines(wrap(page.carried(shown.table.caption), page.width, graphemes))
    if shown.table.is_empty:
        page.lines([say("text", "nobody_listed", page.language)])
        return
    columns, _ = fitted(page, shown.table.columns, Table((), leave=shown.leave), wide=False)
    print_cells(page, columns)
