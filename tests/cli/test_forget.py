"""``crmkit forget`` as it is typed: what it asks, what it shows, how it ends."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from tests.ingest.load_case import csv_text, fresh, keep, order_id, row, write


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forget")
    keep(fresh(folder / "data"), write(folder / "a.csv", csv_text([row(number) for number in range(1, 31)])))
    return folder / "data"


@pytest.fixture
def store(loaded: Path, tmp_path: Path) -> Path:
    return shutil.copytree(loaded, tmp_path / "data") / "shop.duckdb"


def test_without_a_terminal_it_needs_yes(crmkit, store):
    before = store.read_bytes()
    run = crmkit("forget", "买家1", "--store", store)
    assert (run.code, run.out) == (7, b"")
    assert "--yes" in run.err
    assert store.read_bytes() == before


def test_a_dry_run_counts_and_changes_nothing(crmkit, store):
    before = store.read_bytes()
    run = crmkit("forget", "买家1", "--store", store, "--dry-run")
    assert run.code == 0
    assert "6 orders of 381 yuan" in " ".join(run.text.split())
    assert "买家1" not in run.text + run.err
    assert store.read_bytes() == before


def test_it_says_what_went_and_where_the_proof_is(crmkit, store, tmp_path):
    run = crmkit("forget", "买家1", "--store", store, "--yes", "--proof", tmp_path / "proof.json", "--format", "json")
    answer = json.loads(run.text)
    assert (run.code, run.err) == (0, "")
    assert answer["facts"]["orders"] == 6
    assert answer["rows"] == [
        {"held_in": "held_in_customers", "entries": 1},
        {"held_in": "held_in_orders", "entries": 6},
    ]
    proof = json.loads((tmp_path / "proof.json").read_text(encoding="utf-8"))
    assert (proof["complete"], len(proof["at"])) == (True, 19)
    assert "买家1" not in run.text + json.dumps(proof, ensure_ascii=False)
    shown = crmkit("customer", "买家1", "--store", store)
    assert shown.code == 2


def test_names_from_a_file_and_from_standard_input(crmkit, store, tmp_path):
    names = write(tmp_path / "names.txt", f'\ufeff买家1\r\n\r\n"{order_id(2)}"\r\n', "utf-16")
    assert crmkit("forget", "--from", names, "--store", store, "--yes").code == 0
    run = crmkit("forget", "--from", "-", "--store", store, "--yes", stdin="买家3\n".encode("gb18030"))
    assert run.code == 0, run.err
    assert all(crmkit("customer", f"买家{number}", "--store", store).code == 2 for number in (1, 2, 3))
    assert crmkit("customer", "买家4", "--store", store).code == 0


def test_who_is_not_there_or_still_somewhere_is_exit_code_1(crmkit, store):
    run = crmkit("forget", "买家1", "写错了", "--store", store, "--yes")
    assert run.code == 1
    assert "1 of the names and numbers is not in the database" in run.err
    write(store.parent / "names.txt", "客服备注:买家2要求删除")
    run = crmkit("forget", "买家2", "--store", store, "--yes")
    assert run.code == 1
    assert "names.txt" in run.err
    assert "names.txt still names 1 person" in " ".join(run.text.split())


def test_each_file_is_named_with_the_people_in_it(crmkit, store):
    """A copy of the database has two people with all their numbers, a list one of them, a word of another none."""
    shutil.copy(store, store.parent / "old.duckdb")
    write(store.parent / "list.csv", f"nick,order\n买家1,{order_id(1)}\n")
    write(store.parent / "words.csv", "nick\n买家12\nmy买家2x\n")
    run = crmkit("forget", "买家1", order_id(2), "--store", store, "--yes")
    said = "list.csv (1 person), old.duckdb (2 people): 2 people can still be found; delete your own files there"
    assert (run.code, said in run.err) == (1, True), run.err
    told = " ".join(run.text.split())
    assert "old.duckdb still names 2 people" in told
    run = crmkit("forget", "买家1", "--store", store, "--yes", "--lang", "zh")
    assert "list.csv（1 人）、old.duckdb（1 人）：仍能找到 1 人的信息" in run.err


def test_a_proof_is_written_over_nothing_that_is_kept_and_nothing_over_it(crmkit, store, tmp_path):
    assert crmkit("forget", "买家1", "--store", store, "--yes").code == 0
    assert crmkit("forget", "买家2", "--store", store, "--yes", "--proof", tmp_path / "own.json").code == 0
    kept = [store, store.with_name("shop.duckdb.forgotten-1.json"), tmp_path / "own.json"]
    before = [path.read_bytes() for path in kept]
    for path in kept:
        assert crmkit("tiers", "--store", store, "--format", "csv", "-o", path).code == 7
        assert crmkit("forget", "买家3", "--store", store, "--yes", "--proof", path).code == 7
    new = ("--proof", tmp_path / "new.json", "--format", "csv", "-o", tmp_path / "new.json")
    assert crmkit("forget", "买家3", "--store", store, "--yes", *new).code == 7
    os.mkfifo(tmp_path / "pipe.json")
    assert crmkit("forget", "买家3", "--store", store, "--yes", "--proof", tmp_path / "pipe.json").code == 7
    assert [path.read_bytes() for path in kept] == before


def test_on_a_terminal_it_asks(crmkit, store, monkeypatch):
    from crmkit.cli.commands import forget as command

    monkeypatch.setattr(command, "_can_ask", lambda names: True)
    before = store.read_bytes()
    run = crmkit("forget", "买家1", "--store", store, stdin=b"n\n")
    assert run.code == 7
    assert "6 orders" in run.err
    assert "买家1" not in run.err
    assert store.read_bytes() == before
    assert crmkit("forget", "买家1", "--store", store, stdin=b"y\n").code == 0
    assert store.read_bytes() != before


def test_without_a_name_the_name_is_what_is_missing(crmkit, store):
    for who in ((), ("",), (" ",)):
        run = crmkit("forget", *who, "--store", store)
        assert (run.code, "no name was given" in run.err) == (2, True)


def test_orders_of_who_was_forgotten_before_stay_and_it_says_so(crmkit, store):
    assert crmkit("forget", "买家1", "--store", store, "--yes").code == 0
    for options in (("--dry-run",), ("--yes",)):
        run = crmkit("forget", "买家1", "--orders", "--store", store, *options)
        assert "1 was forgotten before: orders kept then stay" in " ".join(run.text.split())
    assert "kept then" not in crmkit("forget", "买家1", "--store", store, "--yes").text


def test_a_file_that_is_not_there_is_told_before_yes_is_asked_for(crmkit, store):
    run = crmkit("forget", "--from", "missing.txt", "--store", store)
    assert run.code != 7 and "missing.txt" in run.err and "--yes" not in run.err


def test_where_nobody_is_found_nothing_is_left_to_do(crmkit, store):
    run = crmkit("forget", "写错了", "--store", store, "--dry-run")
    assert run.code == 1 and "--yes" not in run.text
    run = crmkit("forget", "写错了", "--store", store, "--yes")
    assert run.code == 1 and "still show them" not in " ".join(run.text.split())


def test_quiet_says_nothing_if_all_is_well(crmkit, store):
    run = crmkit("forget", "买家1", "--store", store, "--yes", "-q")
    assert (run.code, run.out, run.err) == (0, b"", "")
    assert crmkit("forget", "买家2", "--store", store, "--yes", "-q", "-f", "json").out
