"""A page to browse in a browser without a network: sorted, filtered, searched, another day, all by keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from tests.render.opened import opened
from tests.render.report.hostile import TEXTS
from tests.render.site import example as by_hand
from tests.render.site.example import BESIDE, COLUMNS, PEOPLE, STAGES, TAGS, example

from crmkit.render.safe import show
from crmkit.render.site.leaf import PAGE_ROWS, leaf_page

LOOKS = (Path(__file__).parents[1] / "report" / "looks.js").read_text(encoding="utf-8")
LEAVES = {
    "en": lambda: example("en", reveal=True),
    "zh": lambda: example("zh", reveal=True),
    "masked": lambda: example("en"),
}
NAMES = [show(name) for name in by_hand.NAMES]


def records() -> list[tuple[object, ...]]:
    """The rows of today with the names that are safe to show."""
    return [(show(str(name)), *row) for name, *row in by_hand.records()]


def earlier() -> list[tuple[int, tuple[object, ...]]]:
    """Those of the day before."""
    return [(place, (show(str(name)), *row)) for place, (name, *row) in by_hand.earlier()]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages as files, by name."""
    folder = tmp_path_factory.mktemp("leaves")
    for name, made in LEAVES.items():
        (folder / f"{name}.html").write_text(leaf_page(made(), BESIDE), encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in LEAVES}


@pytest.fixture
def english(browser: Browser, files: dict[str, str]) -> Iterator[Page]:
    page, heard = opened(browser, files["en"])
    yield page
    assert heard == []
    page.context.close()


def names(page: Page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('tbody th')].map(each => each.textContent)")


def found(page: Page) -> str:
    return page.locator("#found").text_content() or ""


def all_names(page: Page) -> list[str]:
    """The names of all rows, page by page."""
    shown = names(page)
    later = page.locator("#later")
    while later.is_visible() and later.get_attribute("aria-disabled") == "false":
        later.click()
        shown += names(page)
    return shown


def in_order(rows: Sequence[tuple[object, ...]], at: int, *, down: bool) -> list[object]:
    """Names of rows sorted by a column, those without a value last, ties as they were."""
    order = {"stage": list(STAGES), "tag_codes": list(TAGS)}.get(COLUMNS[at])

    def key(row: tuple[object, ...]) -> object:
        return row[at] if order is None else [order.index(code) for code in str(row[at]).split(",")]

    known = [row for row in rows if row[at] is not None]
    return [row[0] for row in (*sorted(known, key=key, reverse=down), *(row for row in rows if row[at] is None))]


def test_the_script_shows_what_stood_there_before(browser, files):
    plain, _ = opened(browser, files["en"], java_script_enabled=False)
    page, _ = opened(browser, files["en"])
    tables = [each.locator("tbody").inner_html().replace("\n", "") for each in (plain, page)]
    assert tables[0] == tables[1]
    assert plain.locator("#still").is_visible()
    assert not plain.locator("#seek").is_visible()
    assert not page.locator("#still").is_visible()
    for each in (plain, page):
        each.context.close()


def test_every_heading_sorts_both_ways(english):
    heads, cells = english.locator("thead button"), english.locator("thead th")
    assert heads.count() == len(COLUMNS)
    for at, name in enumerate(COLUMNS):
        most_first = name in ("last_purchase_on", "purchase_days", "net_spend", "refund_share")
        for down in (most_first, not most_first):
            heads.nth(at).click()
            assert cells.nth(at).get_attribute("aria-sort") == ("descending" if down else "ascending")
            assert english.locator("thead th[aria-sort]").count() == 1
            assert all_names(english) == in_order(records(), at, down=down), (name, down)


def test_filters_add_up_and_can_be_cleared(english):
    rows = records()
    english.get_by_label("Stage").select_option(label=f"due ({sum(row[1] == 'due' for row in rows)})")
    english.get_by_label("Tags").select_option(label=f"VIP & co ({sum('vip' in str(row[-1]) for row in rows)})")
    fitting = [row[0] for row in rows if row[1] == "due" and "vip" in str(row[-1])]
    assert all_names(english) == fitting
    assert found(english) == f"{len(fitting)} of {PEOPLE} customers"
    english.get_by_label("Tags").select_option("none")
    assert all_names(english) == [row[0] for row in rows if row[1] == "due" and row[-1] is None]
    english.get_by_role("button", name="Clear filters").click()
    assert found(english) == f"{PEOPLE} of {PEOPLE} customers"
    assert english.evaluate("document.activeElement.id") == "text"


