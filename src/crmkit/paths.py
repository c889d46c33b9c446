"""Paths as people write them: which no file can have, and small files of text, which are read to a bound."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crmkit.errors import CrmError, UsageError

MOST_OF_NAME, MOST_OF_PATH = 255, 4095
"""Bytes that file systems take in a name and in a whole path."""
MOST_OF_TEXT = 1_000_000
"""Bytes of a file of settings, tags, segments, a dialect or a recipe: a shop's own have some thousands."""
SHOWN = 40
"""Characters of a name that is too long."""


def require_possible(path: str, where: str | None = None, error: Callable[..., CrmError] = UsageError) -> None:
    """Raise ``error`` for a path that no file can have; ``where`` says what it was given for."""
    if not path:
        raise error("path_empty", where=where)
    if "\0" in path:
        raise error("path_nul", where=where)
    names = [*path.replace(os.sep, "/").split("/"), path]
    for name, most in [*((each, MOST_OF_NAME) for each in names[:-1]), (names[-1], MOST_OF_PATH)]:
        size = len(os.fsencode(name))
        if size > most:
            raise error("path_long", where=where, name=name[:SHOWN], bytes=size, most=most)


def literal(path: Path) -> Path:
    """``path`` as the engine is told it, which takes a tilde at its beginning for the home folder."""
    return path.absolute() if str(path).startswith("~") else path


def make_folders(folder: Path, mode: int = 0o777) -> list[Path]:
    """Make ``folder`` and those above it that are missing; gives those that were, the deepest first. May be deep."""
    made = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(made):
        each.mkdir(mode, exist_ok=True)
    folder.mkdir(mode, exist_ok=True)  # it may be a file
    return made


def in_the_way(place: Path) -> Path | None:
    """The file that stands where a folder above ``place`` is to be, if one does."""
    above = next((each for each in place.parents if each.exists()), None)
    return None if above is None or above.is_dir() else above


def read_small(path: Path) -> str:
    """The text of a small file in UTF-8.

    Raises:
        UsageError: it is no regular file, or larger than such a file is: a device would never end.
        OSError, UnicodeDecodeError: it cannot be read, or is no such text.
    """
    require_possible(str(path))
    _require_regular(path, path.stat().st_mode)
    with path.open("rb") as stream:
        content = stream.read(MOST_OF_TEXT + 1)
    if len(content) > MOST_OF_TEXT:
        raise UsageError("text_too_large", where=str(path), most=MOST_OF_TEXT // 1_000_000)
    return content.decode("utf-8-sig").replace("\r\n", "\n")


def toml_of(text: str) -> dict[str, Any]:
    """The table that a TOML ``text`` holds; ``ValueError`` for anything else, however deep it nests."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise tomllib.TOMLDecodeError("nested too deeply") from None


def read_table(path: str, *, missing: str, broken: str) -> dict[str, Any]:
    """The table in a TOML file of the owner's; ``UsageError`` of one of these codes where there is none."""
    try:
        return toml_of(read_small(Path(path)))
    except FileNotFoundError:
        raise UsageError(missing, where=path) from None
    except (OSError, ValueError) as problem:
        raise UsageError(broken, where=path, problem=str(problem)) from None


def _require_regular(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(21, os.strerror(21), str(path))
    if not stat.S_ISREG(mode):
        raise UsageError("text_not_regular", where=str(path))
