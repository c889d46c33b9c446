"""Profiles: everything known of each customer beside hand-written SQL, and what a condition on customers adds."""

from __future__ import annotations

import json
import subprocess
import sys

from benchmarks import bars, steps
from benchmarks.answers import answer, equal, equal_to_earlier
from benchmarks.bars import Line
from benchmarks.bench import Bench, Broken, Step, python
from benchmarks.place import ROOT, Export
from benchmarks.process import Run

MOST_MEMORY = 2_000_000_000
CONDITIONS = {"province": "province=浙江", "stage": "stage=overdue and net>=500"}
"""Conditions by the name of their floor."""
START_RUNS = 15


def profile(bench: Bench) -> list[Line]:
    """One row per customer with all that is known, as a Parquet file, and the same file by hand."""
    export = steps.loaded(bench)
    bench.once_at_least(steps.help_page(), runs=START_RUNS)
    product, floor = _profile(bench), _profile_by_hand(bench, export)
    bench.measure([product, floor])
    got = bench.samples
    measure = f"{product.name} / F3 + start-up"
    return [
        bars.no_slower(measure, got[product.name], got[floor.name], 1.5, less=got["--help"].wall),
        bars.within(product.name, got[product.name], peak=MOST_MEMORY),
    ]


def where(bench: Bench) -> list[Line]:
    """Segments of some customers beside those of all, and what finding them takes by hand."""
    export = steps.loaded(bench)
    everybody = steps.ask(bench, "segment", export, name="segment without a condition")
    pairs = [(_ask_some(bench, name), _find_some(bench, name)) for name in CONDITIONS]
    bench.measure([everybody, *(step for pair in pairs for step in pair)])
    got, measure = bench.samples, "{} / F4 + segment without it"
    return [
        bars.adds_no_more(measure.format(some.name), got[some.name], got[everybody.name], got[by_hand.name], 1.2)
        for some, by_hand in pairs
    ]


def _profile(bench: Bench) -> Step:
    path, target = steps.store(bench), bench.place.work / "profile.parquet"
    command = python(
        "crmkit", "profile", "--detail", "--reveal", "-o", target, "--store", path, *steps.GRID, "--lang", "en"
    )
    return Step("profile --detail", command, reads=(path,), prepare=lambda: target.unlink(missing_ok=True))


def _profile_by_hand(bench: Bench, export: Export) -> Step:
    """F3; its file must hold what the product's holds. The words of titles are found before, outside the time."""
    path, work = steps.store(bench), bench.place.work
    words, target, product = work / "words.parquet", work / "profile-by-hand.parquet", work / "profile.parquet"

    def prepare() -> None:
        target.unlink(missing_ok=True)
        if not words.exists():
            _aside(bench, *python("benchmarks.floors.name_goods", path, words))

    def check(_: Run) -> None:
        counted = json.loads(_aside(bench, *python("benchmarks.same_rows", product, target)))
        if counted["rows"] < 1 or counted["rows"] > export.orders:
            raise Broken(f"profile --detail: {counted['rows']} customers")
        if counted["alone"]:
            print(f"not in F3: {', '.join(counted['alone'])}", file=sys.stderr)

    command = python("benchmarks.floors.write_profile", path, words, target)
    return Step("F3 profile", command, reads=(path,), prepare=prepare, check=check)


def _ask_some(bench: Bench, name: str) -> Step:
    """The product's segments of the customers that match a condition."""
    path, condition = steps.store(bench), CONDITIONS[name]

    def check(done: Run) -> None:
        facts = json.loads(done.output)["facts"]
        counted = [facts["audience_customers"], facts["purchases"], facts["net_sales"]]
        equal_to_earlier(bench, condition, counted)

    command = python("crmkit", "segment", "--where", condition, "--store", path, *steps.GRID, *steps.JSON)
    return Step(f"segment --where '{condition}'", command, reads=(path,), check=check, is_product=True)


def _find_some(bench: Bench, name: str) -> Step:
    """F4: who they are, how often they bought and for how much."""
    path, condition = steps.store(bench), CONDITIONS[name]

    def check(done: Run) -> None:
        (found,) = json.loads(done.output)["cells"]
        equal(condition, found, answer(bench, condition))

    return Step(f"F4 {name}", python("benchmarks.floors.ask_store", f"where_{name}", path), reads=(path,), check=check)


def _aside(bench: Bench, *command: str) -> str:
    """Run what no time is taken of; what it printed."""
    done = subprocess.run(command, env=bench.place.environment, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise Broken(done.stderr.strip())
    return done.stdout
