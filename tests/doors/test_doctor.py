"""``crmkit doctor``: says what is wrong in whatever state things are, and changes nothing."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from tests.program import environment, run_here

STATES = ("fine", "notice", "wrong")


@pytest.fixture
def place(tmp_path, store_file):
    """A folder with a copy of the store and its key, and an empty home."""
    for name in ("shop.duckdb", "shop.duckdb.key"):
        shutil.copy2(store_file.parent / name, tmp_path)
    return tmp_path


def look(place: Path, *arguments: str, **more: str) -> tuple[int, dict[str, list[dict[str, str]]]]:
    """The exit code, and the rows by what was looked at."""
    settings = environment(HOME=str(place / "home"), CRMKIT_STORE=str(place / "shop.duckdb"), **more)
    run = run_here(["doctor", "--format", "json", *arguments], place, settings)
    found: dict[str, list[dict[str, str]]] = {}
    for row in json.loads(run.text)["rows"]:
        found.setdefault(row["check"], []).append(row)
    return run.code, found


def test_all_is_well(place):
    content = (place / "shop.duckdb").read_bytes()
    code, found = look(place)
    assert code == 0 and not [row for rows in found.values() for row in rows if row["check_state"] == "wrong"]
    assert set(found) == {
        *("program", "encoding", "locale", "time_zone", "terminal", "fonts", "settings"),
        *("database", "contents", "database_rights", "key", "free_space", "temporary_space"),
    }
    assert "1 file, 7 orders" in found["contents"][0]["check_finding"]
    assert "newest order 2024-03-09" in found["contents"][0]["check_finding"]
    assert (place / "shop.duckdb").read_bytes() == content
    assert not (place / "home").exists()


def test_without_a_database_it_says_what_to_do(place):
    code, found = look(place, "--store", str(place / "none" / "shop.duckdb"))
    assert code == 0 and found["database"][0]["check_advice"].startswith("load your exports")
    assert not (place / "none").exists()


@pytest.mark.parametrize("size", [0, 5, 100, 4096, 12288, 20000, 100_000])
def test_a_store_that_was_cut_is_named(place, size):
    path = place / "shop.duckdb"
    path.write_bytes(path.read_bytes()[:size])
    code, found = look(place)
    assert code == 1 and found["database"][0]["check_state"] == "wrong" and found["database"][0]["check_advice"]


@pytest.mark.parametrize("first", [0, 8, 4096, 8192, 12288])
def test_a_store_with_bytes_changed_is_looked_at_without_a_crash(place, first):
    path = place / "shop.duckdb"
    content = bytearray(path.read_bytes())
    for at in range(first, len(content), 4099):
        content[at] ^= 0xFF
    path.write_bytes(content)
    code, found = look(place)
    assert code == 1 and found["database"][0]["check_state"] == "wrong"


def test_a_foreign_file_and_a_folder(place):
    (place / "shop.duckdb").write_text("订单编号,买家会员名\n1,a\n", encoding="utf-8")
    assert look(place)[1]["database"][0]["check_state"] == "wrong"
    (place / "shop.duckdb").unlink()
    (place / "shop.duckdb").mkdir()
    assert look(place)[1]["database"][0]["check_state"] == "wrong"


@pytest.mark.skipif(os.name != "posix", reason="rights of files")
def test_rights_of_the_store_and_of_its_key(place):
    for name, check in (("shop.duckdb", "database_rights"), ("shop.duckdb.key", "key")):
        (place / name).chmod(0o644)
        code, found = look(place)
        assert code == 1 and "chmod 600" in found[check][0]["check_advice"]
        (place / name).chmod(0o600)


def test_a_key_that_is_missing(place):
    (place / "shop.duckdb.key").unlink()
    code, found = look(place)
    assert code == 1 and found["key"][0]["check_state"] == "wrong"


def test_settings_that_make_no_sense_do_not_keep_it_from_looking(place):
    (place / "crmkit.toml").write_text("wiat = 3\n", encoding="utf-8")
    code, found = look(place)
    assert code == 1 and "did you mean 'wait'" in found["settings"][0]["check_advice"]
    assert found["database"][0]["check_state"] == "fine"


def test_an_encoding_without_chinese(place):
    code, found = look(place, PYTHONIOENCODING="latin-1")
    assert code == 1 and "latin-1" in found["encoding"][0]["check_finding"]


def test_a_time_zone_that_there_is_not(place):
    code, found = look(place, CRMKIT_TZ="Asia/Nowhere")
    assert code == 1 and "Asia/Nowhere" in found["time_zone"][0]["check_finding"]


def test_people_read_what_to_do(place):
    settings = environment(HOME=str(place), CRMKIT_STORE=str(place / "none.duckdb"), LANG="zh_CN.UTF-8")
    run = run_here(["doctor"], place, settings)
    assert run.code == 0 and "请导入导出文件" in run.text and "注意" in run.text


@pytest.mark.parametrize("content", [b"", b"garbage", b"two words", b"\xff\x00", b"0" * 128, b"0" * 64 + b" 0"])
def test_a_damaged_key_is_named(place, content):
    (place / "shop.duckdb.key").write_bytes(content)
    code, found = look(place)
    assert code == 1 and found["key"][0]["check_state"] == "wrong" and "damaged" in found["key"][0]["check_finding"]
