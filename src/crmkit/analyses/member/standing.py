"""Where every customer stands in a plan: the level, what the next one takes, and when it is lost."""

from __future__ import annotations

from dataclasses import dataclass, fields
from importlib.resources import files

import numpy as np

from crmkit.customers.conditions.audience import Audience
from crmkit.customers.window import Window
from crmkit.models.membership.history import Days, Flags, History, Whole
from crmkit.models.membership.levels import NEVER, Replay
from crmkit.models.membership.plan import Measure, Plan
from crmkit.store.store import Store

SQL = files("crmkit.analyses.member")
SLICE_ROWS = 1_000_000
"""So many days of purchases are looked at at once: it bounds the memory."""
KEYS = 2**64
"""Keys of customers are digests below it, spread evenly."""
COUNTED: tuple[Measure, ...] = "orders", "purchase_days"


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """The customers who bought up to a day, one number each in every array; days count from ``Days.first`` on.

    ``lost_on``: the day on which the level is lost if nothing is bought, ``NEVER`` where it can be kept. ``to_next``
    and ``to_keep``: fen that are missing, and ``purchases_to_next``, ``purchases_to_keep``; ``NEVER`` where there is
    nothing to reach or no such threshold. ``gap``: the part of the next threshold that is missing.
    """

    key: np.ndarray
    level: Whole
    before: Whole
    until: Whole
    lost_on: Whole
    fen: Whole
    to_next: Whole
    purchases_to_next: Whole
    to_keep: Whole
    purchases_to_keep: Whole
    same_until: Whole
    last_bought: Whole
    gap: np.ndarray

    def only(self, chosen: Flags | Whole) -> Members:
        """These customers, in the order of ``chosen`` if it names places."""
        return Members(*(getattr(self, field.name)[chosen] for field in fields(self)))


def members_of(store: Store, plan: Plan, days: Days, window: Window, since: int, audience: Audience) -> Members:
    """Everyone's standing as of the window's last day and on the day ``since``."""
    store.materialise("member_events", SQL / "events.sql", as_of=window.as_of, data_to=window.data_to)
    ((rows,),) = store.query(SQL / "rows.sql").records
    slices = int(str(rows)) // SLICE_ROWS + 1
    parts = [_slice(store, plan, days, since, slices, number) for number in range(slices)]
    every = Members(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Members)))
    return every.only(audience.among(every.key))


def _slice(store: Store, plan: Plan, days: Days, since: int, slices: int, number: int) -> Members:
    lowest, highest = (KEYS * each // slices for each in (number, number + 1))
    found = store.arrays(SQL / "slice.sql", lowest=lowest, highest=highest - 1)
    keys, customer = np.unique(found["customer_key"], return_inverse=True)
    first = np.datetime64(days.first, "D")
    bought, known = ((found[name].astype("datetime64[D]") - first).astype(np.int64) for name in ("bought", "known"))
    history = History(len(keys), customer, bought, known, found["fen"], found["orders"], days)
    replay = Replay(plan, history)
    before = replay.on(since).level
    now = replay.on(days.last)
    everyone, today = np.arange(len(keys)), np.full(len(keys), days.last)
    lost_on = replay.lost_on(now)
    net = replay.sums.get("net") or history.sums("net")
    fen = net.at(everyone, today)
    to_next, gap_net = _missing(replay, plan, ("net",), now.level + 1, today, is_entry=True)
    purchases, gap_counts = _missing(replay, plan, COUNTED, now.level + 1, today, is_entry=True)
    end = np.where(lost_on == NEVER, days.last, np.minimum(lost_on, days.width - 2))
    to_keep, _ = _missing(replay, plan, ("net",), now.level, end, is_entry=False)
    purchases_to_keep, _ = _missing(replay, plan, COUNTED, now.level, end, is_entry=False)
    orders = np.zeros(len(keys), dtype=np.int64)
    np.add.at(orders, customer, found["orders"])
    last = np.zeros(len(keys), dtype=np.int64)
    np.maximum.at(last, *history.visits())
    whole = Members(
        *(keys, now.level, before, now.until, lost_on, fen, to_next, purchases, to_keep, purchases_to_keep),
        *(net.until_change(everyone, today), last, np.minimum(gap_net, gap_counts)),
    )
    return whole.only(orders > 0)


def _missing(
    replay: Replay, plan: Plan, measures: tuple[Measure, ...], level: Whole, day: Whole, *, is_entry: bool
) -> tuple[Whole, np.ndarray]:
    """What each misses of the least of the thresholds of a level, and the part of it; ``NEVER`` and 1 for none."""
    everyone = np.arange(len(level))
    missing, gap = np.full(len(level), NEVER, dtype=np.int64), np.ones(len(level))
    for measure in measures:
        if measure not in replay.sums:
            continue
        rules = [level.enter if is_entry else level.keep for level in plan.levels]
        thresholds = np.array([NEVER, *(rule.get(measure, NEVER) for rule in rules), NEVER])[level]
        lacks = np.maximum(thresholds - replay.sums[measure].at(everyone, day), 0)
        lacks = np.where(thresholds == NEVER, NEVER, lacks)
        missing, gap = np.minimum(missing, lacks), np.minimum(gap, lacks / thresholds)
    return missing, gap
