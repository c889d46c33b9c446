"""Every link in the documentation leads somewhere: files exist, headings are there under the name that is linked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from source import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """The names of the headings of a page, as GitHub and the website make them."""
    return {slug(heading) for heading in HEADING.findall(prose(page))}


def slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def dead_links(page: Path) -> Iterator[str]:
    for link in LINK.findall(CODE.sub("", prose(page))):
        path, _, anchor = link.partition("#")
        if "://" in path:
            continue
        target = (page.parent / path).resolve() if path else page
        if not target.is_file():
            yield f"{page.relative_to(ROOT)}: {link}: no such file"
        elif anchor and anchor not in anchors(target):
            yield f"{page.relative_to(ROOT)}: {link}: no such heading"


def test_every_link_leads_somewhere():
    assert [dead for page in PAGES for dead in dead_links(page)] == []


def test_a_dead_link_is_found(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text("# Here\n[a](#here) [b](#there) [c](none.md) `[d](code)`\n```\n[e](fence)\n```\n", encoding="utf-8")
    assert list(dead_links(page)) == ["page.md: #there: no such heading", "page.md: none.md: no such file"]


def test_names_of_headings():
    assert slug("A segment map of one's own (`--segments FILE`)") == "a-segment-map-of-ones-own---segments-file"
    assert slug("中文") == "中文"
