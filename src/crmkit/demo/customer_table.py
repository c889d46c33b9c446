"""``customers.csv``: a plain customer table, one row per buyer with a nick, as a member list shows it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from crmkit.demo.buyers import NICK
from crmkit.demo.cells import Moments, digits, money, pick, table
from crmkit.demo.faces import Faces
from crmkit.demo.season import Ints
from crmkit.demo.view import View

HEADER = ("会员名", "性别", "省份", "城市", "会员等级", "首次交易时间", "最后交易时间", "交易额", "笔数")
GRADES, GRADE_FROM_FEN = ("普通会员", "高级会员", "VIP会员", "至尊VIP会员"), (20_000, 60_000, 150_000)
SEXES = ("女", "女", "女", "男", "男", "未知")


@dataclass(frozen=True, slots=True, eq=False)
class Trade:
    """What each buyer has bought so far, by buyer number: purchases, net fen, first and last payment."""

    purchases: Ints
    net: Ints
    first: Ints
    last: Ints

    @classmethod
    def none(cls, buyers: int) -> Trade:
        """Before the first order."""
        return cls(
            np.zeros(buyers, dtype=np.int64),
            np.zeros(buyers, dtype=np.int64),
            np.full(buyers, np.iinfo(np.int64).max),
            np.zeros(buyers, dtype=np.int64),
        )

    def add(self, view: View) -> None:
        """Count the purchases of ``view``: paid, and something kept."""
        bought = view.state.net > 0
        buyer, paid = view.orders.buyer[bought], view.fates.paid[bought]
        np.add.at(self.purchases, buyer, 1)
        np.add.at(self.net, buyer, view.state.net[bought])
        np.minimum.at(self.first, buyer, paid)
        np.maximum.at(self.last, buyer, paid)


def customer_table(trade: Trade, rows: Ints, faces: Faces, moments: Moments) -> pl.DataFrame:
    """The buyers ``rows``; those without a plain nick or a purchase are left out."""
    rows = rows[(faces.buyers.identity[rows] == NICK) & (trade.purchases[rows] > 0)]
    cells = (
        faces.nicks(rows),
        pick(SEXES, faces.buyers.draw[rows] // 19 % len(SEXES)),
        faces.provinces(rows),
        faces.cities(rows),
        pick(GRADES, np.searchsorted(GRADE_FROM_FEN, trade.net[rows], side="right")),
        moments.text(trade.first[rows]),
        moments.text(trade.last[rows]),
        money(trade.net[rows]),
        digits(trade.purchases[rows]),
    )
    return table(dict(zip(HEADER, cells, strict=True)))
