"""Orders as one export sees them, and the texts that several reports share."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import polars as pl

from crmkit.demo.cells import Moments, join, pick, quoted, where
from crmkit.demo.faces import Faces
from crmkit.demo.fates import CLOSED_REFUNDED, CLOSED_UNPAID, Fates, State, state_at
from crmkit.demo.orders import MOST_LINES, Orders
from crmkit.demo.season import Ints
from crmkit.demo.words import Words

STATUS_TEXTS = (
    "等待买家付款",
    "买家已付款，等待卖家发货",
    "卖家已发货，等待买家确认",
    "交易成功",
    "交易关闭",
    "交易关闭",
)
NOT_CLOSED = "订单未关闭"


@dataclass(frozen=True, slots=True)
class View:
    """A run of orders with their state at the moment of an export, and what is needed to print them."""

    orders: Orders
    fates: Fates
    state: State
    faces: Faces
    moments: Moments

    @property
    def words(self) -> Words:
        """The words texts are made of."""
        return self.faces.words

    def order_ids(self) -> pl.Series:
        """The 18 digits of each order."""
        return pl.Series(self.orders.number).cast(pl.String)

    def payment_ids(self) -> pl.Series:
        """The 28 digits of each payment: its day, then the order's number; blank if not paid."""
        paid = self.state.paid
        day = self.moments.text(self.fates.paid, paid).str.slice(0, 10).str.replace_all("-", "", literal=True)
        return where(paid, join(day, "22", self.order_ids()))

    def status(self) -> pl.Series:
        """订单状态."""
        return pick(STATUS_TEXTS, self.state.status)

    def close_reason(self) -> pl.Series:
        """订单关闭原因."""
        reason = np.where(self.state.status == CLOSED_UNPAID, 1, np.where(self.state.status == CLOSED_REFUNDED, 2, 0))
        return pick((NOT_CLOSED, "买家未付款", "退款"), reason)

    def titles(self) -> pl.Series:
        """All titles of an order, joined by the full-width comma."""
        names = [product.title for product in self.words.products]
        first = pick(names, self.orders.product[:, 0])
        rest = [f"，{name}" for name in names]
        return join(first, *(pick(rest, self.orders.product[:, line]) for line in range(1, MOST_LINES)))

    def carriers(self) -> pl.Series:
        """The parcel service; blank before sending."""
        index = self.orders.draw // 23 % len(self.words.carriers)
        return where(self.state.sent, pick(self.words.carriers, index))

    def tracking(self, prefix: str) -> pl.Series:
        """The parcel's number behind ``prefix``; blank before sending."""
        number = pl.Series(780_000_000_000_000 + self.orders.draw % 10_000_000_000_000).cast(pl.String)
        return where(self.state.sent, join(prefix, number))

    def sent_at(self) -> pl.Series:
        """发货时间; blank before sending."""
        return self.moments.text(self.fates.sent, self.state.sent)

    def messages(self, *, csv: bool) -> pl.Series:
        """What one buyer in twelve wrote with the order, quoted for CSV if asked."""
        return memo(self.words.messages, self.orders.draw // 101, 12, csv=csv)


def memo(texts: tuple[str, ...], draw: Ints, one_in: int, *, csv: bool, mark: str = "") -> pl.Series:
    """One of ``texts`` behind ``mark`` in one row out of ``one_in``, else blank."""
    cells = [quoted(mark + text) if csv else mark + text for text in texts]
    return pick(cells, np.where(draw % one_in == 0, draw // one_in % len(cells), -1))


def view(orders: Orders, fates: Fates, rows: Ints, moment: Ints | int, faces: Faces, moments: Moments) -> View:
    """The orders at index ``rows``, in that order, in their state at ``moment``."""
    orders = replace(orders, **{field.name: getattr(orders, field.name)[rows] for field in fields(orders)})
    fates = replace(fates, **{field.name: getattr(fates, field.name)[rows] for field in fields(fates)})
    return View(orders, fates, state_at(orders, fates, moment), faces, moments)
