"""Files appear whole or not at all, and never over what they must not replace."""

from __future__ import annotations

import errno
import io
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from crmkit.deliver.kept import Kept
from crmkit.deliver.publish import Published, publish
from crmkit.deliver.target import Target, Writing, write_all, write_whole
from crmkit.errors import Refused, StoreError, UsageError
from crmkit.result import Note, Result

ANSWER = Result("segment", ("customer", "customers"), [("tbuyer123", 1), ("另一位买家", 2)])


def to(path: Path, *keep: Path) -> Target:
    return Target(stdout=io.StringIO(), path=path, keep=Kept(keep))


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
        write_whole(target, Kept(), fill)
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_existing_file_is_replaced(tmp_path):
    target = tmp_path / "a.csv"
    target.write_text("old", encoding="utf-8")
    published = publish(ANSWER, to(target), format=None, language="en")
    assert published == Published(hidden=0, files=((target, 2),))
    assert "old" not in target.read_text(encoding="utf-8")


LISTED = Result(
    "churn", ("risk", "customers"), [("high", 1)], parts={"save_list": Result("save_list", ("customer",), [("ann",)])},
    tables=("save_list", "churn"),
)  # fmt: skip
"""An answer with a list, which goes first, and its counts."""


def test_a_list_has_its_name_and_the_counts_stand_beside_it(tmp_path):
    beside_them = {"risk.csv": "risk.summary.csv", "x.EXCEL.CSV": "x.summary.EXCEL.CSV", "data": "data.summary.csv"}
    for name, beside in beside_them.items():
        published = publish(LISTED, to(tmp_path / name), format="csv", language="en")
        assert published.files == ((tmp_path / name, 1), (tmp_path / beside, 1))
        again = publish(LISTED, to(tmp_path / name), format="csv", language="en")
        assert again.files == published.files  # an earlier table of the same kind is replaced


@pytest.mark.parametrize("kind", ["another text", "a folder", "a link", "an input"])
def test_a_file_that_nobody_named_replaces_nothing_else(tmp_path, kind):
    beside, named = tmp_path / "risk.summary.csv", tmp_path / "risk.csv"
    named.write_text("old\n", encoding="utf-8")
    if kind == "a folder":
        beside.mkdir()
    elif kind == "a link":
        beside.symlink_to(named)
    else:
        beside.write_text("my own notes\n" if kind == "another text" else "risk,customers\n", encoding="utf-8")
    keep = [beside] if kind == "an input" else []
    with pytest.raises(Refused) as caught:
        publish(LISTED, to(named, *keep), format=None, language="en")
    assert (caught.value.code, caught.value.where) == ("output_beside", str(beside))
    assert named.read_text(encoding="utf-8") == "old\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["risk.csv", "risk.summary.csv"]


def test_no_file_changes_when_one_cannot_be_written(tmp_path):
    def full(stream: BinaryIO) -> int:
        stream.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    first, second = tmp_path / "a.csv", tmp_path / "a.summary.csv"
    first.write_text("old\n", encoding="utf-8")
    with pytest.raises(StoreError) as caught:
        write_all([Writing(first, lambda stream: stream.write(b"new")), Writing(second, full, first)], Kept())
    assert caught.value.where == str(second)
    assert first.read_text(encoding="utf-8") == "old\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_dash_is_standard_output():
    stdout = io.StringIO()
    published = publish(ANSWER, Target(stdout=stdout, path=Path("-")), format="csv", language="en")
    assert published.files == ()
    assert stdout.getvalue().startswith("customer,customers")
