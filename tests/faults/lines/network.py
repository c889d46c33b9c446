"""No command asks for a socket, and the whole suite runs where there is no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.faults.inject import Skipped
from tests.faults.line import Amount
from tests.faults.observed import COMMANDS, observed

TITLE = "commands that ask for no socket; in the long form also the whole suite without a network"
SUITE = "the whole suite"
HOURS = 6


def cases(amount: Amount) -> Iterator[str]:
    yield from amount.some(list(COMMANDS), 24, "watched")
    if amount.is_long:
        yield SUITE


def check(case: str, folder: Path, seed: int) -> None:
    if case == SUITE:
        _suite()
        return
    seen = observed(case)
    if seen.sockets is None:
        raise Skipped("no strace")
    assert not seen.sockets, f"{seen.sockets[:3]}"


def _suite() -> None:
    apart = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]
    if not shutil.which("unshare") or subprocess.run([*apart, "true"], check=False).returncode:
        raise Skipped("a process cannot be cut off from the network here")
    tests = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "2", "--dist", "worksteal"]
    root = Path(__file__).parents[3]
    run = subprocess.run([*apart, *tests], cwd=root, capture_output=True, text=True, timeout=HOURS * 3600, check=False)
    assert run.returncode == 0, run.stdout[-1500:]
