"""How crmkit speaks: the rules of every sentence and label that a test can hold. What is wrong is listed, all of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain

from source import ROOT, catalog

from crmkit.customers.conditions.tags import all_tags
from crmkit.customers.scores.maps import SHIPPED, load_map
from crmkit.vocabulary import vocabulary

STRUCK = re.compile(
    r"\b(told|tells?|foretells?|foretold|heads|lies|whom|somebody|nobody|stakes?|worth|draws?|drawn|watch(ed|es)?"
    r"|(come|came|comes|went|go|sent|send|give|gives) back|stay(ed|s)? away|gone|call(ed)? off|of now|of then"
    r"|the way|hold|holds|mend|make room|typed limits|at hand|tells? apart|be it|as they stand|(?<!--)quarantined?)\b",
    re.IGNORECASE,
)
"""Words that a plain sentence does without."""
SHORT = {"label", "title", "option", "error", "reason", "finding", "param", "why", "tag", "state", "stage", "churn"}
"""What bears no full stop."""
FRAGMENTS = {"of_word", "of_words", "blank_cell", "shop_named", "shop_unnamed", "shops_further"}
"""Notes that stand inside other notes."""
NAMES = {"tag", "event", "event_short", "trait", "segment", "marketplace"}
"""Short names, which are written without blanks: 近30天新客."""
HAN = "\u4e00-\u9fff"
FULL = "，。；：（）“”、？！《》"
COUNTED = "位笔天行种件个月份"
"""What stands behind a number."""


def sentences() -> Iterator[tuple[str, str, str, str]]:
    """Kind, code, language and text of everything that people read."""
    for group, entries in catalog().items():
        for code, entry in entries.items():
            for key, text in entry.items():
                yield group, code, key[-2:], text
    for name, word in vocabulary().items():
        yield from (("label", name, "en", word.en), ("label", name, "zh", word.zh))
    for tag in all_tags():
        yield from (("tag", tag.code, "en", tag.en), ("tag", tag.code, "zh", tag.zh))
    for scheme in SHIPPED:
        for segment in load_map(scheme).segments:
            yield from (("segment", segment.code, language, label) for language, label in segment.labels.items())


def pages() -> Iterator[tuple[str, str, str, str]]:
    """The paragraphs of `crmkit help TOPIC`, with `x` for code and without the short names (rules of their own)."""
    names = {text for kind, _, its, text in sentences() if kind in NAMES and its == "zh"}
    short = re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))
    for path in sorted((ROOT / "src" / "crmkit" / "guide").glob("*.md")):
        text = re.sub(r"^```.*?^```$|^    .*?$|<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
        text = re.sub(r"`[^`\n]+`", "x", re.sub(r"\]\([^)\s]+\)", "]", text).replace("**", ""))
        for paragraph in text.split("\n\n"):
            yield "page", path.name, path.suffixes[0][1:], short.sub("名", paragraph)


def cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrong(pattern: re.Pattern[str], language: str, *, but: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    return [
        f"{kind}.{code}: ...{text[max(found.start() - 15, 0) : found.end() + 15]}..."
        for kind, code, its, text in chain(sentences(), pages())
        if its == language and kind not in but and (found := pattern.search(text))
    ]


def test_english_is_plain():
    assert not wrong(STRUCK, "en", but={"event"})


def test_full_stops():
    stops = {"en": ".", "zh": "。"}
    assert not [
        f"{kind}.{code}: {text}"
        for kind, code, its, text in sentences()
        if kind in SHORT and text.endswith(stops[its]) and text != "No."
    ]
    ended = {"en": (".", "?", ".>>"), "zh": ("。", "？", "。>>")}
    assert not [
        f"{kind}.{code}: {text}"
        for kind, code, its, text in sentences()
        if kind == "note" and code not in FRAGMENTS and not text.endswith(ended[its])
    ]


def test_labels_fit_into_a_header():
    widest = {"en": 20, "zh": 16}
    labels = [(code, its, text) for kind, code, its, text in sentences() if kind == "label"]
    assert not [f"{code}: {text}" for code, its, text in labels if cells(text) > widest[its]]


def test_options_bear_no_backticks():
    for language in ("en", "zh"):
        assert not wrong(re.compile("`--"), language)


def test_chinese_marks_are_full_width():
    assert not wrong(re.compile(rf"[{HAN}][,;:()][{HAN}]|[{HAN}][,;:](?=\s|$)"), "zh")


def test_chinese_has_no_blank_beside_a_full_width_mark():
    assert not wrong(re.compile(rf"[{FULL}] +(?=[{HAN}A-Za-z0-9{{])|[{HAN}A-Za-z0-9}}] +[{FULL}]"), "zh")


def test_chinese_has_a_blank_beside_latin_letters_and_digits():
    assert not wrong(re.compile(rf"[{HAN}][A-Za-z0-9]|[A-Za-z0-9][{HAN}]|\}}[{COUNTED}]"), "zh", but=NAMES)


def test_a_chinese_paragraph_is_one_line():
    """A break in it becomes a blank when the help is set."""
    assert not wrong(re.compile(rf"[{HAN}{FULL}]\n[{HAN}]"), "zh")
