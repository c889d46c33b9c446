"""What the system does to a process at a call of its choice: strace, which is attached to a process that waits."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.faults.warm import Hung, Started, until
from tests.program import LONG, Run

DURABLE = ("write", "pwrite64", "fdatasync", "fsync", "ftruncate", "rename", "unlink")
"""Calls after which something lies on the disk that did not, or no longer."""
CALL = re.compile(r"^(\d+) +(\w+)\((?:\d+<([^>]*)>)?", re.MULTILINE)
WAKES = re.compile("anon_inode|pipe:|socket:")
NETWORK = re.compile(r"AF_INET|AF_PACKET|AF_NETLINK")


class Skipped(Exception):
    """This machine lacks what the case needs."""


@dataclass(frozen=True)
class Point:
    """One moment of a run: the ``number``-th call of a kind, by one of its threads."""

    call: str
    number: int
    what: str
    """``signal=SIGKILL``, or ``error=ENOSPC`` and the like."""
    lasting: bool = False

    def __str__(self) -> str:
        return f"{self.call} {self.number}{'+' if self.lasting else ''} {self.what.partition('=')[2]}"

    @property
    def options(self) -> tuple[str, ...]:
        when = f"{self.number}{'+' if self.lasting else ''}"
        return "-y", "-e", f"trace={self.call}", "-e", f"inject={self.call}:{self.what}:when={when}"


def under_strace(process: Started, options: tuple[str, ...]) -> tuple[Run, str]:
    """Let the process, which waits, go on under strace to its end; what strace noted comes with it."""
    tool = shutil.which("strace")
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch) / "log"
        try:
            if tool is None:
                raise Skipped("no strace")
            tracer = _attach([tool, "-f", "-qq", "-o", str(log), *options, "-p", str(process.pid)], process)
        except BaseException:
            process.kill()
            process.end()
            raise
        try:
            run = _end(process, log)
            tracer.wait(timeout=LONG)
        except subprocess.TimeoutExpired:
            raise Hung("strace found no end") from None
        finally:
            tracer.kill()
            tracer.wait()
        return run, log.read_text(errors="replace") if log.exists() else ""


def _end(process: Started, log: Path) -> Run:
    try:
        return process.end()
    except Hung:
        hit = [line for line in log.read_text(errors="replace").splitlines() if "INJECTED" in line]
        if any(WAKES.search(line) for line in hit):
            raise Skipped("the call woke a thread and wrote to no file") from None
        raise


def _attach(command: list[str], process: Started) -> subprocess.Popen[bytes]:
    until(lambda: _state(process.pid) == "T", "the process did not wait")
    tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(lambda: tracer.poll() is not None or _is_traced(process.pid), "strace did not attach")
    if tracer.poll() is not None:
        raise Skipped("strace may not attach to a process")
    process.kill(signal.SIGCONT)
    return tracer


def _status(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _state(pid: int) -> str:
    return _status(pid)["State"][:1]


def _is_traced(pid: int) -> bool:
    return _status(pid)["TracerPid"] != "0"


def calls_of(process: Started, calls: tuple[str, ...] = DURABLE) -> dict[str, list[int]]:
    """The numbers of a run's calls, as strace counts them: of each thread by itself.

    A number at which any thread writes to no file (an engine wakes its own threads so) is left out: that never fails.
    """
    run, log = under_strace(process, ("-y", "-e", f"trace={','.join(calls)}"))
    assert run.code in (0, 1), run
    counts: Counter[tuple[str, str]] = Counter()
    seen: dict[str, set[int]] = {call: set() for call in calls}
    inner: dict[str, set[int]] = {call: set() for call in calls}
    for thread, call, place in CALL.findall(log):
        if call not in seen:  # one that strace has no name for
            continue
        counts[thread, call] += 1
        (inner if WAKES.match(place) else seen)[call].add(counts[thread, call])
    return {call: sorted(seen[call] - inner[call]) for call in calls}
