"""A store in one file and back: whole or not at all, and proven before anything is replaced."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from tests.depth import is_deep
from tests.ingest.load_case import csv_text, keep, kept, row, write

import crmkit
from crmkit import backup, forget, prune, restore
from crmkit.deliver.backup import archive
from crmkit.deliver.backup.archive import read_manifest, unpack
from crmkit.deliver.target import Target, check_place
from crmkit.errors import CrmError, InputError, Refused, StoreBusy, StoreError, UsageError
from crmkit.store.store import open_store
from crmkit.store.store_file import LIST

MADE_AT = datetime(2026, 11, 30, 17, 0)  # noqa: DTZ001 - a shop's own clock


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of nine orders, with a rejected line and a run, and its backup ``b.zip``."""
    folder = tmp_path_factory.mktemp("backup")
    store = folder / "s.duckdb"
    rows = [*map(row, range(1, 10)), row(10, 买家实际支付金额="abc")]
    keep(store, write(folder / "a.csv", csv_text(rows)))
    (folder / "s.duckdb.runs.jsonl").write_text('{"event": "start"}\n')
    backup(store, folder / "b.zip", made_at=MADE_AT)
    return folder


@pytest.fixture
def place(folder: Path, tmp_path: Path) -> Path:
    """A copy of all of it."""
    shutil.copytree(folder, tmp_path / "shop")
    return tmp_path / "shop"


def modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}


