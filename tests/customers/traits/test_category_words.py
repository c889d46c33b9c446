"""The word of a title that names the kind of goods."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import examples

from crmkit.customers.traits.category_words import category_words


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("云南老白茶饼 礼盒装 357g", "白茶"),
        ("蘑菇牛肉酱 拌面", "牛肉酱"),  # of several in a row the last
        ("围巾女秋冬配帽子", "围巾"),  # else the first
        ("电热水壶家用", "电热水壶"),  # the longest that begins there, not the water jug in it
        ("夏季短袖t恤男", "T恤"),  # whatever the case of its letter
        ("64G u盘", "U盘"),
        ("福袋", None),
        ("", None),
    ],
)
def test_known_words(title: str, word: str | None) -> None:
    assert category_words([title]) == [word]


def test_a_word_of_three_titles_names_their_kind_and_the_longest_is_taken() -> None:
    shared = ["蓝染布偶", "手绘布偶", "布偶大号"]
    others = ["竹编", "木雕", "剪纸", "漆器"]
    assert category_words([*shared, *others]) == ["布偶"] * 3 + [None] * 4
    assert category_words([*shared[:2], *others]) == [None] * 6  # two titles are too few


def test_a_word_of_most_titles_is_no_kind() -> None:
    """The name of the shop stands everywhere."""
    assert category_words(["山海居竹编", "山海居木雕", "山海居剪纸", "漆器"]) == [None] * 4


def test_words_of_packing_and_praise_name_nothing() -> None:
    titles = ["包邮甲", "包邮乙", "包邮丙", "set one", "set two", "set six", "丁", "戊", "己", "庚", "辛", "壬"]
    assert category_words(titles) == [None] * 12


def test_latin_words_are_whole_words() -> None:
    """``the`` is generic, ``leather`` is not."""
    titles = ["leather strap", "red leather", "leather cord", "brass", "paper", "candle holder", "candle jar", "candle"]
    assert category_words(titles) == ["leather"] * 3 + [None] * 2 + ["candle"] * 3


def test_of_words_in_equally_many_titles_the_last() -> None:
    titles = ["银杏 竹节", "银杏 竹节 大", "银杏 竹节 小", "甲", "乙", "丙", "丁"]
    assert category_words(titles)[:3] == ["竹节"] * 3


@examples(50)
@given(
    st.lists(st.text("蓝染布偶手绘袜子xyz ", max_size=8), max_size=9, unique=True), st.randoms(use_true_random=False)
)
def test_the_order_of_titles_does_not_matter(titles: list[str], chance) -> None:
    found = dict(zip(titles, category_words(titles), strict=True))
    shuffled = chance.sample(titles, len(titles))
    assert dict(zip(shuffled, category_words(shuffled), strict=True)) == found
    assert all(word is None or word in title for title, word in found.items())
