"""The sheets of one workbook: what is said, rows, pivots, how the figures are counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

from crmkit.messages import Language, catalog, say
from crmkit.render.cells import TEXT_KINDS
from crmkit.render.pivot import Grid
from crmkit.render.safe import show
from crmkit.render.spoken import sentences
from crmkit.render.wording import definition, heading, note_text, readable
from crmkit.render.workbook.cells import SheetCells, shorten
from crmkit.render.workbook.paper import TEXT_WIDTH, column_width, make_room, make_room_for_headings, prints_on
from crmkit.render.workbook.pivot import fill
from crmkit.result import Record, Result
from crmkit.vocabulary import word

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LABEL_WIDTH = 26
SENTENCE_WIDTH = 60
MOST_OF_NAME = 31
"""Characters of the name of a sheet."""
FEW_COLUMNS = 6
"""Of more columns the first stays in sight."""


class Sheets:
    """Adds sheets to one workbook, which owns its cell formats and sheet names."""

    def __init__(self, book: Workbook, language: Language) -> None:
        self._book = book
        self._language = language
        self._names: set[str] = set()
        self.cells = SheetCells(book, language)
        self._title: Format = book.add_format({"bold": True, "font_size": 14})

    def summary(self, result: Result) -> None:
        """The first sheet: the sentences of the answer, its figures, and what to mind.

        Facts are cells of their kind and whole numbers are numbers, so that they can be reckoned with.
        """
        language = self._language
        sheet = self._written(say("text", "summary_sheet", language))
        self.cells.text(sheet, 0, 0, heading(result, language), self._title)
        line = 2
        for said in self._under("in_short", sentences(result, language)):
            line = self._line(sheet, line, *said)
        line += bool(result.answer)
        for name, value in _headline(result).items():
            self.cells.text(sheet, line, 0, word(name).headline(language))
            self.cells.value(sheet, line, 1, word(name), value, self.cells.left)
            line += 1
        line += 1
        for said in self._under("notes", [note_text(note, language) for note in result.notes]):
            line = self._line(sheet, line, *said)

    def rows(self, name: str, columns: Sequence[str], records: Sequence[Record], *, hidden: bool = False) -> str:
        """A sheet with a heading line and one line per record, to filter and to print; gives its name."""
        kept = [(index, word(column)) for index, column in enumerate(columns) if not word(column).machine]
        sheet = self.added(name)
        widths = [column_width(entry, [record[index] for record in records], self._language) for index, entry in kept]
        labels = [entry.label(self._language) for _, entry in kept]
        make_room_for_headings(sheet, labels, widths)
        for place, (width, label, (_, entry)) in enumerate(zip(widths, labels, kept, strict=True)):
            sheet.set_column(place, place, width)
            self.cells.heading(sheet, place, label, words=entry.kind in TEXT_KINDS)
        long = {place: index for place, (index, _) in enumerate(kept) if widths[place] >= TEXT_WIDTH}
        for line, record in enumerate(records, start=1):
            if long:
                make_room(sheet, line, max((str(record[index] or "") for index in long.values()), key=len), TEXT_WIDTH)
            for place, (index, entry) in enumerate(kept):
                self.cells.value(sheet, line, place, entry, record[index], wrapped=place in long)
        sheet.freeze_panes(1, 1 if len(kept) > FEW_COLUMNS else 0)
        sheet.repeat_rows(0)
        sheet.repeat_columns(0)
        if records:
            sheet.autofilter(0, 0, len(records), len(kept) - 1)
        prints_on(sheet, name, sum(widths))
        if hidden:
            sheet.hide()
        return str(sheet.get_name())

    def pivot(self, name: str, lines: Grid) -> None:
        """A sheet with a line per header."""
        sheet = self.added(name)
        prints_on(sheet, name, fill(sheet, lines, self.cells, self._language))

    def definitions(self, result: Result, hidden: Sequence[str]) -> None:
        """The last sheet: how the figures are counted, with which options, and where the single rows are."""
        language = self._language
        if not (definition(result, language) or hidden or result.params):
            return
        sheet = self._written(say("text", "definitions_sheet", language))
        line = 0
        if sentence := definition(result, language):
            line = self._line(sheet, line, say("text", "definition_heading", language), sentence)
        for named in hidden:
            line = self._line(sheet, line, named, say("text", "hidden_sheet", language))
        for label, said in self._options(result):
            line = self._line(sheet, line, label, said)

    def added(self, name: str) -> Worksheet:
        """A further sheet, called ``name`` as far as such names go and no other sheet has it."""
        allowed = "".join(" " if character in "[]:*?/\\" else character for character in _short(show(name)))
        whole = shorten(allowed.strip(" '"), MOST_OF_NAME) or "Sheet"
        unique, count = whole, 1
        while unique.lower() in self._names or unique.lower() == "history":
            count += 1
            unique = f"{shorten(whole, MOST_OF_NAME - 4)} {count}"
        self._names.add(unique.lower())
        return self._book.add_worksheet(unique)

    def _options(self, result: Result) -> Iterator[tuple[str, str | int]]:
        """Label and text (or whole number) of the arguments."""
        language = self._language
        if result.params:
            yield say("text", "asked_with", language), ""
        for name, text in readable(result.params, language).items():
            value = result.params[name]
            is_whole = isinstance(value, int) and not isinstance(value, bool)
            label = say("param", name, language) if name in catalog()["param"] else name
            yield label, cast("int", value) if is_whole else text

    def _under(self, code: str, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The texts, the first of them behind what they are called."""
        for place, text in enumerate(texts):
            yield "" if place else say("text", code, self._language), text

    def _line(self, sheet: Worksheet, line: int, label: str, said: str | int) -> int:
        """Write a label and what it says; gives the next line."""
        make_room(sheet, line, str(said), SENTENCE_WIDTH)
        if label:
            self.cells.text(sheet, line, 0, label, self.cells.top)
        if isinstance(said, int):
            sheet.write_number(line, 1, said, self.cells.left["score"])
        elif said:
            self.cells.text(sheet, line, 1, said, self.cells.wrapped)
        return line + 1

    def _written(self, name: str) -> Worksheet:
        """A sheet of labels and sentences."""
        sheet = self.added(name)
        sheet.set_column(0, 0, LABEL_WIDTH)
        sheet.set_column(1, 1, SENTENCE_WIDTH)
        prints_on(sheet, name, LABEL_WIDTH + SENTENCE_WIDTH)
        return sheet


def _short(name: str) -> str:
    """A long name without what only explains it."""
    return name if len(name) <= MOST_OF_NAME else re.split(r"[,，:：(（]", name)[0]


def _headline(result: Result) -> dict[str, object]:
    """The day the answer is true for, and its facts."""
    days = {} if result.as_of is None else {"as_of": result.as_of}
    return {**days, **{name: value for name, value in result.facts.items() if not word(name).machine}}