def changed(place: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """``b.zip`` with other parts."""
    with zipfile.ZipFile(place / "b.zip") as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    with zipfile.ZipFile(place / "c.zip", "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return place / "c.zip"


def test_what_is_in_it(folder):
    with zipfile.ZipFile(folder / "b.zip") as opened:
        listed = json.loads(opened.read(LIST))
        assert opened.namelist() == [LIST, "shop.duckdb", "shop.duckdb.key", "shop.duckdb.runs.jsonl"]
        assert opened.read("shop.duckdb.key") == (folder / "s.duckdb.key").read_bytes()
    assert (listed["crmkit_backup"], listed["made_at"], listed["tables"]["orders"]["rows"]) == (
        1,
        "2026-11-30 17:00:00",
        "9",
    )
    assert listed["tables"]["orders"]["net"] == "495.00"  # 51 + ... + 59
    assert modes(folder)["b.zip"] == 0o600
    assert not list(folder.glob(".crmkit-*"))


def test_there_and_back(folder, tmp_path):
    result = restore(folder / "b.zip", tmp_path / "new" / "shop.duckdb")
    new = tmp_path / "new" / "shop.duckdb"
    assert kept(new) == kept(folder / "s.duckdb")
    assert modes(new.parent) == dict.fromkeys(["shop.duckdb", "shop.duckdb.key", "shop.duckdb.runs.jsonl"], 0o600)
    assert new.parent.stat().st_mode & 0o777 == 0o700
    assert (result.facts["orders"], next(record[0] for record in result.records)) == (9, "shop.duckdb")
    keep(new, write(tmp_path / "b.csv", csv_text([row(20)])))  # its key is there, too
    assert len(kept(new)) == 10


def test_a_store_that_is_there_is_replaced_only_when_that_is_said(place):
    store = place / "s.duckdb"
    keep(store, write(place / "more.csv", csv_text([row(30)])))
    before = store.read_bytes()
    with pytest.raises(Refused, match="--yes"):
        restore(place / "b.zip", store)
    assert store.read_bytes() == before
    restore(place / "b.zip", store, yes=True)
    assert len(kept(store)) == 9
    assert not list(place.glob("*.old*")) and not list((place / "s.duckdb.quarantine").iterdir())


def test_a_dry_run_changes_nothing_and_needs_no_yes(place):
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*")}
    answer = restore(place / "b.zip", place / "s.duckdb", dry_run=True)
    assert answer.facts["orders"] == 9
    assert {path: path.stat().st_mtime_ns for path in place.rglob("*")} == before


def test_what_cannot_be_written_leaves_what_was_there(place, monkeypatch):
    store = place / "s.duckdb"
    before = {path.name: path.read_bytes() for path in place.iterdir() if path.is_file()}
    exchanged = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if self.name == "shop.duckdb":
            raise OSError(5, "Input/output error")
        return exchanged(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(StoreError, match="Input/output error"):
        restore(place / "b.zip", store, yes=True)
    monkeypatch.undo()
    assert {path.name: path.read_bytes() for path in place.iterdir() if path.is_file()} == before


def test_truncated_anywhere_it_is_damaged(folder, tmp_path):
    whole = (folder / "b.zip").read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole)
    for size in range(len(whole) - 1, -1, -1 if is_deep() else -17):
        with cut.open("r+b") as stream:
            stream.truncate(size)
        with pytest.raises(InputError) as problem:
            unpack(cut, None)
        assert problem.value.code in ("backup_damaged", "backup_foreign"), size
        assert problem.value.exit_code == 3


def test_a_flipped_bit_is_found_or_changes_nothing(folder, tmp_path):
    whole, sound = (folder / "b.zip").read_bytes(), read_manifest(folder / "b.zip")
    dice, flipped = random.Random(7), tmp_path / "flipped.zip"
    ends = [*range(60), *range(len(whole) - 300, len(whole))]
    for place in [*ends, *(dice.randrange(len(whole)) for _ in range(1000 if is_deep() else 200))]:
        bit = 1 << dice.randrange(8)
        flipped.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
        target = tmp_path / "out"
        target.mkdir()
        try:
            assert unpack(flipped, target) == sound, place
            assert archive.parts_of({path.name: path for path in sorted(target.iterdir())}) == sound.parts, place
        except CrmError as problem:
            assert problem.exit_code in (3, 6), place
        shutil.rmtree(target)


def test_what_the_list_does_not_say_is_damage(place):
    def another_key(parts: dict[str, bytes]) -> None:
        parts["shop.duckdb.key"] = b"1" * 64 + b"\n" + b"2" * 64 + b"\n"

    def one_more(parts: dict[str, bytes]) -> None:
        parts["../evil"] = b"x"

    def one_less(parts: dict[str, bytes]) -> None:
        del parts["shop.duckdb.key"]

    def other_sums(parts: dict[str, bytes]) -> None:
        parts[LIST] = parts[LIST].replace(b'"495.00"', b'"496.00"')

    def a_path(parts: dict[str, bytes]) -> None:
        parts[LIST] = parts[LIST].replace(b'"shop.duckdb.key"', b'"../shop.duckdb.key"')
        parts["../shop.duckdb.key"] = parts.pop("shop.duckdb.key")

    def a_time_that_is_none(parts: dict[str, bytes]) -> None:
        parts[LIST] = parts[LIST].replace(b'"made_at": "', b'"made_at": "at noon, ')

    for change in (another_key, one_more, one_less, other_sums, a_path, a_time_that_is_none):
        before = (place / "s.duckdb").read_bytes()
        with pytest.raises(InputError, match="nothing was changed") as problem:
            restore(changed(place, change), place / "s.duckdb", yes=True)
        assert problem.value.code == "backup_damaged", change
        assert (place / "s.duckdb").read_bytes() == before
        assert not list(place.glob(".crmkit-*"))


def test_the_key_of_another_store_is_damage_too(place):
    """Its digest is that of the list, but no load could use the store."""

    def foreign(parts: dict[str, bytes]) -> None:
        key = parts["shop.duckdb.key"]
        parts["shop.duckdb.key"] = b"1" * 64 + b"\n" + b"2" * 64 + b"\n"
        old, new = (hashlib.sha256(each).hexdigest().encode() for each in (key, parts["shop.duckdb.key"]))
        assert len(key) == len(parts["shop.duckdb.key"])
        parts[LIST] = parts[LIST].replace(old, new)

    with pytest.raises(InputError) as problem:
        restore(changed(place, foreign), place / "new.duckdb")
    assert problem.value.code == "backup_damaged"
    assert not (place / "new.duckdb").exists()


def test_a_part_that_is_no_database_is_damage_and_no_hidden_folder_is_named(place):
    """Its digest is that of the list, so only the engine finds out."""

    def text(parts: dict[str, bytes]) -> None:
        listed = json.loads(parts[LIST])
        parts["shop.duckdb"] = b"no database at all" * 99
        of_database = next(part for part in listed["parts"] if part["name"] == "shop.duckdb")
        of_database["size"] = len(parts["shop.duckdb"])
        of_database["sha256"] = hashlib.sha256(parts["shop.duckdb"]).hexdigest()
        parts[LIST] = json.dumps(listed).encode()

    for store in ("new.duckdb", "s.duckdb"):
        with pytest.raises(InputError) as problem:
            restore(changed(place, text), place / store, yes=True)
        assert problem.value.code == "backup_damaged" and ".crmkit-" not in str(problem.value)


def test_no_answer_replaces_a_backup(place):
    before = (place / "b.zip").read_bytes()
    with pytest.raises(Refused) as problem:
        check_place(Target(sys.stdout, place / "b.zip"))
    assert problem.value.code == "output_of_store"
    assert (place / "b.zip").read_bytes() == before


def test_a_backup_of_a_newer_crmkit_is_refused(place):
    for old, new in ((b'"crmkit_backup": 1', b'"crmkit_backup": 2'), (b'"schema": ', b'"schema": 9')):

        def newer(parts: dict[str, bytes], old: bytes = old, new: bytes = new) -> None:
            parts[LIST] = parts[LIST].replace(old, new)

        with pytest.raises(StoreError) as problem:
            restore(changed(place, newer), place / "new.duckdb")
        assert (problem.value.code, problem.value.exit_code) == ("backup_too_new", 6)


def test_no_backup_at_all(place):
    for content, code in (
        (b"", "backup_foreign"),
        (b"PK\x03\x04 no", "backup_foreign"),
        ("订单".encode(), "backup_foreign"),
    ):
        (place / "x.zip").write_bytes(content)
        with pytest.raises(InputError) as problem:
            restore(place / "x.zip", place / "s.duckdb", yes=True)
        assert problem.value.code == code
        with pytest.raises(InputError):  # before it is asked whether the store may be replaced
            restore(place / "x.zip", place / "s.duckdb")
    for yes in (True, False):
        with pytest.raises(InputError):
            restore(place / "none.zip", place / "s.duckdb", yes=yes)
    with pytest.raises(StoreError):  # over what is no database nothing is put
        restore(place / "b.zip", place / "a.csv", yes=True)
    with pytest.raises(UsageError):
        restore(place / "b.zip", place, yes=True)


def test_only_an_earlier_backup_is_replaced(place):
    backup(place / "s.duckdb", place / "b.zip")
    (place / "empty.zip").touch()
    backup(place / "s.duckdb", place / "empty.zip")
    for taken in ("a.csv", "s.duckdb", "s.duckdb.key"):
        before = (place / taken).read_bytes()
        with pytest.raises(Refused):
            backup(place / "s.duckdb", place / taken)
        assert (place / taken).read_bytes() == before


def test_without_its_key_it_is_told(place):
    (place / "s.duckdb.key").unlink()
    (place / "s.duckdb.runs.jsonl").unlink()
    made = backup(place / "s.duckdb", place / "k.zip")
    back = restore(place / "k.zip", place / "new.duckdb")
    for answer in (made, back):
        assert [record[0] for record in answer.records] == ["shop.duckdb"]
        assert "backup_no_key" in {note.code for note in answer.notes}
    with open_store(place / "new.duckdb") as shop:
        assert shop.span().purchase_days


def test_a_damaged_store_is_not_taken_for_a_backup_but_replaced_by_one(place):
    store = place / "s.duckdb"
    whole = bytearray(store.read_bytes())
    for block in range(3):  # whatever is in the first blocks behind the headers
        whole[12288 + block * 262_144 + 100 : 12288 + block * 262_144 + 4096] = bytes(3996)
    store.write_bytes(bytes(whole))
    with pytest.raises(StoreError) as problem:
        backup(store, place / "d.zip")
    assert problem.value.code == "store_damaged" and not (place / "d.zip").exists()
    restore(place / "b.zip", store, yes=True)
    assert len(kept(store)) == 9


def test_a_store_that_is_held_is_waited_for(place):
    writer = duckdb.connect(str(place / "s.duckdb"))
    writer.execute("begin")
    try:
        with pytest.raises(StoreBusy):
            backup(place / "s.duckdb", place / "w.zip", wait=0)
        with pytest.raises(StoreBusy):
            restore(place / "b.zip", place / "s.duckdb", yes=True, wait=0)
    finally:
        writer.close()
    assert not (place / "w.zip").exists()


def test_of_what_was_deleted_no_byte_is_in_it(place):
    store = place / "s.duckdb"
    with duckdb.connect(str(store)) as writer:
        writer.execute("update kept.customers set nick = 'nobody'")
    assert "买家1".encode() in store.read_bytes()
    backup(store, place / "e.zip")
    with zipfile.ZipFile(place / "e.zip") as made:
        assert "买家1".encode() not in made.read("shop.duckdb")


def holds(folder: Path, text: str) -> list[str]:
    return [path.name for path in folder.rglob("*.duckdb*") if path.is_file() and text.encode() in path.read_bytes()]


def test_who_was_forgotten_since_stays_forgotten(tmp_path):
    store, text = tmp_path / "s.duckdb", csv_text([row(1, 买家会员名="要求删除的人"), *map(row, range(2, 9))])
    keep(store, write(tmp_path / "a.csv", text))
    backup(store, tmp_path / "b.zip")
    forget(store, "要求删除的人", proof=tmp_path / "p.json")
    answer = restore(tmp_path / "b.zip", store, yes=True)
    assert [note.values for note in answer.notes if note.code == "restore_forgotten"] == [{"people": 1, "orders": 1}]
    assert "restore_again" not in {note.code for note in answer.notes}
    (tmp_path / "new.duckdb.forgotten-1.json").write_text("{}")
    elsewhere = restore(tmp_path / "b.zip", tmp_path / "new.duckdb")  # no store says there who was forgotten
    (again,) = (note.values for note in elsewhere.notes if note.code == "restore_again")
    assert again == {"made": None, "proofs": "new.duckdb.forgotten-1.json"}
    assert holds(tmp_path, "要求删除的人") == ["new.duckdb"]
    (tmp_path / "new.duckdb").unlink()
    assert not holds(tmp_path, "要求删除的人")
    assert sum(order["net"] for order in kept(store)) == sum(Decimal(50 + number) for number in range(1, 9))
    keep(store, write(tmp_path / "again.csv", text + "\n"))
    assert not holds(tmp_path, "要求删除的人") and len(kept(store)) == 8


def test_under_another_key_who_was_forgotten_is_not_brought_back(tmp_path):
    text = csv_text([row(1, 买家会员名="要求删除的人"), row(2)])
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        crmkit.load(tmp_path / name / "s.duckdb", write(tmp_path / name / "a.csv", text))
    backup(tmp_path / "one" / "s.duckdb", tmp_path / "b.zip")
    store = tmp_path / "two" / "s.duckdb"
    restore(tmp_path / "b.zip", store, yes=True)  # nobody was forgotten there
    crmkit.load(tmp_path / "three.duckdb", write(tmp_path / "a.csv", text))
    forget(tmp_path / "three.duckdb", "要求删除的人", proof=tmp_path / "p.json")
    before = (tmp_path / "three.duckdb").read_bytes()
    with pytest.raises(Refused, match="another key"):
        restore(tmp_path / "b.zip", tmp_path / "three.duckdb", yes=True)
    assert (tmp_path / "three.duckdb").read_bytes() == before


def test_what_was_pruned_since_stays_away(tmp_path):
    store = tmp_path / "s.duckdb"
    old = row(
        1, 买家会员名="很久以前的人", 订单创建时间="2020-01-01 10:00:00", **{"订单付款时间 ": "2020-01-01 10:03:00"}
    )
    keep(store, write(tmp_path / "a.csv", csv_text([old, row(2)])))
    backup(store, tmp_path / "b.zip")
    prune(store, older_than="3y", as_of=date(2026, 1, 1), yes=True)
    answer = restore(tmp_path / "b.zip", store, yes=True)
    assert [note.values for note in answer.notes if note.code == "restore_pruned"] == [
        {"orders": 1, "bound": date(2023, 1, 1)}
    ]
    assert len(kept(store)) == answer.facts["orders"] == 1 and not holds(tmp_path, "很久以前的人")


def test_killed_between_two_files_one_whole_set_is_there(place, tmp_path, monkeypatch):
    """Another store's backup: its key and its database are exchanged together, whatever ends the run."""
    other = tmp_path / "other.duckdb"
    crmkit.load(other, write(tmp_path / "o.csv", csv_text([row(40)])))
    backup(other, tmp_path / "o.zip")
    store, real, steps = place / "s.duckdb", Path.replace, []

    def killed(self: Path, target: Path) -> Path:
        if Path(target).parent == place:
            steps.append(target)
            if len(steps) == at:
                raise KeyboardInterrupt
        return real(self, target)

    old = {name: (place / name).read_bytes() for name in ("s.duckdb", "s.duckdb.key")}
    for at in (1, 2):
        steps.clear()
        monkeypatch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            restore(tmp_path / "o.zip", store, yes=True)
        monkeypatch.undo()
        for before in ("s.duckdb", "s.duckdb.key"):
            assert (place / before.replace("s.duckdb", "s.duckdb.old", 1)).read_bytes() == old[before], at
    restore(tmp_path / "o.zip", store, yes=True)
    assert len(kept(store)) == 1 and not list(place.glob("*.old*"))


def test_a_store_of_an_earlier_crmkit_is_brought_up_to_date(place):
    old = place / "s.duckdb"
    with duckdb.connect(str(old)) as connection:
        connection.execute("drop table kept.tombstones")
        connection.execute("update kept.meta set value = '8' where name = 'schema_version'")
    backup(old, place / "old.zip")
    assert read_manifest(place / "old.zip").schema == 8
    answer = restore(place / "old.zip", place / "new.duckdb")
    assert "restore_older" in {note.code for note in answer.notes}
    keep(place / "new.duckdb", write(place / "b.csv", csv_text([row(20)])))
    assert len(kept(place / "new.duckdb")) == 10
    restore(place / "old.zip", old, yes=True)  # the one that is there is an earlier one, too
    assert len(kept(old)) == 9


def test_the_database_of_another_program_is_not_replaced(place):
    other = place / "other.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("create table t as select 1 as a")
    before = other.read_bytes()
    with pytest.raises(StoreError) as problem:
        restore(place / "b.zip", other, yes=True)
    assert problem.value.code == "store_foreign" and other.read_bytes() == before
