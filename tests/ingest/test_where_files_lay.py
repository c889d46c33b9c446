"""Where a file lay on its owner's machine: nobody else's business, and still what tells two files of one name apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ingest.load_case import csv_text, keep, records, row, write

from crmkit.analyses.files.files import files
from crmkit.analyses.rejects.rejects import rejects
from crmkit.errors import UsageError
from crmkit.store.store import open_store


def test_where_a_file_lay_is_neither_kept_nor_told(tmp_path: Path) -> None:
    """A name alone is enough; with its folder where two have the same."""
    places = [tmp_path / "of wang" / year / "orders.csv" for year in ("2023", "2024")]
    for number, place in enumerate(places):
        write(place, csv_text([row(number + 1)]) + "坏\n")
    store = tmp_path / "shop.duckdb"
    keep(store, places[0])
    with open_store(store) as shop:
        assert [line["file"] for line in records(files(shop))] == ["orders.csv"]
    keep(store, places[1])
    with open_store(store) as shop:
        assert [line["file"] for line in records(files(shop))] == ["2023/orders.csv", "2024/orders.csv"]
        assert [line["file"] for line in records(rejects(shop))] == ["2023/orders.csv", "2024/orders.csv"]
        for named in ("2024/orders.csv", str(places[1])):
            assert [line["file"] for line in records(rejects(shop, file=named))] == ["2024/orders.csv"]
        with pytest.raises(UsageError, match="2022"):
            rejects(shop, file="2022/orders.csv")
    assert b"of wang" not in store.read_bytes()


def test_a_file_mended_in_its_place_replaces_its_own_quarantine_alone(tmp_path: Path) -> None:
    places = [tmp_path / year / "orders.csv" for year in ("2023", "2024")]
    for number, place in enumerate(places):
        write(place, csv_text([row(number + 1)]) + "坏\n")
    store = tmp_path / "shop.duckdb"
    keep(store, *places)
    write(places[0], csv_text([row(1)]))
    keep(store, places[0])
    with open_store(store) as shop:
        assert [line["file"] for line in records(rejects(shop))] == ["2024/orders.csv"]
