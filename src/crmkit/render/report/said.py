"""What a page says: sentences and figures as HTML, escaped, their weightiest values in bold, texts of a shop apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from markupsafe import Markup, escape

from crmkit.messages import Language, catalog, say
from crmkit.render.cells import NOTHING, human_text, number_of
from crmkit.render.report.money import amount
from crmkit.render.report.told import LEAST_CHANGE, data_said
from crmkit.render.spoken import day, share, spoken
from crmkit.screen import Amount, Sentence
from crmkit.vocabulary import Kind, word

_MARKS = {"b": ("\ue000", "\ue001"), "bdi": ("\ue002", "\ue003")}
"""Characters that stand for tags until the sentence is escaped; ``show`` lets none of a shop's own through."""
_BACKTICK = "\ue004"
"""Stands for a backtick of the shop's own, which is none of ours."""
_CODE = re.compile("`([^`<>]+)`")
Bold = Literal["nothing", "sums", "figures"]
_BOLD: dict[Bold, tuple[type, ...]] = {"nothing": (), "sums": (Amount,), "figures": (Amount, int)}
"""Which values of a sentence stand in bold."""
_JOINT = re.compile("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_WHOLE_FROM = Decimal("0.01")


class _Tagged(str):
    """A value of a sentence that stands in an element of its own."""

    __slots__ = ("tag",)

    def __new__(cls, text: str, tag: str) -> _Tagged:
        made = super().__new__(cls, text)
        made.tag = tag
        return made

    tag: str

    def __format__(self, format_spec: str) -> str:
        start, end = _MARKS[self.tag]
        return f"{start}{self!s}{end}"


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks the language of a report and counts in its currency."""

    language: Language
    currency: str
    at: str = ""
    """What commands say of the data."""

    def said(self, sentence: Sentence | None, bold: Bold = "nothing") -> Markup:
        """A sentence of ``report.toml`` as HTML, empty where there is none."""
        if sentence is None:
            return Markup("")
        values = {name: self._tagged(value, bold) for name, value in sentence.values.items()}
        return tagged(
            say("report", sentence.code, self.language, {"currency": self.currency, **data_said(self.at), **values})
        )

    def together(self, sentences: Sequence[Sentence]) -> Markup:
        """Sentences as one paragraph; sums in bold, and in the last of them, which says what to do, the counts too."""
        between = Markup(" ") if self.language == "en" else Markup("")
        last = len(sentences) - 1
        return between.join(
            self.said(each, "figures" if place == last else "sums") for place, each in enumerate(sentences)
        )

    def plain(self, sentence: Sentence | None) -> str:
        """A sentence without any elements in it, for titles of pictures."""
        return "" if sentence is None else str(self.said(sentence).striptags())

    def frame(self, code: str, **values: object) -> str:
        """A sentence of ``page.toml``."""
        return _JOINT.sub("", say("page", code, self.language, {"currency": self.currency, **values}))

    def figure(self, kind: Kind, value: object) -> str:
        """A value as it stands alone: money in whole units with the sign of its currency."""
        if value is None:
            return NOTHING
        if kind in ("money", "mean"):
            return amount(Decimal(number_of(value)), self.language, self.currency)
        if kind == "date" and isinstance(value, date):
            return day(value, self.language)
        return human_text(kind, value, self.language)

    def change(self, rate: Decimal, *, in_points: bool) -> str:
        """The size of a change, without its direction; empty if there is none to speak of."""
        if abs(rate) < LEAST_CHANGE:
            return ""
        if in_points:
            return self.frame("points", points=f"{(abs(rate) * 100).quantize(Decimal('0.1'), ROUND_HALF_UP):f}")
        size = abs(rate)
        return share(size) if size < _WHOLE_FROM else f"{(size * 100).quantize(Decimal(1), ROUND_HALF_UP):,f}%"

    def fact(self, name: str, value: object) -> str:
        """A fact of the data in a few words."""
        shown = self.figure(word(name).kind, value)
        if f"fact_{name}" in catalog()["page"]:
            return self.frame(f"fact_{name}", value=shown)
        return f"{word(name).headline(self.language)} {shown}"

    def _tagged(self, value: object, bold: Bold) -> str | None:
        if isinstance(value, Amount):
            text: str | None = amount(value.value, self.language, self.currency)
        else:
            text = spoken({"": value}, self.language, self.currency)[""]
        if text is None:
            return None
        if isinstance(value, str):
            return _Tagged(text.replace("`", _BACKTICK), "bdi")
        return _Tagged(text, "b") if isinstance(value, _BOLD[bold]) else text


def tagged(text: str) -> Markup:
    """Text as HTML: escaped, then the marks in it made elements, and what stands between backticks code."""
    html = str(escape(text))
    for tag, (start, end) in _MARKS.items():
        html = html.replace(start, f"<{tag}>").replace(end, f"</{tag}>")
    return Markup(_CODE.sub(r"<code>\1</code>", html).replace(_BACKTICK, "`"))  # noqa: S704 - everything in it was escaped above
