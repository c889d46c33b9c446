"""The parser's complaints as errors of the catalog, so that a wrong command line is reported in either language.

Typer's exceptions carry their facts (option, parameter) and an English sentence. The facts are taken; a sentence is
read only where nothing else shows the case, and what is not known stays English inside a sentence of ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import PurePath
from typing import Any, get_args

from crmkit.cli.session import asked
from crmkit.errors import UsageError, out_of_range

NEAR = 0.75
"""How alike words are that may have been meant: a slip of a finger, no other word."""
_END = re.compile(r"(?<=\S)[.。]$")
_EXAMPLE = re.compile(r"^\s*(crmkit .*?)\s*$", re.MULTILINE)
"""The first example on a help page."""
_COMMAND = re.compile(r"No such command '(.*?)'")
_REQUIRED = re.compile(r"requires (?:an argument|([0-9]+) arguments)")
_QUOTED = re.compile(r"[:,] '(.*?)' is ", re.DOTALL)
"""What was typed for an argument that is none of its choices."""
_SURPLUS = re.compile(r"Got unexpected extra argument\(s\) \((.*)\)", re.DOTALL)


def complaint(wrong: Any, arguments: Sequence[str], commands: Sequence[str]) -> UsageError:
    """The parser's exception ``wrong`` about the command line ``arguments`` as ours."""
    named = next((argument for argument in arguments if argument in commands), "")
    command = getattr(getattr(wrong, "ctx", None), "command_path", f"crmkit {named}".strip())
    text = " ".join(wrong.format_message().split()).rstrip(".")
    kind = type(wrong).__name__
    if kind == "NoSuchOption":
        meant = get_close_matches(wrong.option_name, wrong.possibilities or (), n=1, cutoff=NEAR)
        nearest = next(iter(meant), None)
        return UsageError("option_unknown", option=wrong.option_name, nearest=nearest, command=command)
    if kind == "MissingParameter" and wrong.param is not None:
        meaning = _END.sub("", wrong.param.help or "") or None  # in the language of the run, as on the help page
        name = wrong.param.metavar or wrong.param.name
        example = _EXAMPLE.search(wrong.ctx.command.help or "")
        return UsageError(
            "argument_missing",
            name=name,
            meaning=meaning and _within_sentence(meaning),
            example=example and example[1],
            command=command,
        )
    if kind == "BadParameter" and wrong.param is not None:
        option, value = max(wrong.param.opts, key=len), _given(arguments, wrong.param.opts)
        if not option.startswith("-"):
            named, quoted = wrong.param.metavar or option.upper(), _QUOTED.search(text)
            return _refused(named, quoted[1] if quoted else value, wrong.param)
        return _refused(option, value, wrong.param)
    if kind == "BadOptionUsage" and text.endswith("does not take a value"):
        return UsageError("option_takes_no_value", option=wrong.option_name, command=command)
    if kind == "BadOptionUsage" and (found := _REQUIRED.search(text)):
        return UsageError("option_needs_value", option=wrong.option_name, count=int(found[1] or 1), command=command)
    if found := _COMMAND.match(text):
        near = get_close_matches(found[1].lower(), commands, n=1, cutoff=NEAR)
        if not near and PurePath(found[1]).suffix:
            return UsageError("command_is_file", name=found[1])
        if not near:
            return UsageError("command_unlike_any", name=found[1])
        return UsageError("command_unknown", name=found[1], nearest=near[0])
    if found := _SURPLUS.match(text):
        return UsageError("arguments_surplus", extra=found[1], command=command)
    return UsageError("usage", problem=text, command=command)


def _within_sentence(text: str) -> str:
    """A sentence of a help page as it stands within another one."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _given(arguments: Sequence[str], names: Sequence[str]) -> str:
    """The value that was typed for an option: ``--name X``, ``--name=X`` or ``-nX``."""
    if (value := asked(arguments, *names)) is not None:
        return value
    short = tuple(name for name in names if len(name) == 2)
    return next((argument[2:] for argument in reversed(arguments) if argument.startswith(short)), "") if short else ""


def _refused(option: str, value: str, parameter: Any) -> UsageError:
    """What an option does not take, and its choices or the range of its numbers."""
    annotation = parameter.type_descriptor.annotation
    if not get_args(annotation) and parameter.min is not None:
        return out_of_range(option, value, parameter.min, parameter.max)
    allowed = ", ".join(map(str, get_args(annotation))) or getattr(annotation, "__name__", "")
    return UsageError("option_value", option=option, value=value, allowed=allowed)
