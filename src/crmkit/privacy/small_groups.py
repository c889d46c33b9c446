"""Groups of few people left out of a table, so that neither their own row nor the others' sum gives them away.

A row about fewer than ``k`` people, or about so few purchases, has no figures; nor has one that leaves so few of those
it is about. Where the sums of a table would give a hidden row away, the smallest shown rows are hidden, too
(``margins``). Of rows that contain each other, those stay whose differences are of ``k`` people or more. What overlaps
with something shown, so that a difference may be of few people, is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import cast

from crmkit.privacy.few import (
    BY_BUYER,
    CHAINED,
    EXTREMES,
    FIGURES,
    LABELS,
    NESTED,
    NOBODY,
    OF_ALL,
    OF_UNKNOWN_MANY,
    PEOPLE,
    TOLD_IN_WORDS,
    WITHIN,
)
from crmkit.privacy.margins import Sum, more_to_hide
from crmkit.privacy.within import Known, few_elsewhere, few_rates, told_apart
from crmkit.result import Pivot, Record, Result
from crmkit.vocabulary import word


def hidden_rows(result: Result, known: Known, also: frozenset[int] = frozenset()) -> frozenset[int]:
    """The rows of a table that have to be hidden, with those that are hidden ``also`` for another table."""
    columns = _counts(result)
    hidden = set(also) | {row for values in columns.values() for row, each in enumerate(values) if 0 < each < known.k}
    hidden |= _hidden_lines(result, known.k) | _hidden_across(result, known.k) | few_elsewhere(result, known)
    hidden |= told_apart(result, hidden, known)
    if result.name in NESTED:
        return frozenset(hidden)
    before = -1
    while before != len(hidden):
        before = len(hidden)
        for name, values in columns.items():
            hidden |= more_to_hide(values, hidden, _sums(result, name, values, known), known.k)
    return frozenset(hidden)


def told_by_part(result: Result, name: str, hidden: frozenset[int], known: Known) -> frozenset[int]:
    """The rows of a part that would tell what the rows ``hidden`` of the answer hold: the same cells, sums of them."""
    pivot, part = result.pivot, result.parts[name]
    if pivot is None or not hidden:
        return frozenset()
    if name == pivot.footer:
        thin, place = _thin_columns(result, pivot, hidden, known.k), part.columns.index(pivot.across)
        return frozenset(row for row, record in enumerate(part.records) if record[place] in thin)
    names = [each for each in (*pivot.headers, pivot.across) if each not in PEOPLE]
    if not set(names) <= set(part.columns):
        return frozenset()
    own, other = ([table.columns.index(each) for each in names] for table in (result, part))
    gone = {tuple(record[place] for place in own) for row, record in enumerate(result.records) if row in hidden}
    return frozenset(row for row, record in enumerate(part.records) if tuple(record[place] for place in other) in gone)


def without_small_groups(
    result: Result, known: Known, hidden: frozenset[int], *, is_beside: bool = False
) -> tuple[Record, ...]:
    """The rows of ``result`` without the figures of those ``hidden``, and without what no count says of how many it is.

    ``is_beside``: rows of a table that it is shown with are hidden.
    """
    lines, heads = _hidden_lines(result, known.k), _line_people(result)
    kinds = [name in TOLD_IN_WORDS or (word(name).kind in FIGURES and name not in LABELS) for name in result.columns]
    out_always = EXTREMES | OF_UNKNOWN_MANY | (OF_ALL if 0 < known.wholes.get("never_bought", 0) < known.k else set())
    always = [name in out_always or (bool(hidden or is_beside) and name in CHAINED) for name in result.columns]
    nobody = result.columns.index(NOBODY) if NOBODY in result.columns else None
    by_buyer = [name in BY_BUYER for name in result.columns]
    rates = few_rates(result, known)
    first_change = result.columns.index("change_rate") if "change_rate" in result.columns else None

    def shown(row: int, record: Record) -> Record:
        out = [
            each and row in hidden and (name not in heads or row in lines)
            for each, name in zip(kinds, result.columns, strict=True)
        ]
        if nobody is not None and record[nobody]:
            out = [one or other for one, other in zip(out, by_buyer, strict=True)]
        return tuple(
            None if one or other or (row, place) in rates or (row == 0 and place == first_change) else value
            for place, (value, one, other) in enumerate(zip(record, out, always, strict=True))
        )

    return tuple(shown(row, record) for row, record in enumerate(result.records))


def _counts(result: Result) -> dict[str, list[int]]:
    """The counts of people of each row by column, and of those who are left of one without another."""
    heads = _line_people(result)
    found = {
        name: [cast("int | None", record[place]) or 0 for record in result.records]
        for place, name in enumerate(result.columns)
        if name in PEOPLE and (name not in heads)
    }
    everybody = {
        name: [cast("int | None", record[place]) or 0 for record in result.records]
        for place, name in enumerate(result.columns)
        if name in heads
    } | found
    for whole, part in WITHIN:
        if {whole, part} <= everybody.keys():
            pairs = zip(everybody[whole], everybody[part], strict=True)
            found[f"{whole} - {part}"] = [max(every - some, 0) if some else 0 for every, some in pairs]
    return found


def _line_people(result: Result) -> frozenset[str]:
    """The counts that are of a whole line of a crossed table, and the same in all its rows."""
    return frozenset(() if result.pivot is None else result.pivot.headers) & PEOPLE


def _hidden_lines(result: Result, k: int) -> frozenset[int]:
    """The rows of the lines of a crossed table that are of few people each, or protect such a line."""
    if result.pivot is None:
        return frozenset()
    lines = [*_together(result, [name for name in result.pivot.headers if name not in PEOPLE]).values()]
    hidden: set[int] = set()
    for name in sorted(_line_people(result)):
        place = result.columns.index(name)
        sizes = [cast("int | None", result.records[rows[0]][place]) or 0 for rows in lines]
        few = {line for line, size in enumerate(sizes) if 0 < size < k}
        hidden |= few | more_to_hide(sizes, few, [Sum(range(len(lines)))], k)
    return frozenset(row for line in hidden for row in lines[line])


def _hidden_across(result: Result, k: int) -> set[int]:
    """The rows of the columns of a crossed table, whose sums stand below it, that are of few people each."""
    pivot = result.pivot
    if pivot is None or pivot.footer_title != "pivot_total" or pivot.value not in PEOPLE:
        return set()
    place = result.columns.index(pivot.value)
    columns = [*_together(result, [pivot.across]).values()]
    sizes = [sum(cast("int | None", result.records[row][place]) or 0 for row in rows) for rows in columns]
    few = {column for column, size in enumerate(sizes) if 0 < size < k}
    hidden = few | more_to_hide(sizes, few, [Sum(range(len(columns)))], k)
    return {row for column in hidden for row in columns[column]}


def _sums(result: Result, name: str, sizes: Sequence[int], known: Known) -> list[Sum]:
    """The sums of rows that may be known: of all, with what is in no row; of each line and column of a crossed table.

    Below an average stands only what is settled, and nothing is the sum of a line.
    """
    rest = known.wholes.get(name, 0) - sum(sizes)
    found = [Sum(range(len(sizes)), rest if 0 < rest < known.k else 0)]
    pivot = result.pivot
    if pivot is not None and pivot.footer and pivot.footer_title == "pivot_footer":
        names = [[pivot.across, *([pivot.settled] if pivot.settled else [])]]
    else:
        names = [[pivot.across], [*pivot.headers]] if pivot else [[each] for each in _leading(result)]
    parted = {
        tuple(map(tuple, _together(result, [each for each in group if each not in PEOPLE]).values())) for group in names
    }
    for groups in sorted(parted):
        if 1 < len(groups) < len(sizes):
            found += [Sum(rows) for rows in groups]
    return found


def _leading(result: Result) -> Iterator[str]:
    """The columns that say which group a row is of: those in front of its figures."""
    for name in result.columns:
        if word(name).kind not in ("text", "code", "date"):
            return
        yield name


def _together(result: Result, names: Sequence[str]) -> dict[tuple[object, ...], list[int]]:
    """The numbers of the rows that have the same in the columns ``names``."""
    places = [result.columns.index(name) for name in names if name in result.columns]
    found: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for row, record in enumerate(result.records):
        found[tuple(record[place] for place in places)].append(row)
    return found


def _thin_columns(result: Result, pivot: Pivot, hidden: frozenset[int], k: int) -> frozenset[object]:
    """The values across whose hidden cells do not protect each other: a sum of the column would tell of them."""
    columns, thin = _counts(result), set()
    names = [pivot.across, *([pivot.settled] if pivot.settled else [])]
    for (step, *is_settled), rows in _together(result, names).items():
        for values in columns.values() if all(is_settled) else ():
            out = [values[row] for row in rows if row in hidden and values[row]]
            if out and (len(out) == 1 or sum(out) < max(k, len(out) + 1)):
                thin.add(step)
    return frozenset(thin)
