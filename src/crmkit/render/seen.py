"""The rows as people see them, in a table on the screen or in a page: machines get every column."""

from __future__ import annotations

from dataclasses import replace

from crmkit.render.course import marked, marks
from crmkit.result import Record, Result
from crmkit.screen import Table


def source_of(result: Result, table: Table) -> Result:
    """The answer or its part that a table of the screen is of, with the rows that the table is about."""
    source = result.parts[table.part] if table.part else result
    if not table.having:
        return source
    place = source.columns.index(table.having)
    return replace(source, records=[record for record in source.records if record[place] is not None])


def listed(result: Result, most: int | None, *, latest: bool) -> list[Record]:
    """The first records or the ``latest``, ``most`` at most, with a mark beside what is not settled."""
    records = result.records
    return marks(result, records if most is None else records[-most:] if latest else records[:most])


def seen(result: Result, shown: int) -> tuple[tuple[str, ...], list[Record]]:
    """Columns and the first ``shown`` records; a column that may be spared stands only where some row has something."""
    columns, records = marked(result, result.records[:shown])
    spare = [(name, result.columns.index(name)) for name in result.spare if name in result.columns]
    empty = {name for name, place in spare if not any(record[place] for record in result.records)}
    kept = [place for place, name in enumerate(columns) if name not in empty]
    return tuple(columns[place] for place in kept), [tuple(row[place] for place in kept) for row in records]
