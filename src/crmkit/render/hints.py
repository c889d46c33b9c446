"""Commands that answers name: each asks the store, and answers in the language, that was typed for the answer."""

from __future__ import annotations

import re

from crmkit.render.safe import show

_REPEATED = re.compile(r" --(?:store|lang)[ =](?:'[^']*'|\S+)")
_NAMED = re.compile(r"`(crmkit (?!help\b|prune`|--)[^`]+)`")
"""A command to run, as sentences quote it; what ``crmkit prune`` did is no advice."""
_OF_NO_STORE = re.compile(r"crmkit (?:config|demo|dialect|explain|schema)\b|--help\b|\.csv\b")
"""Commands that ask no store."""


def repeated(command: str) -> str:
    """What was typed to say which store it is, and which language to answer in, with a blank before it."""
    return show("".join(sorted(_REPEATED.findall(command), reverse=True)))


def with_place(text: str, at: str) -> str:
    """``text`` with what was typed behind every command in it."""
    if not at:
        return text

    def carried(found: re.Match[str]) -> str:
        typed = [word for word in at.split() if word.startswith("--")]
        if _OF_NO_STORE.search(found[1]):
            return found[0]
        return found[0] if any(word in found[1] for word in typed) else f"`{found[1]}{at}`"

    return _NAMED.sub(carried, text)
