"""The benchmark evaluates rightly: medians, bars, straight lines, memory; its floors read what the generator wrote."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks import bars
from benchmarks.bench import Sample
from benchmarks.floors.recode import recode
from benchmarks.process import Run

ROOT = Path(__file__).resolve().parents[2]


def sample(*walls: float, peak: int = 0) -> Sample:
    return Sample([Run(wall, 2 * wall, peak, 0, "", "") for wall in walls], is_product=True)


def test_a_bar_is_kept_up_to_its_value_and_missed_beyond() -> None:
    floor = sample(1.0, 9.0, 2.0)  # one disturbed run of three does not matter
    assert floor.wall == 2.0
    assert bars.no_slower("load", sample(2.8), floor, 1.4).kept
    assert not bars.no_slower("load", sample(2.9), floor, 1.4).kept
    assert bars.no_slower("ask", sample(2.9), floor, 1.4, less=0.1).kept
    assert bars.adds_no_more("ask", sample(5.3), sample(3.0), floor, 1.2).kept
    assert not bars.adds_no_more("ask", sample(5.5), sample(3.0), floor, 1.2).kept
    assert bars.faster("read", sample(0.4), floor, 5).kept
    assert not bars.faster("read", sample(0.5), floor, 5).kept


def test_times_on_a_line_are_linear_whatever_the_start_costs() -> None:
    sizes = (1, 3, 10)
    straight = bars.linear("read", sizes, [sample(5 + 2 * size) for size in sizes], 0.15)
    square = bars.linear("read", sizes, [sample(size**2) for size in sizes], 0.15)
    assert straight.kept and straight.product == pytest.approx(0)
    assert not square.kept


MEASURING = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from benchmarks.process import run
print(json.dumps(asdict(run([sys.executable, "-c", sys.argv[1]], environment={}, folder=Path.cwd()))))
"""


def test_a_child_is_measured_with_its_output_and_its_end() -> None:
    """By a process of its own: a child begins as a copy of who measures it, and who runs tests has grown over them."""
    code = "import sys; print('x' * 200_000); block = b'x' * 400_000_000; sys.exit(3)"
    measured = subprocess.run([sys.executable, "-c", MEASURING, code], cwd=ROOT, capture_output=True, check=True)
    done = Run(**json.loads(measured.stdout))
    assert done.code == 3 and len(done.output) == 200_001
    assert 400e6 < done.peak < 1e9
    assert done.cpu > 0 and done.wall > 0


def test_the_floor_recodes_like_the_codec(tmp_path: Path) -> None:
    text = "订单编号,买家留言\n" + "".join(f"{n},谢谢{chr(0x1F600 + n % 50)}é\n" for n in range(400_000))
    (tmp_path / "a.csv").write_bytes(text.encode("gb18030"))
    recode(tmp_path / "a.csv", tmp_path / "b.csv")
    assert (tmp_path / "b.csv").read_bytes() == text.encode()


def test_product_and_floors_agree_on_a_small_export(tmp_path: Path) -> None:
    words = [
        "--orders",
        "600",
        "--runs",
        "1",
        "--only",
        "files",
        "lines",
        "store",
        "profile",
        "overlap",
        "--folder",
        tmp_path / "bench",
    ]
    command = [sys.executable, "-m", "benchmarks", *map(str, words), "--json", str(tmp_path / "report.json")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert not [line["measure"] for line in report["lines"] if line["bar"] == "an answer"]
    floors = {"F1", "F2 tiers", "F2 repurchase", "F2 cohort", "F2 trend", "F3 profile"}
    assert floors | {"segment FILE", "load", "load again", "load overlapping"} <= set(report["samples"])
    assert {"F1 of item lines", "segment FILE, item lines", "load, item lines"} <= set(report["samples"])
