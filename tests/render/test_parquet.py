"""Frames and Parquet keep every type; money stays an exact decimal."""

import io
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import examples

from crmkit.render.render import RenderOptions, render
from crmkit.result import Result


def parquet(result: Result, **options: object) -> bytes:
    stream = io.BytesIO()
    render(result, stream, format="parquet", language="en", options=RenderOptions(**options))
    return stream.getvalue()


def test_parquet_comes_back_equal(answer: Result) -> None:
    frame = pl.read_parquet(io.BytesIO(parquet(answer)))
    assert frame.columns == list(answer.columns)
    assert frame.rows() == [
        tuple(float(v) if n == "t_share" and v is not None else v for n, v in zip(answer.columns, record, strict=True))
        for record in answer.records
    ]
    assert frame.schema["t_paid"] == pl.Decimal(38, 2)
    assert frame.schema["t_order"] == pl.String


def test_parquet_says_what_it_has(answer: Result) -> None:
    metadata = pl.read_parquet_metadata(io.BytesIO(parquet(answer)))
    assert metadata["crmkit.analysis"] == "t_answer" and metadata["crmkit.as_of"] == "2024-06-30"


def test_limit_holds_here_too(answer: Result) -> None:
    assert pl.read_parquet(io.BytesIO(parquet(answer, limit=2))).height == 2
    assert parquet(answer) == parquet(answer)


@given(st.lists(st.decimals(min_value=-(10**30), max_value=10**30, places=2), max_size=5))
@examples(25)
def test_money_is_exact(amounts: list[Decimal]) -> None:
    result = Result("t_list", ("t_paid",), [(amount,) for amount in amounts])
    assert pl.read_parquet(io.BytesIO(parquet(result)))["t_paid"].to_list() == amounts


def test_a_frame_refuses_what_is_not_of_the_kind() -> None:
    with pytest.raises(TypeError):
        _ = Result("t_list", ("t_orders",), [("many",)]).rows


def test_identifiers_and_odd_text_become_text() -> None:
    frame = Result("t_list", ("t_order", "t_first_on"), [(123, date(2024, 1, 1)), ("a\udc80", None)]).rows
    assert frame["t_order"].to_list() == ["123", "a\\udc80"]
    assert frame["t_first_on"].to_list() == [date(2024, 1, 1), None]


def test_a_result_knows_its_columns() -> None:
    with pytest.raises(ValueError, match="twice"):
        Result("t_list", ("t_score", "t_score"), [])
    with pytest.raises(KeyError):
        Result("t_list", ("never_heard_of",), [])
