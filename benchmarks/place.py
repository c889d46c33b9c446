"""Where a benchmark lives: its folder, the generated files (kept and used again), the environment of its processes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import cast

ROOT = Path(__file__).resolve().parent.parent
MAKERS = {
    "benchmarks.make_file": ("generate.py", "make_file.py", "orders.sql", "lines.sql"),
    "benchmarks.item_log": ("item_log.py", "item_lines.sql"),
}
"""The modules that write files, and what decides over their content."""


@dataclass(frozen=True, slots=True)
class Export:
    """A generated export: its file, its orders, the money that its purchases come to, its rows."""

    path: Path
    orders: int
    net: Decimal
    rows: int


class Place:
    """The folder of all files; ``work`` in it is emptied at the start, exports beside it stay.

    ``installed`` says that the installed package is measured rather than the checkout's ``src``.
    """

    def __init__(self, folder: Path, *, installed: bool) -> None:
        self.folder = folder
        self.work = folder / "work"
        shutil.rmtree(self.work, ignore_errors=True)
        for inner in (self.work, self.work / "home", self.work / "temporary"):
            inner.mkdir(parents=True)
        self.environment = self._environment(installed)

    def _environment(self, installed: bool) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CRMKIT_", "LC_", "XDG_", "PYTHON")) and name not in ("LANG", "LANGUAGE", "COLUMNS")
        }
        path = [ROOT] if installed else [ROOT / "src", ROOT]
        return kept | {
            "HOME": str(self.work / "home"),
            "TMPDIR": str(self.work / "temporary"),
            "LC_ALL": "C.UTF-8",
            "COLUMNS": "120",
            "PYTHONPATH": os.pathsep.join(map(str, path)),
        }

    def clear(self) -> None:
        """Remove what the runs left; the exports stay."""
        shutil.rmtree(self.work, ignore_errors=True)

    def product(self) -> str:
        """Where the package that is measured lies."""
        asked = "import crmkit; print(crmkit.__path__[0])"
        found = subprocess.run(
            [sys.executable, "-c", asked], env=self.environment, cwd=self.work, check=True, capture_output=True
        )
        return found.stdout.decode().strip()

    def export(self, orders: int, *, customers: int, start_number: int = 0, encoding: str = "utf-8") -> Export:
        """The export of these measures, generated unless one that fits lies there already."""
        path = self.folder / f"orders-{orders}-of-{customers}-from-{start_number}.{encoding}.csv"
        words = ["--orders", orders, "--customers", customers, "--start-number", start_number]
        totals = self._made(path, "benchmarks.make_file", *words, "--encoding", encoding)
        return Export(path, orders, Decimal(totals["net"]), rows=orders)

    def item_log(self, orders: int, *, customers: int) -> Export:
        """The log of item lines of so many orders, likewise."""
        path = self.folder / f"lines-{orders}-of-{customers}.csv"
        totals = self._made(path, "benchmarks.item_log", "--orders", orders, "--customers", customers)
        return Export(path, orders, Decimal(totals["net"]), rows=int(totals["rows"]))

    def _made(self, path: Path, maker: str, *words: object) -> dict[str, str]:
        """The totals of the file at ``path``, which is written unless it lies there already as its maker writes it."""
        made_by = (ROOT / "benchmarks" / name for name in MAKERS[maker])
        stamp = hashlib.sha256(b"".join(part.read_bytes() for part in made_by)).hexdigest()
        note = _note(path)
        if note.get("stamp") != stamp or not path.exists() or path.stat().st_size != note.get("size"):
            print(f"writing {path} ...", file=sys.stderr, flush=True)
            command = [sys.executable, "-m", maker, path, *words, "--stamp", stamp]
            subprocess.run([*map(str, command)], env=self.environment, cwd=ROOT, check=True)
            note = _note(path)
        return cast("dict[str, str]", note["totals"])


def _note(path: Path) -> dict[str, object]:
    note = path.with_suffix(".json")
    return json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
