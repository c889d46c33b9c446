"""CSV, TSV, JSON, NDJSON and Markdown read back by other people's readers."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from crmkit.messages import Language
from crmkit.render.render import RenderOptions, render
from crmkit.render.safe import show
from crmkit.result import Result
from crmkit.vocabulary import word

money = st.decimals(min_value=-(10**15), max_value=10**15, places=2)
rows = st.lists(st.tuples(st.one_of(st.none(), st.text()), st.one_of(st.none(), money)), max_size=5)


def rendered(result: Result, format: str, language: Language = "en", **options: object) -> str:
    stream = io.BytesIO()
    render(result, stream, format=format, language=language, options=RenderOptions(**options))
    return stream.getvalue().decode()


def paid(records: list[tuple[object, ...]]) -> Result:
    return Result("t_list", ("t_title", "t_paid"), records)


@given(rows, st.sampled_from(["csv", "tsv"]))
def test_delimited_comes_back(records: list[tuple[str | None, Decimal | None]], format: str) -> None:
    text = rendered(paid(records), format, raw=True)
    header, *lines = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if format == "tsv" else ",")
    assert header == ["t_title", "t_paid"]
    assert [line[0] for line in lines] == [title or "" for title, _ in records]
    assert [Decimal(line[1]) if line[1] else None for line in lines] == [amount for _, amount in records]


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_a_single_missing_value_is_still_a_row(format: str) -> None:
    text = rendered(Result("t_list", ("t_title",), [("a",), (None,), ("b",)]), format)
    assert list(csv.reader(io.StringIO(text))) == [["t_title"], ["a"], [""], ["b"]]


def test_no_cell_of_csv_starts_a_formula(answer: Result) -> None:
    for format, separator in (("csv", ","), ("tsv", "\t")):
        for line in csv.reader(io.StringIO(rendered(answer, format), newline=""), delimiter=separator):
            for cell in line:
                is_number = cell.lstrip("-").replace(".", "").isdigit()
                assert is_number or cell.lstrip()[:1] not in set("=+-@")


def test_headings_for_excel_are_those_that_people_read(answer: Result) -> None:
    for language in ("en", "zh"):
        text = rendered(answer, "csv", language, excel=True)
        headings, *lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        assert text.startswith("\ufeff")
        assert headings == [word(name).label(language) for name in answer.columns if not word(name).machine]
        assert len(lines) == len(answer.records)


@pytest.mark.parametrize(
    ("identifier", "cell"),
    [
        ("2024063012345678900", '="2024063012345678900"'),
        ("00123", '="00123"'),
        ("111", '="111"'),
        ("2024-06", '="2024-06"'),
        ("1e5", '="1e5"'),
        ("TRUE", '="TRUE"'),
        ("Jan 22", '="Jan 22"'),
        ("Januarius", "Januarius"),
        ("b3", "b3"),
        ("=1+1", "'=1+1"),
        ('0"&CMD&"1', '="0""&CMD&""1"'),
    ],
)
def test_excel_makes_no_number_and_no_day_of_a_text(identifier: str, cell: str) -> None:
    text = rendered(Result("t_list", ("t_order",), [(identifier,)]), "csv", excel=True)
    assert list(csv.reader(io.StringIO(text)))[1] == [cell]


def test_csv_on_a_terminal_is_safe(answer: Result) -> None:
    text = rendered(answer, "csv", terminal=True)
    assert all(show(line) == line for line in text.splitlines())


def test_json_says_it_all(answer: Result) -> None:
    body = json.loads(rendered(answer, "json"), parse_float=Decimal)
    assert list(body) == ["schema_version", "analysis", "as_of", "params", "facts", "answer", "notes", "rows", "parts"]
    assert body["schema_version"] == 1 and body["analysis"] == "t_answer" and body["as_of"] == "2024-06-30"
    assert body["params"] == {
        "window_days": 365,
        "until": "2024-06-30",
        "tier_shares": [Decimal("0.8"), Decimal("0.95")],
        "segments": None,
    }
    assert body["facts"] == {"t_orders": 12345, "t_paid": "1469127.80"}
    assert [note["code"] for note in body["notes"]] == ["t_note"]
    assert len(body["rows"]) == len(answer.records)
    for row, record in zip(body["rows"], answer.records, strict=True):
        given_values = dict(zip(answer.columns, record, strict=True))
        assert list(row) == list(answer.columns)
        for name in ("t_code", "t_buyer", "t_order", "t_title", "t_orders", "t_score", "t_new", "t_average"):
            assert row[name] == given_values[name]
        assert row["t_paid"] is None or Decimal(row["t_paid"]) == given_values["t_paid"]
        assert row["t_paid"] is None or row["t_paid"][-3] == "."
        assert row["t_first_on"] is None or date.fromisoformat(row["t_first_on"]) == given_values["t_first_on"]
    assert body["parts"] == {"t_cuts": {"rows": [{"t_score": 5, "t_paid": "100.00"}, {"t_score": 4, "t_paid": None}]}}


@given(rows)
def test_ndjson_is_one_row_a_line(records: list[tuple[str | None, Decimal | None]]) -> None:
    text = rendered(paid(records), "ndjson")
    assert [show(line) for line in text.split("\n")] == text.split("\n")
    read = [json.loads(line) for line in text.split("\n")[:-1]]
    assert [(row["t_title"], row["t_paid"] and Decimal(row["t_paid"])) for row in read] == records


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_markdown_shows_the_text_and_nothing_else(titles: list[str]) -> None:
    text = rendered(paid([(title, None) for title in titles]), "md")
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    inlines = [token for token in tokens if token.type == "inline"]
    allowed = {"text", "text_special"}
    assert {child.type for token in inlines for child in token.children or []} <= allowed
    shown = ["".join(child.content for child in token.children or []) for token in inlines]
    cells = shown[3:]  # after the heading and the two column names
    assert cells == [text for title in titles for text in (show(title).strip(), "-")]


def test_machine_formats_give_every_row_unless_asked() -> None:
    many = paid([(str(number), None) for number in range(200)])
    for format in ("csv", "tsv", "ndjson"):
        assert rendered(many, format).count("\n") >= 200
        assert rendered(many, format, limit=7).count("\n") <= 8


@pytest.mark.parametrize("amount", [1.5, Decimal("0.001"), Decimal("NaN"), True, "1.00"])
@pytest.mark.parametrize("format", ["table", "csv", "json", "md", "xlsx"])
def test_money_that_is_not_exact_is_refused(amount: object, format: str) -> None:
    with pytest.raises((TypeError, ValueError)):
        render(paid([("a", amount)]), io.BytesIO(), format=format, language="en")


def test_infinite_rates_are_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        rendered(Result("t_list", ("t_share",), [(float("nan"),)]), "json")
