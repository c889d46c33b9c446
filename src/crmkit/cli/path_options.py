"""The options and arguments that are paths, whatever command has them, and what of them no file can be called."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from crmkit.cli import session
from crmkit.errors import InputError, UsageError
from crmkit.paths import require_possible

READ = ("files", "file", "recipe", "dialect", "segments", "tags", "costs", "events", "plan")
"""They name files to read."""
WRITTEN = ("store", "output", "site", "folder", "target", "log")
"""They name files and folders to write into."""
ARGUMENTS = ("files", "file", "recipe", "folder", "target")
"""Those that are no options: what is wrong with one is not told of an option."""


def require_paths(given: Mapping[str, object]) -> None:
    """Raise ``UsageError``, of exports ``InputError``, when a path that was ``given`` can be none."""
    for name in (*READ, *WRITTEN):
        value = given.get(name)
        for path in value if isinstance(value, list) else [] if value is None else [value]:
            where = None if name in ARGUMENTS else f"--{name}"
            text = "" if str(path) == "." and _is_blank(name) else str(path)
            require_possible(text, where, InputError if name == "files" else UsageError)


def _is_blank(name: str) -> bool:
    """Whether a path that is the folder where the program stands was an empty word, such as a variable unset."""
    words = shlex.split(session.current().command)
    return "" in words or f"--{name}=" in words
