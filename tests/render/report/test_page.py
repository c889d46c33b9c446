"""A report as a page: sound HTML that asks for nothing, holds nothing that runs, and is the same for the same data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
import pytest
from tests.render.report.example import example, said
from tests.render.report.hostile import TEXTS, hostile

from crmkit.messages import Language
from crmkit.render.report.document import Block, Change, Heat, Listing, Panel, Report, Tile
from crmkit.render.report.page import page
from crmkit.render.safe import show
from crmkit.result import Result
from crmkit.screen import Table

MOST_BYTES = 300_000
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def parsed(text: str) -> Element:
    """The page as its elements, those of pictures without their namespace; any fault in it fails."""
    root = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    for each in root.iter():
        each.tag = each.tag.split("}")[-1] if isinstance(each.tag, str) else "comment"
    return root


def shown(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def classed(root: Element, name: str) -> Iterator[Element]:
    return (each for each in root.iter() if name in each.get("class", "").split())


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest, sentences: None) -> Language:
    return request.param


@pytest.fixture(scope="module")
def pages(language: Language) -> dict[str, str]:
    return {"plain": page(example(language)), "hostile": page(hostile(language))}


@pytest.fixture(scope="module")
def roots(pages: dict[str, str]) -> dict[str, Element]:
    return {name: parsed(text) for name, text in pages.items()}


def with_block(language: Language, *panels: Panel) -> Element:
    """A page of one block."""
    return parsed(page(replace(example(language), blocks=(Block("sales", said("t_panel"), panels=panels),))))


def test_links_and_labels_have_their_targets(roots):
    for root in roots.values():
        ids = Counter(each.get("id") for each in root.iter() if each.get("id"))
        assert set(ids.values()) == {1}
        wanted = {name for each in root.iter() for name in each.get("aria-labelledby", "").split()}
        wanted |= {each.get("href", "")[1:] for each in root.iter("a")}
        wanted |= set(re.findall(r"url\(#([^)]+)\)", " ".join(each.get("fill", "") for each in root.iter())))
        assert wanted <= set(ids)
        assert {"main", "sales", "definitions"} <= wanted


def test_it_asks_for_nothing_and_runs_nothing(pages, roots):
    for root in roots.values():
        head = list(root.find("head") or ())
        policy = next(place for place, each in enumerate(head) if each.get("http-equiv") == "Content-Security-Policy")
        assert head[policy].get("content") == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        assert [each.tag for each in head[:policy]] == ["meta"]
        assert not {each.tag for each in root.iter()} & {
            "comment",
            "script",
            "img",
            "iframe",
            "object",
            "form",
            "base",
            "image",
        }
        assert len(list(root.iter("style"))) == 1
        given = [(name, value) for each in root.iter() for name, value in each.attrib.items()]
        assert not [name for name, _ in given if name.startswith("on") or name == "src"]
        assert all(value.startswith(("#", "data:,")) for name, value in given if name.endswith("href"))
        assert {value.split(":")[0] for name, value in given if name == "style"} <= {"width"}
        assert all(re.fullmatch(r"width:[\d.]+%", value) for name, value in given if name == "style")
        assert "http" not in next(root.iter("style")).text
    assert "http" not in pages["plain"].replace("http-equiv", "").replace("http://evil.example", "")


def test_texts_of_a_shop_are_texts(roots):
    cells = [shown(each) for each in roots["hostile"].iter("bdi")]
    for text in TEXTS:
        assert cells.count(" ".join(show(text).split())) >= 4  # name and reason, twice
    title = shown(roots["hostile"].find("body/header/div/h1"))
    assert all(" ".join(show(text).split()) in title for text in TEXTS)
    assert show(TEXTS[3]) in shown(roots["hostile"].find("body/header"))
    alone = {value for each in roots["hostile"].iter() for value in (each.get("class", ""), each.get("id", ""))}
    assert all(re.fullmatch(r"[a-z0-9_ -]*", value) for value in alone)


def test_the_same_report_gives_the_same_bytes_and_few_of_them(language, pages):
    assert page(example(language)) == pages["plain"]
    assert len(pages["plain"].encode()) < MOST_BYTES
    assert not re.search(r"/(home|tmp|root|work)\b", pages["plain"])


def test_headings_go_down_without_jumps(roots):
    for root in roots.values():
        levels = [int(each.tag[1]) for each in root.iter() if re.fullmatch("h[1-6]", each.tag)]
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_charts_say_what_they_are(roots):
    pictures = [each for each in roots["plain"].iter("svg") if each.get("role") == "img"]
    assert len(pictures) == 7  # sales twice, five others
    for each in pictures:
        assert shown(each[0]) and each[0].tag == "title"
        assert shown(each[1]) and each[1].tag == "desc"
    hidden = [each for each in roots["plain"].iter("svg") if each.get("role") != "img"]
    assert {each.get("aria-hidden") for each in hidden} == {"true"}


def test_beside_each_chart_is_a_table(roots):
    """That of its block, else the figures that it is drawn from, to be unfolded by keys."""
    for figure in roots["plain"].iter("figure"):
        panel = next(each for each in roots["plain"].iter("div") if figure in list(each))
        assert next(panel.iter("table"), None) is not None


def test_tables_have_headers_and_names(roots):
    for each in roots["plain"].iter("table"):
        assert shown(each.find("caption"))
        assert all(cell.get("scope") in ("col", "row", "colgroup") for cell in each.iter("th"))
        assert len(list(each.find("thead").iter("th"))) > 1


def test_a_change_is_its_arrow_its_word_and_its_meaning(language, roots):
    tiles = [shown(each) for each in next(classed(roots["plain"], "tiles"))]
    up, down, same, points = (
        ("up", "down", "unchanged", "5.3 pts") if language == "en" else ("升", "降", "持平", "5.3 个百分点")
    )
    assert f"▲{up} 84%" in tiles[0]
    assert f"▼{down} 0.4%" in tiles[0]
    assert f"▼{down} {points}" in tiles[4]
    assert f"={same}" in tiles[5]
    assert "▲" not in tiles[6] and "3.4%" in tiles[6]  # not complete: the figure before, and no arrow
    assert ("29.7% to 34.9%" if language == "en" else "29.7% 至 34.9%") in tiles[7]
    good = [shown(each) for each in classed(next(classed(roots["plain"], "tiles")), "g")]
    assert good == [f"▲{up} 84%"]


def test_more_refunds_point_up_and_are_bad(language):
    tile = Tile("refund_rate", Decimal("0.08"), changes=(Change(said("t_on", month="5"), Decimal("0.6"), None, "bad"),))
    (change,) = classed(parsed(page(replace(example(language), tiles=(tile,)))), "x")
    assert shown(change).startswith("▲")


def test_money_days_and_counts(language, roots):
    lead = shown(next(classed(roots["plain"], "lead")))
    mast = shown(roots["plain"].find("body/header/div/p"))
    if language == "en":
        assert "¥32,644" in lead and "30 Sep 2024" in lead
        assert mast == "Data to 30 Jun 2024 · since 2 Jul 2022 · 3,209 orders · 1,359 customers"
    else:
        assert "32,644 元" in lead and "2024 年 9 月 30 日" in lead
        assert mast == "数据截至 2024 年 6 月 30 日 · 2022 年 7 月 2 日起 · 3,209 笔订单 · 1,359 位客户"


def test_a_refused_block_says_so_and_shows_no_panel(language):
    block = Block("sales", said("t_panel"), panels=example(language).blocks[1].panels, refused="Too few: `crmkit load`")
    section = parsed(page(replace(example(language), blocks=(block,)))).find("body/main/section")
    assert not list(section.iter("svg"))
    assert shown(next(classed(section, "refused"))) == "Too few: crmkit load"
    assert shown(next(section.iter("code"))) == "crmkit load"


def test_names_that_are_not_masked_are_announced(language):
    revealed = parsed(page(example(language, reveal=True)))
    assert list(classed(revealed, "revealed"))
    assert not list(classed(parsed(page(example(language))), "revealed"))


def test_panels_stand_abreast(language):
    narrow, wide = Panel(said("t_panel")), Panel(said("t_panel"), is_wide=True)
    cases = [
        ((narrow, narrow, narrow), ["todo"]),
        ((narrow, wide), ["two rl"]),
        ((wide, narrow), ["two lr"]),
        ((wide, wide), ["one", "one"]),
        ((narrow, narrow), ["two"]),
        ((narrow, narrow, wide, narrow, narrow), ["two", "two lr", "one"]),
        ((narrow,), ["one"]),
        ((), []),
    ]
    for panels, kinds in cases:
        section = with_block(language, *panels).find("body/main/section")
        assert [each.get("class") for each in section.findall("div")] == kinds


def records(*rows: tuple[object, ...]) -> Result:
    return Result("t", ("customer", "last_purchase_on", "net_spend"), list(rows), date(2024, 6, 30))


def test_days_near_the_report_have_no_year_and_large_sums_no_fen(language):
    near = records(("a", date(2024, 6, 1), Decimal("1234.56")), ("b", date(2023, 12, 24), Decimal("0.40")))
    far = records(("a", date(2021, 6, 1), Decimal("12.50")), ("b", None, None))
    for result, first, second in (
        (near, ["1 Jun", "1,235"] if language == "en" else ["6/1", "1,235"], None),
        (far, ["2021-06-01", "12.50"], ["-", "-"]),
    ):
        listing = Listing(result, Table(result.columns), said("t_panel"))
        body = next(with_block(language, Panel(said("t_panel"), listings=(listing,))).find("body/main").iter("tbody"))
        assert [shown(cell) for cell in body[0]][1:] == first
        assert second is None or [shown(cell) for cell in body[1]][1:] == second


def test_bars_are_as_long_as_their_figures_and_bear_the_tone(language):
    result = Result("t", ("stage", "customers"), [("active", 50), ("lost", 200), ("overdue", 10), ("due", 0)])
    table = Table(result.columns, bar="customers", tone_by="stage", tones={"lost": "past", "overdue": "watch"})
    root = with_block(language, Panel(said("t_panel"), listings=(Listing(result, table, said("t_panel")),)))
    bars = [(each.get("style"), each.get("class")) for each in classed(root.find("body/main/section"), "bar")]
    assert bars == [("width:25%", "bar f-ret"), ("width:100%", "bar f-un"), ("width:5%", "bar f-new")]


def test_a_long_folded_table_is_short_on_paper_and_says_so(language):
    rows = [(f"2022-{month:02}", month) for month in range(1, 13)] + [(f"2023-{month:02}", month) for month in (1, 2)]
    result = Result("trend", ("period", "orders"), rows)
    for latest, last in ((True, False), (False, True)):
        table = Table(result.columns, latest=latest)
        listing = Listing(result, table, said("t_panel"), folded=True)
        section = with_block(language, Panel(listings=(listing,))).find("body/main/section")
        body = list(next(section.iter("tbody")))
        assert len(body) == 14
        assert [place for place, row in enumerate(body) if row.get("class") == "old"] == [13 if last else 0]
        assert ("13 of 14" if language == "en" else "13 行（共 14 行）") in shown(next(classed(section, "paper")))


def test_an_empty_table_says_so(language):
    listing = Listing(records(), Table(("customer", "net_spend")), said("t_panel"))
    section = with_block(language, Panel(said("t_panel"), listings=(listing,))).find("body/main/section")
    assert not list(section.iter("table"))
    assert ("(none)" if language == "en" else "（没有）") in shown(section)


def test_heat_tables(roots):
    cohorts, grid = list(classed(roots["plain"], "heat"))
    assert grid.get("class") == "heat rfm"
    first, *_, last = cohorts.find("tbody")
    assert [cell.get("class") for cell in list(first)[2:4]] == ["q4 few", "q3 few"]
    assert [shown(cell) for cell in list(last)[2:4]] == ["24", "23*"]
    assert list(last)[3].get("class") == "open"
    assert [shown(cell) for cell in list(cohorts.find("tfoot/tr"))[1:]] == ["15", "14", "13", "12", "11"]
    assert [shown(cell) for cell in list(grid.find("tbody/tr"))[1:3]] == ["1150%", "1162.7%"]


def test_nobody_is_a_dot_where_people_moved(language):
    from crmkit.render.report.document import Cell

    rows = ((("new",), (Cell(0, level=0, own=True), Cell(3, level=5))), (("lost",), (Cell(None), Cell(2, own=True))))
    heat = Heat(("stage",), "stage", ("new", "lost"), rows)
    body = next(with_block(language, Panel(said("t_panel"), heat=heat)).find("body/main").iter("tbody"))
    assert [(shown(cell), cell.get("class")) for row in body for cell in list(row)[1:]] == [
        ("·", "own"),
        ("3", "q5"),
        ("·", None),
        ("2", "own"),
    ]


def test_files_are_named_without_their_folders(language):
    from crmkit.notes import found_note

    note = found_note("/home/li/orders.csv", "status_unknown", 3, None, None, "status", "x")
    text = page(replace(example(language), found=(note,)))
    assert "orders.csv" in text
    assert "/home" not in text


def test_a_report_of_little(language):
    bare = Report(language, "USD", "", date(2024, 6, 30), {}, said("t_panel"), ())
    root = parsed(page(bare))
    assert [each.get("id") for each in root.iter("section")] == ["definitions"]
    assert not list(classed(root, "tiles"))
