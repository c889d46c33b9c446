"""The same arguments give the same bytes; files appear together or not at all; nothing is overwritten unasked."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crmkit.demo import FILE_NAMES, write_shop
from crmkit.demo.form import platforms
from crmkit.errors import CrmError, Refused, StoreError, UsageError
from crmkit.messages import LANGUAGES, Language, say

SMALL = {"customers": 40, "months": 6}
SCRIPT = """
import os, sys
from pathlib import Path
os.umask(int(sys.argv[2], 8))
from crmkit.demo import write_shop
write_shop(Path(sys.argv[1]), customers=40, months=6)
"""


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_same_arguments_same_bytes_wherever_it_runs(tmp_path: Path) -> None:
    write_shop(tmp_path / "here", **SMALL)
    surroundings = [
        ({"TZ": "America/New_York", "PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONUTF8": "0"}, "077"),
        ({"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "2", "POLARS_MAX_THREADS": "1"}, "022"),
    ]
    for number, (settings, umask) in enumerate(surroundings):
        folder = tmp_path / str(number)
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(folder), umask], check=True, env=os.environ | settings, timeout=60
        )
        assert digests(folder) == digests(tmp_path / "here")


def test_another_seed_is_another_shop(tmp_path: Path) -> None:
    write_shop(tmp_path / "a", **SMALL)
    write_shop(tmp_path / "b", **SMALL, seed=8)
    one, other = digests(tmp_path / "a"), digests(tmp_path / "b")
    assert set(one) == set(other) == set(FILE_NAMES)
    assert not set(one.values()) & set(other.values())


def test_smallest_shop(tmp_path: Path) -> None:
    shop = write_shop(tmp_path, customers=1, months=1, until=date(2024, 2, 29))
    assert shop.merged.orders >= 1
    assert set(digests(tmp_path)) == set(FILE_NAMES)


def test_files_of_the_owner_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("mine")
    with pytest.raises(Refused, match=r"orders\.csv"):
        write_shop(tmp_path, **SMALL)
    assert (tmp_path / "orders.csv").read_text() == "mine"
    assert digests(tmp_path).keys() == {"orders.csv"}
    write_shop(tmp_path, **SMALL, overwrite=True)
    assert set(digests(tmp_path)) == set(FILE_NAMES)


def test_an_interrupted_run_leaves_nothing_behind(tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_shop(tmp_path, **SMALL, progress=interrupt)
    assert digests(tmp_path) == {}


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreError, match="file"):
        write_shop(tmp_path / "file", **SMALL)
    with pytest.raises(StoreError):
        write_shop(tmp_path / "file" / "below", **SMALL)


@pytest.mark.parametrize(
    "wrong",
    [
        {"customers": 0},
        {"customers": 5_000_001},
        {"months": 0},
        {"months": 241},
        {"seed": -1},
        {"until": date(2009, 12, 31)},
        {"until": date.max},
    ],
)
def test_arguments_out_of_range_are_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        write_shop(tmp_path / "none", **wrong)
    error: CrmError = caught.value
    assert next(iter(wrong)) in error.message("zh")
    assert not (tmp_path / "none").exists()


def test_progress_ends_at_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmkit.demo.plan.RUN", 20)
    seen: list[tuple[int, int]] = []
    shop = write_shop(tmp_path, **SMALL, progress=lambda done, total: seen.append((done, total)))
    done = [count for count, _ in seen]
    assert len(seen) > 2
    assert done == sorted(set(done))
    assert done[-1] == shop.merged.orders
    assert {total for _, total in seen} == {shop.merged.orders}


def test_importing_the_demo_is_cheap() -> None:
    code = "import sys, crmkit.demo; print(*({'numpy', 'polars', 'xlsxwriter', 'duckdb'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == ""


@pytest.mark.parametrize("name", ["TAOBAO", "淘宝"])
def test_a_platform_is_named_in_any_case_and_language(tmp_path: Path, name: str) -> None:
    write_shop(tmp_path / "asked", platform=name, customers=2, months=1)
    write_shop(tmp_path / "plain", customers=2, months=1)
    assert digests(tmp_path / "asked") == digests(tmp_path / "plain")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_names_every_platform(language: Language) -> None:
    said = say("option", "demo_platform", language)
    assert [name for name in ("taobao", *platforms()) if name not in said] == []
