"""Tables and cells of a report: only the rows and columns of an answer that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from crmkit.render.report.document import Listing
from crmkit.result import Record, Result
from crmkit.screen import Form, Sentence, Table, Tone

STEPS = 6
"""Strengths of the colour of a cell."""


def listing(
    result: Result,
    columns: Sequence[str],
    caption: Sentence,
    *,
    part: str = "",
    rows: int | None = None,
    records: Iterable[Record] | None = None,
    folded: bool = False,
    spare: tuple[str, ...] = (),
    bar: str = "",
    forms: Mapping[str, Form] | None = None,
    tone_by: str = "",
    tones: Mapping[str, Tone] | None = None,
) -> Listing:
    """The ``columns`` of an answer or its ``part``: its first ``rows``, or the ``records`` given, in their order.

    Rows of a course keep the flag that says which of them are not settled, so that these are marked.
    """
    source = result.part(part) if part else result
    held = (*columns, *([source.course.settled] if source.course else ()))
    places = [source.columns.index(name) for name in held]
    kept = source.records[:rows] if records is None else records
    own = Result(
        name=source.name,
        columns=held,
        records=[tuple(record[place] for place in places) for record in kept],
        as_of=result.as_of,
        facts={name: value for name, value in result.facts.items() if name == "currency"},
        course=source.course,
        language=result.language,
    )
    table = Table(tuple(columns), bar=bar, forms=forms or {}, tone_by=tone_by, tones=tones or {})
    return Listing(own, table, caption, folded=folded, spare=spare)


def level(value: Decimal | int | None, most: Decimal | int) -> int | None:
    """How strong the colour of a cell is, from 0 to 5 in even steps up to ``most``."""
    if value is None:
        return None
    return 0 if most <= 0 else max(0, min(STEPS - 1, int(Decimal(value) * STEPS / Decimal(most))))
