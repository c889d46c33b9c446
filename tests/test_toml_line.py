"""The line that is told is the one on which the owner finds the key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmkit.toml_line import MOST_LINES, line_of

RECIPE = '''\
# months = 1
store = "months.duckdb"
note = """
[[ask]]
months = 2
"""

[[ask]]
analysis = "churn"

[[ask]]
analysis = "value"
months = 4
where = """a
  and b"""
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("store",), 2),
        (("note",), 3),
        (("ask", 0), 8),
        (("ask", 0, "analysis"), 9),
        (("ask", 1, "analysis"), 12),
        (("ask", 1, "months"), 13),
        (("ask", 1, "where"), 14),
        (("ask", 0, "months"), None),
        (("ask", 2), None),
    ],
)
def test_comments_texts_and_entries_of_the_same_name_are_not_mistaken_for_it(path, line):
    assert line_of(RECIPE, path) == line


def test_a_lone_table_is_the_first_entry():
    assert line_of("[load]\nfiles = 1\n", ("load", 0, "files")) == 2


def test_what_is_no_toml_or_too_long_has_no_line():
    assert line_of("wait = \n", ("wait",)) is None
    assert line_of("\n" * MOST_LINES + "wait = 1\n", ("wait",)) is None


@given(st.lists(st.sampled_from(["", "# k0", 'a = """', '"""', "b = [", "]", "k0 = 1"]), max_size=8))
def test_any_text_is_answered(lines):
    line = line_of("\n".join(lines), ("k0",))
    assert line is None or lines[line - 1] == "k0 = 1"
