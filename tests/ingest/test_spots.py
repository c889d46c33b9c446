"""What is told of a large file before the engine reads it, and where a line without an end stops."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import examples

from crmkit.ingest.text import lines, spots
from crmkit.ingest.text.lines import LongLine, line_blocks
from crmkit.ingest.text.spots import is_mostly_broken

WHOLE = 'a,"b, c",d\n'


@pytest.mark.parametrize(
    ("content", "is_broken"),
    [
        (WHOLE * 3000, False),
        (WHOLE * 1500 + "x,y\n" * 9000, True),
        ("x,y\n" + WHOLE * 3000 + "x,y\n", False),  # the ends decide nothing
        (WHOLE + "x," * 9000, True),
        (WHOLE + "\0" * 20_000, True),
        ((WHOLE + "x,y\n") * 2000, False),
        (WHOLE.replace("\n", "\r") * 3000, False),
        ("x,y\n" * 20, False),  # a small file is read as it is
    ],
)
def test_only_a_file_that_is_mostly_broken_somewhere_is_turned_away(tmp_path, monkeypatch, content, is_broken):
    monkeypatch.setattr(spots, "LARGE", 1000)
    monkeypatch.setattr(spots, "SPOT", 600)
    (tmp_path / "a.csv").write_bytes(content.encode())
    assert is_mostly_broken(tmp_path / "a.csv", ",", 3) == is_broken


@examples(200)
@given(st.text(alphabet="xy\r\n", max_size=60).map(str.encode), st.integers(1, 9), st.integers(1, 9))
def test_lines_in_blocks_are_the_lines_of_the_whole(raw, block, limit):
    with pytest.MonkeyPatch.context() as now:
        now.setattr(lines, "BLOCK", block)
        now.setattr(lines, "LINE_LIMIT", limit)
        found = [line for some in line_blocks(io.BytesIO(raw)) for line in some]
    whole = raw.splitlines(keepends=True)
    assert [line.head if isinstance(line, LongLine) else line for line in found] == whole
