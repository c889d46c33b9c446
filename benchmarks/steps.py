"""The steps that groups of measures are made of: floors and product commands, each under one name."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks import answers
from benchmarks.bench import Bench, Step, python, remove
from benchmarks.item_log import MAPPING
from benchmarks.place import ROOT, Export

JSON = ("--lang", "en", "--format", "json")
GRID = ("--segments", "grid")
"""The map that the floors know."""
EXAMPLE = ROOT / "examples" / "orders.csv"


def base(bench: Bench) -> Export:
    """The export that most measures are taken on."""
    return bench.place.export(bench.orders, customers=bench.customers)


def store(bench: Bench, orders: int | None = None) -> Path:
    """Where the store of so many orders lies once it is loaded."""
    return bench.place.work / f"store-{orders or bench.orders}.duckdb"


def loaded(bench: Bench) -> Export:
    """The export that most measures are taken on, its store loaded."""
    export = base(bench)
    if not store(bench).exists():
        bench.measure([load_new(bench, export)], runs=1)
    return export


def floor(bench: Bench, export: Export, *, columns: str = "needed", through: bool = False, name: str = "") -> Step:
    """F1, F1l, F1n or (``through`` a UTF-8 file) F1g of ``export``."""
    database = bench.place.work / "floor.duckdb"
    detour = ("--through", bench.place.work / "floor.utf8") if through else ()
    own = "F1g" if through else {"needed": "F1", "kept": "F1l", "narrow": "F1n"}[columns]
    return Step(
        name or own,
        python("benchmarks.floors.read_orders", columns, export.path, database, *detour),
        reads=(export.path,),
        prepare=lambda: remove(database),
        check=answers.rows_read(export.orders),
    )


def item_log(bench: Bench) -> Export:
    """A log with as many item lines as the main export has orders."""
    orders = max(4, bench.orders * 2 // 5 // 4 * 4)
    return bench.place.item_log(orders, customers=max(1, orders // 10))


def floor_of_lines(bench: Bench, log: Export) -> Step:
    """F1 of a log of item lines."""
    database = bench.place.work / "floor.duckdb"
    return Step(
        "F1 of item lines",
        python("benchmarks.floors.read_orders", "item_lines", log.path, database),
        reads=(log.path,),
        prepare=lambda: remove(database),
        check=answers.rows_read(log.rows),
    )


def segment_lines(bench: Bench, log: Export, *, stored: bool = False) -> Step:
    """The product answers from a log of item lines, or from the store that it was loaded into."""
    source = ("--store", lines_store(bench)) if stored else (log.path, "--map", MAPPING)
    return Step(
        "segment from the store of item lines" if stored else "segment FILE, item lines",
        python("crmkit", "segment", *source, *GRID, *JSON),
        reads=(lines_store(bench) if stored else log.path,),
        check=answers.segments(bench, log, name="item lines"),
        is_product=True,
    )


def load_lines(bench: Bench, log: Export) -> Step:
    """The product loads a log of item lines into a store that is not there yet; the store stays."""
    target = lines_store(bench)
    return Step(
        "load, item lines",
        python("crmkit", "load", log.path, "--map", MAPPING, "--store", target, *JSON),
        reads=(log.path,),
        prepare=lambda: remove(target),
        check=answers.every_line(log),
        is_product=True,
    )


def lines_store(bench: Bench) -> Path:
    """Where the store of the log of item lines lies."""
    return bench.place.work / "store-of-lines.duckdb"


def segment_file(bench: Bench, export: Export, *options: str, name: str = "segment FILE") -> Step:
    """The product answers from the file."""
    return Step(
        name,
        python("crmkit", "segment", export.path, *options, *GRID, *JSON),
        reads=(export.path,),
        check=answers.segments(bench, export),
        is_product=True,
    )


def load_new(bench: Bench, export: Export, *, name: str = "load") -> Step:
    """The product loads the file into a store that is not there yet; the store stays."""
    target = store(bench, export.orders)
    return Step(
        name,
        python("crmkit", "load", export.path, "--store", target, *JSON),
        reads=(export.path,),
        prepare=lambda: remove(target),
        check=answers.account(export.orders, new=export.orders),
        is_product=True,
    )


def load_again(bench: Bench, export: Export) -> Step:
    """The product loads the very same file into the store that ``load_new`` left."""
    target = store(bench, export.orders)
    return Step(
        "load again",
        python("crmkit", "load", export.path, "--store", target, *JSON),
        reads=(export.path, target),
        check=answers.account(export.orders, new=0),
        is_product=True,
    )


def load_more(bench: Bench, export: Export, *, into: Path, new: int) -> Step:
    """The product loads ``export`` into a copy of the store ``into``, of whose orders it repeats some."""
    target = bench.place.work / "overlapped.duckdb"
    return Step(
        "load overlapping",
        python("crmkit", "load", export.path, "--store", target, *JSON),
        reads=(export.path, target),
        prepare=_copying(into, target),
        check=answers.account(export.orders, new=new),
        is_product=True,
    )


def ask(bench: Bench, question: str, export: Export, *options: str, name: str) -> Step:
    """The product answers from the loaded store of ``export``."""
    path = store(bench, export.orders)
    checks = {
        "segment": answers.segments,
        "tiers": answers.tiers,
        "repurchase": answers.repurchase,
        "cohort": answers.cohorts,
        "trend": answers.trends,
    }
    return Step(
        name,
        python("crmkit", question, "--store", path, *options, *(GRID if question == "segment" else ()), *JSON),
        reads=(path,),
        check=checks[question](bench, export),
        is_product=True,
    )


def ask_by_hand(bench: Bench, question: str, export: Export) -> Step:
    """F2: hand-written SQL on the same store."""
    path = store(bench, export.orders)
    cells = {
        "segment": answers.segment_cells,
        "tiers": answers.tier_cells,
        "repurchase": answers.repurchase_cells,
        "cohort": answers.cohort_cells,
        "trend": answers.trend_cells,
    }
    return Step(
        f"F2 {question}",
        python("benchmarks.floors.ask_store", question, path),
        reads=(path,),
        check=cells[question](bench, export),
    )


def pandas(bench: Bench, export: Export, *, columns: str) -> Step:
    """P or Pn: the same answer from the file with pandas; ask the product before, for the check."""
    return Step(
        {"needed": "P", "narrow": "Pn"}[columns],
        python("benchmarks.floors.with_pandas", columns, export.path),
        reads=(export.path,),
        check=answers.segment_cells(bench, export),
    )


def churn(bench: Bench, *options: str, name: str) -> Step:
    """The product predicts churn from the loaded store, having forgotten what it learnt before."""
    path = store(bench)
    return Step(
        name,
        python("crmkit", "churn", "--months", "3", "--store", path, *options, *JSON),
        reads=(path,),
        prepare=lambda: forget(path),
        check=answers.names("churn", "backtest"),
    )


def feed_churn(bench: Bench) -> Step:
    """The SQL that feeds the label-free forecast."""
    path = store(bench)
    return Step("SQL that feeds churn", python("benchmarks.floors.feed_churn", path, "3"), reads=(path,))


def value(bench: Bench) -> Step:
    """The product computes customer value, from the loaded store."""
    path = store(bench)
    command = python("crmkit", "value", "--store", path, *JSON)
    return Step("value", command, reads=(path,), prepare=lambda: forget(path), check=answers.names("value"))


def help_page() -> Step:
    """The product's own help."""
    return Step("--help", python("crmkit", "--help"), check=answers.names("segment", "tiers", "load"))


def bare_help_page() -> Step:
    """The help of a program that does nothing."""
    return Step("bare --help", python("benchmarks.floors.bare_help", "--help"))


def segment_example() -> Step:
    """The product's first answer, as the README asks for it."""
    return Step("segment examples/orders.csv", python("crmkit", "segment", EXAMPLE), reads=(EXAMPLE,))


def bare_segment_example() -> Step:
    """A small script that answers from the same file."""
    return Step("bare segment", python("benchmarks.floors.bare_segment", EXAMPLE), reads=(EXAMPLE,))


def forget(path: Path) -> None:
    """Empty the table of what questions learnt from the store."""
    with duckdb.connect(path) as connection:
        connection.execute("drop table if exists kept.models")


def _copying(source: Path, target: Path) -> Callable[[], None]:
    def copy() -> None:
        remove(target)
        for found in source.parent.glob(source.name + "*"):
            copied = target.with_name(target.name + found.name.removeprefix(source.name))
            (shutil.copytree if found.is_dir() else shutil.copyfile)(found, copied)

    return copy
