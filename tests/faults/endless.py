"""Exports that have no end where one is looked for: what a load takes of the machine beside an ordinary file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tests.faults.scene import HEADER, Scene, export, orders
from tests.program import Run, run_apart

MOST_ABOVE = 200 << 10
"""Kilobytes that a load may take above that of a small file."""
BLOCK = 1 << 20
_PEAK = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[2:]).returncode
with open(sys.argv[1], "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""


def _nuls(path: Path, size: int) -> None:
    with path.open("r+b") as stream:
        stream.truncate(size * BLOCK)  # takes no room on the disk


def _repeated(text: bytes) -> Callable[[Path, int], None]:
    def write(path: Path, size: int) -> None:
        block = text * (BLOCK // len(text))
        with path.open("ab") as stream:
            for _ in range(size):
                stream.write(block)

    return write


def _quote(path: Path, size: int) -> None:
    with path.open("ab") as stream:
        stream.write(b'"')
    _repeated(b"some words\n")(path, size)


def _columns(path: Path, size: int) -> None:
    path.write_text(HEADER + "".join(f",{number}" for number in range(size * 1000)) + "\n", encoding="utf-8")


KINDS: dict[str, tuple[Callable[[Path, int], None], int, int, int]] = {
    "MB of NULs": (_nuls, 64, 1000, 0),
    "MB in one line": (_repeated(b"x"), 64, 300, 0),
    "MB of cells without a line end": (_repeated(b"x,"), 64, 300, 0),
    "MB of bad lines": (_repeated(b"x,y\n"), 32, 210, 3),
    "MB in a quote that never closes": (_quote, 32, 300, 3),
    "thousand columns": (_columns, 100, 100, 0),
}
"""What makes it, how much of it in the short form and in the long, and the code of the load."""


def check(case: str, scene: Scene) -> None:
    size, _, kind = case.partition(" ")
    write, *_, code = KINDS[kind]
    usual = _peak(scene, scene.file("small.csv", export(*orders(300, 320))))[1]
    before = scene.state()
    path = scene.file("endless.csv", export(*orders(400, 420)))
    write(path, int(size))
    run, peak = _peak(scene, path)
    assert run.code == code, run
    assert peak < usual + MOST_ABOVE, f"{peak >> 10} MB, a small file {usual >> 10} MB"
    scene.require_clean()
    if code:
        assert scene.state() == before
        assert "nothing was changed" in run.err, run


def _peak(scene: Scene, path: Path) -> tuple[Run, int]:
    """How a load of the file ended, and the kilobytes that it took at most."""
    noted = scene.folder / "peak"
    before = (sys.executable, "-c", _PEAK, str(noted))
    run = run_apart(("load", path), scene.folder, scene.environment(), before)
    peak = int(noted.read_text())
    noted.unlink()
    return run, peak
