"""Nobody who adds and subtracts the numbers of one shared answer learns a count of fewer than k people.

The attacker knows which sums there are: of all rows, of the lines and columns of crossed rows, and solves them exactly
over the fractions, by another way than the program (which looks for bridges).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crmkit
from crmkit.privacy.few import PEOPLE
from crmkit.privacy.headline import counts_of, large
from crmkit.privacy.margins import Sum, more_to_hide
from crmkit.privacy.pseudonyms import pseudonymous
from crmkit.privacy.small_groups import hidden_rows
from crmkit.privacy.within import Known
from crmkit.result import Pivot, Result

SECRET = b"a" * 32
K = 5
Equation = tuple[Mapping[Any, int], int]
"""Unknowns with their factors, and what they are together."""


def solved(equations: Sequence[Equation]) -> dict[Any, Fraction]:
    """The unknowns that have one possible value, by elimination."""
    names = sorted({name for terms, _ in equations for name in terms}, key=str)
    rows = [[*(Fraction(terms.get(name, 0)) for name in names), Fraction(total)] for terms, total in equations]
    done = 0
    for column in range(len(names)):
        found = next((row for row in range(done, len(rows)) if rows[row][column]), None)
        if found is None:
            continue
        rows[done], rows[found] = rows[found], rows[done]
        rows[done] = [value / rows[done][column] for value in rows[done]]
        for row in range(len(rows)):
            if row != done and (factor := rows[row][column]):
                rows[row] = [one - factor * other for one, other in zip(rows[row], rows[done], strict=True)]
        done += 1
    single = [row for row in rows[:done] if sum(1 for value in row[:-1] if value) == 1]
    return {names[next(at for at, value in enumerate(row) if value)]: row[-1] for row in single}


def bounded(equations: Sequence[Equation]) -> dict[Any, Fraction]:
    """The unknowns of sums that have one possible value since each is 1 or more."""
    low: dict[Any, int] = {name: 1 for terms, _ in equations for name in terms}
    high = dict.fromkeys(low, 10**6)
    for _ in range(20):
        for terms, total in equations:
            for name in terms:
                rest = [other for other in terms if other != name]
                high[name] = min(high[name], total - sum(low[other] for other in rest))
                low[name] = max(low[name], total - sum(high[other] for other in rest))
    return {name: Fraction(low[name]) for name in low if low[name] == high[name]}


def learnt(cells: Mapping[Any, int], hidden: set[Any], sums: Sequence[Sequence[Any]], k: int = K) -> list[Any]:
    """Hidden cells of fewer than k that follow, and sums of hidden cells that are of fewer than k."""
    equations: list[Equation] = []
    for cell in sums:
        out = [each for each in cell if each in hidden and cells[each]]
        if out:
            equations.append((dict.fromkeys(out, 1), sum(cells[each] for each in out)))
    follow = solved(equations) | bounded(equations)
    return [name for name, value in follow.items() if value < k]


def grid_sums(cells: Mapping[tuple[str, str], int]) -> list[list[tuple[str, str]]]:
    sums: list[list[tuple[str, str]]] = [list(cells)]
    for place in (0, 1):
        for name in sorted({cell[place] for cell in cells}):
            sums.append([cell for cell in cells if cell[place] == name])
    return sums


@settings(max_examples=200, deadline=None)
@given(lines=st.integers(2, 5), columns=st.integers(2, 5), k=st.integers(2, 9), data=st.data())
def test_no_cell_of_a_crossed_table_follows_from_its_sums(
    lines: int, columns: int, k: int, data: st.DataObject
) -> None:
    sizes = data.draw(st.lists(st.integers(0, 14), min_size=lines * columns, max_size=lines * columns))
    cells = {(f"r{n // columns}", f"c{n % columns}"): size for n, size in enumerate(sizes)}
    rows = [(*name, size) for name, size in cells.items()]
    pivot = Pivot(("province",), "channel", "x", "customers")
    gone = hidden_rows(Result("profile", ("province", "channel", "customers"), rows, pivot=pivot), Known(k))
    hidden = {name for n, name in enumerate(cells) if n in gone}
    assert all(name in hidden for name, size in cells.items() if 0 < size < k)
    told = learnt(cells, hidden, grid_sums(cells), k)
    shown = [name for name, size in cells.items() if size and name not in hidden]
    assert not told or not shown, (cells, hidden, told)


def test_a_bridge_between_two_squares_is_hidden_no_more() -> None:
    """Two squares of hidden cells, and one that hangs them together: its sums leave several, yet it follows."""
    square = [0, 1, 4, 5]
    sizes = [9] * 16
    for row in (*square, 10, 11, 14, 15, 6):
        sizes[row] = 3
    sums = [Sum([4 * line + at for at in range(4)]) for line in range(4)]
    sums += [Sum([4 * line + at for line in range(4)]) for at in range(4)]
    hidden = {row for row, size in enumerate(sizes) if size == 3}
    cells = dict(enumerate(sizes))
    assert learnt(cells, hidden, [each.rows for each in sums]) == [6]
    more = more_to_hide(sizes, hidden, sums, K)
    assert more and not learnt(cells, hidden | more, [each.rows for each in sums])


def test_five_groups_of_one_each_are_five_ones() -> None:
    """Their sum is five, and no hidden group is empty: one more goes with them."""
    sizes = [1, 1, 1, 1, 1, 8, 30]
    assert more_to_hide(sizes, set(range(5)), [Sum(range(7))], 5) == {5}
    assert more_to_hide([3, 30, 40], {0}, [Sum(range(3), rest=2)], 5) == set()
    assert more_to_hide([3, 30, 40], {0}, [Sum(range(3), rest=1)], 5) == {1}


@given(moved=st.integers(0, 40), not_moved=st.integers(0, 40), joined=st.integers(0, 9), left=st.integers(0, 9))
def test_headline_numbers_do_not_follow_from_each_other(moved: int, not_moved: int, joined: int, left: int) -> None:
    facts: dict[str, object] = {"moved": moved, "not_moved": not_moved, "joined": joined, "left": left}
    facts |= {"customers_after": moved + not_moved + joined, "customers_before": moved + not_moved + left}
    shown = counts_of(large(facts, K))
    counts = counts_of(facts)
    equations: list[Equation] = []
    for whole, name in (("customers_after", "joined"), ("customers_before", "left")):
        terms = {each: (-1 if each == whole else 1) for each in (whole, "moved", "not_moved", name)}
        known = sum(factor * counts[each] for each, factor in terms.items() if each in shown)
        unknown = {each: factor for each, factor in terms.items() if each not in shown and counts[each]}
        if unknown:
            equations.append((unknown, -known))
    assert not [name for name, value in solved(equations).items() if 0 < value < K], (facts, shown)


orders = st.lists(
    st.tuples(
        st.integers(0, 17), st.integers(0, 500), st.integers(1, 400), st.sampled_from(["浙江省", "江苏省", "上海"])
    ),
    min_size=25,
    max_size=90,
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shared")


def shop(path: Path, bought: Sequence[tuple[int, int, int, str]]) -> Path:
    """A plain export of a small shop."""
    first = date(2023, 1, 1)
    lines = ["订单编号,买家会员名,买家实际支付金额,订单状态,订单付款时间,收货地址"]
    for number, (buyer, day, yuan, province) in enumerate(bought):
        moment = f"{first + timedelta(days=day)} 10:00:00"
        lines.append(f"9{number:09},buyer{buyer:03},{yuan}.00,交易成功,{moment},{province} 某市 某路1号")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def whole_sums(table: Result, column: str) -> list[list[int]]:
    """What a reader knows of a table: the sum of all rows, and of the lines and columns of a crossed one."""
    sums = [[*range(len(table.records))]]
    pivot = table.pivot
    for name in (pivot.across, pivot.headers[0]) if pivot else ():
        found = defaultdict(list)
        for row, record in enumerate(table.records):
            found[record[table.columns.index(name)]].append(row)
        sums += found.values()
    return sums


ASKED: dict[str, Callable[..., Result]] = {
    "segment": crmkit.segment,
    "grid": lambda store: crmkit.segment(store, segments="grid"),
    "tiers": crmkit.tiers,
    "profile": crmkit.profile,
    "cross": lambda store: crmkit.profile(store, cross=("stage", "tier")),
}


@settings(max_examples=15, deadline=None)
@given(bought=orders)
def test_nothing_of_a_small_shop_follows(room: Path, bought: list[tuple[int, int, int, str]]) -> None:
    with crmkit.open([shop(room / "orders.csv", bought)]) as store:
        for name, ask in ASKED.items():
            answer = ask(store)
            shared = pseudonymous(answer, SECRET, k=K)
            for part in (None, *(each for each in shared.parts if each != "profile_newness")):
                before, after = (each if part is None else each.parts[part] for each in (answer, shared))
                for column in PEOPLE & {*before.columns}:
                    at = before.columns.index(column)
                    cells = {row: int(record[at] or 0) for row, record in enumerate(before.records)}
                    hidden = {row for row, record in enumerate(after.records) if record[at] is None and cells[row]}
                    told = learnt(cells, hidden, whole_sums(before, column))
                    shown = [row for row, size in cells.items() if size and row not in hidden]
                    assert not told or not shown, (name, part, column, cells, hidden, json.dumps(bought))
