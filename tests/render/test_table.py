"""Tables on a terminal: nothing but text, aligned Chinese, nothing cut away, on any stream."""

import io
import re
import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import examples

from crmkit.render.layout import Column, balanced, blocks, flow, wrap
from crmkit.render.render import RenderOptions, render
from crmkit.render.table import bar, graphemes
from crmkit.result import Result

nicks = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("客户小明abc [/]:\x1b\u202e👩\u200d")), max_size=40)


def table(result: Result, **options: object) -> bytes:
    stream = io.BytesIO()
    render(result, stream, format="table", language="zh", options=RenderOptions(**options))
    return stream.getvalue()


def cells_of(line: str) -> int:
    """Cells by the standard's own table (enough for Han, kana and ASCII)."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def buyers(names: list[str]) -> Result:
    return Result("t_list", ("t_buyer", "t_paid"), [(name, Decimal("1234.50")) for name in names], date(2024, 6, 30))


@given(st.lists(st.text(alphabet="客户小明abcXYZ9，。-", max_size=30), min_size=1, max_size=5))
def test_chinese_is_aligned(names: list[str]) -> None:
    lines = table(buyers(names)).decode().splitlines()
    money = [line for line in lines if line.endswith("1,234.50")]
    assert len(money) == len(names)
    assert len({cells_of(line) for line in money}) == 1


@given(st.lists(nicks, min_size=1, max_size=4), st.integers(20, 120))
def test_no_line_is_wider_than_asked(names: list[str], width: int) -> None:
    for line in table(buyers(names), width=width).decode().splitlines():
        assert sum(size for _, size in graphemes(line)) <= width


@given(st.lists(nicks, min_size=1, max_size=4), st.booleans(), st.sampled_from(["utf-8", "gbk", "ascii"]))
@examples(60)
def test_any_stream_takes_it_and_only_our_own_colors_go_out(names: list[str], color: bool, encoding: str) -> None:
    text = table(buyers(names), color=color, encoding=encoding).decode(encoding)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text) if color else text
    assert not [c for c in plain if unicodedata.category(c) in {"Cc", "Cf", "Co"} and c not in "\n\u200d"]


def test_no_color_codes_unless_asked(answer: Result) -> None:
    assert b"\x1b" not in table(answer)
    assert b"\x1b[1m" in table(answer, color=True)


@pytest.mark.parametrize("width", [20, 30, 40, 80, 200, 1000])
def test_narrow_tables_lose_nothing(width: int) -> None:
    """Whatever the width, every figure stands whole in some line, and every letter of the text is there."""
    title = "第一季度新品上市纪念版连衣裙premiumcotton"
    record = (title, 123456, Decimal("1234567.89"), Decimal("0.5"))
    text = table(Result("t_list", ("t_title", "t_orders", "t_paid", "t_share"), [record]), width=width).decode()
    for figure in ("123,456", "1,234,567.89", "50.0%"):
        assert figure in text
    letters = iter("".join(text.split()))
    assert all(letter in letters for letter in title)


def test_rows_are_capped_and_counted(answer: Result) -> None:
    many = buyers([f"b{number:03}" for number in range(120)])
    stream = io.BytesIO()
    assert render(many, stream, format="table", language="en", options=RenderOptions()) == 70
    assert b"b049" in stream.getvalue() and b"b050" not in stream.getvalue()
    assert render(many, io.BytesIO(), format="table", language="en", options=RenderOptions(limit=3)) == 117
    assert render(many, io.BytesIO(), format="table", language="en", options=RenderOptions(limit=0)) == 0


def test_an_empty_answer_has_its_headings_and_says_so() -> None:
    assert table(buyers([])).decode().splitlines()[2:] == ["买家  实付金额", "──────────────", "（没有结果）"]


def test_machine_columns_are_left_out(answer: Result) -> None:
    assert b"code_0" not in table(answer)


def test_markup_and_emoji_codes_are_literal(answer: Result) -> None:
    text = table(answer, width=200).decode()
    for nick in ("小[/]明", "[nike]正品鞋", "12:100:34", "尺码[xl/xxl]", "张\\"):
        assert nick in text


@pytest.mark.parametrize(
    ("share", "shown"),
    [(None, ""), (0, ""), (1, "█" * 8), (Decimal("0.5"), "████"), (0.0625, "▌"), (7, "█" * 8), (-1, "")],
)
def test_bars(share: object, shown: str) -> None:
    assert bar(share, plain=False) == shown
    shown.encode("gbk")


def test_a_long_last_text_stands_below_the_figures_and_bars_stay() -> None:
    """Fifty cells hold the figures with their bars, not the advice beside them."""
    records = [(f"分群 {row}", 100 * row, Decimal("0.5"), "这是一句比较长的建议，" * 3) for row in range(3)]
    result = Result("t_segments", ("segment", "customers", "customer_share", "advice"), records)
    *_, figures, advice = table(result, width=50).decode().split("\n\n")
    assert figures.count("50.0% ████") == 3
    assert "50.0%" not in advice
    assert len(advice.splitlines()) == 2 + 2 * 3, "a heading, a rule and two lines for each text"


def test_plain_bars_and_frames(answer: Result) -> None:
    text = table(answer, ascii=True, width=200).decode()
    assert "###" in text and "─" not in text and "█" not in text


@given(st.text(alphabet="客户ab ，。-[/]1", max_size=60), st.integers(4, 30))
def test_wrap_keeps_every_character(text: str, width: int) -> None:
    lines = wrap(text, width, graphemes)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cells_of(line) <= width for line in lines)


def test_wrap_breaks_between_words_and_before_no_comma() -> None:
    assert wrap("ask for reviews", 8, graphemes) == ["ask for", "reviews"]
    assert wrap("请他们评价，和推荐", 10, graphemes) == ["请他们评", "价，和推荐"]


def test_no_line_ends_with_an_opening_bracket() -> None:
    assert wrap("分界（元）", 6, graphemes) == ["分界", "（元）"]


def test_headings_leave_no_character_over() -> None:
    assert wrap("平均金额", 6, graphemes) == ["平均金", "额"]
    assert balanced("平均金额", 6, graphemes) == ["平均", "金额"]
    assert balanced("Mean days since last", 12, graphemes) == ["Mean days", "since last"]
    assert balanced("客户", 8, graphemes) == ["客户"]


def test_flow_breaks_between_items() -> None:
    assert flow(["客户数 12", "成交额 34.00", "x 1"], 23, graphemes) == ["客户数 12", "成交额 34.00   x 1"]


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=9), st.integers(20, 100))
def test_blocks_hold_every_column_once_beside_the_first(sizes: list[tuple[int, bool]], width: int) -> None:
    columns = [Column("h", ["x" * size], breakable, False) for size, breakable in sizes]
    places = [block.places for block in blocks(columns, width, graphemes)]
    assert all(group[0] == 0 for group in places)
    assert [0, *(place for group in places for place in group[1:])] == list(range(len(columns)))
    assert all(sum(block.widths) + 2 * (len(block.widths) - 1) <= width for block in blocks(columns, width, graphemes))


def test_no_column_is_left_over_in_a_last_block() -> None:
    """Seven columns of ten cells on a line that holds six stand four and four, not six and two."""
    columns = [Column("h", ["x" * 10], False, True)] * 7
    assert [block.places for block in blocks(columns, 71, graphemes)] == [(0, 1, 2, 3), (0, 4, 5, 6)]


def test_a_long_last_text_draws_no_figure_down() -> None:
    columns = [*[Column("h", ["1" * 10], False, True)] * 6, Column("h", ["word " * 30], True, False)]
    assert [block.places for block in blocks(columns, 72, graphemes)] == [(0, 1, 2, 3, 4, 5), (0, 6)]
