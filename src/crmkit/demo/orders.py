"""What was ordered: baskets of one to four products, discounts and postage, all in whole fen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crmkit.demo.buyers import Buyers
from crmkit.demo.season import DAY, Ints, Season
from crmkit.demo.words import Words

Flags = NDArray[np.bool_]

MOST_LINES = 4
LINE_SHARES = (0.60, 0.86, 0.96)  # one, up to two, up to three different products
QUANTITIES, QUANTITY_SHARES = np.array([1, 2, 3, 6, 20]), (0.85, 0.96, 0.99, 0.999)
PERCENTS, PERCENT_SHARES = np.array([95, 92, 90, 88, 100]), (0.35, 0.60, 0.80, 0.92)
COUPONS_FEN, COUPON_SHARES = np.array([0, 300, 500, 1000]), (0.70, 0.85, 0.95)
SALE_STEP_FEN, SALE_OFF_FEN = 30_000, 5_000  # 50 yuan off every 300 on sale days
FREE_POSTAGE_FEN, POSTAGE_FEN, FAR_POSTAGE_FEN = 8_800, 600, 1_500
GIFT_SHARE = 0.0012
PRESALE_SHARE = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """A run of orders, by row; money in fen, moments in seconds since 1970.

    ``product``, ``option`` and ``quantity`` have ``MOST_LINES`` columns, ``product`` is -1 where there is no line.
    ``goods`` is the sum of the lines less discounts; ``due`` = goods + postage. ``balance_at`` is when the second
    payment of a pre-sale order fell due, 0 for ordinary orders. ``draw`` is a large random number from which memos,
    carriers and the like are picked.
    """

    number: Ints
    buyer: Ints
    created: Ints
    product: Ints
    option: Ints
    quantity: Ints
    listed: Ints
    goods: Ints
    postage: Ints
    due: Ints
    balance_at: Ints
    draw: Ints

    @property
    def lines(self) -> Ints:
        """How many different products each order has."""
        return np.asarray((self.product >= 0).sum(axis=1), dtype=np.int64)


def draw_orders(
    rng: np.random.Generator, number: Ints, buyer: Ints, created: Ints, buyers: Buyers, season: Season, words: Words
) -> Orders:
    """Baskets and money of the orders placed by ``buyer`` at ``created``."""
    count = len(buyer)
    gift = rng.random(count) < GIFT_SHARE
    product, option, quantity = _baskets(rng, buyers.taste[buyer], gift, words)
    prices = np.array([entry.price_fen for entry in words.products] + [0])
    line_value = prices[product] * quantity
    day = created // DAY - season.first_day
    goods = _discounted(rng, line_value.sum(axis=1), season.sale[day])
    far = np.array([place.far for place in words.places])[buyers.place[buyer]]
    postage = np.where(goods >= FREE_POSTAGE_FEN, 0, np.where(far, FAR_POSTAGE_FEN, POSTAGE_FEN))
    postage[rng.random(count) < 0.25] = 0
    postage[gift] = 0
    presale = (season.balance_day[day] > 0) & (rng.random(count) < PRESALE_SHARE) & ~gift
    return Orders(
        number=number,
        buyer=buyer,
        created=created,
        product=product,
        option=option,
        quantity=quantity,
        listed=line_value,
        goods=goods,
        postage=postage,
        due=goods + postage,
        balance_at=np.where(presale, season.balance_day[day] * DAY, 0),
        draw=rng.integers(0, 2**60, count),
    )


def _baskets(rng: np.random.Generator, taste: Ints, gift: Flags, words: Words) -> tuple[Ints, Ints, Ints]:
    """Product, option and quantity of each line; cheap things sell more, buyers of taste choose dearer ones."""
    count, goods = len(taste), len(words.products) - 1
    weight = np.array([1 / (5_000 + entry.price_fen) for entry in words.products[:goods]])
    shelf = np.cumsum(weight) / weight.sum()
    first = np.searchsorted(shelf, 0.55 * rng.random(count) + 0.45 * taste / 1000)
    # Each further product stands one to nineteen places on, so that no basket holds a product twice.
    steps = rng.integers(1, goods // (MOST_LINES - 1), (count, MOST_LINES - 1))
    product = np.column_stack([first, (first[:, None] + np.cumsum(steps, axis=1)) % goods]).astype(np.int64)
    lines = np.searchsorted(LINE_SHARES, rng.random(count), side="right") + 1
    product[gift, 0] = goods
    lines[gift] = 1
    there = np.arange(MOST_LINES) < lines[:, None]
    quantity = QUANTITIES[np.searchsorted(QUANTITY_SHARES, rng.random((count, MOST_LINES)), side="right")]
    quantity[gift] = 1
    options = np.array([len(entry.options) for entry in words.products])
    option = rng.integers(0, 2**31, (count, MOST_LINES)) % options[product]
    return np.where(there, product, -1), np.where(there, option, -1), np.where(there, quantity, 0)


def _discounted(rng: np.random.Generator, listed: Ints, sale: Flags) -> Ints:
    """List value less members' price, coupon and sale-day reduction; at least half of it, in whole fen."""
    count = len(listed)
    percent = PERCENTS[np.searchsorted(PERCENT_SHARES, rng.random(count), side="right")]
    coupon = COUPONS_FEN[np.searchsorted(COUPON_SHARES, rng.random(count), side="right")]
    reduction = np.where(sale, listed // SALE_STEP_FEN * SALE_OFF_FEN, 0)
    return np.asarray(np.maximum(listed * percent // 100 - coupon - reduction, (listed + 1) // 2), dtype=np.int64)
