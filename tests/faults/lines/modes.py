"""Files that only their owner can read, whatever the umask is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.faults.line import Amount
from tests.faults.observed import COMMANDS, observed

TITLE = "commands after which every file is 0600 and every folder 0700, with umask 000"


def cases(amount: Amount) -> Iterator[str]:
    yield from amount.some(list(COMMANDS), 24, "watched")


def check(case: str, folder: Path, seed: int) -> None:
    seen = observed(case)
    assert not seen.modes, f"others may read: {seen.modes[:8]}"
