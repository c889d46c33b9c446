"""Names that were given up and are still understood where people keep them: conditions, settings, cron lines."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def former() -> Mapping[str, Any]:
    """``former.toml``: what is said today, by what was said before."""
    return tomllib.loads((files("crmkit") / "former.toml").read_text(encoding="utf-8"))


def said_today(arguments: Sequence[str]) -> list[str]:
    """A command line with the options and values of today in the place of former ones."""
    commands: Mapping[str, Mapping[str, str]] = former()["options"]
    names = next((commands[word] for word in arguments if word in commands), {})
    today: list[str] = []
    for place, argument in enumerate(arguments):
        if argument == "--":
            return [*today, *arguments[place:]]
        option, sign, value = argument.partition("=")
        if sign:
            option = names.get(option, option)
            today.append(f"{option}={names.get(f'{option} {value}', value)}")
        else:
            before = today[-1] if today else ""
            today.append(names.get(argument, names.get(f"{before} {argument}", argument)))
    return today
