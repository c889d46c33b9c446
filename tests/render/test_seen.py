"""What people are spared: counts of an account that count nothing in any row; machines get them all the same."""

from __future__ import annotations

import io
import json

import pytest

from crmkit.render.render import RenderOptions, render
from crmkit.result import SPARE_LINES, Result

COLUMNS = ("file", "lines", "blank_lines", "loaded_lines", "older_lines")


def shown(format: str, *records: tuple[object, ...]) -> str:
    stream = io.BytesIO()
    result = Result("load", COLUMNS, records, spare=SPARE_LINES)
    render(result, stream, format=format, language="en", options=RenderOptions())
    return stream.getvalue().decode()


@pytest.mark.parametrize("format", ["table", "md"])
def test_a_count_that_counts_nothing_is_not_shown(format):
    assert "Blank" not in shown(format, ("a.csv", 3, 0, 3, 0), ("b.csv", 2, 0, 1, 1))
    assert "Older" in shown(format, ("a.csv", 3, 0, 3, 0), ("b.csv", 2, 0, 1, 1))
    assert "Loaded" in shown(format, ("a.csv", 0, 0, 0, 0)), "what is lost is not spared"


def test_machines_get_every_count():
    (row,) = json.loads(shown("json", ("a.csv", 3, 0, 3, 0)))["rows"]
    assert set(row) == set(COLUMNS)
    assert shown("csv", ("a.csv", 3, 0, 3, 0)).lstrip("\ufeff").splitlines()[0] == ",".join(COLUMNS)
