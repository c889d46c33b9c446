"""The sentences and figures of a report in words, as a person would say them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import PurePath

from crmkit.messages import catalog, say
from crmkit.notes import Note
from crmkit.render.cells import NOTHING, TEXT_KINDS, human_text, number_of
from crmkit.render.report.document import Block, Cell, Change, Panel, Report, Tile
from crmkit.render.spoken import amount, day, joined, share, spoken
from crmkit.render.wording import note_text
from crmkit.screen import Sentence
from crmkit.vocabulary import Kind, word

THIS_WEEK = "week"
"""The block whose lists are to act on; its finding says so itself."""
WHOLE_REPORT = "crmkit report -o report.html"
LEAST_CHANGE = Decimal("0.0005")
"""A smaller change is none."""


def told(report: Report, said: Sentence | None) -> str:
    """A sentence of ``report.toml``; empty where there is none."""
    if said is None:
        return ""
    values = {**data_said(report.at_named), **said.values}
    return say("report", said.code, report.language, spoken(values, report.language, report.currency))


def data_said(at: str) -> dict[str, str]:
    """What commands within sentences say of the data; of a snapshot less, which only a store keeps, in all money."""
    named = f" {at}" if at else ""
    return {"at": named, "of_store": re.sub(r" --currency \S+", "", named) if at.startswith("--") else ""}


def paragraph(report: Report, said: Sequence[Sentence]) -> str:
    """Sentences as one paragraph."""
    return joined([told(report, each) for each in said], report.language)


def topic(report: Report, block: Block) -> str:
    """What a block is about, in a word or two."""
    return say("page", f"topic_{block.name}", report.language)


def whole_list(report: Report, panel: Panel) -> str:
    """The command that writes the whole list of a panel, as it has to be typed; empty where it has none."""
    return typed(panel.command, report.at_named) if panel.command else ""


def whole_report(report: Report) -> str:
    """The command that writes all of it again, for the same data, period and language."""
    return typed(typed(WHOLE_REPORT, report.at_named), report.asked)


def with_folders(report: Report) -> Report:
    """It for who works with the same files: commands say where they lie; others see their names only."""
    return replace(report, at_named=report.at)


def typed(command: str, at: str) -> str:
    """A command with what says which data."""
    return " ".join(filter(None, [command, at]))


def finding(report: Report, block: Block) -> str:
    """What a block is about, and in the same line what was found or why nothing could be."""
    found = block.refused or told(report, block.heading)
    if block.name == THIS_WEEK:
        return found
    named = {"topic": topic(report, block), "finding": found}
    return say("form", "finding", report.language, named)


def figure(report: Report, kind: Kind, value: object) -> str:
    """A value as it stands alone: money in whole units with their name."""
    if value is None:
        return NOTHING
    if kind in ("money", "mean"):
        return amount(Decimal(number_of(value)), report.language, report.currency)
    return human_text(kind, value, report.language)


def tile_value(report: Report, tile: Tile) -> str:
    """The headline number, marked while it still grows by itself."""
    value = figure(report, word(tile.word).kind, tile.value)
    return value if tile.settled else say("form", "unsettled", report.language, {"value": value})


def tile_notes(report: Report, tile: Tile) -> list[str]:
    """How the headline number changed, the interval it lies in, and what there is to mind."""
    said = [change_text(report, tile, change) for change in tile.changes]
    if tile.low is not None and tile.high is not None:
        kind = word(tile.word).kind
        ends = {"low": figure(report, kind, tile.low), "high": figure(report, kind, tile.high)}
        said.append(say("page", "interval", report.language, ends))
    return [*said, *filter(None, [told(report, tile.note)])]


def change_text(report: Report, tile: Tile, change: Change) -> str:
    """``+84% on May``; the earlier value itself where the two cannot be compared yet."""
    against = told(report, change.against)
    if change.rate is None:
        value = figure(report, word(tile.word).kind, change.value)
        return say("page", "earlier", report.language, {"against": against, "value": value})
    rate = change.rate if abs(change.rate) >= LEAST_CHANGE else Decimal(0)
    sign = "+" if rate > 0 else "-" if rate < 0 else ""
    size = f"{sign}{share(abs(rate))}"
    if change.in_points:
        size = say("page", "points", report.language, {"points": f"{sign}{abs(rate) * 100:.1f}"})
    return say("form", "change", report.language, {"against": against, "change": size})


def header_kind(name: str, value: object) -> Kind:
    """The kind of a header of a coloured table; a range of numbers is a text."""
    kind = word(name).kind
    return "text" if isinstance(value, str) and kind not in TEXT_KINDS else kind


def cell_kind(value: object) -> Kind:
    """Whether the value of a coloured cell is a count or a share."""
    return "count" if isinstance(value, int) else "rate"


def cell_figures(cell: Cell) -> list[str]:
    """What stands in a coloured cell: its value and what is below, shares in whole per cent."""
    values = [value for value in (cell.value, cell.below) if value is not None]
    return [
        f"{number_of(value):,}" if cell_kind(value) == "count" else share(Decimal(number_of(value))) for value in values
    ]


def data_to(report: Report) -> date:
    """The last day that the data have."""
    day = report.facts.get("data_to", report.as_of)
    return day if isinstance(day, date) else report.as_of


def facts_shown(report: Report) -> list[tuple[str, object]]:
    """What there is to say of the data beside their last day."""
    known = ((name, value) for name, value in report.facts.items() if name != "data_to")
    return [(name, value) for name, value in known if value not in (None, data_to(report))]


def as_of(report: Report) -> list[str]:
    """The day that the report is of, where it is not the last one of the data."""
    if data_to(report) == report.as_of:
        return []
    return [say("form", "as_of", report.language, {"day": day(report.as_of, report.language)})]


def masthead(report: Report) -> str:
    """Until when the data go, and what else there is to say of them."""
    language = report.language
    said = [say("form", "data_to", language, {"day": day(data_to(report), language)}), *as_of(report)]
    for name, value in facts_shown(report):
        shown = day(value, language) if isinstance(value, date) else human_text(word(name).kind, value, language)
        has_words = f"fact_{name}" in catalog()["page"]
        named = say("page", f"fact_{name}", language, {"value": shown}) if has_words else ""
        said.append(named or f"{word(name).headline(language)} {shown}")
    return " · ".join(said)


def names_shown(report: Report) -> str:
    """Whether names are masked."""
    return say("form", "revealed" if report.revealed else "masked", report.language)


def found(report: Report) -> list[str]:
    """What reading found and left out, each once."""
    return [note_text(_without_folders(note), report.language) for note in report.found]


def data_to_mind(report: Report) -> list[str]:
    """What reading found, then what could not be told for want of a file; that all is well, where it is."""
    said = [*found(report), *(told(report, said) for said in report.left_out)]
    return said or [say("form", "all_well", report.language)]


def _without_folders(note: Note) -> Note:
    """A note that names files and says nothing of where on a computer they are."""
    file = note.values.get("file")
    return replace(note, values={**note.values, "file": PurePath(file).name}) if isinstance(file, str) else note
