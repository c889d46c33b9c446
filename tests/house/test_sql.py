"""Every SQL file says its grain, parses, and asks for parameters that its module gives."""

from __future__ import annotations

import re

import duckdb
import pytest
from source import PACKAGE

from crmkit.store.sql import parse

FILES = sorted(PACKAGE.rglob("*.sql"))
VIEWS = [path for path in FILES if path.parent.name in ("views", "narrowed")]
ANALYSES = [path for path in FILES if not {"analyses", "customers"}.isdisjoint(path.parts)]
PARAMETER = re.compile(r"\$([a-z_][a-z0-9_]*)")
COMMENT = re.compile(r"--[^\n]*")


def short(path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", FILES, ids=short)
def test_head(path):
    assert path.read_text(encoding="utf-8").startswith("-- "), "a file opens with a sentence that says what it is"


@pytest.mark.parametrize("path", VIEWS + ANALYSES, ids=short)
def test_grain(path):
    assert "-- grain:" in path.read_text(encoding="utf-8"), "what one row of it stands for"


@pytest.mark.parametrize("path", FILES, ids=short)
def test_it_parses(path):
    assert duckdb.connect().extract_statements(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=short)
def test_statements_are_what_the_engine_takes_them_for(path):
    text = path.read_text(encoding="utf-8")
    engine = duckdb.connect().extract_statements(text)
    assert [statement.parameters for statement in parse(text)] == [frozenset(s.named_parameters) for s in engine]


@pytest.mark.parametrize("path", ANALYSES, ids=short)
def test_an_analysis_ends_in_final(path):
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    if text.lstrip().startswith("with"):
        assert re.search(r"\bfinal\s+as\b", text)
        assert re.search(r"\bfrom\s+final\b", text)


@pytest.mark.parametrize("path", ANALYSES, ids=short)
def test_lower_case_and_no_star_of_unknown_columns(path):
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    assert not re.search(r"\b(SELECT|FROM|WHERE|GROUP|ORDER|JOIN|WITH)\b", text)
