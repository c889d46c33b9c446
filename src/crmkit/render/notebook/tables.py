"""Tables of an answer as HTML: the columns that the terminal has, as many as there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crmkit.messages import say
from crmkit.render.columns import Cells, cells_of_table
from crmkit.render.notebook.markup import Markup, element, lines, text
from crmkit.render.options import Paper
from crmkit.render.pivot import Grid, cells, headings
from crmkit.result import Record, Result
from crmkit.screen import Table
from crmkit.vocabulary import word


def table(columns: Sequence[Cells]) -> Markup:
    """Columns of cells side by side, numbers on the right, a tone of a cell as a class."""
    head = (element("th", text(column.heading), kind=_kind(column), scope="col") for column in columns)
    body = [
        element("tr", *(_cell(column, row) for column in columns), kind="total" if _is_total(columns, row) else "")
        for row in range(len(columns[0].texts))
    ]
    return element(
        "table",
        lines((Markup(""), element("thead", element("tr", *head)), element("tbody", lines(body)), Markup(""))),
        kind="table",
    )


def _is_total(columns: Sequence[Cells], row: int) -> bool:
    return any(column.tones and column.tones[row] == "total" for column in columns)


def _cell(column: Cells, row: int) -> Markup:
    tone = column.tones[row] if column.tones else ""
    kind = " ".join(part for part in (_kind(column), "" if tone in ("level_0", "total") else tone) if part)
    return element("td", text(column.texts[row]), kind=kind, **({"aria-hidden": "true"} if column.is_bar else {}))


def _kind(column: Cells) -> str:
    return "bar" if column.is_bar else "right" if column.right else ""


def labelled(said: Iterable[tuple[str, str]]) -> Markup:
    """Labels and their texts, a row each; a label that is that of the row above is said once."""
    rows, above = [], None
    for label, told in said:
        shown = "" if label == above else label
        rows.append(element("tr", element("th", text(shown), kind="label", scope="row"), element("td", text(told))))
        above = label
    return element("table", element("tbody", lines(rows)), kind="table")


def columns_of_rows(paper: Paper, names: Sequence[str], source: Result, records: Sequence[Record]) -> list[Cells]:
    """The columns of a plain table, but for those that are for machines; ``records`` have the values of ``names``."""
    kept = tuple(name for name in names if not word(name).machine)
    seen = Result(source.name, tuple(names), records)
    return cells_of_table(paper, seen, Table(kept), records, as_of=None)


def columns_of_grid(paper: Paper, shown: Grid, most: int) -> list[Cells]:
    """The columns of the first ``most`` lines of a whole pivot, its cells with their levels, and the line below."""
    rows = cells(shown, most, paper.language)
    kept = shown.lines[:most]
    below = ("total",) if shown.footer else ()
    columns = []
    for place, heading in enumerate(headings(shown, paper.language)):
        step = place - len(shown.headers)
        spots = [spots[step] if step >= 0 else None for _, spots in kept]
        tones = [f"level_{spot.level}" if spot and spot.settled else "" for spot in spots]
        texts = tuple(paper.carried(row[place]) for row in rows)
        right = not shown.is_words(place)
        columns.append(Cells("", paper.carried(heading), texts, right, tones=(*tones, *below)))
    return columns


def count(paper: Paper, shown: int, total: int, command: str | None, *, latest: bool = False) -> list[Markup]:
    """How many rows of how many there are to see, and what gives all of them, where not all are shown."""
    if total <= shown:
        return []
    values = {"shown": shown, "total": total, "command": command}
    said = say("text", "shown_latest" if latest else "shown_first", paper.language, values)
    return [element("p", text(said), kind="shown")]
