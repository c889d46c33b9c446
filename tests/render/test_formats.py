"""Formats are chosen by name or suffix, and only the chosen one is loaded."""

import io
import subprocess
import sys
from datetime import date

import pytest

from crmkit.errors import UsageError
from crmkit.messages import catalog
from crmkit.render.formats import FORMATS, format_of, require_suffix
from crmkit.render.render import render
from crmkit.render.wording import definition, heading, note_text, readable
from crmkit.result import Note, Result


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.csv", "csv"),
        ("客户.XLSX", "xlsx"),
        ("x/y.jsonl", "ndjson"),
        ("a.tar.md", "md"),
        ("a.pq", "parquet"),
        ("a.txt", "table"),
    ],
)
def test_suffix_names_the_format(path: str, name: str) -> None:
    assert format_of(path) == name


@pytest.mark.parametrize("path", ["report", "report.doc", ".csv", ""])
def test_an_unknown_suffix_is_a_usage_error(path: str) -> None:
    with pytest.raises(UsageError) as caught:
        format_of(path)
    assert ".xlsx" in caught.value.advice() and caught.value.exit_code == 2


def test_a_suffix_of_another_format_is_a_usage_error_and_a_text_file_holds_any_text() -> None:
    for path, name in (("a.csv", "csv"), ("a.dat", "parquet"), ("a", "xlsx"), ("a.txt", "csv"), ("A.TXT", "json")):
        require_suffix(path, name)
    for path, name in (("a.xlsx", "csv"), ("a.csv", "table"), ("a.tsv", "csv"), ("a.txt", "xlsx"), ("a.PQ", "ndjson")):
        with pytest.raises(UsageError) as caught:
            require_suffix(path, name)
        assert caught.value.advice().endswith(FORMATS[name].suffixes[0])


def test_an_unknown_format_is_a_usage_error(answer: Result) -> None:
    with pytest.raises(UsageError) as caught:
        render(answer, io.BytesIO(), format="doc", language="en")
    assert caught.value.advice().endswith("table, csv, tsv, json, ndjson, md, xlsx, parquet")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("format", list(FORMATS))
def test_every_format_renders_the_same_bytes_twice(answer: Result, format: str, language: str) -> None:
    streams = [io.BytesIO(), io.BytesIO()]
    for stream in streams:
        render(answer, stream, format=format, language=language)
    assert streams[0].getvalue() == streams[1].getvalue() != b""


def test_csv_needs_no_heavy_library() -> None:
    code = (
        "import sys, io; from crmkit.result import Result; from crmkit.render.render import render;"
        "render(Result('x', ('customers',), [(1,)]), io.BytesIO(), format='csv', language='en');"
        "print([m for m in ('rich', 'polars', 'xlsxwriter', 'duckdb', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_words_around_the_rows(answer: Result) -> None:
    assert heading(answer, "en") == "Awkward shop  as of 2024-06-30"
    assert heading(Result("t_list", ("t_score",), []), "en") == "t_list"
    assert definition(answer, "en") == "paid within 365 days up to 2024-06-30, 1,469,127.80 in all"
    assert definition(Result("t_list", ("t_score",), []), "en") is None
    assert note_text(Note("t_note", {"t_orders": 1200, "name": "a\x1b"}), "en") == "1,200 orders of a\\x1b left out"


def test_values_read_well() -> None:
    values = {
        "t_share": 0.0284,
        "n": 1000,
        "day": date(2024, 6, 30),
        "cuts": (1, 2),
        "none": None,
        "on": True,
        "m": {"a": 1},
    }
    assert list(readable(values, "en").values()) == ["2.8%", "1,000", "2024-06-30", "1, 2", "-", "yes", "a 1"]


def test_own_words_fit_into_gbk() -> None:
    for group in ("text", "title", "definition"):
        for sentences in catalog().get(group, {}).values():
            for sentence in sentences.values():
                sentence.encode("gbk")
