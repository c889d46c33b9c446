"""Every sentence crmkit says, in Chinese and English, looked up by code.

The catalog is ``messages.toml``: one table per group (``error``, ``note``, ``text`` ...), one entry per
code, each entry with ``en`` and ``zh`` (and, for errors, ``try_en`` and ``try_zh``: what to do about it).
``{lines}`` is filled with a value, ``{lines:line|lines}`` with the first word when that value is one, else the second.
A code that is not in the catalog is a bug and raises ``KeyError``.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@cache
def catalog() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """The whole catalog: group -> code -> {en, zh, try_en, try_zh}."""
    return tomllib.loads((files("crmkit") / "messages.toml").read_text(encoding="utf-8"))


def say(group: str, code: str, language: Language, values: Mapping[str, object] | None = None) -> str:
    """The sentence ``code`` of ``group`` in ``language``, its ``{placeholders}`` filled from ``values``."""
    return filled(catalog()[group][code][language], values or {})


def advice(code: str, language: Language, values: Mapping[str, object] | None = None) -> str:
    """What to try after the error ``code``; empty when the catalog names nothing."""
    return filled(catalog()["error"][code].get(f"try_{language}", ""), values or {})


def filled(sentence: str, values: Mapping[str, object]) -> str:
    """``sentence`` with its placeholders filled; ``KeyError`` when ``values`` lacks one."""
    return _FILLER.vformat(sentence, (), values)


class _Filler(string.Formatter):
    """Fills placeholders, and picks the singular or the plural behind a colon."""

    def format_field(self, value: object, format_spec: str) -> str:
        if "|" not in format_spec:
            return format(value, format_spec)
        one, many = format_spec.split("|")
        return one if str(value) == "1" else many


_FILLER = _Filler()
