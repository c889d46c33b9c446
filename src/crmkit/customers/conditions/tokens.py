"""Words, quoted texts and signs of an expression, each with its place; signs of Chinese keyboards mean the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["word", "quoted", "sign", "open_quote", "end"]

SIGNS: Mapping[str, str] = {
    **{sign: sign for sign in ("(", ")", ",", ":", "~", "=", "!=", "<", "<=", ">", ">=", "&", "|", "!")},
    **{"（": "(", "）": ")", "，": ",", "、": ",", "：": ":", "～": "~", "＝": "=", "＜": "<", "＞": ">"},
    **{"==": "=", "<>": "!=", "&&": "&", "||": "|", "！": "!", "≠": "!=", "≤": "<=", "≥": ">="},
}
"""Every sign as it is typed, and what it stands for."""
AND, OR, NOT, IN, IS = ("and", "且"), ("or", "或"), ("not", "非"), ("in",), ("is",)
KNOWN, UNKNOWN, TAG, SNAPSHOT = ("known", "已知"), ("unknown", "未知"), ("tag", "标签"), ("snapshot", "快照")
AUDIENCE, ARM = ("audience", "名单", "人群"), ("arm", "组")
INSIDE = "在"
WITHIN, BEFORE, SINCE, BETWEEN, TO = (
    ("within", "近", "last", "past", "最近", "过去"),
    ("before", "早于"),
    ("since", "自", "从"),
    ("between", "介于"),
    ("to", "和", "至"),
)
KEYWORDS = frozenset((*AND, *OR, *NOT, *IN, *IS, *TAG, *SNAPSHOT, *AUDIENCE, *WITHIN, *BEFORE, *SINCE, *BETWEEN))
_FULL_WIDTH = str.maketrans("＝＜＞！", "=<>!")
_QUOTES: Mapping[str, str] = {"'": "'", '"': '"', "“": "”", "”": "”", "‘": "’", "’": "’", "「": "」"}
_DELIMITERS = frozenset("".join(SIGNS)) | frozenset(_QUOTES)
"""No word holds one of these."""


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` as it is meant: a sign in its plain form, a quoted text without its quotes."""

    kind: Kind
    text: str
    start: int
    end: int

    def is_sign(self, *signs: str) -> bool:
        """Whether it is one of these signs."""
        return self.kind == "sign" and self.text in signs

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these words, in capital or small letters, without quotes."""
        return self.kind == "word" and self.text.lower() in words


def tokens(text: str) -> Iterator[Token]:
    """The tokens of ``text``, an ``end`` last; an ``open_quote`` where a quote is never closed."""
    place = 0
    while place < len(text):
        if text[place].isspace():
            place += 1
            continue
        token = _next(text, place)
        yield token
        place = token.end
    yield Token("end", "", len(text), len(text))


def is_plain(text: str) -> bool:
    """Whether ``text`` is one word without quotes."""
    return bool(text) and not any(character.isspace() or character in _DELIMITERS for character in text)


def quoted(text: str) -> str:
    """``text`` as a quoted token."""
    return "'" + text.replace("'", "''") + "'"


def typed(text: str) -> str:
    """``text`` as a token that stands for nothing else: quoted unless it is a plain word."""
    return text if is_plain(text) and text.lower() not in KEYWORDS else quoted(text)


def _next(text: str, place: int) -> Token:
    first = text[place]
    if first in _QUOTES:
        return _quoted(text, place, _QUOTES[first])
    if first in _DELIMITERS:
        pair = text[place : place + 2].translate(_FULL_WIDTH)
        length = 2 if pair in SIGNS and len(pair) == 2 else 1
        return Token("sign", SIGNS[pair if length == 2 else first], place, place + length)
    end = place
    while end < len(text) and not (text[end].isspace() or text[end] in _DELIMITERS):
        end += 1
    return Token("word", text[place:end], place, end)


def _quoted(text: str, place: int, closing: str) -> Token:
    """A quoted text; its closing quote twice stands for itself."""
    chunks: list[str] = []
    at = place + 1
    while (end := text.find(closing, at)) >= 0:
        chunks.append(text[at:end])
        if text[end + 1 : end + 2] != closing:
            return Token("quoted", closing.join(chunks), place, end + 1)
        at = end + 2
    return Token("open_quote", text[place:], place, len(text))
