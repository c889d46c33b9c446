"""An answer in a notebook: everything escaped, elements closed, people masked, cells as on the terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmkit.deliver.notebook import shown
from crmkit.messages import LANGUAGES, Language
from crmkit.render.notebook.markup import element, text
from crmkit.render.safe import show
from crmkit.result import Course, Note, Pivot, Result
from crmkit.screen import Cross, Line, Lines, Screen, Strip, Table

OURS = {
    *("div", "style", "p", "table", "thead", "tbody", "tr", "th", "td"),
    *("details", "summary", "ul", "li"),
}
ATTRIBUTES = {"class", "lang", "scope", "aria-hidden"}


class Page(HTMLParser):
    """What a browser makes of it: elements that close in turn, and the texts between them."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.texts: list[str] = []
        self.kinds: list[str] = []
        self.feed(markup)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in OURS and {name for name, _ in attrs} <= ATTRIBUTES
        self.open.append(tag)
        self.kinds += (dict(attrs).get("class") or "").split()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        raise AssertionError(tag)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_data(self, data: str) -> None:
        if self.open[-1] != "style":
            self.texts.append(data)


HOSTILE = st.one_of(
    st.text(),
    st.text(alphabet="<>&\"'/=-! scriptonerrimg;#x\n", min_size=1),
    st.sampled_from(
        ["<script>alert(1)</script>", "</td></table>", '" onmouseover="x', "<!--", "&lt;b&gt;", "</style>"]
    ),
)


def hostile_answer(hostile: str) -> Result:
    """A text wherever one can come from data: cells, facts, the title, notes, lines, and the heads of a strip."""
    part = Result("t_below", ("t_title", "t_paid"), [(hostile, Decimal("1.00"))])
    return Result(
        "t_cuts",
        ("t_title", "t_order", "t_paid"),
        [(hostile, hostile, None)],
        facts={"customer": hostile},
        notes=(Note("t_note", {"t_orders": 1, "name": hostile}),),
        parts={"t_below": part},
    )


SCREEN = Screen(
    (
        Table(("t_title", "t_order"), tone_by="t_title"),
        Table(("t_title", "t_paid"), part="t_below", total={"t_paid": Decimal(1)}, bar="t_paid"),
    ),
    mind=("t_note",),
)


@given(HOSTILE)
def test_no_text_is_markup(words: None, hostile: str) -> None:
    result = hostile_answer(hostile)
    for each in (result, replace(result, screen=SCREEN)):
        page = Page(shown(each))
        assert page.texts.count(show(hostile)) >= 2 * bool(hostile)
        assert f"1 orders of {show(hostile)} left out" in page.texts


@given(HOSTILE)
def test_no_text_of_a_strip_or_a_pivot_is_markup(words: None, hostile: str) -> None:
    pivot = Pivot(headers=("t_order",), across="t_title", across_title="t_title", value="t_paid")
    result = Result("t_cuts", ("t_order", "t_title", "t_paid"), [(hostile, hostile, Decimal(1))], pivot=pivot)
    strip = Strip("t_title", (hostile,), (("t_title", (hostile,)),))
    for each in (result, replace(result, screen=Screen((strip, Cross(5, latest=False))))):
        assert Page(shown(each)).texts.count(show(hostile)) >= 2 * bool(hostile)


