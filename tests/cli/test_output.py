"""Files appear whole or not at all, and never over what they must not replace."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from crmkit.deliver.publish import Published, publish
from crmkit.deliver.target import Target, write_whole
from crmkit.errors import Refused, StoreError, UsageError
from crmkit.result import Note, Result

ANSWER = Result("segment", ("customer", "customers"), [("tbuyer123", 1), ("另一位买家", 2)])


def to(path: Path, *keep: Path) -> Target:
    return Target(stdout=io.StringIO(), path=path, keep=keep)


def test_the_suffix_names_the_format(tmp_path):
    publish(ANSWER, to(tmp_path / "a.csv"), format=None, language="en")
    publish(ANSWER, to(tmp_path / "a.json"), format=None, language="en")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").startswith("customer,customers")
    assert (tmp_path / "a.json").read_text(encoding="utf-8").startswith("{")


@pytest.mark.parametrize("suffix", ["csv", "tsv", "ndjson", "parquet", "json", "xlsx", "md", "txt"])
def test_notes_are_handed_back_where_a_format_has_no_place_for_them(tmp_path, suffix):
    answer = replace(ANSWER, notes=(Note("dry_run"),))
    left = publish(answer, to(tmp_path / f"a.{suffix}"), format=None, language="en")
    has_no_place = suffix in ("csv", "tsv", "ndjson", "parquet")
    assert left.other_notes == (("Dry run: nothing was loaded.",) if has_no_place else ())


def test_masked_unless_revealed(tmp_path):
    publish(ANSWER, to(tmp_path / "masked.csv"), format=None, language="en")
    publish(ANSWER, to(tmp_path / "plain.csv"), format=None, language="en", reveal=True)
    assert "tbuyer123" not in (tmp_path / "masked.csv").read_text(encoding="utf-8")
    assert "tbuyer123" in (tmp_path / "plain.csv").read_text(encoding="utf-8")


def test_an_input_is_not_overwritten_under_any_name(tmp_path):
    source = tmp_path / "orders.csv"
    source.write_text("kept", encoding="utf-8")
    other_name = tmp_path / "copy.csv"
    other_name.hardlink_to(source)
    for name in (source, other_name, tmp_path / "." / "orders.csv"):
        with pytest.raises(Refused):
            publish(ANSWER, to(name, source), format=None, language="en")
    assert source.read_text(encoding="utf-8") == "kept"


def test_a_link_is_not_followed(tmp_path):
    precious = tmp_path / "precious.txt"
    precious.write_text("kept", encoding="utf-8")
    link = tmp_path / "out.csv"
    link.symlink_to(precious)
    with pytest.raises(Refused):
        publish(ANSWER, to(link), format=None, language="en")
    assert precious.read_text(encoding="utf-8") == "kept"


def test_a_folder_and_a_missing_folder(tmp_path):
    with pytest.raises(UsageError):
        publish(ANSWER, to(tmp_path), format="csv", language="en")
    with pytest.raises(StoreError):
        publish(ANSWER, to(tmp_path / "none" / "a.csv"), format=None, language="en")


def test_failing_half_way_keeps_the_old_file_and_no_part(tmp_path):
    target = tmp_path / "a.csv"
    target.write_text("old", encoding="utf-8")

    def fill(stream: BinaryIO) -> int:
        stream.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreError):
        write_whole(target, (), fill)
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_existing_file_is_replaced(tmp_path):
    target = tmp_path / "a.csv"
    target.write_text("old", encoding="utf-8")
    published = publish(ANSWER, to(target), format=None, language="en")
    assert published == Published(hidden=0, files=((target, 2),))
    assert "old" not in target.read_text(encoding="utf-8")


def test_dash_is_standard_output():
    stdout = io.StringIO()
    published = publish(ANSWER, Target(stdout=stdout, path=Path("-")), format="csv", language="en")
    assert published.files == ()
    assert stdout.getvalue().startswith("customer,customers")
