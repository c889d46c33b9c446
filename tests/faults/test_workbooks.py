"""Workbooks that lie are read or refused, and what reads them may die without an answer of ours being lost."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
from tests.faults.containers import contents
from tests.faults.workbooks import HEADER, ROW, attacks

from crmkit import allowance
from crmkit.errors import CrmError, InputError
from crmkit.ingest.files.inputs import gather
from crmkit.ingest.rows import sheet_child, sheet_reader
from crmkit.ingest.rows.sheet import sample_sheets

READ = ["sound", "styles_0", "spans_1", "merged_0", "dimension_0", "name_1", "merge_2", "sheet_0", "prefixed"]
REFUSED = {
    "strings_0": "workbook_damaged",
    "far_0": "workbook_too_large",
    "sparse": "workbook_too_large",
    "entities": "workbook_damaged",
    "double_parts": "workbook_damaged",
    "many_sheets": "workbook_damaged",
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_lies_is_read_or_refused(tmp_path: Path) -> None:
    files = {name.removesuffix(".xlsx"): (name, content) for name, content in attacks()}
    for each in READ:
        assert look(tmp_path, *files[each]) == [list(HEADER), list(ROW)], each
    wrong = {}
    for each in REFUSED:
        with pytest.raises(InputError) as refused:
            look(tmp_path, *files[each])
        wrong[each] = refused.value.code
    assert wrong == REFUSED


def look(folder: Path, name: str, content: bytes) -> list[list[str]]:
    (folder / name).write_bytes(content)
    source = gather([str(folder / name)], folder)[0]
    return [cells for _, rows in sample_sheets(source) for cells in rows]


@pytest.mark.parametrize(
    ("does", "machine", "code"),
    [
        ("os.abort()", 0, "workbook_damaged"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", 0, "workbook_damaged"),
        ("os.kill(os.getpid(), signal.SIGXCPU)", 0, "workbook_costly"),
        ("os.kill(os.getpid(), signal.SIGALRM)", 0, "workbook_costly"),
        ("print('memory allocation of 9 bytes failed', file=sys.stderr, flush=True); os.abort()", 0, "workbook_costly"),
        ("os.kill(os.getpid(), signal.SIGKILL)", 200_000_000, "memory_short"),
        ("print('{\"sheet\": \"a', end='')", 0, "workbook_damaged"),
        ("sys.exit(1)", 0, "workbook_damaged"),
    ],
)
def test_a_reader_that_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, machine: int, code: str
) -> None:
    child = tmp_path / "child.py"
    child.write_text(f"import os, signal, sys\nsys.stdin.readline()\n{does}\n")
    monkeypatch.setattr(sheet_child, "__file__", str(child))
    monkeypatch.setattr(sheet_reader, "memory", lambda: machine)
    with pytest.raises(CrmError) as refused:
        look(tmp_path, *next(attacks()))
    assert refused.value.code == code


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to a limit on private memory")
def test_no_more_memory_than_the_file_explains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_reader, "SMALL_ROOM", 1_000_000)
    with pytest.raises(CrmError) as refused:
        look(tmp_path, *next(attacks()))
    assert refused.value.code == "workbook_costly"


def test_a_reader_ends_with_the_reading(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(next(attacks())[1])
    with sheet_reader.opened_sheets(gather([str(tmp_path / "a.xlsx")], tmp_path)[0]) as sheets:
        next(sheets)
        (child,) = children()
    assert child not in children()


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def test_a_long_table_of_contents_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.zip").write_bytes(contents(3_000))
    with pytest.raises(InputError) as refused:
        gather([str(tmp_path / "a.zip")], tmp_path)
    assert refused.value.code == "zip_limits"
    monkeypatch.setattr("crmkit.ingest.files.container.MOST_CONTENTS", 100_000)
    with pytest.raises(InputError) as refused:
        gather([str(tmp_path / "a.zip")], tmp_path)
    assert refused.value.code == "zip_damaged"


def test_what_is_allowed_is_known() -> None:
    assert 0 < allowance.memory() <= allowance.machine_memory()
    assert signal.SIGXCPU
