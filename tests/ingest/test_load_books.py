"""Workbooks of several sheets, archives with more than tables in them, compressed files: loaded and loaded again."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import openpyxl
import pytest
from tests.ingest.load_case import HEADER, codes, csv_text, fresh, keep, kept, records, row, write

from crmkit.errors import InputError


def book(path: Path, **sheets: list[list[str]]) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for cells in rows:
            sheet.append(cells)
    workbook.save(path)
    return path


def orders(*numbers: int) -> list[list[str]]:
    return [[*HEADER], *(list(row(number).values()) for number in numbers)]


def test_all_sheets_count_once_however_often_they_are_loaded(tmp_path):
    store = fresh(tmp_path / "shop")
    path = book(tmp_path / "年.xlsx", 一月=orders(1, 2), 二月=orders(3), 说明=[["合并而成"]])
    first = keep(store, path)
    assert [(record["file"], record["loaded_lines"]) for record in records(first)] == [
        (f"{path}!一月", 2),
        (f"{path}!二月", 1),
    ]
    again = keep(store, path)
    assert [(record["file"], record["unchanged_lines"]) for record in records(again)] == [
        (f"{path}!一月", 2),
        (f"{path}!二月", 1),
    ]
    assert "already_loaded" in codes(again)
    assert len(kept(store)) == 3


def test_a_readme_in_a_zip_is_passed_over(tmp_path):
    store = fresh(tmp_path / "shop")
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("必读.txt", "解压密码见包裹，订单编号请勿外传".encode("gbk"))
        package.writestr("图.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)))
        package.writestr("a.csv", csv_text([row(1)]))
    result = keep(store, path)
    passed = {note.values["value"] for note in result.notes if note.code == "file_passed_over"}
    assert passed == {f"{path}/必读.txt", f"{path}/图.png"}
    assert len(kept(store)) == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("必读.txt", "hello", "zip_no_export"), ("a.csv", "x,y\n1,2\n", "header_unknown")],
)
def test_a_zip_without_orders_is_refused(tmp_path, name, content, code):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr(name, content)
    with pytest.raises(InputError) as caught:
        keep(fresh(tmp_path / "shop"), tmp_path / "a.zip")
    assert caught.value.code == code


def test_a_table_of_another_kind_in_a_zip_is_not_passed_over(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        package.writestr("a.csv", csv_text([row(1)]))
        package.writestr("b.csv", "x,y\n1,2\n")
    with pytest.raises(InputError, match=r"b\.csv"):
        keep(fresh(tmp_path / "shop"), tmp_path / "a.zip")


def test_a_compressed_export_is_known_again(tmp_path):
    store = fresh(tmp_path / "shop")
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(csv_text([row(1), row(2)]).encode("gb18030"), mtime=0))
    assert records(keep(store, path))[0]["loaded_lines"] == 2
    assert "already_loaded" in codes(keep(store, path))
    assert records(keep(store, write(tmp_path / "a.csv", csv_text([row(1), row(2)]))))[0]["unchanged_lines"] == 2
