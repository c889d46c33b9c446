"""A database behind a link: the engine looks for what belongs to a file beside the file itself, not beside the link."""

from __future__ import annotations

from pathlib import Path

from crmkit.ingest.load import load
from crmkit.store.store import open_store

ORDERS = Path(__file__).parents[2] / "examples" / "orders.csv"


def test_a_database_behind_a_link_is_that_database(tmp_path: Path):
    (tmp_path / "real").mkdir()
    link = tmp_path / "shop.duckdb"
    link.symlink_to("real/shop.duckdb")
    for _ in range(2):  # into a database that is not there yet, then into the one that is
        load(link, [str(ORDERS)])
        assert link.is_symlink()
        assert {path.name for path in tmp_path.iterdir()} == {"real", "shop.duckdb"}
    with open_store(link) as shop:
        assert shop.span().orders > 0
