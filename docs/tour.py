"""Keep the README and the pages on platforms true: run what they show and write, or compare, what comes out.

In these pages a ``console`` block holds commands (``$ ...``) and their output; a ``python`` block is run, and the
``text`` block behind it is what it prints. ``python docs/tour.py`` writes the outputs anew, ``--check`` compares.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(console|python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = ("README.md", "docs/unknown-platform.md", "docs/shopify.md", "docs/douyin.md")
"""The pages whose output is real."""
DOWNLOADED_AT = 1_719_800_000
"""The moment the tour pretends its files were downloaded at, so that listings are the same everywhere."""


class Scene:
    """A folder with the examples, an empty home, and ``crmkit`` on the path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "examples", folder / "examples")
        for path in (folder / "examples").rglob("*"):
            os.utime(path, (DOWNLOADED_AT, DOWNLOADED_AT))
        tools = folder / ".tools"
        tools.mkdir()
        for name, words in (("crmkit", "-m crmkit"), ("python", "")):
            script = tools / name
            script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n', encoding="utf-8")
            script.chmod(0o700)
        self.environment = {
            "PATH": f"{tools}:{os.environ.get('PATH', '')}",
            "HOME": str(folder / ".home"),
            "PYTHONPATH": str(ROOT / "src"),
            "LANG": "en_US.UTF-8",
            "PYTHONIOENCODING": "utf-8",
            "TZ": "Asia/Shanghai",
            "COLUMNS": "100",
        }

    def run(self, command: Sequence[str]) -> str:
        """What a command says on both streams."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return done.stdout.decode("utf-8")


def played(text: str) -> str:
    """The ``text`` of a page with every output as the program gives it now."""
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder))
        printed = ""

        def replayed(block: re.Match[str]) -> str:
            nonlocal printed
            kind, body = block.group(1), block.group(2)
            if kind == "console":
                commands = [line for line in body.splitlines() if line.startswith("$ ")]
                body = "".join(f"{line}\n{tidy(scene.run(['bash', '-c', line[2:]]))}" for line in commands)
            elif kind == "python":
                printed = scene.run([sys.executable, "-c", body])
            elif printed:
                body, printed = tidy(printed), ""
            return f"```{kind}\n{body}```"

        return BLOCK.sub(replayed, text)


def tidy(output: str) -> str:
    """No blanks at line ends, one line break at the end."""
    lines = "\n".join(line.rstrip() for line in output.splitlines()).strip("\n")
    return f"{lines}\n" if lines else ""


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or check them."""
    stale = []
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        now = played(text)
        if now != text:
            stale.append(page)
            if "--check" not in arguments:
                (ROOT / page).write_text(now, encoding="utf-8")
    if "--check" in arguments:
        print(f"stale: {', '.join(stale)}; run python docs/tour.py" if stale else "the tour is true")
        return int(bool(stale))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
