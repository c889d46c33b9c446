"""The page of a report in a browser without a network: what is asked for, seen, reached by keys and printed.

The widths are those of a phone, a tablet and a desk. One browser serves all tests.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.render.opened import opened
from tests.render.report.example import example
from tests.render.report.hostile import TEXTS, hostile

from crmkit.render.report.page import page as html

WIDTHS = (390, 820, 1280)
SMALLEST = 10.4
CONTRAST = 4.5
LOOKS = (Path(__file__).parent / "looks.js").read_text(encoding="utf-8")
REPORTS = {"en": example, "zh": example, "hostile": lambda _: hostile("en")}
FOCUSABLE = "a[href], summary, [tabindex='0']"


@pytest.fixture(scope="module")
def files(sentences: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages as files, by the name of the report."""
    folder = tmp_path_factory.mktemp("pages")
    for name, made in REPORTS.items():
        (folder / f"{name}.html").write_text(html(made(name)), encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in REPORTS}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", REPORTS)
def test_it_is_quiet_fits_and_can_be_read(browser, files, name, scheme):
    page, heard = opened(browser, files[name], color_scheme=scheme)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        texts = page.evaluate(LOOKS)
        assert len(texts) > 200
        assert not [each for each in texts if each["size"] < SMALLEST], width
        assert not [each for each in texts if each["contrast"] < CONTRAST], width
    assert heard == []
    page.context.close()


def test_what_is_hostile_is_only_to_be_read(browser, files):
    page, heard = opened(browser, files["hostile"])
    assert page.locator("script, img, main style, iframe").count() == 0
    shown = page.locator("table").first.inner_text()
    assert all(text in shown for text in TEXTS[:7])
    page.hover("h2")
    assert heard == []
    page.context.close()


@pytest.mark.parametrize(("name", "width"), [("zh", 390), ("hostile", 390), ("en", 1280), ("en", 820)])
def test_no_serious_finding_on_accessibility(browser, files, name, width):
    page, _ = opened(browser, files[name], width=width)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = Axe().run(page).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert not [(each["id"], [node["html"][:90] for node in each["nodes"]]) for each in serious]
    page.context.close()


@pytest.mark.parametrize("name", REPORTS)
def test_keys_reach_everything_in_the_order_of_reading(browser, files, name):
    page, _ = opened(browser, files[name], width=390)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    expected = page.evaluate(f'[...document.querySelectorAll("{FOCUSABLE}")].map(each => each.outerHTML.slice(0, 60))')
    reached = []
    for _ in expected:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.outerHTML.slice(0, 60)"))
    assert reached == expected
    assert "skip" in reached[0]
    page.context.close()


@pytest.mark.parametrize("name", REPORTS)
def test_what_scrolls_can_be_scrolled_by_keys(browser, files, name):
    page, _ = opened(browser, files[name])
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        mute = """[...document.querySelectorAll('.scroll')].filter(
            each => each.scrollWidth > each.clientWidth + 1 && !(each.tabIndex === 0 && each.ariaLabel)
        ).map(each => each.innerText.slice(0, 80))"""
        assert page.evaluate(mute) == [], width
    page.set_viewport_size({"width": 390, "height": 900})
    wide = page.locator(".scroll[tabindex]").all()
    scrolled = [each for each in wide if each.evaluate("each => each.scrollWidth > each.clientWidth + 1")]
    for each in scrolled[:2]:
        each.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("each => each.scrollLeft > 0", arg=each.element_handle())
    assert scrolled or name != "hostile"
    page.context.close()


@pytest.mark.parametrize("name", ["en", "zh"])
def test_it_is_printed_whole_on_few_pages(browser, files, name):
    page, _ = opened(browser, files[name])
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert 3 <= len(pages) <= 4
    page.emulate_media(media="print")
    hidden = ("nav", ".skip", ".cmd")
    assert not [each for each in hidden if page.locator(each).first.is_visible()]
    assert page.locator("details table").first.is_visible()
    assert page.locator("svg.wide").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.context.close()
