"""Sentences that speak of options, said to who has a file in hand: ``--tz Asia/Shanghai`` as ``tz = "Asia/Shanghai"``.

What stands between backticks is a command and stays one.
"""

from __future__ import annotations

import re

OUTPUT = "output"
"""What ``-o`` is called in a file."""
OF_THE_RUN = frozenset({"wait"})
"""Options of ``crmkit run`` that no recipe has."""
CHOICES = frozenset(
    """
    auto channel classifier cn8 csv day fixed grid kmeans mbg-nbd month period product segment stage tier week
    pages 文件 路径 日期 名称
    """.split()  # noqa: SIM905 - a list would be as many lines
)
"""Words that are the value of the option before them."""
_COMMAND = re.compile(r"(`[^`]*`)")
_OPTION = re.compile(r"(?<![\w-])(?:--([a-z][a-z-]*)|(-o)(?![\w-]))(?: (?!\(|--)('[^']*'|[^\s，；：。）)>`]+))?")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_MARKS = ",;:."


def as_keys(sentence: str) -> str:
    """``sentence`` with each option as the key of a file, and the value behind it as the value of the key."""
    parts = _COMMAND.split(sentence)
    return "".join(part if part.startswith("`") else _OPTION.sub(_key, part) for part in parts)


def _key(found: re.Match[str]) -> str:
    option, short, typed = found.groups()
    key = OUTPUT if short else option.replace("-", "_")
    if key in OF_THE_RUN:
        return found[0]
    if typed is None:
        return key
    value = typed if typed in tuple(_MARKS) else typed.rstrip(_MARKS)
    if not _is_value(value):
        return f"{key} {typed}"
    quoted = value if _NUMBER.fullmatch(value) else f'"{value.strip(chr(39))}"'
    return f"{key} = {quoted}{typed[len(value) :]}"


def _is_value(word: str) -> bool:
    """Whether a word behind an option is its value and not a word of the sentence."""
    return (
        word in CHOICES
        or word in tuple(_MARKS)
        or word[:1] in "'{"
        or any(mark in word for mark in "=%/.:")
        or any(character.isdigit() for character in word)
        or (word.isascii() and word.isupper())
    )
