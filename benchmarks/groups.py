"""The measures, in groups that can be asked for by name; each gives the lines of the table that it has figures for."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from benchmarks import bars, steps
from benchmarks.accuracy.group import accuracy
from benchmarks.bars import Line
from benchmarks.bench import Bench
from benchmarks.models import models
from benchmarks.profiles import profile, where
from benchmarks.reports import report

START_RUNS = 15
TIGHT, SCARCE, PLENTY = "512MB", "128MB", "4GB"


def start(bench: Bench) -> list[Line]:
    """What the program costs before it has anything to do."""
    pairs = [steps.bare_help_page(), steps.help_page(), steps.bare_segment_example(), steps.segment_example()]
    for step in pairs:  # once unmeasured: compiled modules and cached pages
        bench.measure([step], runs=1)
        del bench.samples[step.name]
    bench.measure(pairs, runs=START_RUNS)
    got = bench.samples
    example = "segment examples/orders.csv"
    return [
        bars.no_dearer("crmkit --help / bare Typer program", got["--help"], got["bare --help"], 1.3),
        bars.no_slower(f"crmkit {example} / bare script", got[example], got["bare segment"], 1.3),
    ]


def files(bench: Bench) -> list[Line]:
    """A UTF-8 export: answered from, loaded, loaded again."""
    export = steps.base(bench)
    bench.measure(
        [
            steps.floor(bench, export),
            steps.floor(bench, export, columns="kept"),
            steps.floor(bench, export, columns="narrow"),
            steps.segment_file(bench, export),
            steps.load_new(bench, export),
            steps.load_again(bench, export),
        ]
    )
    got = bench.samples
    return [
        bars.no_slower("segment FILE, UTF-8 / F1", got["segment FILE"], got["F1"], 1.4),
        bars.beside("segment FILE, UTF-8 / F1n (eight columns)", got["segment FILE"], got["F1n"]),
        bars.no_slower("load into a new store / F1l", got["load"], got["F1l"], 1.8),
        bars.beside("load into a new store / F1 (without the two columns of delivery)", got["load"], got["F1"]),
        bars.beside("load into a new store / F1n (eight columns)", got["load"], got["F1n"]),
        bars.no_slower("load the same file again / F1", got["load again"], got["F1"], 0.5),
    ]


def gb18030(bench: Bench) -> list[Line]:
    """The same export in GB18030."""
    export = bench.place.export(bench.orders, customers=bench.customers, encoding="gb18030")
    name = "segment FILE, GB18030"
    bench.measure([steps.floor(bench, export, through=True), steps.segment_file(bench, export, name=name)])
    return [bars.no_slower(f"{name} / F1g", bench.samples[name], bench.samples["F1g"], 1.25)]


def lines(bench: Bench) -> list[Line]:
    """A log of item lines, several rows per order number: answered from, loaded, and answered from its store."""
    log = steps.item_log(bench)
    bench.measure([steps.floor_of_lines(bench, log), steps.segment_lines(bench, log), steps.load_lines(bench, log)])
    bench.measure([steps.segment_lines(bench, log, stored=True)], runs=1)
    got = bench.samples
    floor, asked = got["F1 of item lines"], got["segment FILE, item lines"]
    answer = got["segment from the store of item lines"]
    return [
        bars.adds_no_more(
            "reading item lines (segment FILE, its answer taken off) / F1 of its own file", asked, answer, floor, 2
        ),
        bars.beside("segment FILE, item lines / F1 of its own file", asked, floor),
        bars.beside("load, item lines / F1 of its own file", got["load, item lines"], floor),
    ]


def overlap(bench: Bench) -> list[Line]:
    """An export a tenth as large, of which half is in the store already."""
    steps.loaded(bench)
    orders = max(1, bench.orders // 10)
    shared = orders // 2
    export = bench.place.export(orders, customers=bench.customers, start_number=bench.orders - shared)
    small = steps.floor(bench, export, name="F1 of the overlapping file")
    bench.measure([small, steps.load_more(bench, export, into=steps.store(bench), new=orders - shared)])
    got = bench.samples
    measure = f"load {orders:,} overlapping orders / F1 of their own"
    return [bars.no_slower(measure, got["load overlapping"], got[small.name], 3)]


def store(bench: Bench) -> list[Line]:
    """Answers from the store."""
    export = steps.loaded(bench)
    bench.once_at_least(steps.help_page(), runs=START_RUNS)
    every = {"trend": ("--periods", "0")}
    questions = ("segment", "tiers", "repurchase", "cohort", "trend")
    for question in questions:
        name = f"{question} from the store"
        asked = steps.ask(bench, question, export, *every.get(question, ()), name=name)
        bench.measure([asked, steps.ask_by_hand(bench, question, export)])
    begin = bench.samples["--help"].wall
    return [
        bars.no_slower(
            f"{question} from the store / F2 + start-up",
            bench.samples[f"{question} from the store"],
            bench.samples[f"F2 {question}"],
            1.2,
            less=begin,
        )
        for question in questions
    ]


def spill(bench: Bench) -> list[Line]:
    """Answers with less memory than they would like."""
    export = steps.loaded(bench)
    names = {memory: f"segment from the store, --memory {memory}" for memory in (PLENTY, TIGHT, SCARCE)}
    bench.measure(
        [steps.ask(bench, "segment", export, "--memory", memory, name=name) for memory, name in names.items()]
    )
    bench.samples[names[PLENTY]].is_product = False  # it was asked to take more than the bar
    from_file = f"segment FILE, --memory {TIGHT}"
    usual = steps.segment_file(bench, export)
    bench.once_at_least(usual, runs=1)
    bench.measure([steps.segment_file(bench, export, "--memory", TIGHT, name=from_file)], runs=1)
    got = bench.samples
    return [
        bars.survived(f"{names[TIGHT]} / {PLENTY}", got[names[TIGHT]], got[names[PLENTY]]),
        bars.survived(f"{names[SCARCE]} / {PLENTY}", got[names[SCARCE]], got[names[PLENTY]]),
        bars.survived(f"{from_file} / default", got[from_file], got[usual.name]),
    ]


def pandas(bench: Bench) -> list[Line]:
    """Against pandas, once: it is slow and uses much memory."""
    if find_spec("pandas") is None:
        return [Line("segment FILE, UTF-8 / pandas: not measured, pandas is not installed (group bench)")]
    export = steps.base(bench)
    bench.once_at_least(steps.segment_file(bench, export))
    bench.measure([steps.pandas(bench, export, columns=columns) for columns in ("needed", "narrow")], runs=1)
    product, other = bench.samples["segment FILE"], bench.samples["P"]
    measure = "segment FILE, UTF-8 / pandas"
    return [
        bars.faster(measure, product, other, 5),
        bars.faster(f"{measure}, eight columns", product, bench.samples["Pn"]),
        bars.lighter(f"{measure}, peak memory", product, other),
    ]


def growth(bench: Bench) -> list[Line]:
    """A tenth, three tenths and all of the orders: cost must grow along a straight line."""
    sizes = [max(10, bench.orders // 10), max(30, bench.orders * 3 // 10), bench.orders]
    exports = [bench.place.export(size, customers=max(1, size // 10)) for size in sizes]
    kinds = ("segment FILE", "load", "segment from the store")
    names = {(kind, size): kind if size == bench.orders else f"{kind}, {size:,}" for kind in kinds for size in sizes}
    small = []
    for export in exports:
        read, load, ask = (names[kind, export.orders] for kind in kinds)
        own = [
            steps.segment_file(bench, export, name=read),
            steps.load_new(bench, export, name=load),
            steps.ask(bench, "segment", export, name=ask),
        ]
        if export.orders == bench.orders:
            bench.once_at_least(*own)
        else:
            small += own
    bench.measure(small)
    for step in small:
        bench.samples[step.name].is_product = False  # the largest size answers for memory
    return [
        bars.linear(
            f"{kind}: " + ", ".join(f"{size:,}" for size in sizes),
            sizes,
            [bench.samples[names[kind, size]] for size in sizes],
            0.15,
        )
        for kind in kinds
    ]


def churn(bench: Bench) -> list[Line]:
    """Churn and value from the store: the whole backtest, and the label-free method beside the SQL that feeds it."""
    steps.loaded(bench)
    whole, alone = "churn --months 3", "churn --months 3 --method mbg-nbd"
    feed = steps.feed_churn(bench)
    bench.measure([feed, steps.churn(bench, "--method", "mbg-nbd", name=alone), steps.churn(bench, name=whole)])
    bench.measure([steps.value(bench)], runs=1)
    got = bench.samples
    return [
        bars.within(whole, got[whole], seconds=60, peak=2_000_000_000),
        bars.within(f"{alone}, less the SQL that feeds it", got[alone], seconds=5, floor=got[feed.name]),
        bars.within("value", got["value"], peak=2_000_000_000),
    ]


GROUPS: dict[str, Callable[[Bench], list[Line]]] = {
    "start": start,
    "files": files,
    "gb18030": gb18030,
    "lines": lines,
    "store": store,
    "overlap": overlap,
    "spill": spill,
    "growth": growth,
    "pandas": pandas,
    "models": models,
    "profile": profile,
    "where": where,
    "churn": churn,
    "report": report,
    "accuracy": accuracy,
}
