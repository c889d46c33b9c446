"""Who may read a file: its owner, the owner's group, everybody."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Rights:
    """The name of the owner, the mode in octal digits, who may read or write; nothing where a system has none."""

    owner: str | None = None
    mode: str | None = None
    readers: str | None = None

    @property
    def are_open(self) -> bool:
        """Whether anybody but the owner may."""
        return self.readers in ("group_too", "everyone")


def rights_of(path: Path) -> Rights:
    """Who may read, or write, the file or folder at ``path``."""
    if os.name != "posix":
        return Rights()
    try:
        found = path.stat()
    except OSError:
        return Rights()
    mode = stat.S_IMODE(found.st_mode)
    readers = "everyone" if mode & stat.S_IRWXO else "group_too" if mode & stat.S_IRWXG else "owner_only"
    return Rights(_name_of(found.st_uid), f"{mode:04o}", readers)


def _name_of(user: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
