"""The body of a mail: what mail programs leave standing, with nothing in it to load or to click."""

from html.parser import HTMLParser

from tests.render.report.example import NICKS, example

from crmkit.render.report.as_mail import mail
from crmkit.render.report.document import Report

ALLOWED = {
    *("html", "head", "meta", "title", "body", "div", "table", "thead", "tbody", "tr", "th", "td", "br", "wbr"),
}
ATTRIBUTES = {
    *("style", "align", "valign", "width", "cellpadding", "cellspacing", "border", "role", "lang", "scope"),
    *("charset", "name", "content"),
}


class Reader(HTMLParser):
    """The elements, attributes and texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.styles: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.styles |= {value or "" for name, value in attrs if name == "style"}

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(content: bytes) -> Reader:
    reader = Reader()
    reader.feed(content.decode())
    return reader


def test_tables_with_inline_styles_and_nothing_else(report: Report) -> None:
    page = read(mail(report))
    assert page.elements <= ALLOWED
    assert page.attributes <= ATTRIBUTES
    assert not any("url(" in style or "expression" in style for style in page.styles)
    assert b"://" not in mail(report)


def test_what_came_from_a_shop_is_text(report: Report) -> None:
    shown = "".join(read(mail(example(report.language, reveal=True))).texts)
    for name in (NICKS[0], NICKS[1], NICKS[2], NICKS[3]):
        assert name in shown
    assert "\u202e" not in shown


def test_it_says_what_the_plain_text_says(report: Report) -> None:
    shown = "".join(read(mail(report)).texts)
    for said in ("32,644", "84%", "5,878", "57.1%", "+84%", "-0.4%", "29.7%", "590", "crmkit report -o report.html"):
        assert said in shown
    assert NICKS[4] not in shown


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    assert mail(report) == mail(example(report.language))
