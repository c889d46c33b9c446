"""What one run of the program knows before any command starts: settings, folders, language, debug.

``main`` sets it once; commands read it. It exists because options, settings and environment meet in the
command line only, and everything below gets plain arguments.
"""

from __future__ import annotations

import locale
import shlex
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType

from crmkit.byte_names import storable
from crmkit.config import Folders, Settings
from crmkit.errors import UsageError
from crmkit.messages import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Session:
    """One run: ``spoken`` is the language of messages (flag, setting, locale), ``language`` that of the answer.

    ``command`` is the line that was typed. ``trouble`` is what is wrong with the settings, for commands that look at
    them.
    """

    settings: Settings
    folders: Folders
    language: Language
    debug: bool = False
    command: str = ""
    spoken: Language = "en"
    trouble: UsageError | None = None


COMPLETION = "_CRMKIT_COMPLETE"
"""The variable in which a shell asks for words."""
_SESSION: ContextVar[Session] = ContextVar("session")
_TYPED: ContextVar[Mapping[str, object]] = ContextVar("typed", default=MappingProxyType({}))


def begin(session: Session) -> None:
    """Make ``session`` the current one."""
    _SESSION.set(session)


def current() -> Session:
    """The session of this run; ``LookupError`` before ``main`` began one."""
    return _SESSION.get()


def note_typed(values: Mapping[str, object]) -> None:
    """Remember the parameters of the command that were typed, not left to a setting or a default."""
    _TYPED.set(dict(values))


def was_typed(name: str) -> bool:
    """Whether the option was given a value on the command line."""
    return name in _TYPED.get()


def typed(name: str) -> object:
    """The value that was typed for an option or argument; ``None`` where none was."""
    return _TYPED.get().get(name)


def refuse_idle(code: str, *names: str, where: str | None = None, **values: object) -> None:
    """Raise ``UsageError`` ``code`` when one of the options ``names`` was typed: it could do nothing here."""
    for name in names:
        if was_typed(name):
            raise UsageError(code, where=where, option=f"--{name.replace('_', '-')}", **values)


def asked(arguments: Sequence[str], *names: str) -> str | None:
    """The last value of an option (``--name VALUE`` or ``--name=VALUE``), read before the parser runs.

    The language and the error format must be known even when the parser fails.
    """
    value = None
    for index, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument in names and index + 1 < len(arguments):
            value = arguments[index + 1]
        for name in names:
            if argument.startswith(f"{name}="):
                value = argument.removeprefix(f"{name}=")
    return value


def command_typed(arguments: Sequence[str]) -> str | None:
    """The command that was typed, behind the options that may stand before it; known even when the parser fails."""
    words = iter(arguments)
    for word in words:
        if word == "--lang":
            next(words, None)
        elif not word.startswith("-"):
            return word
    return None


def language_typed() -> list[str]:
    """The option of the language, if it was typed: a command that follows from this one repeats it."""
    run = current()
    return ["--lang", run.spoken] if asked(shlex.split(run.command), "--lang") else []


def typed_line(arguments: Sequence[str]) -> str:
    """The line that was typed, without what only decides how much of the answer is shown, ready to be typed again."""
    typed = [argument for argument in arguments if argument not in ("--full", "--wide", "--debug")]
    return storable(shlex.join(["crmkit", *typed]))


def answer_language(arguments: Sequence[str], lang: Language | None, spoken: Language) -> Language:
    """The language of the texts in an answer: for scripts it never depends on the locale.

    The format of an export is that of its files, not of what is said of them.
    """
    if lang is not None or command_typed(arguments) == "export" or asked(arguments, "--lang") in LANGUAGES:
        return spoken
    return "en" if _is_for_scripts(arguments) else spoken


def _is_for_scripts(arguments: Sequence[str]) -> bool:
    from crmkit.render.formats import FORMATS, is_for_excel  # few runs name a format

    name, path = asked(arguments, "--format", "-f"), asked(arguments, "--output", "-o")
    if "--excel" in arguments or is_for_excel(path or ""):
        return False
    suffix = PurePath(path).suffix.lower() if path else ""
    found = (entry for entry in FORMATS.values() if entry.name == name or (not name and suffix in entry.suffixes))
    return any(not entry.human and not entry.is_workbook for entry in found) if name or suffix else False


def choose_language(arguments: Sequence[str], lang: Language | None, environment: Mapping[str, str]) -> Language:
    """``--lang``, then the setting, then the locale: Chinese for a Chinese one, English for any other or none."""
    wanted = asked(arguments, "--lang")
    for language in LANGUAGES:
        if wanted == language:
            return language
    if lang is not None:
        return lang
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh" if environment[name].lower().startswith("zh") else "en"
    named = locale.getlocale()[0] or ""
    return "zh" if named.lower().startswith(("zh", "chinese")) else "en"
