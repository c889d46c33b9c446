"""The private folder of one run: gone when the run ends, whatever is written into it until then."""

from __future__ import annotations

import shutil
from pathlib import Path

from crmkit.store.private import private_folder


def test_a_file_that_a_thread_of_the_engine_writes_while_the_folder_goes(tmp_path: Path, monkeypatch) -> None:
    removed, late = shutil.rmtree, []

    def remove(folder: Path, *, ignore_errors: bool) -> None:
        removed(folder, ignore_errors=ignore_errors)
        if not late:
            folder.mkdir()
            (folder / "spilled").touch()
            late.append(folder)

    monkeypatch.setattr(shutil, "rmtree", remove)
    with private_folder(tmp_path) as folder:
        (folder / "stage").touch()
    assert late == [folder]
    assert list(tmp_path.iterdir()) == []
