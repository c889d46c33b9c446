"""The example shop and its answers, asked once for all tests of pictures here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import crmkit
from crmkit.result import Result
from crmkit.store.store import Store

EXAMPLES = Path(__file__).parents[3] / "examples"
EXPORTS = [EXAMPLES / name for name in ("orders.csv", "items.csv", "refunds.csv", "customers.csv")]
ASKED: Mapping[str, Mapping[str, object]] = {
    **{name: {} for name in ("cohort", "tiers", "churn", "value", "profile", "remind", "waiting", "tags")},
    "trend": {"forecast": 3},
    "repurchase": {"by": "province"},
    "segment": {"segments": "grid"},
}


@pytest.fixture(scope="package")
def shop() -> Iterator[Store]:
    with crmkit.open(EXPORTS) as store:
        yield store


@pytest.fixture(scope="package")
def answers(shop: Store) -> Mapping[str, Result]:
    """Every answer that is drawn, in English."""
    return {name: getattr(crmkit, name)(shop, **asked) for name, asked in ASKED.items()}
