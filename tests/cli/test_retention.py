"""The bytes of rejected lines go after 30 days, whatever is run; and what is said of them then."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ingest.load_case import csv_text, row, write

MONTH = 31 * 86_400
RUNS = (
    ("files",),
    ("rejects",),
    ("segment",),
    ("load", "a.csv", "--max-rejects", "1"),
    ("sql", "select 1 as one"),
    ("snapshots",),
)


@pytest.fixture(scope="module")
def bytes_beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A store with a rejected line; the file that has its bytes."""
    from crmkit.ingest.load import load

    folder = tmp_path_factory.mktemp("retention")
    write(folder / "a.csv", csv_text([row(1), row(2, 买家实际支付金额="abc")]))
    load(folder / "s.duckdb", [str(folder / "a.csv")], max_rejects=1)
    (path,) = (folder / "s.duckdb.quarantine").iterdir()
    yield path


@pytest.mark.parametrize("line", RUNS, ids=lambda line: line[0])
def test_any_command_removes_old_bytes(line, bytes_beside, crmkit, tmp_path):
    folder = bytes_beside.parent.parent
    (tmp_path / "a.csv").write_bytes((folder / "a.csv").read_bytes())
    line = (*line, "--store", str(folder / "s.duckdb"))
    content = bytes_beside.read_bytes() if bytes_beside.exists() else b"3\tbad_money\tx\n"
    bytes_beside.write_bytes(content)
    assert crmkit(*line).code == 0
    assert bytes_beside.exists()
    old = bytes_beside.stat().st_mtime - MONTH
    os.utime(bytes_beside, (old, old))
    assert crmkit(*line).code == 0
    assert not bytes_beside.exists()


def test_rejects_says_that_the_bytes_are_gone(bytes_beside, crmkit):
    store = str(bytes_beside.parent.parent / "s.duckdb")
    bytes_beside.write_bytes(b"3\tbad_money\tx\n")
    kept = " ".join(crmkit("rejects", "--store", store).text.split())
    assert "is kept for 30 days in the folder s.duckdb.quarantine" in kept and "deleted" not in kept
    bytes_beside.unlink()
    said = " ".join(crmkit("rejects", "--store", store).text.split())
    assert (
        "Rejected lines whose text was deleted, as it is after 30 days: 1." in said
        and "is kept for 30 days in the folder" not in said
    )


def test_a_folder_that_may_not_be_looked_into_is_no_error(bytes_beside, crmkit):
    folder = bytes_beside.parent
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    folder.write_bytes(b"no folder")
    try:
        assert crmkit("files", "--store", str(folder.with_name("s.duckdb"))).code == 0
    finally:
        folder.unlink()
        folder.mkdir()