@given(HOSTILE)
def test_an_attribute_is_escaped(hostile: str) -> None:
    markup = element("p", text(hostile), title=hostile)
    assert markup.count("<") == 2 and markup.count(">") == 2 and markup.count('"') in (0, 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_value_as_people_read_it(answer: Result, language: Language) -> None:
    page = Page(shown(replace(answer, language=language)))
    assert "12,345,678,901,234.56" in page.texts and "43.2%" in page.texts
    assert ("难缠的店  截至 2024-06-30" if language == "zh" else "Awkward shop  as of 2024-06-30") in page.texts
    assert "code_0" not in page.texts  # a column for machines


def test_the_same_answer_is_the_same_text(answer: Result) -> None:
    assert shown(answer) == shown(answer) == answer._repr_html_()


def test_people_are_masked() -> None:
    nick = "tbuyer123"
    note = Note("t_note", {"t_orders": 1, "name": "x", "nick": nick})
    part = Result("t_below", ("t_buyer",), [(nick,)])
    result = Result("t_cuts", ("t_buyer",), [(nick,)], facts={"customer": nick}, notes=(note,), parts={"t_below": part})
    for each in (result, replace(result, screen=Screen((Table(("t_buyer",)), Table(("t_buyer",), part="t_below"))))):
        markup = shown(each)
        assert nick not in markup and markup.count("t***3") >= 3


def test_neither_script_nor_anything_from_elsewhere(answer: Result) -> None:
    bare = re.sub(r">[^<]*<", "><", shown(answer) + shown(replace(hostile_answer("茶"), screen=SCREEN)))
    assert not re.search(r"//|src=|href=|url\(|@import|<script|style=|on\w+=", bare)


def test_numbers_stand_on_the_right_and_totals_stand_out(words: None) -> None:
    result = Result("t_cuts", ("t_title", "t_paid"), [("茶", Decimal("1.50"))])
    total = Table(("t_title", "t_paid"), total={"t_paid": Decimal("1.50")})
    markup = shown(replace(result, screen=Screen((total,))))
    assert '<tr><td>茶</td><td class="crmkit-right">1.50</td></tr>' in markup
    assert '<tr class="crmkit-total"><td>All</td><td class="crmkit-right">1.50</td></tr>' in markup


def test_a_pivot_has_the_levels_of_its_cells_and_a_line_below(words: None) -> None:
    pivot = Pivot(
        headers=("t_title",), across="t_score", across_title="t_score", value="t_orders",
        footer="t_below", footer_value="t_orders", footer_title="pivot_total",
    )  # fmt: skip
    rows = [("茶", 1, 10), ("茶", 2, 20), ("袜子", 1, 30)]
    below = Result("t_below", ("t_score", "t_orders"), [(1, 40), (2, 20)])
    result = Result("t_cuts", ("t_title", "t_score", "t_orders"), rows, pivot=pivot, parts={"t_below": below})
    for each in (result, replace(result, screen=Screen((Cross(1, latest=True),)))):
        page = Page(shown(each))
        assert {"level_4", "total"} <= {kind.removeprefix("crmkit-") for kind in page.kinds}
        assert "40" in page.texts and "Orders by Score" in page.texts
    assert "Latest 1 of 2 shown; all: .to_polars()" in page.texts


def test_what_is_left_out_is_said_with_what_gives_it(words: None) -> None:
    rows = [(f"{number}",) for number in range(60)]
    listed = Result("t_below", ("t_title",), rows)
    result = Result("t_cuts", ("t_title",), rows, params={"top": 20}, parts={"t_below": listed})
    texts = Page(shown(result)).texts
    assert "50 of 60 shown; all: .to_polars()" in texts
    assert '50 of 60 shown; all: .part("t_below").to_polars()' in texts
    tables = (Table(("t_title",), rows=5), Table(("t_title",), part="t_below", rows=5, of=100))
    texts = Page(shown(replace(result, screen=Screen(tables)))).texts
    assert "5 of 60 shown; all: .to_polars()" in texts and "5 of 100 shown; all: top=100" in texts
    assert "5 of 100 shown" in Page(shown(replace(result, params={}, screen=Screen(tables)))).texts


def test_an_empty_list_and_an_answer_of_nothing_for_people() -> None:
    empty = Result("t_cuts", ("t_title",), [])
    assert "(none)" in Page(shown(replace(empty, screen=Screen((Table(("t_title",)),))))).texts
    assert Page(shown(empty)).texts and Page(shown(Result("t_cuts", ("t_code",), [("x",)]))).texts


def test_lines_and_the_point(words: None) -> None:
    line = Line("where", "profile_where", {"places": "<b>", "share": None})
    result = Result("t_cuts", ("t_title",), [], screen=Screen((Lines((line, line)),), foot=(line,)))
    page = Page(shown(result))
    assert page.texts.count("Where") == 2 and page.texts.count("<b>") == 3


def test_a_course_is_drawn_and_what_runs_is_marked() -> None:
    rows = [(f"2024-{month:02}", month < 5, Decimal(month)) for month in range(1, 6)]
    course = Course(value="net_sales", along="period", settled="is_complete")
    result = Result("trend", ("period", "is_complete", "net_sales"), rows, definition=("trend_month",), course=course)
    page = Page(shown(result))
    assert "Net sales 2024-01 to 2024-04: ▃▅▆█" in page.texts and "2024-05*" in page.texts
