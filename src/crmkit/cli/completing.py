"""Values that a shell completes: conditions, tags, schemes, and what a store has of snapshots, shops and platforms.

They are found without the parser, which takes longer to load than a shell may wait; commands and options stay its own.
Whatever is in the way (a busy store, a broken file) nothing is said. Names of buyers are never completed.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from crmkit.cli import session
from crmkit.cli.session import asked
from crmkit.errors import CrmError
from crmkit.paths import read_small, toml_of

BUDGET = 0.1
"""Seconds that a store may take to answer."""
SHELLS = ("complete_bash", "complete_zsh", "complete_fish")
_LAST = re.compile(r"[\s(（,，]?([^\s(（,，]*)$")
_TAG = re.compile(r"(tag|标签)[:：]")
_BREAKS = re.compile(r"[:=]+")
Find = Callable[["Typed"], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Typed:
    """The words before the one to complete, and it; ``lost`` is the beginning of it that the shell keeps by itself."""

    before: tuple[str, ...]
    word: str
    lost: str = ""

    @property
    def command(self) -> str:
        """The command, empty while it is the word to complete."""
        return next((word for word in self.before if not word.startswith("-")), "")


def reply(environment: Mapping[str, str], variable: str) -> str | None:
    """What the shell is told; ``None`` when it is a matter of commands, options or files."""
    shell = environment[variable]
    if shell not in SHELLS:
        return None
    try:
        typed = _typed(environment, shell)
        find = _finder(typed)
        if find is None:
            return None
        found = [name for name in find(typed) if name.startswith(typed.word)]
    except Exception:  # noqa: BLE001  a shell that waits for a word is told nothing else
        return None
    if environment.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return "" if found else None  # which the parser denies
    return _written(found, typed, shell)


def _typed(environment: Mapping[str, str], shell: str) -> Typed:
    if shell == "complete_bash":
        return _typed_in_bash(environment["COMP_WORDS"], int(environment["COMP_CWORD"]))
    line = environment.get("_TYPER_COMPLETE_ARGS", "")
    words = _split(line)[1:]
    if words and not line.endswith(" "):
        return Typed(tuple(words[:-1]), words[-1])
    return Typed(tuple(words), "")


def _typed_in_bash(text: str, place: int) -> Typed:
    """The words of bash, which takes ``:`` and ``=`` for words of their own: put together again as they were typed."""
    words = text.split("\n") if "\n" in text else _split(text)
    words += [""] * (place + 1 - len(words))
    whole: list[str] = []
    for word in words[: place + 1]:
        is_joint = bool(_BREAKS.fullmatch(word))
        is_joined = whole and (is_joint or _BREAKS.fullmatch(whole[-1][-1:] or " ")) and not whole[-1].startswith("--")
        if is_joined:
            whole[-1] += word
        else:
            whole.append(word)
    last = whole[-1].lstrip("'\"")
    lost = last[: len(last) - len(words[place].lstrip("'\""))] if whole[-1] != words[place] else ""
    if _BREAKS.fullmatch(words[place]):
        lost = last
    return Typed(tuple(word.strip("'\"") for word in whole[1:-1]), last, lost)


def _split(line: str) -> list[str]:
    """The words of a line, whose last quotation may be open."""
    for closing in ("", "'", '"'):
        try:
            return shlex.split(line + closing)
        except ValueError:
            continue
    return line.split()


def _finder(typed: Typed) -> Find | None:
    if typed.before and (find := OPTIONS.get(typed.before[-1])):
        return find
    if typed.command == "profile" and typed.before[-2:-1] == ("--cross",):
        return _traits
    if typed.word.startswith("-") or not typed.command:
        return None
    return ARGUMENTS.get(typed.command)


def _written(found: Sequence[str], typed: Typed, shell: str) -> str:
    names = list(dict.fromkeys(found))
    if shell == "complete_zsh":
        if not names:
            return "_files"
        marked = "\n".join(f'"{_escaped(name)}"' for name in names)
        return f"_arguments '*: :(({marked}))'"
    return "\n".join(name.removeprefix(typed.lost) for name in names)


def _escaped(name: str) -> str:
    doubled = name.replace('"', '""').replace("'", "''")
    return doubled.replace("$", "\\$").replace("`", "\\`").replace(":", r"\\:")


def _conditions(typed: Typed) -> list[str]:
    """The condition so far with its last word completed: an attribute, or a tag behind ``tag:``."""
    last = _LAST.search(typed.word)
    word = last[1] if last else ""
    begun = typed.word[: len(typed.word) - len(word)]
    mark = _TAG.match(word)
    names = [mark[0] + tag for tag in _tags()] if mark else [*_traits(typed), "tag:"]
    return [begun + name for name in names]


def _tags() -> list[str]:
    """The codes of the shipped tags and of those of one's own."""
    folder = files("crmkit") / "customers" / "conditions"
    texts = [(folder / name).read_text(encoding="utf-8") for name in ("tags.toml", "shorthands.toml")]
    own = session.current().settings.tags
    if own is not None:
        with contextlib.suppress(OSError, ValueError, CrmError):
            texts.append(read_small(own))
    return [code for text in texts for code in toml_of(text)]


def _traits(_: Typed) -> list[str]:
    from crmkit.customers.traits.catalog import TRAITS

    return sorted(TRAITS)


def _schemes(_: Typed) -> list[str]:
    from crmkit.customers.scores.maps import SHIPPED

    return list(SHIPPED)


def _kept(kind: str) -> Find:
    """Names of one kind in the store that the line is about."""

    def found(typed: Typed) -> Sequence[str]:
        run = session.current()
        named = asked(typed.before, "--store")
        path = Path(named).expanduser() if named else run.settings.store or run.folders.store
        if path is None or not path.is_file():
            return ()
        from crmkit.store.glance import names_in

        return _within(BUDGET, lambda: names_in(path, kind))

    return found


def _within(seconds: float, ask: Callable[[], Sequence[str]]) -> Sequence[str]:
    """What ``ask`` gives, if it does in time."""
    answer: list[str] = []
    asking = threading.Thread(target=lambda: answer.extend(ask()), daemon=True)
    asking.start()
    asking.join(seconds)
    return () if asking.is_alive() else answer


def _terms(_: Typed) -> list[str]:
    from crmkit.doors.explain.explain import names_of_terms

    return names_of_terms()


OPTIONS: Mapping[str, Find] = {
    "--where": _conditions,
    "--segments": _schemes,
    "--cross": _traits,
    "--remove": _kept("snapshots"),
    "--shop": _kept("shops"),
    "--platform": _kept("platforms"),
}
"""What completes the value of an option."""
ARGUMENTS: Mapping[str, Find] = {"diff": _kept("snapshots"), "evaluate": _kept("audiences"), "explain": _terms}
"""What completes the arguments of a command."""
