"""Value tiers end where the money ahead of a customer reaches a threshold, to the fen."""

from __future__ import annotations

from importlib.resources import files

import pytest
from tests.customers.tables import store_of

TIERS = files("crmkit.customers.scores") / "tiers.sql"
THRESHOLDS = {f"threshold_{number}": share for number, share in enumerate((500, 700, 800, 870, 900), start=1)}
"""In thousandths."""


@pytest.mark.parametrize(("missing", "customers"), [(1, [2, 1, 1, 1, 1, 3]), (0, [1, 1, 1, 1, 1, 4])])
def test_a_tier_ends_at_its_share_and_not_a_fen_before(missing: int, customers: list[int]) -> None:
    """Of 100,000 yuan the first five customers bring 50, 70, 80, 87 and 90 %, or a fen less."""
    first, others = (5_000_000 - missing, 2_000_000, 1_000_000, 700_000, 300_000), (290_000, 280_000, 270_000)
    amounts = [(fen,) for fen in (*first, *others, 160_000 + missing)]
    store = store_of(scores_spent=("net_fen bigint", amounts))
    found = dict.fromkeys(range(1, 7), 0)
    for tier, _, count, *_ in store.query(TIERS, **{name: 1000 * share for name, share in THRESHOLDS.items()}).records:
        found[tier] += count
    assert list(found.values()) == customers
