"""Counting the true totals of the orders that go into a file."""

from __future__ import annotations

import numpy as np

from crmkit.demo.buyers import MASKED, NICK, PHONE_ONLY, Buyers
from crmkit.demo.summary import OrderTotals
from crmkit.demo.view import View


class Ledger:
    """Adds up views; each order must be added once."""

    def __init__(self, buyers: Buyers) -> None:
        self._identity = buyers.identity
        self._seen = np.zeros(buyers.count, dtype=np.bool_)
        self._sums = np.zeros(6, dtype=np.int64)

    def add(self, view: View) -> None:
        """Count the orders of ``view`` in its state."""
        buyer, state = view.orders.buyer, view.state
        self._seen[buyer] = True
        self._sums += np.array(
            [
                len(buyer),
                np.count_nonzero(state.paid),
                np.count_nonzero(state.net > 0),
                state.net.sum(),
                state.refund.sum(),
                np.count_nonzero(self._identity[buyer] == MASKED),
            ],
            dtype=np.int64,
        )

    def totals(self) -> OrderTotals:
        """What has been counted so far."""
        orders, paid, purchases, net, refund, unidentified = (int(value) for value in self._sums)
        return OrderTotals(
            orders=orders,
            paid_orders=paid,
            purchases=purchases,
            net_fen=net,
            refund_fen=refund,
            nick_buyers=int(np.count_nonzero(self._seen & (self._identity == NICK))),
            phone_buyers=int(np.count_nonzero(self._seen & (self._identity == PHONE_ONLY))),
            unidentified_orders=unidentified,
        )
