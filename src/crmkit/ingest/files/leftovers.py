"""Files that stand beside exports and are none: lock files, half downloads, what systems and readers leave behind."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from crmkit.ingest.findings import Finding

_LEFTOVER = re.compile(
    r"~\$.*|\.~.*|\.ds_store|\._.*|thumbs\.db|ehthumbs\.db|desktop\.ini"
    r"|.*\.(?:crdownload|part|partial|download|opdownload|tmp|temp)",
    re.IGNORECASE,
)
_TABLES = {"csv", "tsv", "tab", "xlsx", "xlsm", "xlsb", "xls", "et", "ods", "numbers", "gz", "zst", "zip", "rar", "7z"}
_README = re.compile(r"read[ _-]?me|说明|须知|必读|licen[cs]e|changelog", re.IGNORECASE)


def is_leftover(name: str) -> bool:
    """Whether a file of this name is never an export: a spreadsheet's lock file, half a download, a system's own."""
    return _LEFTOVER.fullmatch(_last(name)) is not None


def may_be_other(name: str) -> bool:
    """Whether a file of this name in an archive may be something else than a table: a readme, a picture."""
    last = PurePosixPath(_last(name))
    return last.suffix.lower().removeprefix(".") not in _TABLES or _README.search(last.stem) is not None


def passed_over(name: str) -> Finding:
    """The note of a file that was not read."""
    return Finding("file_passed_over", 0, value=name)


def _last(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]
