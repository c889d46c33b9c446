"""A pivot as people see it: an empty place is no nought, a figure that may grow is marked, colours are by size."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from crmkit.render.pivot import grid
from crmkit.render.render import RenderOptions, render
from crmkit.result import Pivot, Result

COLUMNS = ("t_title", "t_orders", "t_score", "t_back_rate", "t_new", "t_days")
PIVOT = Pivot(
    headers=("t_title", "t_orders"),
    across="t_score",
    across_title="t_cuts",
    value="t_back_rate",
    settled="t_new",
    footer="t_cuts",
    footer_value="t_back_rate",
    weight="t_days",
    lightest=10,
    coloured_from=1,
)


def rate(text: str) -> Decimal:
    return Decimal(text)


@pytest.fixture
def answer() -> Result:
    records = [
        ("=1+1", 40, 0, rate("1"), True, 40),
        ("=1+1", 40, 1, rate("0.25"), True, 40),
        ("=1+1", 40, 2, rate("0"), True, 40),
        ("二月", 30, 0, rate("1"), True, 30),
        ("二月", 30, 1, rate("0.5"), True, 30),
        ("二月", 30, 2, rate("0.1"), False, 30),
        ("三月", 4, 0, rate("1"), True, 4),
        ("三月", 4, 1, rate("0.75"), True, 4),
        ("三月", 4, 2, None, False, 4),
        ("四月", 20, 0, None, True, 20),
    ]
    footer = Result("t_cuts", ("t_score", "t_back_rate"), [(0, rate("1")), (1, rate("0.4")), (2, rate("0"))])
    return Result("t_list", COLUMNS, records, parts={"t_cuts": footer}, pivot=PIVOT)


def shown(result: Result, format: str = "table", **options: object) -> str:
    stream = io.BytesIO()
    render(result, stream, format=format, language="en", options=RenderOptions(**options))  # type: ignore[arg-type]
    return stream.getvalue().decode()


def test_lines_and_columns(answer: Result) -> None:
    lines = [line.split() for line in shown(answer).splitlines()]
    assert lines[2] == ["Repurchase", "rate", "by", "Cuts"]
    assert lines[3] == ["Item", "title", "Orders", "0", "1", "2"]
    assert lines[5:10] == [
        ["=1+1", "40", "100.0%", "25.0%", "0.0%"],
        ["二月", "30", "100.0%", "50.0%", "*10.0%"],
        ["三月", "4", "100.0%", "75.0%", "*"],
        ["四月", "20", "-"],
        ["Weighted", "average", "100.0%", "40.0%", "0.0%"],
    ]
    assert "Cuts" not in shown(answer).split("Weighted average")[1]


def test_machines_get_the_rows(answer: Result) -> None:
    assert shown(answer, "csv").splitlines()[1] == '"\'=1+1",40,0,1,true,40'
    assert len(shown(answer, "ndjson").splitlines()) == 10


def test_levels_by_size_of_settled_cells_with_people_behind_them(answer: Result) -> None:
    lines = grid(answer, answer)
    assert lines is not None
    levels = [[spot and spot.level for spot in spots] for _, spots in lines.lines]
    # 0, 0.25 and 0.5 share out the levels; period 0, a running one and one of four people have none
    assert levels == [[0, 2, 1], [0, 4, 0], [0, 0, 0], [0, None, None]]


def test_colours_only_where_asked_for(answer: Result) -> None:
    assert "\x1b" not in shown(answer, color=False)
    coloured = [line for line in shown(answer, color=True).splitlines() if "48;5;" in line]
    assert [re.sub(r"\x1b\[[\d;]*m", "", line).split()[0] for line in coloured] == ["=1+1", "二月"]
    assert re.findall(r"48;5;(\d+)m *([\d.]+%)", coloured[0]) == [("31", "25.0%"), ("24", "0.0%")]
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown(answer, color=True))
    assert plain == shown(answer, color=False)


def test_blocks_leave_out_lines_they_have_nothing_of(answer: Result) -> None:
    blocks = shown(answer, width=27).split("\n\n")
    assert "四月" in blocks[1] and any("三月" in block and "四月" not in block for block in blocks[2:])


def test_a_limit_counts_lines(answer: Result) -> None:
    stream = io.BytesIO()
    assert render(answer, stream, format="table", language="en", options=RenderOptions(limit=1)) == 3
    assert "Weighted average" in stream.getvalue().decode() and "二月" not in stream.getvalue().decode()


def test_markdown(answer: Result) -> None:
    text = shown(answer, "md")
    assert "| Item title | Orders | 0 | 1 | 2 |\n| --- | ---: | ---: | ---: | ---: |\n" in text
    assert "| 二月 | 30 | 100.0% | 50.0% | \\*10.0% |" in text
    assert "| Weighted average |  | 100.0% | 40.0% | 0.0% |" in text


def test_workbook(answer: Result) -> None:
    stream = io.BytesIO()
    render(answer, stream, format="xlsx", language="en", options=RenderOptions())
    book = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
    sheet = book["t_list"]
    rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert rows == [
        ["Item title", "Orders", "0", "1", "2"],
        ["=1+1", 40, 1, 0.25, 0],
        ["二月", 30, 1, 0.5, 0.1],
        ["三月", 4, 1, 0.75, "*"],
        ["四月", 20, None, None, None],
        ["Weighted average", None, 1, 0.4, 0],
    ]
    assert sheet["E3"].number_format == '"*"0.0%' and sheet["D3"].number_format == "0.0%"
    ((scale, rules),) = sheet.conditional_formatting._cf_rules.items()
    assert str(scale.sqref) == "D2:E2 D3" and [rule.type for rule in rules] == ["colorScale"]
    assert book["t_list, rows"].max_row == 11 and book["Cuts"].max_row == 4
    with zipfile.ZipFile(stream) as archive:
        xml = "".join(archive.read(name).decode() for name in archive.namelist() if "worksheets" in name)
    assert "<f>" not in xml and "<formula>" not in xml and "hyperlink" not in xml


def test_nothing_to_show(answer: Result) -> None:
    empty = Result(
        "t_list", COLUMNS, [], parts={"t_cuts": Result("t_cuts", ("t_score", "t_back_rate"), [])}, pivot=PIVOT
    )
    assert "Weighted average" in shown(empty)
    for format in ("md", "xlsx"):
        render(empty, io.BytesIO(), format=format, language="zh", options=RenderOptions())
