"""``crmkit explain``: from the same words and pages as the documentation, in both languages."""

from __future__ import annotations

import pytest

import crmkit
from crmkit.doors.explain.entries import entries, normal
from crmkit.doors.explain.explain import COLUMNS, explain, in_markdown, looked_up, names_of_terms, terms
from crmkit.doors.explain.pages import sections
from crmkit.messages import LANGUAGES, catalog
from crmkit.vocabulary import vocabulary


def test_every_column_has_a_meaning_and_no_other():
    assert set(catalog()["column"]) == set(vocabulary())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_is_found_by_its_code_and_its_labels(language):
    index = entries(language)
    for word in vocabulary().values():
        for name in (word.name, word.en, word.zh):
            assert word.name in {entry.name for entry in index[normal(name)]}, name


@pytest.mark.parametrize("name", ["Gini", "gini", "基尼系数", "GINI "])
def test_a_figure_comes_with_its_formula_and_chapter(name):
    (row,) = explain(name).records
    told = dict(zip(COLUMNS, row, strict=True))
    assert told["term"] == "gini" and "(2 i - n - 1) x_i" in told["formula"]
    assert told["chapter"].startswith("Value tiers")


def test_a_source_is_that_of_the_page():
    told = {row[0]: row[6] for row in explain("Brier score").records}
    assert told["brier_score"] == "Brier 1950"


def test_codes_tags_and_chapters_are_explained_too():
    kinds = {name: {entry.kind for entry in looked_up(name, "en")} for name in ("overdue", "at_risk", "churn")}
    assert kinds["overdue"] == {"tag", "code"} and kinds["at_risk"] == {"code"} and "chapter" in kinds["churn"]
    rule = [entry.formula for entry in looked_up("overdue", "en") if entry.kind == "code"]
    assert rule == ["after that, up to  d <= r x p80 / m"]


def test_a_column_does_not_take_what_is_said_of_a_code():
    """The lower end of an interval and the lowest risk are both called low."""
    told = " ".join(str(cell) for row in explain("ci_low").records for cell in row)
    assert "b / (1 - b)" not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_the_guide_says(language):
    page = in_markdown(looked_up("gini", language), language)
    (row,) = [
        row for each in sections("metrics", language) for row in each.rows if row.cells[0] in ("Gini", "基尼系数")
    ]
    assert row.cells[1] in page


def test_what_is_not_known_names_what_is_near():
    with pytest.raises(crmkit.CrmError) as caught:
        explain("net_slaes")
    assert caught.value.values["nearest"] == "net_sales"


def test_the_list_has_every_name():
    for language in LANGUAGES:
        result = terms(language)
        assert {row[0] for row in result.records} >= {*vocabulary(), "overdue", "at_risk", "churn"}
    assert all(looked_up(name, "en") for name in names_of_terms())


def test_every_value_of_risk_stage_and_segment_has_a_definition():
    for name in ("放缓", "高", "低", "超期未购", "沉睡", "核心客户", "重要保持客户", "待发货"):
        assert all(entry.definition for entry in looked_up(name, "zh")), name


def test_a_column_is_found_without_its_unit_by_its_heading_and_by_what_others_call_it():
    names = {
        "预期间隔": "expected_gap_days", "层级": "tier", "潜在": "potential_value",
        "留住可得": "spend_if_retained", "客单价": "avg_net_spend", "GMV": "paid",
    }  # fmt: skip
    for name, column in names.items():
        assert column in {entry.name for entry in looked_up(name, "zh")}, name


def test_no_name_is_near_that_is_only_a_part_of_the_word():
    with pytest.raises(crmkit.CrmError) as caught:
        explain("淘气值", language="zh")
    assert caught.value.values["nearest"] is None
