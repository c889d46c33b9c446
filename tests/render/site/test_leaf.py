"""A page to browse without its script: a whole table of the first rows, nothing that could run but one known script."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import html5lib
import pytest
from tests.render.report.hostile import TEXTS
from tests.render.site.example import BESIDE, NAMES, PEOPLE, example, records

from crmkit.render.site.leaf import PAGE_ROWS, leaf_page


@pytest.fixture(scope="module", params=["en", "zh"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def text(language) -> str:
    return leaf_page(example(language, reveal=True), BESIDE)


@pytest.fixture(scope="module")
def root(text):
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(text)


def content(element) -> str:
    return "".join(element.itertext())


def test_the_same_page_has_the_same_bytes(language, text):
    assert leaf_page(example(language, reveal=True), BESIDE) == text
    assert len(text.encode("utf-8")) < 90_000


def test_the_policy_names_the_one_script_and_the_one_style(root):
    (policy,) = [each.get("content") for each in root.iter("meta") if each.get("http-equiv")]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    digest = {}
    for kind, tag in (("script-src", "script"), ("style-src", "style")):
        (own,) = [each for each in root.iter(tag) if each.get("type") is None]
        digest[kind] = base64.b64encode(hashlib.sha256(content(own).encode()).digest()).decode()
        assert rules.pop(kind) == f"'sha256-{digest[kind]}'"
    assert rules == {"default-src": "'none'", "img-src": "data:", "base-uri": "'none'", "form-action": "'none'"}


def test_nothing_but_text_comes_from_a_shop(root, text):
    assert not [
        name
        for each in root.iter()
        for name in each.attrib
        if isinstance(name, str) and name.startswith(("on", "style"))
    ]
    assert {each.get("href") for each in root.iter("a")} == {"#main", "index.html"}
    assert not re.search(r"https?://(?!evil\.example)", text)
    assert len(list(root.iter("script"))) == 2
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(set(ids)) == len(ids)
    for each in root.iter("label"):
        assert each.get("for") in ids


def test_the_first_rows_stand_there_without_the_script(root, language):
    body = list(next(root.iter("tbody")))
    assert len(body) == PAGE_ROWS
    first, second = ([content(cell) for cell in row] for row in body[:2])
    assert first[1:] == ["active", "A", "2024-06-30", "1", "18,467.50", "-", "-"]
    assert second[4:] == ["3", "18,467.50", "1.0%", "New"]
    assert content(body[PAGE_ROWS - 1][0]) == NAMES[PAGE_ROWS - 1]
    still = content(next(each for each in root.iter("p") if each.get("id") == "still"))
    assert f"{PAGE_ROWS}" in still
    assert f"{PEOPLE}" in still
    assert "crmkit profile --detail -o customers.csv" in still
    hidden = {each.get("id") for each in root.iter() if "hidden" in each.attrib}
    assert hidden == {"seek", "then", "clear", "turn"}


def test_data_hold_every_row_and_cannot_end_their_element(text, root):
    (data,) = [each for each in root.iter("script") if each.get("type") == "application/json"]
    assert not set("<>&") & set(content(data))
    found = json.loads(content(data))
    assert len(found["names"]) == PEOPLE
    assert [len(view["rows"]) for view in found["views"]] == [PEOPLE, 200]
    assert found["names"][0] == TEXTS[0]
    money = [row[5] for row in found["views"][0]["rows"]]
    assert money == [int(row[5] * 100) for row in records()]


def test_what_is_left_out_is_said(root, language):
    said = " ".join(content(each) for each in root.iter("p"))
    assert ("12 more are not on it" if language == "en" else "另外 12 位不在本页") in said


def test_masked_names_are_in_no_corner(language):
    text = leaf_page(example(language), BESIDE)
    assert not [name for name in NAMES if name.startswith("买家") and name in text]
    assert ("买***号") in text
    assert ("are masked" if language == "en" else "已打码") in text
