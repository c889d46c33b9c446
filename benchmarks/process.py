"""One command in a fresh process: how long it took, what it cost, how much memory it held.

Keep whoever imports this small: a child begins as a copy of its parent, and the system counts the parent's memory
into the child's peak. That is why files are generated, and DuckDB is loaded, in processes of their own only.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took: ``wall`` and ``cpu`` (user and system) in seconds, ``peak`` resident memory in bytes.

    ``cpu`` and ``peak`` include the processes that it started and waited for; of those, the largest peak counts.
    """

    wall: float
    cpu: float
    peak: int
    code: int
    output: str
    complaint: str


def run(command: Sequence[str], *, environment: Mapping[str, str], folder: Path) -> Run:
    """Run ``command`` in ``folder`` to its end, its output kept in files so that no process waits for a reader."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaint:
        began = time.perf_counter()
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=complaint, env=dict(environment), cwd=folder
        )
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for stream in (output, complaint):
            stream.seek(0)
            texts.append(stream.read().decode("utf-8", "replace"))
    peak = usage.ru_maxrss * 1024  # Linux counts in kibibytes
    return Run(wall, usage.ru_utime + usage.ru_stime, peak, child.returncode, *texts)
