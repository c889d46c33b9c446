"""Answers in Python: what a notebook shows of them, their frames and their parts; every analysis, both languages."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from tests.example_shop import EXPORTS, example_shop
from tests.render.test_notebook import Page

import crmkit as library
from crmkit.messages import LANGUAGES
from crmkit.result import Result
from crmkit.vocabulary import word

QUESTIONS = {
    "churn": {},
    "cohort": {},
    "diff": {"from_": "may"},
    "inspect": {"where": "net_spend>=500"},
    "profile": {},
    "remind": {},
    "repurchase": {},
    "segment": {},
    "tags": {},
    "tiers": {},
    "trend": {},
    "value": {},
    "waiting": {},
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the examples with a snapshot."""
    return example_shop(tmp_path_factory)


@pytest.fixture(scope="module")
def shop(kept: Path) -> Iterator[library.Store]:
    with library.open(kept) as store:
        yield store


@pytest.fixture(scope="module")
def churn(shop: library.Store) -> Result:
    return library.churn(shop)


def same(one: object, other: object) -> bool:
    """Whether two values are one value; nothing is nothing in every writing."""
    if one is None or pd.isna(other):
        return one is None and bool(pd.isna(other))
    if isinstance(one, date) and not isinstance(one, datetime):
        one = datetime(one.year, one.month, one.day)  # noqa: DTZ001  a day has no zone
    return bool(one == other)


def agree(result: Result) -> None:
    """The two frames have the columns, the rows and the values of the records."""
    one, other = result.to_polars(), result.to_pandas()
    assert list(other.columns) == one.columns == list(result.columns)
    assert len(other) == one.height == len(result.records)
    for name in result.columns:
        values = one[name].to_list()
        assert all(map(same, values, other[name])), (result.name, name)
        if word(name).kind in ("money", "mean"):
            assert all(value is None or isinstance(value, Decimal) for value in other[name])
    place = {name: number for number, name in enumerate(result.columns)}
    for record, row in zip(result.records, one.iter_rows(), strict=True):
        for name in result.columns:
            assert row[place[name]] in (record[place[name]], str(record[place[name]]), approximate(record[place[name]]))


def approximate(value: object) -> object:
    """A share as the frames have it."""
    return float(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_and_every_part_of_it(shop: library.Store, churn: Result, name: str, language: str) -> None:
    is_known = (name, language) == ("churn", "en")
    answer = churn if is_known else getattr(library, name)(shop, **QUESTIONS[name], language=language)
    assert answer.language == language
    texts = "".join(Page(answer._repr_html_()).texts)
    assert ("as of 2024-06-30" in texts) == (language == "en")
    people = {value for each in (answer, *answer.parts.values()) for value in nicks(each) if len(value) > 2}
    for each in (answer, *(answer.part(part) for part in answer.parts)):
        page = Page(each._repr_html_())
        assert page.texts and each.as_of == date(2024, 6, 30) and each.language == language
        assert not [nick for nick in people if nick in page.texts]
        agree(each)


def nicks(result: Result) -> Iterator[str]:
    for place, name in enumerate(result.columns):
        if word(name).privacy == "personal" and word(name).kind == "nick":
            yield from (str(record[place]) for record in result.records if record[place] is not None)


def test_a_customer_and_the_lists_of_everybody(shop: library.Store, churn: Result) -> None:
    buyer = churn.part("save_list").to_polars()["customer"][0]
    for answer in (
        library.customer(shop, buyer, language="zh"),
        library.profile(shop, detail=True),
        library.segment(shop, detail=True),
    ):
        assert buyer not in "".join(Page(answer._repr_html_()).texts)
        agree(answer)


def test_what_takes_no_language_is_in_english(shop: library.Store, tmp_path: Path) -> None:
    for answer in (
        library.load(tmp_path / "new.duckdb", EXPORTS[0]),
        library.snapshots(shop),
        library.dialect(EXPORTS[0]),
    ):
        page = Page(answer._repr_html_())
        assert page.texts
        assert Page(dataclasses.replace(answer, language="zh")._repr_html_()).texts != page.texts


def test_a_short_name_without_any_value_of_a_row(churn: Result) -> None:
    assert repr(churn) == "<crmkit churn as of 2024-06-30: 14 rows x 8 columns, 7 parts>"
    assert repr(churn.part("save_list")) == "<crmkit save_list as of 2024-06-30: 20 rows x 9 columns>"
    assert repr(Result("thresholds", ("score",), [(1,)])) == "<crmkit thresholds: 1 row x 1 column>"


def test_types_of_a_pandas_frame() -> None:
    columns = ("customer", "customers", "net_spend", "customer_share", "last_purchase_on", "is_complete")
    rows = [("小明", 3, Decimal("1.50"), Decimal("0.25"), date(2024, 6, 30), True), (None,) * 6]
    frame = Result("t", columns, rows).to_pandas()
    assert [str(kind) for kind in frame.dtypes] == [
        *("string", "Int64", "object", "float64", "datetime64[us]", "boolean"),
    ]
    assert frame.isna().sum().to_list() == [1] * 6
    assert frame["net_spend"][0] == Decimal("1.50") and frame["last_purchase_on"][0] == pd.Timestamp("2024-06-30")
    assert Result("t", columns, []).to_pandas().dtypes.to_list() == frame.dtypes.to_list()


def test_rows_are_the_polars_frame(shop: library.Store) -> None:
    tiers = library.tiers(shop)
    assert tiers.rows.equals(tiers.to_polars()) and isinstance(tiers.rows, pl.DataFrame)


def test_a_part_is_an_answer_of_its_own(churn: Result) -> None:
    part = churn.part("save_list")
    assert part.records == churn.parts["save_list"].records and part.params == churn.params
    with pytest.raises(library.CrmError) as caught:
        churn.part("list")
    assert caught.value.code == "part_unknown" and caught.value.exit_code == library.ExitCode.USAGE
    assert "save_list, bands" in str(caught.value) and "可用：save_list、" not in caught.value.advice("zh")
    with pytest.raises(library.CrmError) as caught:
        part.part("x")
    assert str(caught.value) == "save_list has no part 'x'"


def test_a_part_that_is_a_pivot_has_the_line_below_it(shop: library.Store) -> None:
    crossed = library.profile(shop, cross=("stage", "tier"))
    names = [name for name, part in crossed.parts.items() if part.pivot and part.pivot.footer]
    for name in names:
        assert "total" in "".join(Page(crossed.part(name)._repr_html_()).kinds)
    assert names
