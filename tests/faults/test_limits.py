"""A run that a limit ends: who watched it says so, whatever the run died of."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.program import environment

from crmkit import allowance

WATCHED = """
import os, signal, sys
from crmkit import allowance
from crmkit.cli.watched import run_watched
allowance.is_tight = lambda: True
sys.exit(run_watched(lambda: {does}, lambda: 6))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
@pytest.mark.parametrize(
    ("does", "code"),
    [
        ("0", 0),
        ("1", 1),
        ("os.abort()", 6),
        ("os.kill(os.getpid(), signal.SIGSEGV)", 6),
        ("os.kill(os.getpid(), signal.SIGKILL)", 6),
        ("os._exit(1)", 6),
        ("os.kill(os.getpid(), signal.SIGTERM)", 143),
    ],
)
def test_who_ends_without_a_word_was_ended(does: str, code: int) -> None:
    done = subprocess.run([sys.executable, "-c", WATCHED.format(does=does)], env=environment(), stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (code, b"")


def test_the_engine_gets_what_a_limit_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    def limit(kind: allowance.Kind, megabytes: int) -> None:
        monkeypatch.setattr(allowance, "limits", lambda: [allowance.Limit(kind, megabytes * 1_000_000)])

    for megabytes, left in ((800, 200_000_000), (1_000, 400_000_000), (100, 100_000_000)):
        limit("addresses", megabytes)
        assert allowance.engine_memory() == left
    assert allowance.too_low() is not None
    limit("container", 2_000)
    assert (allowance.too_low(), allowance.engine_memory()) == (None, 1_800_000_000)
