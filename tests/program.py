"""The program as its users meet it: a command line in, an exit code and two streams out.

Most tests run it in their own process, where it need not be loaded anew; what only a process of its own can show
(signals, closed streams, the umask, other locales, a hang) runs apart.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from crmkit.cli.main import main

SOURCE = Path(__file__).parents[1] / "src"
LONG = 600
"""Seconds after which a process hangs; no test waits for it."""


@dataclass(frozen=True)
class Run:
    """How one run ended."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """What it said on standard output."""
        return self.out.decode("utf-8")


def environment(**more: str) -> dict[str, str]:
    """A small, known environment: English, no colours, no home of the person who runs the tests."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    return {**kept, "LANG": "en_US.UTF-8", "PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "utf-8", **more}


def run_here(
    arguments: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str],
    stdin: bytes = b"",
    *,
    mixed: bool = False,
) -> Run:
    """Run ``crmkit ARGUMENTS`` in this process, as if it stood in ``folder`` and had nothing but ``environment``.

    What it says on standard error comes in between what it says on standard output if they are ``mixed``.
    """
    encoding = environment.get("PYTHONIOENCODING", "utf-8")
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding, "backslashreplace") for _ in range(2))
    err = out if mixed else err
    with pytest.MonkeyPatch.context() as now, patch.dict(os.environ, environment, clear=True):
        now.chdir(folder)
        now.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        now.setattr(sys, "stdout", out)
        now.setattr(sys, "stderr", err)
        code = main([str(argument) for argument in arguments])
    out.flush()
    err.flush()
    return Run(int(code), out.buffer.getvalue(), err.buffer.getvalue().decode(err.encoding))


def start_apart(
    arguments: Sequence[str | Path], folder: Path, environment: Mapping[str, str], before: Sequence[str] = ()
) -> subprocess.Popen[bytes]:
    """Start ``crmkit ARGUMENTS`` as a shell does, behind the words ``before``."""
    return subprocess.Popen(
        [*before, sys.executable, "-m", "crmkit", *map(str, arguments)],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run_apart(
    arguments: Sequence[str | Path], folder: Path, environment: Mapping[str, str], before: Sequence[str] = ()
) -> Run:
    """Run ``crmkit ARGUMENTS`` in a process of its own, to its end."""
    process = start_apart(arguments, folder, environment, before)
    out, err = process.communicate(timeout=LONG)
    return Run(process.returncode, out, err.decode("utf-8", "replace"))
