"""A course of numbers drawn as a line, and marks beside what is not settled."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmkit.render.options import RenderOptions
from crmkit.render.render import render
from crmkit.render.sparkline import sparkline
from crmkit.result import Course, Result

COURSE = Course(value="net_sales", along="period", settled="is_complete")


def shown(*values: int, width: int = 80, format: str = "table", **options: object) -> str:
    """Months of so much money, the last of them still running."""
    records = [(f"2024-{month:02}", month < len(values), Decimal(value)) for month, value in enumerate(values, start=1)]
    result = Result(
        "trend", ("period", "is_complete", "net_sales"), records, definition=("trend_month",), course=COURSE
    )
    stream = io.BytesIO()
    render(result, stream, format=format, language="en", options=RenderOptions(width=width, **options))  # type: ignore[arg-type]
    return stream.getvalue().decode(str(options.get("encoding", "utf-8")))


def test_heights_are_shares_of_the_largest() -> None:
    assert sparkline([0, 50, 100], plain=False) == "▁▅█"
    assert sparkline([Decimal(0), Decimal(50), Decimal(100)], plain=True) == "059"
    assert sparkline([None, -5, 7], plain=True) == " 09"
    assert sparkline([0, 0], plain=True) == "00"
    assert sparkline([], plain=True) == ""


@given(st.lists(st.integers(0, 10**15), min_size=1))
def test_taller_is_never_drawn_smaller(values: list[int]) -> None:
    digits = [int(digit) for digit in sparkline(values, plain=True)]
    assert [digit for _, digit in sorted(zip(values, digits, strict=True))] == sorted(digits)
    assert not any(values) or max(digits) == 9


def test_a_running_month_is_marked_and_not_drawn() -> None:
    text = shown(1, 2, 4, 8, 1)
    assert "Net sales 2024-01 to 2024-04: ▂▃▅█\n" in text
    assert "2024-05*" in text and "Complete" not in text


@pytest.mark.parametrize("options", [{"ascii": True}, {"encoding": "gbk"}])
def test_digits_where_blocks_would_be_two_cells_wide(options: dict[str, object]) -> None:
    assert "Net sales 2024-01 to 2024-04 (9 = highest): 1259\n" in shown(1, 2, 4, 8, 1, **options)


def test_two_months_are_no_course() -> None:
    assert "to 2024-02" not in shown(1, 2, 3)


def test_a_narrow_line_shows_the_latest_below_its_caption() -> None:
    lines = shown(*range(1, 31), width=20).splitlines()
    line = next(line for line in lines if "█" in line)
    assert len(line) == 20 and lines[2:4] == ["Net sales 2024-10 to", "2024-29:"]


def test_markdown_has_it_too() -> None:
    text = shown(1, 2, 4, 8, 1, format="md")
    assert "▂▃▅█" in text and "2024-05\\*" in text


@pytest.mark.parametrize("format", ["csv", "json"])
def test_machines_get_the_flag(format: str) -> None:
    text = shown(1, 2, 4, 8, 1, format=format)
    assert "is_complete" in text and "*" not in text and "█" not in text
