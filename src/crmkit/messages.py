"""Every sentence crmkit says, in Chinese and English, looked up by code.

The catalog is the folder ``sentences``: a file per group (``error.toml``, ``note.toml`` ...), read when it is first
asked for, with an entry per code: ``en`` and ``zh`` (and, for errors, ``try_en`` and ``try_zh``: what to do about it;
``file_en`` and ``file_zh`` say that to who has a file in hand, where the options alone cannot be said as keys).
Groups in the folder ``codes`` below it are words for codes that stand in the rows of answers, each in one of them.
Placeholders are the same in both languages, and no character is one that GBK cannot encode (both tested).
``{lines}`` is filled with a value, ``{lines:line|lines}`` with the first word when that value is one, else the second.
What stands between ``<<`` and ``>>`` is said only when every value in it is known (given, and not ``None``).
A code that is not in the catalog is a bug and raises ``KeyError``.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from crmkit.option_keys import as_keys

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
HTML_LANGUAGES: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}


def _groups(folder: Traversable) -> dict[str, Traversable]:
    found = {file.name.removesuffix(".toml"): file for file in folder.iterdir() if file.name.endswith(".toml")}
    return dict(sorted(found.items()))


class Catalog(Mapping[str, Mapping[str, Mapping[str, str]]]):
    """Group -> code -> {en, zh, try_en, try_zh}; no group is read before it is asked for.

    ``of_codes`` are the groups of words for codes.
    """

    def __init__(self) -> None:
        folder = files("crmkit") / "sentences"
        codes, others = _groups(folder / "codes"), _groups(folder)
        self.of_codes = tuple(codes)
        self._files = {**others, **codes}
        self._read: dict[str, Mapping[str, Mapping[str, str]]] = {}

    def __getitem__(self, group: str) -> Mapping[str, Mapping[str, str]]:
        if group not in self._read:
            self._read[group] = tomllib.loads(self._files[group].read_text(encoding="utf-8"))
        return self._read[group]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._files))

    def __len__(self) -> int:
        return len(self._files)


@cache
def catalog() -> Catalog:
    """The whole catalog."""
    return Catalog()


UNITS: Mapping[str, str] = {
    "CNY": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港元", "TWD": "新台币",
    "KRW": "韩元", "AUD": "澳元", "CAD": "加元", "SGD": "新加坡元",
}  # fmt: skip
"""What people call units of money in Chinese; any other by its code."""


def say(
    group: str, code: str, language: Language, values: Mapping[str, object] | None = None, *, keys: bool = False
) -> str:
    """The sentence ``code`` of ``group`` in ``language``, its ``{placeholders}`` filled from ``values``.

    ``{unit}`` is the unit of the value ``currency``, or the yuan. With ``keys`` options are called as in a file.
    """
    sentence = catalog()[group][code][language]
    sentence = as_keys(sentence) if keys else sentence
    if "{unit}" not in sentence:
        return filled(sentence, values or {})
    return filled(sentence, {"unit": unit(str((values or {}).get("currency", "CNY")), language), **(values or {})})


def unit(currency: str, language: Language) -> str:
    """What money of a currency is counted in."""
    if language == "zh":
        return UNITS.get(currency, currency)
    return "yuan" if currency == "CNY" else currency


def advice(code: str, language: Language, values: Mapping[str, object] | None = None, *, keys: bool = False) -> str:
    """What to try after the error ``code``; empty when the catalog names nothing. ``keys`` as for ``say``."""
    entry = catalog()["error"][code]
    told = entry.get(f"try_{language}", "")
    if keys:
        told = entry.get(f"file_{language}", as_keys(told))
    return filled(told, values or {})


def filled(sentence: str, values: Mapping[str, object]) -> str:
    """``sentence`` with its placeholders filled; ``KeyError`` when ``values`` lacks one."""
    return _FILLER.vformat(_OPTIONAL.sub(lambda part: _known(part[1], values), sentence), (), values)


def _known(part: str, values: Mapping[str, object]) -> str:
    """An optional part of a sentence, empty when a value in it is not known."""
    names = [name for _, name, _, _ in _FILLER.parse(part) if name]
    return part if all(values.get(name) is not None for name in names) else ""


class _Filler(string.Formatter):
    """Fills placeholders, a dash for what is not known, and picks the singular or the plural behind a colon."""

    def format_field(self, value: object, format_spec: str) -> str:
        if value is None:
            return "-"
        if "|" not in format_spec:
            return format(value, format_spec)
        one, many = format_spec.split("|")
        return one if str(value) == "1" else many


_FILLER = _Filler()
_OPTIONAL = re.compile(r"<<(.*?)>>")
