"""Encodings: detected by rule, converted to one mapping on every host, never at the price of a line."""

from __future__ import annotations

import hashlib
import shutil
from collections import namedtuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.strict_case import order, text

from crmkit.errors import InputError, StoreError, UsageError
from crmkit.ingest.files import scan
from crmkit.ingest.files.inputs import gather
from crmkit.ingest.files.scan import Counter
from crmkit.ingest.text import iconv
from crmkit.ingest.text.decode import decode
from crmkit.ingest.text.encoding import detect, modern

TABLE = text(*[order(number, "𠮷野家，谢谢😀") for number in range(50)])


def source(folder, raw: bytes):
    (folder / "in.csv").write_bytes(raw)
    return gather([str(folder / "in.csv")], folder)[0]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_all_encodings_give_the_same_text(tmp_path, written, found):
    raw = (b"\xfe\xff" if written == "utf-16-be" else b"") + TABLE.encode(written)
    decoded = decode(source(tmp_path, raw), tmp_path)
    assert (decoded.encoding, decoded.reads_as, decoded.damaged) == (found, "utf-8", False)
    assert decoded.path.read_bytes()[decoded.bom :].decode() == TABLE
    seen = decoded.scan()
    assert (seen.sha256, seen.size, seen.lines) == (hashlib.sha256(raw).hexdigest(), len(raw), 51)
    assert (decoded.path == tmp_path / "in.csv") == (found == "utf-8")


def test_one_bad_byte_does_not_make_another_encoding(tmp_path):
    for written in ("utf-8", "gb18030"):
        raw = bytearray(TABLE.encode(written))
        at = raw.index("买家7".encode(written))
        raw[at] = 0xFF
        decoded = decode(source(tmp_path, bytes(raw)), tmp_path)
        assert decoded.encoding == written
        assert (decoded.path, decoded.reads_as) == (tmp_path / "in.csv", written)
        assert decoded.damaged == (written == "gb18030")
        assert decoded.scan().lines == 51


def test_text_that_begins_far_behind_ascii(tmp_path):
    path = tmp_path / "late.csv"
    for written in ("utf-8", "gb18030"):
        path.write_bytes(b"1,2,3\n" * 400_000 + "谢谢，欢迎再来\n".encode(written))
        assert detect(path) == written


def test_what_is_no_text(tmp_path):
    (tmp_path / "noise").write_bytes(b"\xff\x00\x80\n" * 1000)
    with pytest.raises(InputError, match="neither UTF-8 nor GB18030") as caught:
        detect(tmp_path / "noise")
    assert caught.value.code == "undecodable"


def test_half_characters_at_the_end_of_utf16(tmp_path):
    for raw in (
        TABLE.encode("utf-16")[:-1],
        TABLE.encode("utf-16") + b"\x3d\xd8",
        TABLE.encode("utf-16") + b"\x00\xdc\x31\x00",
    ):
        decoded = decode(source(tmp_path, raw), tmp_path)
        assert decoded.damaged
        with pytest.raises(UnicodeDecodeError):
            decoded.path.read_bytes().decode()


def test_the_user_may_say_the_encoding(tmp_path):
    assert decode(source(tmp_path, TABLE.encode("gb18030")), tmp_path, encoding="GBK").encoding == "gb18030"
    with pytest.raises(UsageError, match="unknown encoding 'latin-1'"):
        decode(source(tmp_path, TABLE.encode()), tmp_path, encoding="latin-1")


def test_a_full_disk_is_reported_before(tmp_path, monkeypatch):
    free = namedtuple("free", "total used free")(1, 1, 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)
    with pytest.raises(StoreError, match="about 1 MB"):
        decode(source(tmp_path, TABLE.encode("gb18030")), tmp_path)


def test_a_file_that_changes_while_converted(tmp_path):
    gathered = source(tmp_path, TABLE.encode("gb18030"))
    (tmp_path / "in.csv").write_bytes(TABLE.encode("gb18030") * 2)
    with pytest.raises(InputError, match="the file changed while it was read"):
        decode(gathered, tmp_path)


def test_one_mapping_whoever_converts():
    """Two-byte codes, and four-byte ones in which libraries differ, are the same with and without the C library."""
    pairs = [bytes([lead, trail]) for lead in range(0x81, 0xFF) for trail in [*range(0x40, 0x7F), *range(0x80, 0xFF)]]
    fours = [bytes.fromhex(code) for code in ("8135f437", "82359037", "84318335", "9439fc36", "95329031", "8130d330")]
    for code in [*pairs, *fours]:
        assert bytes(iconv.gb18030_to_utf8(code)) == modern(code.decode("gb18030")).encode(), code.hex()
    # GB 18030-2005 and later: these are the vertical comma and a radical, no private characters.
    assert iconv.gb18030_to_utf8(bytes.fromhex("a6d9fe59")).decode() == "\ufe10\u9fb4"


def test_without_the_c_library(tmp_path, monkeypatch):
    monkeypatch.setattr(iconv, "_library", lambda: None)
    decoded = decode(source(tmp_path, TABLE.encode("gb18030")), tmp_path)
    assert decoded.path.read_text(encoding="utf-8") == TABLE


def test_blocks_are_cut_between_lines(tmp_path, monkeypatch):
    monkeypatch.setattr("crmkit.ingest.text.decode.BLOCK", 97)
    for end in ("\n", "\r"):
        content = TABLE.replace("\n", end)
        decoded = decode(source(tmp_path, content.encode("gb18030")), tmp_path)
        assert decoded.path.read_bytes().decode() == content


def test_a_long_line_is_left_to_the_strict_reader(tmp_path, monkeypatch):
    monkeypatch.setattr("crmkit.ingest.text.decode.LONGEST_LINE", 1000)
    monkeypatch.setattr("crmkit.ingest.text.decode.BLOCK", 97)
    raw = (TABLE + "长" * 5000 + "\n").encode("gb18030")
    decoded = decode(source(tmp_path, raw), tmp_path)
    assert (decoded.damaged, decoded.scan().lines, decoded.scan().sha256) == (True, 52, hashlib.sha256(raw).hexdigest())


@given(st.lists(st.binary(max_size=6) | st.sampled_from([b"\r", b"\n", b"\r\n", b'"', b"\0"]), max_size=12))
def test_counts_do_not_depend_on_blocks(blocks):
    counter, raw = Counter(), b"".join(blocks)
    for block in blocks:
        counter.digest(block)
        counter.count(block)
    seen = counter.close()
    assert seen.lines == len(raw.splitlines())
    assert seen.nuls == raw.count(b"\0")
    assert seen.lone_returns == raw.replace(b"\r\n", b"").count(b"\r")
    assert seen.ended == (raw == b"" or raw[-1:] in b"\r\n")
    assert seen.sha256 == hashlib.sha256(raw).hexdigest()


def test_a_scan_may_fail(tmp_path):
    with pytest.raises(InputError, match="cannot read the file"):
        scan.start_scan(tmp_path / "gone").result()
