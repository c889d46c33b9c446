"""Limits of memory, open files, processes and file size: an answer, or code 6 and one line; the store stays whole.

And files without an end, within the memory of a small one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.faults import endless
from tests.faults.commands import LOAD, big
from tests.faults.inject import Skipped
from tests.faults.line import Amount
from tests.faults.scene import copy, loaded, require_told, scratch
from tests.program import Run, environment, run_apart

TITLE = "limits of memory, open files, processes and file size"
MEMORY = [f"-v {megabytes * 1024}" for megabytes in (300, 400, 500, 700, 1000, 1500)]
LIMITS = [*MEMORY, *(f"-n {files}" for files in (6, 10, 16, 32)), "-u 1", "-u 2", "-u 4", "-f 1", "-f 100", "-f 1500"]
COMMANDS = {
    "load": LOAD,
    "load many": ("load", "in/big.csv"),
    "segment": ("segment", "--detail", "-f", "csv"),
    "churn": ("churn", "-f", "csv"),
    "workbook": ("segment", "--detail", "-o", "out/a.xlsx"),
}


def cases(amount: Amount) -> Iterator[str]:
    everything = [f"{limit}: {name}" for limit in LIMITS for name in COMMANDS]
    yield from amount.some(everything, 16, "limits")
    yield from (f"{amount.times(short, long)} {kind}" for kind, (_, short, long, _) in endless.KINDS.items())


def check(case: str, folder: Path, seed: int) -> None:
    if case[0].isdigit():
        endless.check(case, copy(loaded(), folder))
        return
    limit, _, name = case.partition(": ")
    _require_python(limit)
    scene = copy(big(loaded()), folder)
    before = scene.state()
    run = run_apart(COMMANDS[name], folder, _environment(scene.environment()), _limited(limit, folder))
    assert run.code in (0, 6), f"exit code: {run}"
    found = scene.state()
    is_blind = limit.startswith("-n")  # who may open no file cannot look into a folder: the next run clears it away
    if not is_blind:
        scene.require_clean()
    if not name.startswith("load"):
        assert found == before
        require_told(run, before, before, found)
        if is_blind:
            scene.run(*COMMANDS[name])
            scene.require_clean()
        return
    again = scene.run(*COMMANDS[name])
    scene.require_clean()
    assert again.code == 0, f"without the limit: {again}"
    require_told(run, before, scene.state(), found)


def _limited(limit: str, folder: Path) -> tuple[str, ...]:
    """What sets the limit; root has none on processes, and becomes nobody for it, who may read where Python lies."""
    within = ("bash", "-c", f'ulimit {limit} && exec "$@"', "limited")
    if not limit.startswith("-u") or os.geteuid():
        return within
    if not shutil.which("setpriv"):
        raise Skipped("root needs setpriv to have a limit on processes")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 65534, 65534)
    folder.parent.chmod(0o755)
    reading = "--inh-caps=+dac_read_search --ambient-caps=+dac_read_search"
    nobody = f"setpriv --reuid=65534 --regid=65534 --clear-groups {reading}"
    return ("bash", "-c", f'ulimit {limit} && exec {nobody} "$@"', "limited")


def _environment(given: dict[str, str]) -> dict[str, str]:
    return given | {"PYTHONDONTWRITEBYTECODE": "1"}  # a limited run would leave half a module


@cache
def _require_python(limit: str) -> None:
    """Python itself and the command line must start within the limit, else the case says nothing of the program."""
    place = scratch() / f"python {limit}"
    place.mkdir(exist_ok=True)
    run: Run = run_apart(("--version",), place, _environment(environment(HOME=str(place))), _limited(limit, place))
    if run.code:
        raise Skipped(f"Python does not start with ulimit {limit}")
