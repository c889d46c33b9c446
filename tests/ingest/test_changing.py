"""Files that change while they are read, and small files that turn out to be endless."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.ingest.load_case import csv_text, row

from crmkit.deliver.recipes import ledger
from crmkit.errors import InputError, StoreError
from crmkit.ingest.keys import read_keys
from crmkit.ingest.load import load
from crmkit.ingest.staging import stage
from crmkit.privacy.forget.texts import read_texts

ENDLESS = 1 << 30
FEW = 20 << 20
"""Bytes of memory for a look at an endless file."""


@pytest.mark.parametrize("happens", ["cut", "removed", "grown"])
def test_a_file_that_changes_while_it_is_read_is_called_that(tmp_path, monkeypatch, happens):
    path = tmp_path / "a.csv"
    path.write_text(csv_text([row(number) for number in range(1, 60)]), encoding="utf-8")
    found = stage.find_header

    def changed(*arguments):
        match = found(*arguments)
        if happens == "cut":
            os.truncate(path, 300)
        elif happens == "removed":
            path.unlink()
        else:
            with path.open("a", encoding="utf-8") as more:
                more.write(csv_text([row(99)]).split("\n", 1)[1])
        return match

    monkeypatch.setattr(stage, "find_header", changed)
    with pytest.raises(InputError) as caught:
        load(tmp_path / "s.duckdb", [str(path)])
    assert caught.value.code == "file_changed"
    assert not (tmp_path / "s.duckdb").exists()


@contextmanager
def little_memory() -> Iterator[None]:
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < FEW


@pytest.fixture
def endless(tmp_path) -> Path:
    """A gigabyte of NULs that takes no room."""
    path = tmp_path / "endless"
    path.touch()
    os.truncate(path, ENDLESS)
    return path


def test_an_endless_key_is_damaged(endless):
    with little_memory(), pytest.raises(StoreError) as caught:
        read_keys(endless)
    assert caught.value.code == "keys_damaged"


def test_an_endless_list_of_names_is_no_text(endless):
    endless.write_bytes(b"x" * 3_000_000)
    with pytest.raises(InputError) as caught:
        read_texts((), str(endless))
    assert caught.value.code == "forget_no_text"


def test_an_endless_line_of_a_ledger_is_passed_over(tmp_path):
    path = tmp_path / "runs"
    path.write_text("{" * 3_000_000, encoding="utf-8")
    with little_memory():
        assert list(ledger.read_lines(path)) == []
