"""The commands as the parser has them, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from crmkit.messages import LANGUAGES, Language

TYPES = {str: "text", int: "integer", float: "number", bool: "flag", Path: "path"}
NOT_OURS = ("help", "install_completion", "show_completion")


def shape_of(name: str, trees: Mapping[Language, Any]) -> dict[str, Any]:
    """The command ``name`` with its arguments and options, its sentences from the trees of all languages."""
    commands = {each: trees[each].commands[name] for each in LANGUAGES}
    parameters = zip(*(commands[each].params for each in LANGUAGES), strict=True)
    shaped = [
        _parameter(dict(zip(LANGUAGES, pair, strict=True))) for pair in parameters if pair[0].name not in NOT_OURS
    ]
    return {
        "name": name,
        "help": {each: commands[each].help.replace("\b\n", "").strip() for each in LANGUAGES},
        "arguments": [each for each in shaped if "flags" not in each],
        "options": [each for each in shaped if "flags" in each],
    }


def _parameter(parameters: Mapping[Language, Any]) -> dict[str, Any]:
    one = parameters["en"]
    annotation = one.type_descriptor.annotation
    is_list = str(annotation).startswith("list[")
    inner = get_args(annotation)[0] if is_list else annotation
    choices = [str(choice) for choice in get_args(annotation)] if get_origin(annotation) is Literal else []
    shaped: dict[str, Any] = {"name": one.name}
    if one.param_type_name == "option":
        shaped["flags"] = sorted(one.opts + one.secondary_opts, key=len, reverse=True)
    return {
        **shaped,
        "type": "choice" if choices else TYPES.get(inner, "text"),
        "placeholder": one.metavar,
        "choices": choices or None,
        "least": one.min,
        "most": one.max,
        "default": one.default if isinstance(one.default, str | int | float | bool) else None,
        "required": bool(one.required),
        "repeatable": is_list,
        "help": {each: parameters[each].help for each in LANGUAGES},
    }
