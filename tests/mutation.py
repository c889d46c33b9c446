"""Break the program in one place after the other and see whether a test notices (docs/testing.md).

``python -m tests.mutation map`` runs the tests once and notes which of them reach which line.
``python -m tests.mutation run`` breaks a fixed sample of places, runs for each the tests that reach it, the nearest and
quickest first, and prints the score and what survived. Results are kept: a run that was stopped goes on.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from xml.etree import ElementTree

from tests.mutants import Place, places_of

ROOT = Path(__file__).parents[1]
BROKEN = {
    "models": {".py": 80},
    "customers": {".py": 60, ".sql": 40},
    "ingest/typing": {".py": 25, ".sql": 60},
    "ingest/forms": {".py": 15},
    "privacy": {".py": 10},
    "render/safe.py": {".py": 10},
}
"""Where below ``src/crmkit`` figures are made or kept from leaking, and how many places are broken of each."""
TESTS = ("models", "customers", "analyses", "ingest", "privacy", "render")
AT_IMPORT = ("tests/house/test_records.py",)
"""What looks at the text of modules, and so reaches no line of them."""
SEED = 1
BUDGET = 150.0
"""Seconds of tests that a mutant has to survive."""
LONG = 900


@dataclass(frozen=True)
class Reach:
    """Which tests reach a line, and how many seconds each takes."""

    lines: Mapping[str, Mapping[int, list[str]]]
    seconds: Mapping[str, float]

    def of(self, place: Place) -> list[str]:
        """The tests to run: those of files that bear the words of its own before others, the cheapest of each first."""
        if place.path.endswith(".py") and place.in_function:
            lines = self.lines.get(place.path, {})
            reached = max((line for line in lines if line <= place.line), default=0)  # a statement may take several
            found = set(lines.get(reached, ()))
        elif place.path.endswith(".py"):  # what is done at import shows wherever the module is used
            found = {test for tests in self.lines.get(place.path, {}).values() for test in tests}
        else:  # a statement is run by the modules beside it, or by those of the rooms around where it stands alone
            found, room = set(), Path(place.path).parent
            while not found and room != Path("src"):
                files = [lines for path, lines in self.lines.items() if Path(path).parent == room]
                found, room = {test for lines in files for tests in lines.values() for test in tests}, room.parent
        words = words_of(place.path.removeprefix("src/crmkit/"))
        by_file: dict[str, list[str]] = defaultdict(list)
        for test in sorted(found, key=lambda test: (self.seconds.get(test, 1.0), test)):
            by_file[test.partition("::")[0]].append(test)
        turns = {test: turn for tests in by_file.values() for turn, test in enumerate(tests)}
        far = {test: -len(words & words_of(test.partition("::")[0])) for test in turns}
        chosen, left = [], BUDGET
        for test in sorted(turns, key=lambda test: (far[test], turns[test], self.seconds.get(test, 1.0))):
            if (left := left - self.seconds.get(test, 1.0)) < 0:
                break
            chosen.append(test)
        return [*(AT_IMPORT if place.path.endswith(".py") and not place.in_function else ()), *chosen]


def words_of(path: str) -> set[str]:
    """The words of a path: those of a test and of what it tests are alike."""
    return {word.removesuffix("s") for word in re.split(r"[/_.]", path)} - {"test", "", "py", "sql"}


def copy_to(folder: Path) -> Path:
    """A copy of the checkout that may be broken."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".git", ".venv", "build", "*_cache", "__pycache__"))
    return folder


