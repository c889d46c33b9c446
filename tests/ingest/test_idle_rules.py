"""Rules of the owner's that no row uses: reported with the words that there are, in a load and in an answer."""

from __future__ import annotations

import pytest
from tests.ingest.load_case import keep, kept, write

import crmkit
from crmkit.ingest.typing.rules import idle_rules
from crmkit.ingest.typing.typing import Met

MAP = "order_id=no,buyer=who,paid_at=day,amount=sum,status=state"
LOG = "no,who,day,sum,state,Order Type\nA1,ann,2024-01-01,10.00,packing,real\nA2,bob,2024-01-02,20.00,Completed,test\n"
IDLE = ("status_idle", "skip_idle")


def idle(result) -> list[tuple[str, str, str]]:
    return [(note.code, note.values["column"], note.values["value"]) for note in result.notes if note.code in IDLE]


@pytest.mark.parametrize("row", ["", "A3,eve,2024-01-03,30.00,Completed,real,,x\n"])
def test_a_word_that_stands_nowhere_is_reported_with_the_nearest(tmp_path, row):
    file = write(tmp_path / "log.csv", LOG + row)
    said = {"status": "packng=paid,Completed=done", "skip": ["Order Type=tests", "Order Type=test"]}
    expected = [
        ("status_idle", "packng", "packing, Completed"),
        ("skip_idle", "Order Type=tests", "test, real"),
    ]
    assert idle(keep(tmp_path / "s.duckdb", file, mapping=MAP, **said)) == expected
    with crmkit.open([file], map=MAP, max_rejects=1.0, **said) as shop:
        assert sorted(idle(crmkit.segment(shop))) == sorted(expected)


def test_the_three_nearest_words_are_named():
    met = Met(words={"Packing", "packed", "picking", "Completed", "closed"})
    (finding,) = idle_rules([met], {"packng": "paid"}, [], [])
    assert (finding.code, finding.column, finding.value) == ("status_idle", "packng", "Packing, picking, packed")


def test_a_word_of_one_of_several_files_is_used(tmp_path):
    first = write(tmp_path / "a.csv", LOG)
    second = write(tmp_path / "b.csv", LOG.replace("packing", "picked").replace("test", "sample"))
    said = {"status": "packing=paid,picked=paid", "skip": "Order Type=sample,test"}
    assert idle(keep(tmp_path / "s.duckdb", first, second, mapping=MAP, **said)) == []


@pytest.mark.parametrize("header", ["order type", "OrderType", "ＯＲＤＥＲ　Type"])
def test_the_column_to_skip_by_is_named_like_any_header(tmp_path, header):
    keep(tmp_path / "s.duckdb", write(tmp_path / "log.csv", LOG), mapping=MAP, skip={header: "test"})
    assert [order["id"] for order in kept(tmp_path / "s.duckdb")] == ["A1"]


def test_of_a_dialect_only_what_is_nearly_there_is_reported(tmp_path):
    words = '[status]\npackng = "paid"\nelsewhere = "closed"\n[skip]\n"Order Type" = ["tests", "刷单"]\n'
    dialect = write(tmp_path / "own.toml", DIALECT + words)
    account = keep(tmp_path / "s.duckdb", write(tmp_path / "log.csv", LOG), dialect=str(dialect))
    assert ("status_idle", "packng", "packing") in idle(account)
    assert ("skip_idle", "Order Type=tests", "test") in idle(account)
    assert not {"elsewhere", "Order Type=刷单"} & {column for _, column, _ in idle(account)}


DIALECT = """kind = "orders"
[fingerprint]
must = ["no", "who", "day"]
[columns]
order_id = ["no"]
buyer = ["who"]
paid_at = ["day"]
paid = ["sum"]
status = ["state"]
"""
