"""Names of files in Chinese are read by people whatever the locale is, and those in GBK, from an old archive, too."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.program import Run

from crmkit.byte_names import is_bytes, readable, storable
from crmkit.render.safe import show

GBK = os.fsdecode("订单二月.csv".encode("gbk"))
PLAIN = {"LC_ALL": "C"}
ASCII = {**PLAIN, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""A locale in which names of files are no UTF-8, as in one of GBK."""
RECIPE = """\
store = "店.duckdb"

[[load]]
files = "报表/*.csv"

[[ask]]
analysis = "segment"
output = "分群-{as_of}.csv"

[[goal]]
name = "目标"
require = "segment.net_sales >= 1_000_000_000"
"""


def test_bytes_of_a_name_are_the_characters_that_they_mean():
    utf8 = "报表/订单.csv".encode().decode("ascii", "surrogateescape")
    assert readable(utf8) == "报表/订单.csv"
    assert readable(f"报表/{GBK}") == "报表/订单二月.csv"
    broken = os.fsdecode(b"a\xff.csv")
    assert readable(broken) == broken and storable(broken) == r"a\udcff.csv"
    assert show(GBK + "\n") == r"订单二月.csv\n"
    assert not is_bytes("订单.csv") and is_bytes(GBK)


@given(st.binary(max_size=12), st.text(st.characters(codec="utf-8"), max_size=6))
def test_any_name_can_be_written_and_one_without_bytes_is_as_it_is(name, text):
    storable(os.fsdecode(name)).encode("utf-8")
    show(os.fsdecode(name)).encode("utf-8")
    assert storable(text) == text


@pytest.mark.parametrize("locale", [PLAIN, ASCII, {}], ids=["C", "ascii", "none"])
def test_every_command_that_prints_a_path_prints_it_readably(orders, tmp_path: Path, locale):
    """Exactly this environment, as cron gives it: neither escapes nor question marks, and no internal error."""
    folder = tmp_path / "家"
    (folder / "报表").mkdir(parents=True)
    shutil.copy(orders, folder / "报表" / "订单.csv")
    shutil.copy(orders, folder / "报表" / GBK)
    (folder / "每周.toml").write_text(RECIPE, encoding="utf-8")
    (folder / "crmkit.toml").write_text('tags = "标签.toml"\n', encoding="utf-8")
    (folder / "标签.toml").write_text('[vip]\nrule = "net_spend >= 100"\n', encoding="utf-8")

    def crmkit(*arguments: str) -> Run:
        command = ["env", "-i", *(f"{name}={value}" for name, value in {**around, **locale}.items())]
        done = subprocess.run(
            [*command, sys.executable, "-m", "crmkit", *arguments], cwd=folder, capture_output=True, check=False
        )
        return Run(done.returncode, done.stdout, done.stderr.decode("utf-8"))

    around = {"HOME": str(folder), "PATH": "/usr/bin:/bin", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    told = {
        "segment 没有.csv --format json": (3, "没有.csv"),
        "load 报表/订单.csv 报表/" + GBK + " --store 店.duckdb": (0, "订单二月.csv"),
        "files --store 店.duckdb --format csv": (0, "订单.csv"),
        "run 每周.toml": (1, "目标"),
        "runs 每周.toml": (0, "分群-20"),
        "cron 每周.toml": (0, "每周.log"),
        "config show --format json": (0, "标签.toml"),
        "doctor": (0, "家"),
    }
    for line, (code, word) in told.items():
        run = crmkit(*line.split(" "))
        assert run.code == code, (line, run.err)
        text = run.text + run.err
        assert word in text and "\\udc" not in text.replace("\\udc" if "json" in line else "\0", ""), (line, text)
    assert (folder / "店.duckdb").exists() and list(folder.glob("分群-*.csv"))
    if locale == PLAIN:
        run = crmkit("load", "报表/订单.csv", "--store", os.fsdecode("店.duckdb".encode("gbk")))
        assert run.code == 2 and "店.duckdb: the name of this file or of its folder is not UTF-8" in run.err
