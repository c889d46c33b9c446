"""Stores that somebody changed by hand, or that lost a bit: every command says so, and none answers wrongly."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence

import duckdb
import pytest
from tests.depth import times
from tests.faults.conftest import Shop, orders

CHANGES = (
    "update kept.meta set value = 'abc' where name = 'schema_version'",
    "update kept.meta set value = '99999999999999999999' where name = 'schema_version'",
    "delete from kept.meta",
    "drop table kept.meta",
    "drop table kept.refunds",
    "alter table kept.orders drop column city",
    "alter table kept.orders alter net type double",
    "alter table kept.files rename to other_files",
)
ASKED = (
    ["segment"],
    ["load", "more.csv"],
    ["files"],
    ["churn"],
    ["snapshot", "new"],
    ["sql", "select 1"],
    ["export", "x", "--star"],
)


@pytest.mark.parametrize("change", CHANGES)
def test_every_command_says_that_a_store_was_altered(kept_shop, change):
    kept_shop.file("more.csv", orders(90))
    with duckdb.connect(str(kept_shop.store)) as connection:
        connection.execute(change)
    for asked in ASKED:
        told = kept_shop.run(*asked)
        assert told.code == 6, (asked, told)
        assert told.err.count("\n") == 1
    told = kept_shop.run("doctor")
    assert told.code == 1, told


@pytest.mark.parametrize(
    ("change", "asked", "code"),
    [
        ("update kept.models set numbers = 'nonsense'", ["churn"], 0),
        ("drop table kept.models; create table kept.models (a integer)", ["churn"], 0),
        ("alter table kept.snapshots drop column months", ["snapshots"], 6),
        ("alter table kept.snapshots drop column months", ["snapshot", "new"], 6),
        ("drop table kept.snapshot_customers", ["diff", "old"], 6),
        ("drop table kept.snapshot_customers", ["check"], 6),
        ("drop table kept.snapshot_customers", ["privacy"], 6),
    ],
)
def test_what_a_store_has_later(kept_shop, change, asked, code):
    """What was learnt is learnt anew; snapshots are not to be had again."""
    assert kept_shop.run("churn").code == 0
    assert kept_shop.run("snapshot", "old").code == 0
    with duckdb.connect(str(kept_shop.store)) as connection:
        connection.execute("create table if not exists kept.models (numbers varchar)")
        connection.execute(change)
    assert kept_shop.run(*asked).code == code


def answers(shop: Shop) -> Sequence[object]:
    shutil.rmtree(shop.folder / "copy", ignore_errors=True)
    (shop.folder / "copy").mkdir()
    for name in (shop.store.name, f"{shop.store.name}.key"):
        shutil.copy(shop.store.parent / name, shop.folder / "copy")
    store = shop.folder / "copy" / shop.store.name
    asked = (["profile", "--detail", "--format", "csv"], ["load", "more.csv", "--format", "csv"])
    return [
        (told.code, told.out if told.code == 0 else "")
        for told in (shop.run(*each, "--store", store) for each in asked)
    ]


def test_flipped_bits_and_lost_ends(kept_shop):
    """The engine finds them, or they lie where nobody reads."""
    kept_shop.file("more.csv", orders(90))
    right, whole, chance = answers(kept_shop), kept_shop.store.read_bytes(), random.Random(51)
    assert [code for code, _ in right] == [0, 0]
    written = [place for place, byte in enumerate(whole) if byte]
    for turn in range(times(12)):
        broken = bytearray(whole)
        if turn % 4:
            broken[chance.choice(written)] ^= 1 << chance.randrange(8)
        else:
            del broken[chance.randrange(len(broken)) :]
        kept_shop.store.write_bytes(broken)
        for found, expected in zip(answers(kept_shop), right, strict=True):
            assert found in (expected, (6, ""))


def test_a_key_of_another_store(kept_shop):
    kept_shop.file("more.csv", orders(90))
    key = kept_shop.store.with_name(f"{kept_shop.store.name}.key")
    own = key.read_text()
    key.write_text(f"{'0' * 64}\n{'1' * 64}\n")
    assert "another database" in kept_shop.refused(6, "load", "more.csv")
    assert "another database" in kept_shop.refused(6, "load", "first.csv"), "known or not"
    assert kept_shop.run("export", "x", "--star").code == 6
    assert "another database" in kept_shop.run("doctor").out
    with duckdb.connect(str(kept_shop.store)) as connection:
        connection.execute("delete from kept.meta where name = 'key_check'")
    assert kept_shop.run("segment").code == 0
    key.write_text(own)
    assert kept_shop.run("load", "more.csv").code == 0, "a store of an earlier version learns its key"
    key.write_text(f"{'0' * 64}\n{'1' * 64}\n")
    assert kept_shop.run("load", "first.csv").code == 6
