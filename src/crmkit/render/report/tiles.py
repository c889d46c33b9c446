"""Headline numbers of a page: the value with its unit, its course, and how it changed, in words that need no colour."""

from __future__ import annotations

from dataclasses import dataclass

from crmkit.render.report.document import Change, Tile
from crmkit.render.report.drawing import spark
from crmkit.render.report.drawing.scales import Drawing
from crmkit.render.report.said import Voice
from crmkit.vocabulary import word

_MEANING = {"good": "g", "bad": "x", "neither": "n"}
_UP, _DOWN, _SAME = "▲", "▼", "="


@dataclass(frozen=True, slots=True)
class Turn:
    """A change: its arrow and what the arrow says, its size, its meaning as a class, what it is against.

    Without an arrow ``against`` is the whole line.
    """

    against: str
    arrow: str = ""
    spoken: str = ""
    size: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """A tile as texts: the figure and the unit behind it stand apart."""

    label: str
    figure: str
    unit: str
    is_settled: bool
    course: Drawing | None
    turns: tuple[Turn, ...]
    interval: str


def headline(tile: Tile, voice: Voice) -> Headline:
    """A tile in the language of the report."""
    entry = word(tile.word)
    figure, _, unit = voice.figure(entry.kind, tile.value).partition(" ")
    ends = [voice.figure(entry.kind, end) for end in (tile.low, tile.high) if end is not None]
    return Headline(
        entry.headline(voice.language),
        figure,
        unit,
        tile.settled,
        spark.draw(tile.course),
        tuple(_turn(change, tile, voice) for change in tile.changes),
        voice.frame("interval", low=ends[0], high=ends[1]) if len(ends) > 1 else "",
    )


def _turn(change: Change, tile: Tile, voice: Voice) -> Turn:
    against = voice.plain(change.against)
    if change.rate is None:
        value = voice.figure(word(tile.word).kind, change.value)
        return Turn(voice.frame("earlier", against=against, value=value))
    compared = voice.frame("compared", against=against)
    size = voice.change(change.rate, in_points=change.in_points)
    if not size:
        return Turn(compared, _SAME, voice.frame("same"), "", "n")
    arrow, code = (_UP, "rises") if change.rate > 0 else (_DOWN, "falls")
    return Turn(compared, arrow, voice.frame(code), size, _MEANING[change.meaning])
