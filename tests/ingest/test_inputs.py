"""What may be named on the command line, and what is refused at once."""

from __future__ import annotations

import gzip
import io
import os
import socket
import zipfile
from pathlib import Path

import pytest

from crmkit.errors import InputError
from crmkit.ingest.files import container, packed
from crmkit.ingest.files.inputs import gather
from crmkit.ingest.files.source import unchanged
from crmkit.ingest.findings import Finding
from crmkit.ingest.load import open_files

CSV = b"day,buyer\r\n2024-01-01,\xe5\xbc\xa0\n"
ZSTD = bytes.fromhex("28b52ffd0458d100006461792c62757965720d0a323032342d30312d30312ce5bca00a058634f2")
"""The same, as the program zstd packs it."""
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 3000


def code(arguments, staging) -> str:
    with pytest.raises(InputError) as caught:
        gather([str(argument) for argument in arguments], staging)
    assert str(caught.value)
    return caught.value.code


@pytest.mark.parametrize(
    "name", ["a[1].csv", "a\"b'.csv", "订单 2024（1）.csv", "*.csv", "-x.csv", "~.csv", "a?.csv", "{a}.csv"]
)
def test_awkward_names_are_just_names(tmp_path, name):
    (tmp_path / "a1.csv").write_text("not this")
    (tmp_path / name).write_text("this")
    found = gather([str(tmp_path / name)], tmp_path)
    assert [(source.path.read_text(), source.container) for source in found] == [("this", "text")]


def test_globs_are_expanded_in_order_and_files_taken_once(tmp_path):
    for name in ("b.csv", "a.csv", "c.txt"):
        (tmp_path / name).write_text(name)
    (tmp_path / "d.csv").mkdir()
    found = gather([str(tmp_path / "*.csv"), str(tmp_path / "b.csv"), str(tmp_path / "c.txt")], tmp_path)
    assert [source.path.name for source in found] == ["a.csv", "b.csv", "c.txt"]
    assert code([tmp_path / "*.xlsx"], tmp_path) == "no_match"


def test_standard_input(tmp_path):
    (source,) = gather(["-"], tmp_path, stdin=io.BytesIO(b"a,b\n"))
    assert (source.name, source.size, source.path.read_bytes()) == ("-", 4, b"a,b\n")


def test_what_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "empty").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        assert code([tmp_path / "socket"], tmp_path) == "file_not_regular"
    assert code([tmp_path], tmp_path) == "file_is_folder"
    assert code([tmp_path / "fifo"], tmp_path) == "file_not_regular"
    assert code(["/dev/null"], tmp_path) == "file_not_regular"
    assert code([tmp_path / "empty"], tmp_path) == "file_empty"
    assert code([tmp_path / "none"], tmp_path) == "file_missing"
    assert code([tmp_path / "loop"], tmp_path) == "file_unreadable"


def test_a_file_without_permission_to_read(tmp_path, monkeypatch):
    """Root may read everything, so the system's refusal is played."""
    locked, ordinary = tmp_path / "locked", Path.open
    locked.write_text("a")

    def refuse(path, *arguments, **options):
        if path == locked:
            raise PermissionError(13, "Permission denied")
        return ordinary(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    assert code([locked], tmp_path) == "file_unreadable"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (OLE, "file_old_excel"),
        (OLE + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100, "file_encrypted"),
        (b"\xef\xbb\xbf\n <HTML><table><tr><td>1", "file_is_markup"),
        (b'<?xml version="1.0"?><Workbook/>', "file_is_markup"),
        (b"<!-- export --><table border=1>", "file_is_markup"),
        (b"%PDF-1.7\n1 0 obj", "file_is_pdf"),
        (b"\x89PNG\r\n\x1a\n\x00", "file_is_picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "file_is_picture"),
        (b"\x1f\x8b\x08", "packed_damaged"),
        (gzip.compress(b"a,b\n" * 9, mtime=0)[:-5], "packed_damaged"),
        (b"\x28\xb5\x2f\xfd torn", "packed_damaged"),
        (b"x".ljust(257, b"\0") + b"ustar", "archive_unknown"),
        (b"Rar!\x1a\x07", "archive_unknown"),
        (b"PK\x03\x04 torn", "zip_damaged"),
    ],
)
def test_containers_that_are_not_read(tmp_path, content, refusal):
    (tmp_path / "orders.xlsx").write_bytes(content)
    assert code([tmp_path / "orders.xlsx"], tmp_path) == refusal


