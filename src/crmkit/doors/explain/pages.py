"""The guides that come with the package: read, and taken apart into sections and rows of tables.

A guide has the same parts in both languages in the same order, so that a row of one is the row of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from crmkit.messages import Language

_CELL = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[| :-]+")
_CODED = re.compile(r"^ {4}([a-z_]+)(?:（[^）]*）)? {2,}(\S.*)$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, with the heads of its columns and the number of its section."""

    section: int
    heads: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, the first paragraph below it, and the rows of its tables."""

    heading: str
    opening: str = ""
    rows: tuple[Row, ...] = ()


def read(topic: str, language: Language) -> str:
    """The guide on a topic in ``language``, else in English."""
    folder = files("crmkit") / "guide"
    own = folder / f"{topic}.{language}.md"
    return (own if own.is_file() else folder / f"{topic}.en.md").read_text(encoding="utf-8")


@cache
def sections(topic: str, language: Language) -> Sequence[Section]:
    """A guide section by section; what stands before the first heading of its own is left out."""
    found: list[Section] = []
    for block in _COMMENT.sub("", read(topic, language)).split("\n\n"):
        lines = block.strip("\n").splitlines()
        if lines and lines[0].startswith("#"):
            found.append(Section(lines[0].lstrip("# ")))
            lines = lines[1:]
        if not lines or not found:
            continue
        if lines[0].startswith("|"):
            found[-1] = replace(found[-1], rows=(*found[-1].rows, *_rows(lines, len(found) - 1)))
        elif not found[-1].opening and not lines[0].startswith((" ", "-", "```")):
            opening = ("" if language == "zh" else " ").join(line.strip() for line in lines)
            found[-1] = replace(found[-1], opening=opening)
    return found


@cache
def rules(topic: str, language: Language) -> Mapping[str, str]:
    """The rules of a guide that stand in code, each behind the code it is for."""
    return dict(_CODED.findall(read(topic, language)))


def _rows(lines: Sequence[str], section: int) -> Iterator[Row]:
    heads, *body = (_cells(line) for line in lines if line.startswith("|") and not _RULE.fullmatch(line))
    for cells in body:
        yield Row(section, heads, cells)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip().replace("\\|", "|") for cell in _CELL.split(line.strip())[1:-1])
