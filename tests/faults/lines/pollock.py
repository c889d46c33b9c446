"""The Pollock set through the real path, where it is at hand: no row is silently wrong and every account closes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.faults import warm
from tests.faults.inject import Skipped
from tests.faults.line import Amount
from tests.faults.scene import scratch
from tests.ingest import test_pollock as pollock

TITLE = "files of the Pollock set, loaded with one mapping (needs the set: `CRMKIT_SHARED_DATA`)"


def cases(amount: Amount) -> Iterator[str]:
    yield from amount.some(sorted(_files(amount.is_long)), 24, "pollock")


def check(case: str, folder: Path, seed: int) -> None:
    files = _files(is_long=False)
    damaged, clean = files[case] if case in files else _files(is_long=True)[case]
    warm.call(_require_right, damaged, clean, folder)


@cache
def _files(is_long: bool) -> dict[str, tuple[Path, Path]]:
    """Each damaged file with its clean one: the sample of the tests, or all 2,290."""
    if not pollock.POLLOCK.is_dir():
        raise Skipped("the Pollock set is not at hand")
    pollock.ARE_ALL = is_long
    return {damaged.name: (damaged, clean) for damaged, clean in pollock.damaged_files(scratch())}


def _require_right(damaged: Path, clean: Path, folder: Path) -> None:
    """In a process of its own."""
    rows = pollock.loaded(damaged, folder / "shop")
    # a second table of the same rows was written with other quotes: its texts are what the file says
    width = 4 if damaged.name.startswith("file_multitable") else len(pollock.MAPPING)
    known = {row[:width] for row in pollock.expected(clean)}
    strange = [row for row in rows or () if row[:width] not in known]
    assert not strange, f"silently wrong: {strange[:3]}"
