"""The screens of snapshots: what was saved, which there are, what to compare them with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.analyses.kept_shops import Order, keep
from tests.analyses.screens import in_both, require_fitting, shown

import crmkit
from crmkit.analyses.snapshots.snapshots import snapshots
from crmkit.messages import LANGUAGES
from crmkit.result import Result
from crmkit.store.store import open_store

DAY = date(2024, 6, 30)
FEW: list[Order] = [("ann", date(2024, 1, 5), 110_000), ("bob", date(2024, 2, 7), 9_000), ("cat", DAY, 1_000)]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with the orders of ``FEW``."""
    return keep(tmp_path / "shop.duckdb", FEW)


def listed(store: Path) -> Result:
    with open_store(store) as opened:
        return snapshots(opened)


def test_none_yet(store: Path) -> None:
    assert in_both(listed(store)) == {"en": ["No snapshots yet."], "zh": ["还没有快照。"]}
    screen = shown(listed(store))
    assert "save one: crmkit snapshot NAME" in screen and "more note" not in screen


def test_one_that_is_saved(store: Path) -> None:
    assert in_both(crmkit.snapshot(store, "june")) == {
        "en": ["Snapshot june is saved: 3 customers on 30 Jun 2024, net spend 1,200 yuan."],
        "zh": ["快照 june 已保存：2024 年 6 月 30 日的 3 位客户，净消费 1,200 元。"],
    }
    assert in_both(listed(store)) == {
        "en": ["1 snapshot, june of 30 Jun 2024: 3 customers, net spend 1,200 yuan."],
        "zh": ["1 份快照 june（2024 年 6 月 30 日）：3 位客户，净消费 1,200 元。"],
    }


def test_what_is_typed_next_compares_with_the_latest(store: Path) -> None:
    assert "crmkit diff june" in shown(crmkit.snapshot(store, "june"))
    crmkit.snapshot(store, "may", as_of="2024-05-31")
    assert in_both(listed(store)) == {
        "en": [
            "2 snapshots, from 31 May 2024 to 30 Jun 2024.",
            "The latest, june: 3 customers, net spend 1,200 yuan.",
        ],
        "zh": ["2 份快照，从 2024 年 5 月 31 日到 2024 年 6 月 30 日。", "最近一份 june：3 位客户，净消费 1,200 元。"],
    }
    assert "what has changed since then: crmkit diff june" in shown(listed(store))


def test_of_many_the_latest_are_shown(store: Path) -> None:
    for month in range(1, 19):
        crmkit.snapshot(store, f"s{month:02}", as_of="2024-06-30")
    require_fitting(listed(store))
    assert "Latest 15 of 18 shown; all: crmkit snapshots --limit 0" in shown(listed(store))


def test_a_name_stands_as_it_was_typed(store: Path) -> None:
    """``new`` and ``shopify`` are words of ours, too; a name is typed again as it is."""
    for name in ("new", "active", "shopify"):
        saved = crmkit.snapshot(store, name)
        assert f"快照 {name} 已保存" in in_both(saved)["zh"][0]
        assert f"Snapshot {name} is saved" in in_both(saved)["en"][0]
        assert all(f"crmkit diff {name}" in shown(saved, language) for language in LANGUAGES)
    listing = listed(store)
    assert "最近一份 shopify：" in in_both(listing)["zh"][1]
    assert "crmkit diff shopify" in shown(listing)