def test_a_changed_file_is_seen(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("one")
    (source,) = gather([str(path)], tmp_path)
    assert unchanged(source)
    (tmp_path / "b.csv").write_text("two")
    (tmp_path / "b.csv").replace(path)
    assert not unchanged(source)
    path.unlink()
    assert not unchanged(source)


def zipped(path, members: dict[str, bytes]):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return path


def test_a_zip_stands_for_its_members(tmp_path):
    (tmp_path / "staging").mkdir()
    path = zipped(
        tmp_path / "a.zip", {"x/": b"", "x/订单.csv": b"1", "b.csv": b"2", "__MACOSX/b.csv": b"3", ".DS_Store": b"4"}
    )
    found = gather([str(path)], tmp_path / "staging")
    assert [(source.name, source.path.read_bytes()) for source in found] == [
        (f"{path}/x/订单.csv", b"1"),
        (f"{path}/b.csv", b"2"),
    ]
    assert all(source.path.parent == tmp_path / "staging" for source in found)


def test_leftovers_are_passed_over_with_a_note(tmp_path):
    names = ("~$订单.xlsx", ".~订单.xlsx", "b.csv.crdownload", "c.part", "d.tmp", "Thumbs.db", ".DS_Store", "订单.csv")
    for name in names:
        (tmp_path / name).write_text(name)
    passed: list[Finding] = []
    found = gather([str(tmp_path / name) for name in names], tmp_path, passed=passed)
    assert [source.path.name for source in found] == ["订单.csv"]
    assert [(note.code, note.value) for note in passed] == [
        ("file_passed_over", str(tmp_path / name)) for name in names[:-1]
    ]
    (source,) = gather([str(tmp_path / "*.tmp")], tmp_path)  # nothing else is there: it is meant
    assert source.path.name == "d.tmp"
    (tmp_path / "d.tmp").write_text("")
    assert code([tmp_path / "*.[tx][ml][ps]*", tmp_path / "d.tmp"], tmp_path) == "file_empty"


def test_a_zip_may_hold_what_is_no_table(tmp_path):
    members = {"说明.pdf": b"", "~$a.xlsx": b"x", "图.png": OLE, "使用说明.txt": b"hello", "a.csv": b"1"}
    passed: list[Finding] = []
    path = zipped(tmp_path / "a.zip", members)
    found = gather([str(path)], tmp_path, passed=passed)
    assert [(source.name, source.may_be_other) for source in found] == [
        (f"{path}/使用说明.txt", True),
        (f"{path}/a.csv", False),
    ]
    assert [note.value for note in passed] == [f"{path}/说明.pdf", f"{path}/~$a.xlsx", f"{path}/图.png"]
    assert code([zipped(tmp_path / "b.zip", {"a.csv": b"1", "b.xls": OLE})], tmp_path) == "file_old_excel"
    assert code([zipped(tmp_path / "c.zip", {"图.png": OLE})], tmp_path) == "file_old_excel"


def test_a_zip_without_an_export_names_what_it_holds(tmp_path):
    path = zipped(tmp_path / "a.zip", {"readme.txt": b"hello", "pic.png": b"\x89PNG\r\n"})
    with pytest.raises(InputError) as caught:
        open_files([str(path)])
    assert caught.value.code == "zip_no_export"
    assert "a.zip/readme.txt" in caught.value.message()
    assert code([zipped(tmp_path / "b.zip", {"pic.png": b"\x89PNG\r\n"})], tmp_path) == "zip_no_export"


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx"])
def test_bytes_that_mean_nothing_under_the_name_of_a_zip_are_a_damaged_one(tmp_path, name):
    (tmp_path / name).write_bytes(bytes(range(128, 256)) * 20)
    with pytest.raises(InputError) as caught:
        open_files([str(tmp_path / name)])
    assert caught.value.code == "zip_damaged"


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_a_compressed_file_stands_for_what_it_holds(tmp_path, suffix):
    (tmp_path / "staging").mkdir()
    path = tmp_path / f"orders.csv.{suffix}"
    path.write_bytes(gzip.compress(CSV[:7]) + gzip.compress(CSV[7:]) if suffix == "gz" else ZSTD)
    (source,) = gather([str(path)], tmp_path / "staging")
    assert (source.path.read_bytes(), source.container, source.name) == (CSV, "text", str(path))
    assert (source.stored_at, source.size) == (path, path.stat().st_size)
    (source,) = gather([str(zipped(tmp_path / "a.zip", {path.name: path.read_bytes()}))], tmp_path / "staging")
    assert source.path.read_bytes() == CSV
    path.write_bytes(path.read_bytes()[:-1])
    assert code([path], tmp_path / "staging") == "packed_damaged"


def test_compressed_files_that_are_not_read(tmp_path, monkeypatch):
    (tmp_path / "staging").mkdir()
    (tmp_path / "a.gz").write_bytes(gzip.compress(gzip.compress(b"1", mtime=0)))
    assert code([tmp_path / "a.gz"], tmp_path / "staging") == "zip_nested"
    monkeypatch.setattr(packed, "RATIO_FROM", 1 << 20)
    (tmp_path / "b.gz").write_bytes(gzip.compress(b"\0" * (9 << 20)))
    assert code([tmp_path / "b.gz"], tmp_path / "staging") == "zip_limits"
    monkeypatch.setattr(packed, "_library", lambda: None)
    (tmp_path / "c.zst").write_bytes(ZSTD)
    assert code([tmp_path / "c.zst"], tmp_path / "staging") == "zstd_absent"


def test_member_names_in_gbk(tmp_path):
    path = zipped(tmp_path / "a.zip", {"QQQQ.csv": b"1"})
    path.write_bytes(path.read_bytes().replace(b"QQQQ.csv", "订单.csv".encode("gbk")))
    assert gather([str(path)], tmp_path)[0].name == f"{path}/订单.csv"


@pytest.mark.parametrize("name", ["../a.csv", "/a.csv", "x/../../a.csv", "..\\a.csv", "c:/a.csv"])
def test_names_that_lead_out_of_the_zip(tmp_path, name):
    assert code([zipped(tmp_path / "a.zip", {name: b"1"})], tmp_path) == "zip_unsafe"


def test_zips_that_are_refused(tmp_path, monkeypatch):
    inner = zipped(tmp_path / "inner.zip", {"a.csv": b"1"}).read_bytes()
    assert code([zipped(tmp_path / "a.zip", {"inner.zip": inner})], tmp_path) == "zip_nested"
    assert code([zipped(tmp_path / "b.zip", {"__MACOSX/x": b"1"})], tmp_path) == "zip_empty"
    assert code([zipped(tmp_path / "c.zip", {f"{n}.csv": b"1" for n in range(2001)})], tmp_path) == "zip_limits"
    torn = zipped(tmp_path / "d.zip", {"a.csv": os.urandom(2000)})
    raw = bytearray(torn.read_bytes())
    raw[500] ^= 1
    torn.write_bytes(raw)
    assert code([torn], tmp_path) == "zip_damaged"
    monkeypatch.setattr(container, "RATIO_FROM", 1000)
    assert code([zipped(tmp_path / "e.zip", {"a.csv": b"0" * 1_000_000})], tmp_path) == "zip_limits"
    monkeypatch.setattr(container, "MOST_BYTES", 1000)
    assert code([zipped(tmp_path / "f.zip", {"a.csv": os.urandom(1001)})], tmp_path) == "zip_limits"
