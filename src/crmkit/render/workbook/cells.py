"""One value of one kind as a cell of a worksheet: a number where it can be reckoned with, else text that is only text.

A number of more than 15 digits, which Excel could not hold, is text, and so is a day before its calendar is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from crmkit.messages import Language
from crmkit.render.cells import TEXT_KINDS, coded, human_text, machine_text, moment_of, money_of, number_of
from crmkit.render.safe import show
from crmkit.vocabulary import Kind, Word

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_MOST_UNITS = 32_767
_MOST_DIGITS = 15
_FIRST_DAY = date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was
NUMBER_FORMATS: dict[Kind, str] = {
    "count": "#,##0",
    "days": "#,##0",
    "score": "0",
    "money": "#,##0.00",
    "mean": "#,##0.00",
    "figure": "0.0000",
    "rate": "0.0%",
    "date": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm:ss",
}


class SheetCells:
    """Writes the cells of one workbook in one language, and owns their formats."""

    def __init__(self, book: Workbook, language: Language) -> None:
        self._book = book
        self._language = language
        heading = {"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1}
        text = {"align": "left", "indent": 1, "valign": "top"}
        self.bold: Format = book.add_format({"bold": True})
        self._heading: Format = book.add_format({**heading, "align": "left", "indent": 1})
        self._heading_of_figures: Format = book.add_format({**heading, "align": "right"})
        self.top: Format = book.add_format({"bold": True, "valign": "top"})
        self.wrapped: Format = book.add_format({**text, "text_wrap": True})
        self._plain: Format = book.add_format(text)
        self._formats = self._number_formats({"valign": "top"})
        self.left = self._number_formats({"align": "left", "indent": 1})

    def _number_formats(self, look: dict[str, str | int]) -> dict[Kind, Format]:
        return {kind: self._book.add_format({"num_format": shape, **look}) for kind, shape in NUMBER_FORMATS.items()}

    def behind(self, mark: str, kind: Kind) -> dict[Kind, Format]:
        """How a number looks that bears a mark; what is no number has no format."""
        if (shape := NUMBER_FORMATS.get(kind)) is None:
            return {}
        return {kind: self._book.add_format({"num_format": f'"{mark}"{shape}', "italic": True})}

    def heading(self, sheet: Worksheet, place: int, text: str, *, words: bool) -> None:
        """What stands above a column of words, or of figures."""
        self.text(sheet, 0, place, text, self._heading if words else self._heading_of_figures)

    def value(
        self,
        sheet: Worksheet,
        line: int,
        place: int,
        entry: Word,
        value: object,
        formats: Mapping[Kind, Format] | None = None,
        *,
        wrapped: bool = False,
    ) -> None:
        """A cell of the kind of ``entry``, a text on several lines if ``wrapped``; nothing where there is no value."""
        looks = self._formats if formats is None else formats
        if value is None:
            return
        if entry.kind in TEXT_KINDS:
            text = coded(entry.kind, str(value), self._language)
            self.text(sheet, line, place, text, self.wrapped if wrapped else self._plain)
        elif entry.kind == "flag":
            self.text(sheet, line, place, human_text("flag", value, self._language), self._plain)
        elif entry.kind in ("date", "time"):
            moment = moment_of(value)
            if (moment.year, moment.month) < (_FIRST_DAY.year, _FIRST_DAY.month):
                self.text(sheet, line, place, moment.isoformat())
            else:
                sheet.write_datetime(line, place, moment, looks[entry.kind])
        else:
            number = money_of(value) if entry.kind == "money" else number_of(value)
            if entry.kind != "rate" and len(Decimal(number).as_tuple().digits) > _MOST_DIGITS:
                self.text(sheet, line, place, machine_text(entry.kind, value))
            else:
                sheet.write_number(line, place, number, looks[entry.kind])

    def text(self, sheet: Worksheet, line: int, place: int, text: str, look: Format | None = None) -> None:
        """A text cell with what cannot be seen made visible."""
        seen = shorten(show(text), _MOST_UNITS)
        if seen.startswith("<r>") and seen.endswith("</r>"):
            # The library would take such a text for finished XML and write it unescaped; in two runs it escapes it.
            sheet.write_rich_string(line, place, seen[:1], look or self._plain, seen[1:])
        else:
            sheet.write_string(line, place, seen, look)


def shorten(text: str, most: int) -> str:
    """``text`` in at most ``most`` UTF-16 units, as Excel counts; a shortened one ends in dots."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * most:
        return text
    return units[: 2 * (most - 3)].decode("utf-16-le", "ignore") + "..."
