"""Put known bugs into the program, one at a time, and see whether the tests notice each (docs/testing.md).

``python -m tests.seeded`` tries all of ``tests/seeded.toml`` in copies of the checkout and prints "N of N"; the exit
code is 1 when one was not noticed. ``python -m tests.seeded WORD`` tries those whose sentence has that word.
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from tests.mutation import ROOT, copy_to, pytest

LIST = ROOT / "tests" / "seeded.toml"
WORKERS = 2


def bugs() -> list[dict[str, Any]]:
    """Each has ``what`` (a sentence), ``file`` below ``src/crmkit``, ``before``, ``after``, and ``tests`` to ask."""
    return tomllib.loads(LIST.read_text(encoding="utf-8"))["bug"]


def is_noticed(bug: dict[str, Any], tree: Path) -> bool:
    """Whether a test fails in ``tree`` while the bug is in it; the tree is as it was afterwards."""
    path = tree / "src/crmkit" / bug["file"]
    text = path.read_text(encoding="utf-8")
    if text.count(bug["before"]) != 1:
        raise SystemExit(f"{bug['file']}: the text that {bug['what']!r} replaces must stand there once")
    path.write_text(text.replace(bug["before"], bug["after"]), encoding="utf-8")
    try:
        return pytest(tree, "-x", "-n", "0", *bug["tests"]) == 1  # 1: tests failed; all else is no answer
    finally:
        path.write_text(text, encoding="utf-8")


def main(words: list[str]) -> int:
    chosen = [bug for bug in bugs() if all(word.lower() in bug["what"].lower() for word in words)]
    with tempfile.TemporaryDirectory() as folder:
        trees: SimpleQueue[Path] = SimpleQueue()
        for number in range(WORKERS):
            trees.put(copy_to(Path(folder) / str(number)))

        def attempt(bug: dict[str, Any]) -> bool:
            tree = trees.get()
            try:
                noticed = is_noticed(bug, tree)
            finally:
                trees.put(tree)
            print(f"{'noticed' if noticed else 'MISSED '}  {bug['file']}: {bug['what']}", flush=True)
            return noticed

        with ThreadPoolExecutor(WORKERS) as pool:
            results = list(pool.map(attempt, chosen))
    print(f"{sum(results)} of {len(results)} bugs noticed")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
