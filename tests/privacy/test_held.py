"""What personal data is kept of how many people: counted against what was loaded."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from tests.ingest.load_case import csv_text, keep, row, write
from tests.program import environment, run_here

import crmkit
from crmkit import forget, personal_data, prune
from crmkit.store.store import open_store

TABLE = (
    "会员名,性别,会员等级,省份,城市,生日\n老会员,女,普通会员,浙江,杭州市,1990-05-06\n买家1,男,高级会员,江苏,苏州市,\n"
)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of 12 orders of 5 buyers, one member who never bought, a rejected line and a snapshot."""
    folder = tmp_path_factory.mktemp("held")
    rows = [*(row(number) for number in range(1, 13)), row(13, 买家实际支付金额="abc")]
    keep(folder / "s.duckdb", write(folder / "a.csv", csv_text(rows)))
    keep(folder / "s.duckdb", write(folder / "c.csv", TABLE))
    crmkit.snapshot(folder / "s.duckdb", "now")
    return folder


@pytest.fixture
def place(loaded: Path, tmp_path: Path) -> Path:
    shutil.copytree(loaded, tmp_path / "shop")
    return tmp_path / "shop"


def asked(store: Path) -> dict[str, tuple[object, ...]]:
    with open_store(store) as shop:
        return {str(record[0]): tuple(record[1:]) for record in personal_data(shop).records}


def test_every_kind_with_its_people_and_days(loaded):
    first, last = date(2024, 1, 1), date(2024, 1, 4)
    found = asked(loaded / "s.duckdb")
    assert {kind: row[:3] for kind, row in found.items() if kind != "rejected_texts"} == {
        "buyer_names": (6, first, last),
        "buyer_orders": (5, first, last),
        "buyer_goods": (5, first, last),
        "buyer_places": (2, None, None),
        "buyer_birthdays": (1, None, None),
        "buyer_genders": (2, None, None),
        "buyer_groups": (5, last, last),
    }
    assert found["buyer_names"][3:] == (
        *("s.duckdb", "customers.nick, customer_facts.nick", "masked", "owner_only"),
        *(found["buyer_names"][7], "0600", "crmkit forget, crmkit prune"),
    )
    assert found["rejected_texts"][0] is None and found["rejected_texts"][3] == "s.duckdb.quarantine"
    assert found["rejected_texts"][-2:] == ("0700", "crmkit prune --quarantine")
    with open_store(loaded / "s.duckdb") as shop:
        answer = personal_data(shop)
    assert (answer.facts["people"], answer.facts["text_files"], answer.facts["kept_days"]) == (6, 1, 30)
    assert [note.code for note in answer.notes] == ["privacy_not_kept", "privacy_texts"]


def test_what_is_erased_is_no_longer_there(place):
    store = place / "s.duckdb"
    forget(store, "买家1", proof=place / "p.json")
    prune(store, quarantine=True, yes=True)
    found = asked(store)
    assert (found["buyer_names"][0], found["buyer_genders"][0]) == (5, 1) and "rejected_texts" not in found
    prune(store, older_than="1y", as_of="2026-01-01", yes=True)
    found = asked(store)
    assert set(found) == {"buyer_names", "buyer_places", "buyer_birthdays", "buyer_genders"}
    with open_store(store) as shop:
        answer = personal_data(shop)
    assert {"privacy_forgotten", "privacy_pruned"} <= {note.code for note in answer.notes}
    assert answer.facts["pruned_before"] == date(2025, 1, 1)


def test_files_that_others_may_read_are_named(place):
    store, home = place / "s.duckdb", environment(HOME=str(place))
    assert run_here(["privacy", "--store", str(store), "--strict"], place, home).code == 0
    store.with_name("s.duckdb.key").chmod(0o644)
    store.chmod(0o640)
    run = run_here(["privacy", "--store", str(store), "--format", "json"], place, home)
    assert run.code == 0 and '"readable_by":"group_too"' in run.text
    assert "can read s.duckdb, s.duckdb.key: type `chmod 600`" in run.text
    run = run_here(["privacy", "--store", str(store), "--strict"], place, home)
    assert (run.code, "can read s.duckdb, s.duckdb.key;" in run.err) == (1, True)


def test_nothing_is_kept_of_nobody(tmp_path):
    store = tmp_path / "s.duckdb"
    keep(store, write(tmp_path / "a.csv", csv_text([row(1, 买家会员名="甲")])))
    prune(store, older_than="1y", as_of="2026-01-01", yes=True)
    with open_store(store) as shop:
        answer = personal_data(shop)
    assert (answer.records, answer.facts["people"]) == ([], 0)
    assert [said.code for said in answer.answer] == ["privacy_none"]
