"""The words that Typer itself puts into a help page, in the language of the page, and lines that fit Chinese.

Typer wraps by characters; a Chinese one takes two cells. The formatter is reached by Typer's own hook (the formatter
class of a context), but lives in a module of its that is not public: the bound on its version keeps that safe.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from typer._click.formatting import HelpFormatter

from crmkit.messages import Language, say
from crmkit.render.layout import width_of, wrap

_HEADINGS = {
    "Arguments": "help_arguments",
    "Options": "help_options",
    "Commands": "help_commands",
    "Topics": "help_topics",
}
_TYPED = re.compile(r"^(\[?[A-Z]+\]?) <[a-z\[\]]+>$")
"""An argument followed by its Python type, which means nothing to an owner."""
_SUFFIX = re.compile(r"  \[([^\[\]]+)\]$")
"""What Typer puts behind a sentence: ``[default: 5; 2<=x<=12]``."""
_RANGE = re.compile(r"(-?[0-9.]+)<=x<=(-?[0-9.]+)")


def speak(command: Any, language: Language) -> None:
    """Let the help pages of ``command`` be set in ``language``."""
    formatter = type("Formatter", (_Formatter,), {"language": language})
    command.context_class = type("Context", (command.context_class,), {"formatter_class": formatter})
    command.options_metavar = say("text", "help_options_metavar", language)
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = say("text", "help_command_metavar", language)


class _Formatter(HelpFormatter):
    """Typer's formatter with our headings and line breaks."""

    language: Language = "en"

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """An argument without the braces of a needed one, an optional one in one pair of brackets."""
        args = args.replace("{", "").replace("}", "").replace("[[", "[").replace("]]", "]")
        super().write_usage(prog, args, say("text", "help_usage", self.language))

    def write_heading(self, heading: str) -> None:
        code = _HEADINGS.get(heading)
        self.write(f"{say('text', code, self.language)}\n" if code else f"{heading}\n")

    def write_text(self, text: str) -> None:
        """Paragraphs in lines of the width of the page; what follows a backspace as it is."""
        margin = " " * self.current_indent
        blocks = []
        for paragraph in text.strip().split("\n\n"):
            typed = paragraph.startswith("\b")
            lines = paragraph.splitlines()[1:] if typed else self._wrapped(" ".join(paragraph.split()))
            blocks.append("\n".join(f"{margin}{line}".rstrip() for line in lines))
        self.write("\n\n".join(blocks) + "\n")

    def _wrapped(self, paragraph: str) -> list[str]:
        return wrap(paragraph, max(self.width - self.current_indent, 10), graphemes)

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Names on the left, sentences on the right, each in as many lines as its width in cells needs."""
        named = [(_TYPED.sub(r"\1", first), self._translated(second)) for first, second in rows]
        left = min(max(_width(first) for first, _ in named), col_max) + col_spacing
        margin = " " * self.current_indent
        for first, second in named:
            lines = wrap(second, max(self.width - left - self.current_indent, 10), graphemes)
            if _width(first) > left - col_spacing:
                self.write(f"{margin}{first}\n")
                first = ""
            for line in lines:
                self.write(f"{margin}{first}{' ' * (left - _width(first))}{line}\n")
                first = ""

    def _translated(self, text: str) -> str:
        """The suffix of a sentence (default, range, required) in the page's language."""
        found = _SUFFIX.search(text)
        if found is None:
            return text
        translated = [self._part(part) for part in found[1].split("; ")]
        parts = say("text", "help_between", self.language).join(part for part in translated if part)
        sentence = text[: found.start()]
        if not parts:
            return sentence
        if sentence.endswith((")", "）")):  # brackets of its own: one pair for both
            return f"{sentence[:-1]}{say('text', 'help_between', self.language)}{parts}{sentence[-1]}"
        return sentence + say("text", "help_note", self.language, {"parts": parts})

    def _part(self, part: str) -> str:
        """One part of the suffix; a least value alone is left to the error that refuses what is less."""
        if part == "required":
            return say("text", "help_required", self.language)
        if part.startswith("default: "):
            return say("text", "help_default", self.language, {"value": part.removeprefix("default: ")})
        span = _RANGE.fullmatch(part)
        return say("text", "help_range", self.language, {"least": span[1], "most": span[2]}) if span else ""


def graphemes(text: str) -> list[tuple[str, int]]:
    """The characters of ``text``, each with the cells it takes; no terminal library is loaded for it."""
    return [(character, 2 if unicodedata.east_asian_width(character) in "WF" else 1) for character in text]


def _width(text: str) -> int:
    return width_of(text, graphemes)
