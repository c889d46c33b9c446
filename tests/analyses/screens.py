"""The screen of an answer as its analysis gives it, and what no screen may do."""

from __future__ import annotations

import io
import re

from crmkit.messages import LANGUAGES, Language
from crmkit.render.layout import width_of
from crmkit.render.options import RenderOptions
from crmkit.render.page import graphemes
from crmkit.render.render import render
from crmkit.render.spoken import sentences
from crmkit.result import Result

MOST_LINES = 40
NOT_OURS = re.compile("[─█▏▎▍▌▋▊▉]")
"""Rules and bars, for which a console that lacks them gets others."""


def said(result: Result, language: Language = "en") -> list[str]:
    """The sentences that the answer opens with."""
    return sentences(result, language)


def in_both(result: Result) -> dict[Language, list[str]]:
    """The sentences in each language, of a screen that fits."""
    require_fitting(result)
    return {language: said(result, language) for language in LANGUAGES}


def shown(result: Result, language: Language = "en", width: int = 80) -> str:
    """The screen as it is printed."""
    page = io.BytesIO()
    render(result, page, format="table", language=language, options=RenderOptions(width=width))
    return page.getvalue().decode("utf-8")


def require_fitting(result: Result) -> None:
    """No screen is longer than forty lines of 80 cells, none wider than its page; all text of ours is in GBK."""
    for language in LANGUAGES:
        for width in (60, 80, 120):
            lines = shown(result, language, width).splitlines()
            assert width != 80 or len(lines) <= MOST_LINES, (language, len(lines))
            assert [line for line in lines if width_of(line, graphemes) > width] == [], (language, width)
            NOT_OURS.sub("", "".join(lines)).encode("gbk")
