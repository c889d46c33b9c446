"""Print every skipped test with its reason; fail when one is not on the short list of allowed skips.

The list holds one pattern per line (``fnmatch`` over ``module::test``). A test that needs the shared data may be
skipped only where that folder is absent.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ElementTree
from fnmatch import fnmatch
from pathlib import Path

SHARED_DATA = "shared data"
"""A test that needs the real files says this in its reason."""


def main(report: Path, allowed: Path) -> int:
    """Exit code: 1 when a skip is not allowed or nothing ran."""
    patterns = [line.split("#")[0].strip() for line in allowed.read_text(encoding="utf-8").splitlines()]
    shared = (Path.cwd().parent / "shared" / "data").is_dir()
    ran = skipped = wrong = 0
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314  written by our own test run
        note = case.find("skipped")
        if note is None:
            ran += 1
            continue
        skipped += 1
        name = f"{case.get('classname')}::{case.get('name')}"
        reason = note.get("message") or ""
        listed = any(pattern and fnmatch(name, pattern) for pattern in patterns)
        absent = SHARED_DATA in reason and not shared
        wrong += not (listed or absent)
        print(f"skipped: {name}: {reason}{'' if listed or absent else '  <- NOT ALLOWED'}")
    print(f"{ran} tests ran, {skipped} skipped, {wrong} of them not allowed")
    return 1 if wrong or not ran else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
