"""Diff: who moved where between two snapshots, or since one of them, and how their money changed."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import ParamSpec, cast, get_args

from crmkit.analyses.diff.rows import (
    MATRIX_COLUMNS,
    MOVED,
    Direction,
    Ladder,
    MoveCell,
    Person,
    counts,
    matrix,
    moves,
    people,
    totals,
)
from crmkit.analyses.diff.screen import on_screen
from crmkit.customers.arguments import MOST_LISTED, require_choice, require_whole
from crmkit.customers.conditions.audience import choose
from crmkit.customers.conditions.where import Where
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.scores.maps import SegmentMap, parse_map
from crmkit.customers.standings.standings import By, build_standings, places
from crmkit.customers.window import Window, day_caveats, window_of
from crmkit.errors import UsageError
from crmkit.messages import Language
from crmkit.models.shares import yuan
from crmkit.result import Note, Pivot, Result
from crmkit.screen import listing
from crmkit.store.shops import seeing
from crmkit.store.snapshots import SnapshotHeader, build_snapshot, find_snapshot, list_snapshots
from crmkit.store.store import Store
from crmkit.version import __version__

SQL = files("crmkit.analyses.diff")
Asked = ParamSpec("Asked")
PIVOT = Pivot(
    headers=("from_group", "customers_before"),
    across="to_group",
    across_title="diff_to",
    value="customers",
    footer="diff_totals",
    footer_value="customers",
    footer_title="pivot_total",
    as_footer=True,
)


def of_its_shops(comparison: Callable[Asked, Result]) -> Callable[Asked, Result]:
    """Let ``comparison``, whose first arguments are a store and a snapshot, see the shops of that snapshot alone."""

    @functools.wraps(comparison)
    def answer(*arguments: Asked.args, **asked: Asked.kwargs) -> Result:
        named = dict(zip(("store", "from_"), arguments, strict=False)) | asked
        store = cast("Store", named["store"])
        head = next((head for head in list_snapshots(store) if head.name == named["from_"]), None)
        if head is None:
            return comparison(*arguments, **asked)  # which says so, after what else is wrong
        with seeing(store, head.shop_keys):
            return comparison(*arguments, **asked)

    return answer


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared: ``now`` is the window of the later side where that is no snapshot.

    ``reason`` says why no risk could be predicted for the later side.
    """

    before: SnapshotHeader
    after: SnapshotHeader
    segment_map: SegmentMap
    now: Window | None = None
    reason: str | None = None


@of_its_shops
@with_reading_notes
def diff(
    store: Store,
    from_: str,
    to: str | None = None,
    *,
    by: By = "segment",
    top: int | None = 5,
    detail: bool = False,
    where: Where | str | None = None,
    language: Language = "en",
) -> Result:
    """Compare the groups of customers with those in the snapshot ``from_``, in the shops that it is of.

    Args:
        store: an open store that holds the snapshot.
        from_: the name of a snapshot.
        to: the name of a later one; the store as of the last day of a purchase (or the day of ``from_``, if later), by
            the same segment map and months, when ``None``.
        by: the groups to compare: segment, value tier, lifecycle stage or risk of churn.
        top: how many customers and moves the lists name; all when ``None``.
        detail: one row per customer who moved instead of one per pair of groups.
        where: a condition on customers by what is known on the later day; only they are counted, in the groups of all.
        language: of the names of groups.

    Returns:
        One row per pair of groups, the customers who were not there or are no longer there among them, so that the sums
        are the customers of both sides; money in yuan. Parts: ``diff_totals``, ``diff_moves``, ``diff_gains``,
        ``diff_losses``. The fact ``moved`` counts who went up, down, came or went.

    Raises:
        UsageError: an argument has no meaning, no snapshot of that name, or two that cannot be compared.
        NotEnoughError: the store has no order, or no customer matches.
    """
    _refuse_nonsense(by, top)
    sides = _build_sides(store, from_, to, by)
    store.materialise("moves", SQL / "diff.sql", by=by)
    audience = choose(store, where, sides.after.as_of)
    audience.keep("moves")
    cells = [MoveCell(*record) for record in store.query(SQL / "cells.sql").records]  # type: ignore[arg-type]
    ladder = Ladder(places(by, sides.segment_map, language), language)
    found = counts(cells, ladder)
    parts = {"diff_totals": totals(cells, ladder), "diff_moves": moves(cells, ladder, top)}
    for name, sign in (("diff_gains", 1), ("diff_losses", -1)):
        records = store.query(SQL / "money.sql", sign=sign, top=top).records
        parts[name] = people(name, cast("list[Person]", records), ladder)
    answer = Result(
        name="diff",
        columns=MATRIX_COLUMNS,
        records=[] if detail else matrix(cells, ladder),
        as_of=sides.after.as_of,
        params={"from": from_, "to": to, "by": by, "top": top},
        facts={"compared_with": sides.before.as_of, **_facts(cells, found)},
        notes=tuple(_notes(sides, by, found)),
        parts={} if detail else parts,
        definition=("diff", f"diff_{by}"),
        pivot=None if detail else PIVOT,
        tables=() if detail else ("diff", "diff_moves", "diff_gains", "diff_losses"),
    )
    if not detail:
        return audience.annotated(on_screen(answer, moves(cells, ladder, None)))
    return audience.annotated(_in_detail(store, answer, ladder))


