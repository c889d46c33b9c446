"""What no command writes over: what its line names to be read, the settings and what they name, and every store of it.

Each output asks here, so that no command has to know which of its options name files.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from crmkit.cli import session
from crmkit.config import settings_files
from crmkit.deliver.kept import Kept

READ = ("files", "file", "recipe", "dialect", "segments", "tags", "costs")
"""Options and arguments that name files to read, whatever command has them."""
STDIN = Path("/dev/stdin")
"""Leads to the file that was redirected to standard input."""


def kept(*, drafts: bool = False) -> Kept:
    """What an output of the command that runs must not replace; with ``drafts`` it may be a dialect of one's own."""
    run = session.current()
    settings, folders = run.settings, run.folders
    stores = cast("list[Path | None]", [session.typed("store"), settings.store, folders.store])
    read = [*settings_files(Path.cwd(), folders), *map(Path, _named(map(session.typed, READ)))]
    read += [Path(each) for each in (settings.tags, settings.segments) if each is not None]
    if not drafts and folders.dialects is not None:
        read += folders.dialects.glob("*.toml")
    return Kept(tuple(read), tuple(store for store in stores if store is not None))


def _named(values: Iterable[object]) -> Iterator[str]:
    """The files that the ``values`` of options name, a pattern by what it finds now, as it is read."""
    for value in values:
        for name in map(str, value if isinstance(value, list) else [] if value is None else [value]):
            if name == "-":
                yield str(STDIN)
            elif glob.has_magic(name) and not os.path.lexists(name):
                yield from glob.glob(name, recursive=True)  # noqa: PTH207 - Path.glob takes no absolute pattern
            else:
                yield name
