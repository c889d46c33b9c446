"""The program in processes that need not be loaded anew: each is a fork of this one, which has imported all of it.

A process of its own costs 0.3 s before it does anything; a fork costs 0.01 s and ends as abruptly. It runs
``crmkit.__main__.run``, as a shell would. ``call`` does the same with a function, so that neither an engine that a
damaged file kills nor a thread of it is ever in the process that judges. What the program reads of itself (sentences,
dialects, words, statements) a fork has read as well, from the load of a sound file before the first fork.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import io
import os
import pickle
import select
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any

from tests.program import LONG, Run, environment, run_here

PDEATHSIG, PTRACER, ANYBODY = 1, 0x59616D61, ctypes.c_ulong(-1)
KERNEL = ctypes.CDLL(None) if sys.platform == "linux" else None
MODULES = "duckdb", "numpy", "polars", "xlsxwriter", "python_calamine", "jinja2", "rich.table"
SOUND = (
    "订单编号,买家会员名,买家支付宝账号,总金额,买家实际支付金额,退款金额,订单状态,收货人姓名,收货地址,联系手机,"
    "订单创建时间,订单付款时间,宝贝标题,宝贝总数量\n"
    "1,ann,,5.00,5.00,0.00,交易成功,,,,2024-03-01 10:00:00,2024-03-01 10:00:00,袜子,1\n"
    "2,ann,,5.00,5.00,1.00,交易成功,,,,2024-04-01 10:00:00,2024-04-01 10:00:00,袜子,1\n"
)
FIRST = ("load", "sound.csv"), ("files",), ("segment", "-f", "csv"), ("tiers", "-f", "csv"), ("--version",)
"""What is done once before the first fork. None of it leaves a thread behind, which a fork would lack."""


class Hung(AssertionError):
    """A process did not come to its end: a failure of its own kind, and never one of being slow."""


@dataclass
class Started:
    """A process on its way, and the two files it writes to."""

    pid: int
    out: IO[bytes]
    err: IO[bytes]

    def kill(self, number: int = signal.SIGKILL) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def end(self, seconds: float = LONG) -> Run:
        """Wait for its end; the code is negative where a signal ended it."""
        descriptor = os.pidfd_open(self.pid)
        try:
            is_over = select.select([descriptor], [], [], seconds)[0]
        finally:
            os.close(descriptor)
        if not is_over:
            self.kill()
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        said = []
        for stream in (self.out, self.err):
            stream.seek(0)
            said.append(stream.read())
            stream.close()
        if not is_over:
            raise Hung(f"no end after {seconds} s")
        return Run(code, said[0], said[1].decode("utf-8", "replace"))


@cache
def warm() -> None:
    """Import all that a command may need, once, and read what it reads of itself; the engine is closed again."""
    from importlib import import_module, invalidate_caches

    from crmkit.cli.app import COMMANDS, command_of

    invalidate_caches()
    for name in COMMANDS:
        command_of(name)
    package = Path(import_module("crmkit").__file__ or "").parent
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        if "mcp" not in parts and parts[-1] not in ("__init__", "__main__"):
            import_module(".".join(parts))
    for name in MODULES:
        import_module(name)
    _read_own()
    gc.collect()
    gc.freeze()


def _read_own() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "sound.csv").write_text(SOUND, encoding="utf-8")
        given = environment(HOME=place, CRMKIT_STORE=str(folder / "shop.duckdb"))
        for arguments in FIRST:
            run = run_here(arguments, folder, given)
            assert run.code == 0, run
    assert threading.active_count() == 1, threading.enumerate()


def start(
    arguments: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str],
    *,
    stopped: bool = False,
    umask: int = 0o022,
    before: Callable[[], None] | None = None,
) -> Started:
    """Start ``crmkit ARGUMENTS`` in ``folder`` with nothing but ``environment``.

    ``stopped``: it waits for SIGCONT before it begins; ``before`` is done in it first.
    """

    def program() -> None:
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        os.umask(umask)
        tempfile.tempdir = None
        sys.argv = ["crmkit", *map(str, arguments)]
        if before is not None:
            before()
        if stopped:
            os.kill(os.getpid(), signal.SIGSTOP)
        from crmkit.__main__ import run

        run()

    return _fork(program)


def call(function: Callable[..., Any], *arguments: Any) -> Any:
    """What ``function`` returns, from a process of its own; its death is an error here."""
    with tempfile.TemporaryFile() as answer:

        def asked() -> None:
            pickle.dump(function(*arguments), answer)
            answer.flush()

        run = _fork(asked).end()
        assert run.code == 0, f"{function.__name__} ended with {run.code}: {run.err[-2000:]}"
        answer.seek(0)
        return pickle.load(answer)  # noqa: S301  of our own process


def _fork(task: Callable[[], None]) -> Started:
    warm()
    streams = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115  ``end`` closes them
    pid = os.fork()
    if not pid:
        _child(task, *streams)
    return Started(pid, *streams)


def _child(task: Callable[[], None], out: IO[bytes], err: IO[bytes]) -> None:
    """What the fork does, to its end; nothing of the parent's last words is said in it."""
    code = 70
    try:
        if KERNEL is not None:
            KERNEL.prctl(PDEATHSIG, signal.SIGKILL)
            KERNEL.prctl(PTRACER, ANYBODY, 0, 0, 0)
        null = os.open(os.devnull, os.O_RDONLY)
        for number, descriptor in enumerate((null, out.fileno(), err.fileno())):
            os.dup2(descriptor, number)
        os.close(null)
        sys.stdin = sys.__stdin__ = open(0, closefd=False)  # noqa: SIM115  a descriptor, not a path
        sys.stdout = sys.__stdout__ = _stream(1, "strict")
        sys.stderr = sys.__stderr__ = _stream(2, "backslashreplace")
        signal.signal(signal.SIGINT, signal.default_int_handler)
        task()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:  # noqa: BLE001  it is told, then the process is over
        import traceback

        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        os._exit(code)


def _stream(number: int, errors: str) -> io.TextIOWrapper:
    raw = io.FileIO(number, "w", closefd=False)
    return io.TextIOWrapper(io.BufferedWriter(raw), "utf-8", errors, line_buffering=number == 2)


def until(condition: Callable[[], object], what: str) -> None:
    """Wait for it; what never comes is a hang."""
    deadline = time.monotonic() + LONG
    while not condition():
        if time.monotonic() > deadline:
            raise Hung(what)
        time.sleep(0.002)
