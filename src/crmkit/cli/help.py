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
_TYPED = re.compile(r"^([A-Z]+) <[a-z\[\]]+>$")
"""An argument followed by its Python type, which tells an owner nothing."""


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
        super().write_usage(prog, args, say("text", "help_usage", self.language))

    def write_heading(self, heading: str) -> None:
        code = _HEADINGS.get(heading)
        self.write(f"{say('text', code, self.language)}\n" if code else f"{heading}\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Names on the left, sentences on the right, each in as many lines as its width in cells needs."""
        named = [(_TYPED.sub(r"\1", first), self._translated(second)) for first, second in rows]
        left = min(max(_width(first) for first, _ in named), col_max) + col_spacing
        margin = " " * self.current_indent
        for first, second in named:
            lines = _lines(second, max(self.width - left - self.current_indent, 10))
            if _width(first) > left - col_spacing:
                self.write(f"{margin}{first}\n")
                first = ""
            for line in lines:
                self.write(f"{margin}{first}{' ' * (left - _width(first))}{line}\n")
                first = ""

    def _translated(self, text: str) -> str:
        """The remark behind a sentence (default, required) in the page's language."""
        for english, code in (("[default: ", "help_default"), ("[required]", "help_required")):
            text = text.replace(english, say("text", code, self.language))
        return text


def _lines(text: str, width: int) -> list[str]:
    """A sentence and its remark in brackets, which is never broken."""
    sentence, gap, remark = text.partition("  [")
    lines = wrap(sentence, width, pieces)
    if not gap:
        return lines
    if _width(lines[-1] + gap + remark) > width:
        return [*lines, f"[{remark}"]
    return [*lines[:-1], lines[-1] + gap + remark]


def pieces(text: str) -> list[tuple[str, int]]:
    """The characters of ``text``, each with the cells it takes; no terminal library is loaded for it."""
    return [(character, 2 if unicodedata.east_asian_width(character) in "WF" else 1) for character in text]


def _width(text: str) -> int:
    return width_of(text, pieces)
