"""After every command: what exports say of buyers is in the quarantine or nowhere, names are in the store alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.faults.answers import EXPECTED
from tests.faults.line import Amount
from tests.faults.observed import COMMANDS, observed

TITLE = "commands after which no planted name, phone, address, account or memo lies anywhere but in the quarantine"


def cases(amount: Amount) -> Iterator[str]:
    yield from amount.some(list(COMMANDS), 24, "watched")


def check(case: str, folder: Path, seed: int) -> None:
    seen = observed(case)
    assert seen.run.code in EXPECTED, seen.run
    assert "Traceback" not in seen.run.err, seen.run
    assert not seen.personal, f"found: {seen.personal[:8]}"
