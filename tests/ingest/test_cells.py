"""Lines into cells: the same as Python's csv module wherever a line is valid, and a fault wherever it is not."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmkit.ingest.text.cells import Fault, Splitter, Style, split_line

CELL = st.text(alphabet='a,;"= 中\t', max_size=6)


@given(st.lists(CELL, min_size=1, max_size=6), st.sampled_from(",;\t"), st.booleans())
def test_what_csv_writes_is_read_back(cells, delimiter, quote_all):
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL).writerow(cells)
    assert split_line(line.getvalue().removesuffix("\r\n"), delimiter) == cells


@given(st.text(alphabet='a,"', max_size=14))
def test_quick_and_thorough_methods_agree(line):
    splitter = Splitter(Style(","))
    assert split_line(line, ",") == (splitter.feed(line) or splitter.cells)


@given(st.text(alphabet='a,"', max_size=14))
def test_what_is_let_in_is_what_csv_reads(line):
    cells = split_line(line, ",")
    if isinstance(cells, list) and line:
        assert [cells] == list(csv.reader([line], strict=True))


@given(st.lists(st.text(alphabet='a,"\n', max_size=6), min_size=1, max_size=4))
def test_records_over_several_lines(cells):
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="").writerow(cells)
    splitter = Splitter(Style(","))
    faults = [splitter.feed(part) for part in line.getvalue().split("\n")]
    assert splitter.cells == cells
    assert faults == [Fault.UNCLOSED] * (len(faults) - 1) + [None]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('="2140",a', ['="2140"', "a"]),
        ('"=""2140""",a', ['="2140"', "a"]),
        ('="a,b",c', Fault.STRAY),
        ('a"b,c', Fault.STRAY),
        ('"a"b,c', Fault.STRAY),
        ('"a" ,c', Fault.STRAY),
        (' "a",c', Fault.STRAY),
        ('a,"b', Fault.UNCLOSED),
        ("", [""]),
        ('="a"b",c', Fault.STRAY),
        ('"a\\",b"', Fault.STRAY),
        (",,", ["", "", ""]),
        ('"a""', Fault.UNCLOSED),
        ('=""', ['=""']),
    ],
)
def test_faults(line, cells):
    assert split_line(line, ",") == cells
