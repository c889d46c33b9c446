"""What a column of a screen looks like: titles without the shop's name, signs, what rows are counted in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.screens import shown
from tests.depth import examples

from crmkit.messages import Language
from crmkit.render.columns import cell_text
from crmkit.render.layout import wrap
from crmkit.render.options import RenderOptions
from crmkit.render.page import Page, graphemes, page_for
from crmkit.render.titles import without_opening
from crmkit.result import Result
from crmkit.screen import Screen, Table

SHOP = ["青禾小铺陶瓷马克杯", "青禾小铺棉麻书签", "青禾小铺白茶饼", "青禾小铺蜂蜜柚子茶"]


def page() -> Page:
    import io

    return page_for(io.StringIO(), "en", RenderOptions())


def test_the_name_of_the_shop_is_left_out_of_titles() -> None:
    assert without_opening(SHOP) == ["陶瓷马克杯", "棉麻书签", "白茶饼", "蜂蜜柚子茶"]
    assert without_opening([*SHOP, "-", "手写卡片"]) == [
        "陶瓷马克杯",
        "棉麻书签",
        "白茶饼",
        "蜂蜜柚子茶",
        "-",
        "手写卡片",
    ]
    farm = ["Green Farm - oat tea", "Green Farm - jam", "Green Farm - honey", "Green Farm - rye bread"]
    assert without_opening(farm) == ["oat tea", "jam", "honey", "rye bread"]


def test_sizes_of_one_product_keep_its_name() -> None:
    sizes = ["有机白茶 100g", "有机白茶 200g", "有机白茶 50g", "有机白茶 500g", "白茶礼盒"]
    assert without_opening(sizes) == sizes


def test_more_than_six_of_ten_titles_must_share_it() -> None:
    others = ["手写卡片", "羊毛袜", "木梳"]
    assert without_opening([*SHOP, *others[:2]])[0] == "陶瓷马克杯"  # 4 of 6
    assert without_opening([*SHOP, *others]) == [*SHOP, *others]  # 4 of 7


def test_an_opening_that_most_share_wins_over_a_longer_one_of_some() -> None:
    cups = ["青禾小铺陶瓷杯大号", "青禾小铺陶瓷杯小号", "青禾小铺陶瓷杯中号", "青禾小铺书签", "青禾小铺白茶"]
    assert without_opening(cups) == ["陶瓷杯大号", "陶瓷杯小号", "陶瓷杯中号", "书签", "白茶"]


def test_few_titles_have_no_opening_and_no_word_is_cut() -> None:
    assert without_opening(SHOP[:3]) == SHOP[:3]
    assert without_opening([SHOP[0]] * 5) == [SHOP[0]] * 5
    assert without_opening(["teapot", "teaspoon", "teatime", "teacup"]) == ["teapot", "teaspoon", "teatime", "teacup"]


@examples(50, deep=1000)
@given(st.lists(st.text("青禾小铺ab -", max_size=8), max_size=8))
def test_no_title_becomes_empty_and_each_keeps_its_end(titles: list[str]) -> None:
    for title, left in zip(titles, without_opening(titles), strict=True):
        assert title.endswith(left) and (left or not title)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("money", Decimal("0.00"), "0.00"),
        ("money", Decimal("12.50"), "+12.50"),
        ("money", Decimal("-12.50"), "-12.50"),
        ("count", 0, "0"),
        ("count", 3, "+3"),
        ("rate", Decimal("0.0001"), "0.0%"),
        ("rate", Decimal("-0.071"), "-7.1%"),
    ],
)
def test_no_change_has_no_sign(kind: str, value: object, text: str) -> None:
    assert cell_text(page(), kind, value, "signed", as_of=None) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "language", "says"),
    [
        ("customer", "zh", "显示 4 位中的前 2 位"),
        ("product", "zh", "显示 4 款中的前 2 款"),
        ("period", "zh", "显示 4 行中的前 2 行"),
        ("customer", "en", "2 of 4 shown"),
    ],
)
def test_rows_are_counted_in_the_word_for_what_they_are(first: str, language: Language, says: str) -> None:
    rows = [(name, date(2024, 6, 30)) for name in ("a", "b", "c", "d")]
    table = Table((first, "last_purchase_on"), rows=2)
    assert says in shown(Result("tiers", (first, "last_purchase_on"), rows, screen=Screen((table,))), language)


def test_of_rows_without_a_value_none_is_shown() -> None:
    rows = [("a", 3), ("b", None), ("c", 1)]
    table = Table(("customer", "purchase_days"), rows=1, having="purchase_days")
    result = Result("tiers", ("customer", "purchase_days"), rows, screen=Screen((table,)))
    assert "1 of 2 shown" in shown(result)


def test_a_figure_and_what_it_counts_stay_on_one_line() -> None:
    for text, broken in (
        ("贡献了 1,359 位客户", ["贡献了", "1,359 位", "客户"]),
        ("共 30.9 万元", ["共", "30.9 万元"]),
        ("首购后 12 个月", ["首购后", "12 个月"]),
        ("自 2022 年 7 月 2 日起", ["自", "2022 年", "7 月 2 日", "起"]),
    ):
        assert wrap(text, 9, graphemes) == broken


def test_each_of_several_titles_in_a_cell_loses_it() -> None:
    rows = [(date(2024, 6, day), text) for day, text in ((1, ", ".join(SHOP[:2])), (2, SHOP[2]), (3, SHOP[3]))]
    columns = ("bought_on", "products_kept")
    screen = shown(Result("tiers", columns, rows, screen=Screen((Table(columns),))))
    assert "陶瓷马克杯, 棉麻书签" in screen and "青禾小铺" not in screen
