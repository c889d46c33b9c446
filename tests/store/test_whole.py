"""Small files beside a store: whole, and without what a killed run left of one in the making."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmkit.store.changing.whole import write_private

NO_PROCESS = 2**22 + 1


def test_parts_of_killed_runs_go_and_those_of_running_ones_stay(tmp_path: Path) -> None:
    file = tmp_path / "shop.duckdb.forgotten-1.json"
    killed, running = (tmp_path / f".{file.name}.{number}.part" for number in (NO_PROCESS, 1))
    for part in (killed, running):
        part.touch()
    write_private(file, b"proof")
    assert sorted(path.name for path in tmp_path.iterdir()) == [running.name, file.name]
    with pytest.raises(FileExistsError):
        write_private(file, b"another", is_new=True)
    assert file.read_bytes() == b"proof"
