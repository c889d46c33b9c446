"""The owner's sheet of unit costs, in the forms that owners keep it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from crmkit.errors import InputError
from crmkit.ingest.costs import MOST_LINES, read_costs


def written(folder: Path, text: str, encoding: str = "utf-8", name: str = "costs.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_titles_and_costs_in_any_encoding(tmp_path, encoding):
    path = written(tmp_path, "标题,成本\n袜子,3.20\n围巾,￥12\n手套,1，000.5元\n帽子,\n", encoding)
    assert read_costs(path) == {"袜子": Decimal("3.2"), "围巾": 12, "手套": Decimal("1000.5")}


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_english_names_and_other_delimiters(tmp_path, mark):
    path = written(tmp_path, f"Name{mark}note{mark}Unit_Cost\nsocks{mark}x{mark}3\n\nscarf{mark}{mark}4.12345\n")
    assert read_costs(str(path)) == {"socks": 3, "scarf": Decimal("4.1234")}


def test_a_title_line_above_and_quoted_cells(tmp_path):
    path = written(tmp_path, '成本表 2024\n商品名称,进价\n"socks, ""warm""",="3.5"\n')
    assert read_costs(path) == {'socks, "warm"': Decimal("3.5")}


def test_workbook(tmp_path):
    path = tmp_path / "costs.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("notes").write(0, 0, "nothing here")
    sheet = book.add_worksheet("costs")
    for row, cells in enumerate([("商家编码", "成本价"), ("A1", 3.2), (1002, 10 / 3), ("A3", None)]):
        sheet.write_row(row, 0, [cell for cell in cells if cell is not None])
    book.close()
    assert read_costs(path) == {"A1": Decimal("3.2"), "1002": Decimal("3.3333")}


def test_a_sku_is_more_exact_than_a_title(tmp_path):
    """Socks cost the same in both sizes, so their title has a cost, too; scarves do not."""
    text = "标题,商家编码,成本\n袜子,S1,3\n袜子,S2,3\n围巾,C1,9\n围巾,C2,12\n帽子,,5\n"
    found = read_costs(written(tmp_path, text))
    assert found == {"S1": 3, "S2": 3, "C1": 9, "C2": 12, "袜子": 3, "帽子": 5}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("标题,价格\n袜子,3\n", "costs_header", None),
        ("成本\n3\n", "costs_header", None),
        ("标题,成本\n", "costs_header", None),
        ("标题,成本\n袜子,3\n围巾,-1\n", "costs_amount", 3),
        ("标题,成本\n袜子,three\n", "costs_amount", 2),
        ("标题,成本\n袜子,inf\n", "costs_amount", 2),
        ("标题,成本\n袜子,nan\n", "costs_header", None),
        ("标题,成本\n袜子,3\n袜子,3.00\n袜子,4\n", "costs_twice", 4),
        ("标题,成本\n" + "袜子,3\n" * MOST_LINES, "costs_too_many", None),
    ],
)
def test_what_is_no_sheet_of_costs_is_refused_with_the_line(tmp_path, text, code, line):
    with pytest.raises(InputError) as error:
        read_costs(written(tmp_path, text))
    assert error.value.code == code
    assert error.value.values.get("line") == line


def test_no_such_file(tmp_path):
    with pytest.raises(InputError) as error:
        read_costs(tmp_path / "none.csv")
    assert error.value.code == "file_missing"
