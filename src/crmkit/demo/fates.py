"""What became of each order: when it was paid, sent, received, refunded or closed.

The whole life of an order is generated at once; ``state_at`` shows it as an export of a given moment would, so two
exports of one order can only differ by time gone by.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crmkit.demo.orders import Flags, Orders
from crmkit.demo.season import DAY, Ints

NEVER = 2**60
HOUR = 3_600

# How a paid order can end, with the upper ends of their shares.
BEFORE_SENDING, AFTER_SENDING, PARTLY, AFTER_SUCCESS, WITHDRAWN, KEPT = range(6)
REFUND_SHARES = (0.022, 0.045, 0.070, 0.0715, 0.080)
UNPAID_SHARE, UNPAID_BALANCE_SHARE = 0.075, 0.12
RETURNED_LINE_SHARE = 0.6  # of partial refunds on orders with several lines: the first line comes back

# States in the order in which an order can pass through them.
UNPAID, WAITING, SENT, DONE, CLOSED_UNPAID, CLOSED_REFUNDED = range(6)


@dataclass(frozen=True, slots=True, eq=False)
class Fates:
    """The moments of each order's life (``NEVER`` if it does not come), and its refund.

    ``refund`` is in fen and counts from ``refunded`` on; ``asked`` is when it was asked for; ``kind`` is one of the
    endings above; ``returned_line`` says that the first line came back.
    """

    paid: Ints
    lapsed: Ints
    sent: Ints
    received: Ints
    asked: Ints
    refunded: Ints
    kind: Ints
    refund: Ints
    returned_line: Flags


def draw_fates(rng: np.random.Generator, orders: Orders) -> Fates:
    """The fates of ``orders``."""
    count = len(orders.number)
    staged = orders.balance_at > 0
    unpaid = (rng.random(count) < np.where(staged, UNPAID_BALANCE_SHARE, UNPAID_SHARE)) & (orders.due > 0)
    asked_for = np.where(staged, orders.balance_at, orders.created)
    slow = rng.random(count) < 0.15
    pause = np.where(slow, np.minimum(_spread(rng, count, 3 * HOUR), 22 * HOUR), rng.integers(4, 150, count))
    paid = np.where(unpaid, NEVER, asked_for + pause)
    kind = np.searchsorted(REFUND_SHARES, rng.random(count), side="right").astype(np.int64)
    kind[unpaid | (orders.due == 0)] = KEPT
    sent = np.where(unpaid | (kind == BEFORE_SENDING), NEVER, _sending(rng, np.where(unpaid, 0, paid)))
    travel = 36 * HOUR + np.minimum(_spread(rng, count, 84 * HOUR), 204 * HOUR)
    received = np.where((sent == NEVER) | (kind == AFTER_SENDING), NEVER, sent + travel)
    before, after = kind == BEFORE_SENDING, kind == AFTER_SENDING
    wish = np.where(before, paid, np.where(after, sent + 2 * DAY, received)) + rng.integers(HOUR, 4 * DAY, count)
    wish = np.where(before, paid + (wish - paid) // 12, wish)
    asked = np.where(kind == KEPT, NEVER, wish)
    settled = asked + np.where(before, rng.integers(60, DAY, count), rng.integers(DAY, 5 * DAY, count))
    refund, returned_line = _refunds(rng, orders, kind)
    return Fates(
        paid=paid,
        lapsed=np.where(unpaid, asked_for + DAY, NEVER),
        sent=sent,
        received=received,
        asked=asked,
        refunded=np.where(kind == KEPT, NEVER, settled),
        kind=kind,
        refund=refund,
        returned_line=returned_line,
    )


def _spread(rng: np.random.Generator, count: int, mean: int) -> Ints:
    """Whole seconds with an exponential spread."""
    return np.asarray(rng.standard_exponential(count) * mean, dtype=np.int64)


def _sending(rng: np.random.Generator, paid: Ints) -> Ints:
    """Parcels leave in working hours, on the day of payment or a day or two later."""
    count = len(paid)
    at = paid // DAY * DAY + 9 * HOUR + rng.integers(0, 10 * HOUR, count) + (rng.random(count) < 0.2) * DAY
    return np.asarray(np.where(at < paid + 20 * 60, at + DAY, at), dtype=np.int64)


def _refunds(rng: np.random.Generator, orders: Orders, kind: Ints) -> tuple[Ints, Flags]:
    """Refunded fen, and whether the first line came back: its share of the goods, or some percent for damage."""
    count = len(kind)
    partly = kind == PARTLY
    returned = partly & (orders.lines > 1) & (rng.random(count) < RETURNED_LINE_SHARE)
    share = orders.goods * orders.listed[:, 0] // np.maximum(orders.listed.sum(axis=1), 1)
    percent = orders.goods * rng.integers(4, 25, count) // 100
    whole = (kind == BEFORE_SENDING) | (kind == AFTER_SENDING) | (kind == AFTER_SUCCESS)
    part = np.where(returned, share, np.maximum(percent, 1))
    return np.where(whole, orders.due, np.where(partly, part, 0)), returned


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Orders as an export taken at some moment shows them; money in fen.

    ``due`` of an order = ``net`` + ``refund`` once ``paid`` holds; both are 0 before.
    """

    status: Ints
    paid: Flags
    sent: Flags
    received: Flags
    net: Ints
    refund: Ints
    line_closed: Flags


def state_at(orders: Orders, fates: Fates, moment: Ints | int) -> State:
    """The state at ``moment`` (one for all, or one a row)."""
    paid, sent, received = fates.paid < moment, fates.sent < moment, fates.received < moment
    settled = fates.refunded < moment
    refund = np.where(settled, fates.refund, 0)
    status = np.where(received, DONE, np.where(sent, SENT, np.where(paid, WAITING, UNPAID)))
    status = np.where(fates.lapsed < moment, CLOSED_UNPAID, status)
    closing = settled & ((fates.kind == BEFORE_SENDING) | (fates.kind == AFTER_SENDING))
    return State(
        status=np.where(closing, CLOSED_REFUNDED, status),
        paid=paid,
        sent=sent,
        received=received,
        net=np.where(paid, orders.due - refund, 0),
        refund=refund,
        line_closed=settled & fates.returned_line,
    )