def _in_detail(store: Store, answer: Result, ladder: Ladder) -> Result:
    """``answer`` with one row per customer who moved."""
    moved = people("diff", cast("list[Person]", store.query(SQL / "moved.sql").records), ladder)
    screen = listing(moved.columns, "from_group", "to_group", rest="--reveal -o moved.xlsx")
    return replace(answer, columns=moved.columns, records=moved.records, screen=screen)


def _refuse_nonsense(by: By, top: int | None) -> None:
    require_choice("--by", by, get_args(By))
    if top is not None:
        require_whole("--top", top, 0, MOST_LISTED)


def _build_sides(store: Store, from_: str, to: str | None, by: By) -> Sides:
    """Both sides as the temporary tables ``standings_before`` and ``standings_after``."""
    taken = list_snapshots(store)
    before = find_snapshot(taken, from_)
    segment_map = parse_map(before.segment_map, before.segments)
    build_snapshot(store, before.name, "standings_before")
    if to is not None:
        after = find_snapshot(taken, to)
        if before.shops != after.shops:
            raise UsageError("diff_shops", one=from_, other=to)
        if by == "segment" and parse_map(after.segment_map, after.segments).codes() != segment_map.codes():
            raise UsageError("diff_maps", one=from_, first=before.segments, other=to, second=after.segments)
        if by == "risk" and before.months != after.months:
            raise UsageError("diff_months", one=from_, first=before.months, other=to, second=after.months)
        build_snapshot(store, after.name, "standings_after")
        return Sides(before, after, segment_map)
    window = window_of(store, None, None)
    if window.as_of < before.as_of:
        window = window_of(store, before.as_of, None)
    months = before.months if by == "risk" else None
    reason = build_standings(store, "standings_after", window, segment_map, months=months)
    return Sides(before, replace(before, as_of=window.as_of, version=__version__), segment_map, window, reason)


def _facts(cells: list[MoveCell], found: Mapping[Direction, int]) -> Mapping[str, object]:
    before = sum(cell.before_fen for cell in cells)
    after = sum(cell.after_fen for cell in cells)
    unknown = {"risk_unknown": found["unknown"]} if found["unknown"] else {}
    return {
        "customers_before": sum(cell.customers for cell in cells if cell.from_code is not None),
        "customers_after": sum(cell.customers for cell in cells if cell.to_code is not None),
        "moved": sum(found[direction] for direction in MOVED),
        "moved_up": found["up"],
        "moved_down": found["down"],
        "joined": found["joined"],
        "left": found["left"],
        "not_moved": found["not_moved"],
        **unknown,
        "net_spend_before": yuan(before),
        "net_spend_after": yuan(after),
        "net_spend_change": yuan(after - before),
    }


def _notes(sides: Sides, by: By, found: Mapping[Direction, int]) -> Iterator[Note]:
    """What a reader must know before believing a comparison."""
    before, after = sides.before, sides.after
    if sides.now is not None:
        yield from day_caveats(sides.now)
    if after.as_of < before.as_of:
        yield Note("diff_backwards", {"since": before.as_of, "as_of": after.as_of})
    if before.version != after.version:
        yield Note("diff_versions", {"first": before.version, "second": after.version})
    if sides.reason is not None:
        yield Note(f"snapshot_{sides.reason}", {"months": before.months})
    if found["unknown"]:
        yield Note("diff_unknown", {"customers": found["unknown"]})
    if found["left"] and after.as_of >= before.as_of:
        yield Note("diff_gone", {"customers": found["left"]})
    if by == "segment":
        yield Note("diff_map", {"segments": before.segments})
