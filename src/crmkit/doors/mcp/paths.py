"""Folders taken out of what is said to a client: where the owner's files lie is nobody's business."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from pathlib import Path, PurePath, PureWindowsPath

_FOLDERS = re.compile(r"""(?<![\w.])(?:[A-Za-z]:)?(?:[\\/][^\s\\/:'"`,;，；：]+)+[\\/](?=[^\s\\/])""")


def without_paths(text: str, known: Sequence[Path]) -> str:
    """``text`` with names in place of absolute paths; folders of ``known`` files and of the user may have blanks."""
    folders = [path.absolute().parent for path in known] + [Path.cwd()]
    with contextlib.suppress(RuntimeError):  # a home that there is not
        folders.append(Path.home())
    for folder in sorted({str(folder) for folder in folders} - {"/"}, key=len, reverse=True):
        for separator in "/\\":
            text = text.replace(folder + separator, "")
        text = text.replace(folder, Path(folder).name)
    return _FOLDERS.sub("", text)


def name_of(file: str) -> str:
    """The name of a file without its folders; within an archive, what stands behind the archive's name stays."""
    return PureWindowsPath(file).name if re.match(r"[A-Za-z]:\\", file) else PurePath(file).name
