"""Every SQL file says its grain, parses, and asks for parameters that its module gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import duckdb
from source import PACKAGE, none_of

from crmkit.store.sql import parse

FILES = sorted(PACKAGE.rglob("*.sql"))
VIEWS = [path for path in FILES if path.parent.name in ("views", "narrowed")]
ANALYSES = [path for path in FILES if not {"analyses", "campaigns", "customers"}.isdisjoint(path.parts)]
KEYWORD = re.compile(r"\b(SELECT|FROM|WHERE|GROUP|ORDER|JOIN|WITH)\b")
COMMENT = re.compile(r"--[^\n]*")


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def bare(path: Path) -> str:
    """The statements without their comments."""
    return COMMENT.sub("", text_of(path))


def none_but(paths: Iterable[Path], holds: Callable[[Path], object]) -> None:
    """Fail with the names of all files of which ``holds`` is not true."""
    none_of(path.relative_to(PACKAGE).as_posix() for path in paths if not holds(path))


def test_a_file_opens_with_a_sentence_that_says_what_it_is():
    none_but(FILES, lambda path: text_of(path).startswith("-- "))


def test_a_file_says_what_one_row_of_it_stands_for():
    none_but(VIEWS + ANALYSES, lambda path: "-- grain:" in text_of(path))


def test_it_parses_into_the_statements_the_engine_takes_it_for():
    engine = duckdb.connect()
    none_of(found for path in FILES for found in _other_than_the_engine(engine, path))


def _other_than_the_engine(engine: duckdb.DuckDBPyConnection, path: Path) -> Iterator[str]:
    name = path.relative_to(PACKAGE).as_posix()
    try:
        prepared = [frozenset(statement.named_parameters) for statement in engine.extract_statements(text_of(path))]
    except duckdb.Error as error:
        yield f"{name}: {error}"
        return
    ours = [statement.parameters for statement in parse(text_of(path))]
    if not prepared or ours != prepared:
        yield f"{name}: the engine takes {prepared}, we took {ours}"


def test_an_analysis_ends_in_final():
    none_but(
        [path for path in ANALYSES if bare(path).lstrip().startswith("with")],
        lambda path: re.search(r"\bfinal\s+as\b", bare(path)) and re.search(r"\bfrom\s+final\b", bare(path)),
    )


def test_keywords_are_written_small():
    none_but(ANALYSES, lambda path: not KEYWORD.search(bare(path)))
