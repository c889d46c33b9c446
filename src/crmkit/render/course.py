"""Rows that follow each other in time as people read them (``Result.course``): a line drawn above, a mark beside.

What is not settled is marked with ``RUNNING`` and left out of the line; the flag that says so is not shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from crmkit.messages import Language, say
from crmkit.render.pivot import RUNNING
from crmkit.render.sparkline import sparkline
from crmkit.result import Course, Record, Result
from crmkit.vocabulary import word

LEAST = 3
"""Fewer numbers are no course."""
COURSE_LENGTH = 60
"""Characters of a drawn course, at most, where no line of a terminal says how many fit."""


def drawn(result: Result, course: Course, room: int, language: Language, *, plain: bool) -> tuple[str, str] | None:
    """What the line shows, and the line: the latest settled values, no more than ``room`` characters of them.

    ``None`` where there are too few.
    """
    value, along, settled = (result.columns.index(name) for name in (course.value, course.along, course.settled))
    found = [record for record in result.records if record[settled] is True][-max(room, LEAST) :]
    if len(found) < LEAST:
        return None
    ends = {"first": found[0][along], "last": found[-1][along]}
    about = {"value": word(course.value).label(language), **ends}
    caption = say("text", "course_digits" if plain else "course", language, about)
    return caption, sparkline([record[value] for record in found], plain=plain)


def marks(result: Result, records: Sequence[Record]) -> list[Record]:
    """The records with a mark beside what is not settled, all columns kept."""
    if result.course is None:
        return list(records)
    along, settled = (result.columns.index(name) for name in (result.course.along, result.course.settled))
    return [
        record if record[settled] is True else (*record[:along], f"{record[along]}{RUNNING}", *record[along + 1 :])
        for record in records
    ]


def marked(result: Result, records: Sequence[Record]) -> tuple[tuple[str, ...], list[Record]]:
    """Columns and records as people see them; those of an answer without a course stay as they are."""
    if result.course is None:
        return result.columns, list(records)
    settled = result.columns.index(result.course.settled)
    columns = result.columns[:settled] + result.columns[settled + 1 :]
    return columns, [record[:settled] + record[settled + 1 :] for record in marks(result, records)]