def test_a_customer_is_found(english):
    english.get_by_label("Find a customer").fill("家01")
    assert names(english) == [name for name in NAMES if "家01" in name]
    english.get_by_label("Find a customer").fill("ONERROR=alert(2)")
    assert names(english) == [TEXTS[1]]
    english.get_by_label("Find a customer").fill("nobody is called so")
    assert (names(english), found(english)) == ([], f"0 of {PEOPLE} customers")


def test_a_whole_name_finds_whom_it_masks(browser, files):
    page, heard = opened(browser, files["masked"])
    page.get_by_label("Find a customer").fill("买家017号")
    assert set(names(page)) == {"买***号"}
    assert found(page) == f"{PEOPLE - len(TEXTS)} of {PEOPLE} customers"
    page.get_by_label("Find a customer").fill("家01")
    assert names(page) == []
    assert heard == []
    page.context.close()


def test_another_day_has_its_own_rows_and_columns(english):
    english.get_by_label("Tier").select_option(label="B (100)")
    english.get_by_label("Day").select_option("1")
    assert [text.strip(" ▼") for text in english.locator("thead th").all_text_contents()] == [
        "Customer",
        "Stage",
        "Tier",
        "Spent",
    ]
    assert all_names(english) == [row[0] for _, row in earlier() if row[2] == "B"]
    assert "Of the 205 customers of that day 5 are not on this page" in (english.locator("#then").text_content() or "")
    assert english.get_by_label("Tags").count() == 0
    english.get_by_label("Tier").select_option("")
    assert all_names(english) == [row[0] for _, row in earlier()]
    english.get_by_label("Day").select_option("0")
    assert all_names(english) == NAMES
    assert not english.locator("#then").is_visible()


def test_keys_alone_sort_search_and_turn(english):
    english.keyboard.press("Tab")
    assert english.evaluate("document.activeElement.className") == "skip"
    reached: list[str] = []
    while "later" not in reached and len(reached) < 40:
        english.keyboard.press("Tab")
        reached.append(
            english.evaluate(
                "document.activeElement.id || document.activeElement.textContent || document.activeElement.tagName"
            )
        )
        if reached[-1] == "Tier":
            english.keyboard.press("Enter")
            assert english.evaluate("document.activeElement.textContent") == "Tier ▲"
            assert names(english) == [row[0] for row in records()][:PAGE_ROWS]
            english.keyboard.press("Space")
            assert names(english) == in_order(records(), 2, down=True)[:PAGE_ROWS]
    assert reached[:3] == ["Report", "text", "day"]
    assert reached[reached.index("region") + 1 :][: len(COLUMNS)][:2] == ["Customer", "Stage"]
    english.keyboard.press("Enter")
    assert english.locator("#place").text_content() == "101 to 200"
    assert english.evaluate("document.activeElement.id") == "later"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", LEAVES)
def test_it_is_quiet_fits_and_can_be_read(browser, files, name, scheme):
    page, heard = opened(browser, files[name], color_scheme=scheme)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        texts = page.evaluate(LOOKS)
        assert len(texts) > 200
        assert not [each for each in texts if each["size"] < 10.4]
        assert not [each for each in texts if each["contrast"] < 4.5]
    assert page.locator("img, main style, iframe, b:not([aria-current])").count() == 0
    assert heard == []
    page.context.close()


@pytest.mark.parametrize(("name", "width"), [("zh", 390), ("masked", 390), ("en", 1280)])
def test_no_serious_finding_on_accessibility(browser, files, name, width):
    page, _ = opened(browser, files[name], viewport={"width": width, "height": 900})
    for view in ("0", "1"):
        page.select_option("#day", view)
        violations = Axe().run(page).response["violations"]
        serious = [each for each in violations if each["impact"] in ("serious", "critical")]
        assert not [(each["id"], [node["html"][:90] for node in each["nodes"]]) for each in serious]
    page.context.close()


def test_on_paper_there_are_rows_and_no_buttons(english):
    english.emulate_media(media="print")
    assert not [each for each in ("#seek", "#turn", "nav", ".skip") if english.locator(each).first.is_visible()]
    assert english.locator("tbody tr").first.is_visible()
    assert english.locator("#found").is_visible()
    assert Decimal(english.evaluate("getComputedStyle(document.body).fontSize").removesuffix("px")) <= 12
