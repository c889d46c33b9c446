"""Hidden counts that the sums around them would give away, and what to hide besides.

Whoever reads a table may subtract what is shown from the sums of its lines, its columns and the whole. What is left
of a sum has to be of at least two rows and ``k`` people, and no combination of sums may determine one hidden row. Rows
of nobody are always shown: a hidden count is known to be 1 or more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

ROUNDS = 12
"""How often bounds are drawn from each other; on a long chain of sums they would creep on by one at a time."""
GROUND = -1
"""The end of a row that is in no further sum."""
START = -2
"""Where a walk over the rows begins, and no row."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Rows whose sum is known; ``rest`` is in the sum, too, and in no row."""

    rows: Sequence[int]
    rest: int = 0


def more_to_hide(sizes: Sequence[int], hidden: AbstractSet[int], sums: Sequence[Sum], k: int) -> set[int]:
    """Further rows to hide, the smallest first, until no sum gives a hidden row away.

    A row is in one sum of lines and one of columns at most, beside that of all rows.
    """
    gone = {row for row in hidden if sizes[row]}
    begun = set(gone)
    while (row := _next(sizes, gone, sums, k)) is not None:
        gone.add(row)
    return gone - begun


def _next(sizes: Sequence[int], gone: AbstractSet[int], sums: Sequence[Sum], k: int) -> int | None:
    for each in sums:
        out = _left(each, sizes, gone)
        if out and not is_safe(out, k) and (row := _smallest(each.rows, sizes, gone)) is not None:
            return row
    for weak in (*_determined(gone, sums, len(sizes)), *_pinned(sizes, gone, sums, k)):
        near = [row for each in sums if weak in each.rows and len(each.rows) < len(sizes) for row in each.rows]
        for rows in (near, range(len(sizes))):
            if (row := _smallest(rows, sizes, gone)) is not None:
                return row
    return None


def is_safe(out: Sequence[int], k: int) -> bool:
    """Whether the sum of hidden counts says little enough: of two or more, of ``k`` people, not of one each."""
    return len(out) > 1 and sum(out) >= max(k, len(out) + 1)


def _left(each: Sum, sizes: Sequence[int], gone: AbstractSet[int]) -> list[int]:
    """What is left of a sum without the rows shown."""
    return [sizes[row] for row in each.rows if row in gone] + ([each.rest] if each.rest else [])


def _smallest(rows: Sequence[int], sizes: Sequence[int], gone: AbstractSet[int]) -> int | None:
    return min((row for row in rows if sizes[row] and row not in gone), key=lambda row: (sizes[row], row), default=None)


def _determined(gone: AbstractSet[int], sums: Sequence[Sum], rows: int) -> Iterator[int]:
    """Hidden rows that follow from the sums together: the bridges between lines and columns (a row is an edge)."""
    ends: dict[int, list[int]] = {row: [] for row in sorted(gone)}
    for number, each in enumerate(sums):
        if 1 < len(each.rows) < rows or len(sums) == 1:
            for row in each.rows:
                if row in ends:
                    ends[row].append(number)
    edges = [(row, at[0], at[1] if len(at) > 1 else GROUND) for row, at in ends.items() if at]
    edges += [(GROUND, number, GROUND) for number, each in enumerate(sums) if each.rest]
    yield from (row for row in _bridges(edges) if row != GROUND)


def _bridges(edges: Sequence[tuple[int, int, int]]) -> Iterator[int]:
    """The edges without which their two ends would not hang together (the lowest node that each can reach)."""
    around: dict[int, list[tuple[int, int]]] = {}
    for name, first, second in edges:
        around.setdefault(first, []).append((name, second))
        around.setdefault(second, []).append((name, first))
    number: dict[int, int] = {}
    lowest: dict[int, int] = {}
    for start in around:
        if start in number:
            continue
        number[start] = lowest[start] = len(number)
        path = [(start, START, iter(around[start]))]
        while path:
            node, came_by, rest = path[-1]
            name, other = next(rest, (START, START))
            if name == START:
                path.pop()
                if path:
                    before = path[-1][0]
                    lowest[before] = min(lowest[before], lowest[node])
                    if lowest[node] > number[before]:
                        yield came_by
            elif name != came_by and other in number:
                lowest[node] = min(lowest[node], number[other])
            elif name != came_by:
                number[other] = lowest[other] = len(number)
                path.append((other, name, iter(around[other])))


def _pinned(sizes: Sequence[int], gone: AbstractSet[int], sums: Sequence[Sum], k: int) -> Iterator[int]:
    """Hidden rows of few whose count is the only one possible, as every hidden count is 1 or more."""
    most = sum(sizes) + 1
    low, high = dict.fromkeys(gone, 1), dict.fromkeys(gone, most)
    for _ in range(ROUNDS):
        before = (dict(low), dict(high))
        for each in sums:
            rows, total = [row for row in each.rows if row in gone], sum(_left(each, sizes, gone))
            least, greatest = sum(low[row] for row in rows), sum(high[row] for row in rows)
            for row in rows:
                top = total - (least - low[row]) - (1 if each.rest else 0)
                bottom = total - (greatest - high[row]) - (most if each.rest else 0)
                high[row], low[row] = min(high[row], top), max(low[row], bottom)
        if before == (low, high):
            break
    yield from (row for row in sorted(gone) if low[row] == high[row] and sizes[row] < k)
