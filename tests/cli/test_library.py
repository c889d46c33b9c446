"""The library gives what the command line prints."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

import crmkit as library


def test_same_answer_from_files(crmkit, orders):
    printed = json.loads(crmkit("segment", orders, "--format", "json").out)
    with library.open([orders]) as shop:
        answer = library.segment(shop)
    assert printed["as_of"] == str(answer.as_of)
    assert printed["facts"]["customers"] == answer.facts["customers"]
    assert Decimal(printed["facts"]["net_sales"]) == answer.facts["net_sales"]
    assert [row["customers"] for row in printed["rows"]] == answer.rows["customers"].to_list()
    assert [Decimal(row["net_sales"]) for row in printed["rows"]] == answer.rows["net_sales"].to_list()


def test_same_answer_from_the_store(crmkit, orders, tmp_path):
    store = tmp_path / "shop.duckdb"
    account = library.load(store, [str(orders)])
    assert account.facts["rejected_lines"] == 0
    with library.open(store) as shop:
        kept = library.tiers(shop)
    with library.open([orders]) as shop:
        assert library.tiers(shop).records == kept.records
    printed = crmkit("tiers", "--store", store, "--format", "csv").text
    assert len(printed.splitlines()) == len(kept.records) + 1


def test_errors_are_one_family(tmp_path):
    with pytest.raises(library.CrmError) as caught:
        library.open([tmp_path / "none.csv"])
    assert caught.value.exit_code == library.ExitCode.INPUT
    assert "none.csv" in str(caught.value)