def pytest(tree: Path, *arguments: str, seconds: float | None = None) -> int:
    """Run pytest in a copy; its exit code, or 1 where it takes longer than ``seconds``."""
    path = os.pathsep.join([str(tree / "src"), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    try:
        done = subprocess.run(
            command, cwd=tree, env=os.environ | {"PYTHONPATH": path}, timeout=seconds, capture_output=True, check=False
        )
    except subprocess.TimeoutExpired:
        return 1
    return done.returncode


def note_reach(kept: Path, workers: int) -> None:
    """Run the tests once and keep which reach which line of what will be broken."""
    tree = copy_to(kept / "map")
    measured = [f"--cov=crmkit.{each.removesuffix('.py').replace('/', '.')}" for each in BROKEN]
    folders = [f"tests/{each}" for each in TESTS]
    pytest(
        tree, *folders, *measured, "--cov-context=test", "--cov-report=", f"--junitxml={kept / 'map.xml'}",
        "-n", str(workers), "--dist", "worksteal",
    )  # fmt: skip
    shutil.copy(tree / ".coverage", kept / "reach.coverage")


def read_reach(kept: Path) -> Reach:
    """What ``note_reach`` kept."""
    from coverage import CoverageData

    data = CoverageData(str(kept / "reach.coverage"))
    data.read()
    lines: dict[str, dict[int, list[str]]] = {}
    for file in data.measured_files():
        name = "src/crmkit" + file.rpartition("src/crmkit")[2]
        found = data.contexts_by_lineno(file)
        lines[name] = {
            line: sorted({context.partition("|")[0] for context in contexts if context})
            for line, contexts in found.items()
        }
    seconds: dict[str, float] = {}
    for case in ElementTree.parse(kept / "map.xml").iter("testcase"):  # noqa: S314 - our own file
        test = f"{case.attrib['classname'].replace('.', '/')}.py::{case.attrib['name']}"
        seconds[test] = float(case.attrib["time"])
    return Reach(lines, seconds)


def sample() -> Iterator[Place]:
    """The same places every time, as long as the files are the same."""
    for name, sizes in BROKEN.items():
        folder = ROOT / "src/crmkit" / name
        for suffix, size in sizes.items():
            files = [folder] if folder.is_file() else sorted(folder.rglob(f"*{suffix}"))
            places = [place for file in files for place in places_of(file, ROOT)]
            yield from random.Random(SEED).sample(places, min(size, len(places)))


def try_all(kept: Path, workers: int) -> None:
    """Break the sample one by one, in as many copies as there are ``workers``."""
    reach, results = read_reach(kept), kept / "results.jsonl"
    done = {json.loads(line)["name"] for line in results.read_text().splitlines()} if results.exists() else set()
    trees: SimpleQueue[Path] = SimpleQueue()
    for number in range(workers):
        shutil.rmtree(kept / f"tree{number}", ignore_errors=True)
        trees.put(copy_to(kept / f"tree{number}"))

    def attempt(place: Place) -> None:
        tests, tree = reach.of(place), trees.get()
        path = tree / place.path
        text, broken = path.read_text(encoding="utf-8"), place.broken()
        at = place.line - 1
        try:
            path.write_text(broken, encoding="utf-8")
            survived = not tests or pytest(tree, "-x", "-n", "0", *tests, seconds=LONG) == 0
        finally:
            path.write_text(text, encoding="utf-8")
            trees.put(tree)
        entry = {
            "name": place.name, "path": place.path, "line": place.line, "what": place.what, "survived": survived,
            "before": text.splitlines()[at], "after": broken.splitlines()[at], "tests": len(tests),
        }  # fmt: skip
        with results.open("a") as out:
            out.write(json.dumps(entry) + "\n")

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(attempt, [place for place in sample() if place.name not in done]))


def report(kept: Path) -> None:
    """Print the score, and each survivor with its line before and after."""
    found = [json.loads(line) for line in (kept / "results.jsonl").read_text().splitlines()]
    alive = [each for each in found if each["survived"]]
    print(f"{len(found)} broken, {len(found) - len(alive)} noticed ({1 - len(alive) / len(found):.1%})")
    for each in sorted(alive, key=lambda each: each["name"]):
        print(f"\n{each['path']}:{each['line']}  {each['what']}  ({each['tests']} tests)")
        print(f"- {each['before'].strip()}\n+ {each['after'].strip()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=["map", "run", "report"])
    parser.add_argument("--kept", type=Path, default=ROOT / "build/mutation", help="where results are kept")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    given.kept.mkdir(parents=True, exist_ok=True)
    if given.step == "map":
        note_reach(given.kept, given.workers)
    if given.step == "run":
        try_all(given.kept, given.workers)
    if given.step != "map":
        report(given.kept)


if __name__ == "__main__":
    main()
