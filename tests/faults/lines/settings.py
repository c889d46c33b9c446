"""The same question on machines that are set otherwise: another hash seed, time zone, locale. The same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.faults.answers import ANSWERS, EXPECTED
from tests.faults.line import Amount
from tests.faults.scene import Scene, copy, loaded
from tests.program import Run, run_apart

TITLE = "answers of which no byte depends on hash seed, time zone, locale or width"
SETTINGS = (
    {"PYTHONHASHSEED": "1", "TZ": "America/New_York", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "2", "TZ": "Asia/Shanghai", "LC_ALL": "zh_CN.UTF-8", "COLUMNS": "40"},
    {"PYTHONHASHSEED": "3", "TZ": "UTC", "LC_ALL": "de_DE.UTF-8"},
)
OF_MACHINE = {"doctor", "config", "runs", "load"}
"""Answers about the machine or the moment itself."""
FORMATS = ("json", "csv", "xlsx")


def cases(amount: Amount) -> Iterator[str]:
    everything = [f"{name} as {format}" for name in ANSWERS if name not in OF_MACHINE for format in FORMATS]
    yield from amount.some(everything, 8, "settings")


def check(case: str, folder: Path, seed: int) -> None:
    name, _, format = case.partition(" as ")
    scene = copy(loaded(), folder)
    asked = (*ANSWERS[name], "-f", format, "--lang", "zh", "-o", f"out/a.{format}")
    wanted = _answer(scene, scene.start(*asked).end(), format)
    for setting in SETTINGS:
        run = run_apart(asked, folder, scene.environment() | setting)
        assert _answer(scene, run, format) == wanted, f"other bytes under {setting}"


def _answer(scene: Scene, run: Run, format: str) -> tuple[int, bytes]:
    assert run.code in EXPECTED, run
    path = scene.out / f"a.{format}"
    content = path.read_bytes() if path.exists() else b""
    path.unlink(missing_ok=True)
    return run.code, content
