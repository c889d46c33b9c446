"""Small files of ours beside a store: whole in their place, on the disk, for the owner alone."""

from __future__ import annotations

import os
from pathlib import Path

from crmkit.store.changing.folders import sync_folder
from crmkit.store.private import is_alive


def write_private(file: Path, content: bytes, *, is_new: bool = False) -> None:
    """Put ``content`` in the place of ``file``, which is replaced in one step; with ``is_new`` nothing is replaced.

    Raises:
        OSError: it was not written; ``FileExistsError`` where something is there that must stay.
    """
    for left in parts_left(file.parent, f".{file.name}."):
        left.unlink(missing_ok=True)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if is_new:
            os.link(part, file)
        else:
            part.replace(file)
        sync_folder(file.parent)
    finally:
        part.unlink(missing_ok=True)


def parts_left(folder: Path, beginning: str) -> list[Path]:
    """The parts of a file in the making, ``beginning`` and the number of a process, whose writers are gone."""
    parts = [path for path in folder.iterdir() if path.name.startswith(beginning) and path.suffix == ".part"]
    writers = [path.name.removeprefix(beginning).partition(".")[0] for path in parts]
    return [
        path for path, writer in zip(parts, writers, strict=True) if writer.isdecimal() and not is_alive(int(writer))
    ]
