"""Shops to export, each loaded once: the example shop, one that sells in two currencies, one on two platforms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import crmkit
from crmkit.store.store import Store

EXAMPLES = Path(__file__).parents[2] / "examples"
REPORTS = [EXAMPLES / f"{name}.csv" for name in ("orders", "items", "refunds", "customers")]
HOSTILE = "=cmd|' /C calc'!A0"
"""What a spreadsheet would run, as a name, a title and a place."""
TWO_CURRENCIES = f"""\
no,who,sum,day,cur,title,prov
1,ann,10.10,2024-01-05 10:00:00,CNY,sock,{HOSTILE}
2,bob,20.20,2024-02-05 10:00:00,USD,hat,浙江
3,ann,30.30,2024-03-05 10:00:00,USD,sock,浙江
4,{HOSTILE},40.40,2024-03-06 10:00:00,CNY,{HOSTILE},浙江
5,,50.50,2024-03-07 10:00:00,CNY,"glove，hat",江苏
"""
MAP = "order_id=no,buyer=who,amount=sum,ordered_at=day,currency=cur,title=title,province=prov"


@pytest.fixture(scope="session")
def example_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the example shop with all its reports."""
    path = tmp_path_factory.mktemp("example") / "shop.duckdb"
    crmkit.load(path, REPORTS)
    return path


@pytest.fixture(scope="module")
def example(example_store: Path) -> Iterator[Store]:
    """It, open for questions."""
    with crmkit.open(example_store) as shop:
        yield shop


@pytest.fixture(scope="session")
def currencies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with orders in yuan and in dollars, one of nobody."""
    folder = tmp_path_factory.mktemp("currencies")
    (folder / "log.csv").write_text(TWO_CURRENCIES, encoding="utf-8")
    crmkit.load(folder / "shop.duckdb", folder / "log.csv", map=MAP)
    return folder / "shop.duckdb"


@pytest.fixture(scope="session")
def platforms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with shops on two platforms."""
    folder = tmp_path_factory.mktemp("platforms")
    for platform in ("jd", "douyin"):
        crmkit.write_shop(folder / platform, platform=platform, customers=60, months=6)
        crmkit.load(folder / "shop.duckdb", sorted((folder / platform).glob("*.*")))
    return folder / "shop.duckdb"
