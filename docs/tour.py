"""Keep the README, the tutorial and the pages on platforms true: run what they show, write or compare what comes out.

In these pages a ``console`` block holds commands (``$ ...``) and their output; a ``python`` block is run, and the
``text`` block behind it is what it prints. Above a picture a comment names the command that it shows:
``<!-- picture: crmkit ... -->``. Parts 1 to 5 of the tutorial are one walk: each goes on where the last one ended.
``python docs/tour.py`` writes outputs and pictures anew, and the pages made from them; ``--check`` compares.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs"))

from picture import svg  # noqa: E402  lies beside this file

BLOCK = re.compile(r"^```(console|python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PICTURE = re.compile(r"^<!-- picture: (?P<command>.*) -->\n!\[(?P<title>.*)\]\((?P<path>.*)\)$", re.MULTILINE)
TUTORIAL = tuple(sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "tutorial").glob("[1-5]-*.md")))
WALKS = (
    ("README.md",),
    ("README.zh-CN.md",),
    TUTORIAL,
    ("docs/tutorial/6-campaigns.md",),
    ("docs/tutorial/6-campaigns.zh-CN.md",),
    ("docs/unknown-platform.md",),
    ("docs/shopify.md",),
    ("docs/douyin.md",),
)
"""The pages whose output is real; those of one walk share a folder and a database."""
WIDTH = 100
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
            "COLUMNS": str(WIDTH),
        }

    def speak(self, page: str) -> None:
        """Take the language of a page for what runs on it."""
        self.environment["LANG"] = "zh_CN.UTF-8" if page.endswith(".zh-CN.md") else "en_US.UTF-8"

    def run(self, command: Sequence[str], more: Mapping[str, str] | None = None) -> str:
        """What a command says on both streams; a page shows no failure of the program itself."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**self.environment, **(more or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        said = done.stdout.decode("utf-8")
        if "Traceback (most recent call last)" in said or "internal error" in said:
            raise RuntimeError(f"{' '.join(command)}\n{said}")
        return said


def played(walk: Sequence[str]) -> dict[str, str]:
    """The pages of a walk and their pictures, with every output as the program gives it now."""
    made: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder))
        for page in walk:
            scene.speak(page)
            text = (ROOT / page).read_text(encoding="utf-8")
            made[page] = _with_outputs(text, scene)
            for picture in PICTURE.finditer(text):
                path = os.path.normpath(Path(page).parent / picture["path"])
                made[path] = _picture(scene, picture["command"], picture["title"])
    return made


def _with_outputs(text: str, scene: Scene) -> str:
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


def _picture(scene: Scene, command: str, title: str) -> str:
    """The title, the sentences and the first table of what a command prints in colours."""
    head, said, table, *_ = scene.run(["bash", "-c", command], {"FORCE_COLOR": "1"}).split("\n\n")
    return svg(f"\x1b[2m$\x1b[0m {command}\n{head}\n\n{said}\n\n{table}", WIDTH, title)


def tidy(output: str) -> str:
    """No blanks at line ends, one line break at the end."""
    lines = "\n".join(line.rstrip() for line in output.splitlines()).strip("\n")
    return f"{lines}\n" if lines else ""


def stale(walk: Sequence[str]) -> dict[str, str]:
    """What is not as the program says now: path and the text as it is to be."""
    made = played(walk).items()
    return {path: now for path, now in made if not (file := ROOT / path).exists() or file.read_text("utf-8") != now}


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or check them."""
    with ThreadPoolExecutor() as walkers:
        changed = {path: now for pages in walkers.map(stale, WALKS) for path, now in pages.items()}
    if "--check" in arguments:
        print(f"stale: {', '.join(changed)}; run python docs/tour.py" if changed else "the tour is true")
        return int(bool(changed))
    for path, now in changed.items():
        (ROOT / path).parent.mkdir(exist_ok=True)
        (ROOT / path).write_text(now, encoding="utf-8")
    if changed:  # the pages of commands show these outputs
        subprocess.run([sys.executable, str(ROOT / "docs" / "make.py")], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
