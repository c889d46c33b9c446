"""Who buys and when: arrivals that grow, gamma-distributed purchase rates, drop-out after each purchase.

The model is the beta-geometric / NBD story of Fader, Hardie and Lee (2005), "Counting your customers the easy way":
while alive a buyer orders as a Poisson process with a rate of his own; after each order he leaves for good with
a probability of his own. It runs in the busy time of ``season``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crmkit.demo.season import Ints, Season
from crmkit.demo.words import Words

GROWTH = 1.2  # the last day brings (1 + GROWTH) times the first day's new buyers
RATE_SHAPE, RATE_DAYS = 1.0, 60.0  # mean days between the orders of a living buyer: RATE_DAYS
DROP_A, DROP_B = 0.75, 0.90
SPLIT_SHARE = 0.012  # orders that were placed as two in the same minute
NICK, PHONE_ONLY, MASKED = 0, 1, 2
IDENTITY_SHARES = (0.945, 0.975)  # up to here: plain nick; up to here: no nick; the rest: all masked


@dataclass(frozen=True, slots=True, eq=False)
class Buyers:
    """Attributes by buyer number.

    ``place`` and ``identity`` are codes, ``taste`` is 0..999 (a taste for dear things), ``draw`` is a large random
    number from which names, streets and the like are picked.
    """

    place: Ints
    identity: Ints
    taste: Ints
    draw: Ints

    @property
    def count(self) -> int:
        """How many buyers."""
        return len(self.place)


def draw_buyers(rng: np.random.Generator, customers: int, words: Words) -> Buyers:
    """The attributes of ``customers`` buyers."""
    weights = np.cumsum([place.weight for place in words.places])
    return Buyers(
        place=np.searchsorted(weights, rng.integers(0, weights[-1], customers), side="right").astype(np.int64),
        identity=np.searchsorted(IDENTITY_SHARES, rng.random(customers), side="right").astype(np.int64),
        taste=rng.integers(0, 1000, customers),
        draw=rng.integers(0, 2**60, customers),
    )


def draw_moments(rng: np.random.Generator, customers: int, season: Season) -> tuple[Ints, Ints]:
    """All orders as (buyer, created second), by time; every buyer has at least one order."""
    horizon = float(season.days)
    arrival = (np.sqrt(1 + 2 * GROWTH * (1 + GROWTH / 2) * rng.random(customers)) - 1) / GROWTH
    rate = rng.gamma(RATE_SHAPE, 1 / RATE_DAYS, customers) + 1e-9
    leave = rng.beta(DROP_A, DROP_B, customers)
    buyer = np.arange(customers, dtype=np.int64)
    busy = np.minimum(arrival * horizon, np.nextafter(horizon, 0))
    buyers, moments = [buyer], [season.moments(busy)]
    while len(buyer):
        stays = rng.random(len(buyer)) >= leave[buyer]
        buyer, busy = buyer[stays], busy[stays]
        busy = busy + rng.standard_exponential(len(buyer)) / rate[buyer]
        inside = busy < horizon
        buyer, busy = buyer[inside], busy[inside]
        buyers.append(buyer)
        moments.append(season.moments(busy))
    who, when = np.concatenate(buyers), np.concatenate(moments)
    twice = np.flatnonzero(rng.random(len(who)) < SPLIT_SHARE)
    left_in_minute = 59 - when[twice] % 60
    again = when[twice] + (rng.random(len(twice)) * (left_in_minute + 1)).astype(np.int64)
    who, when = np.concatenate([who, who[twice]]), np.concatenate([when, again])
    by_time = np.argsort(when, kind="stable")
    return who[by_time], when[by_time]
