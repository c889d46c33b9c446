"""Checks that what was timed is right: product and floors must come to the same answer, and to the generated totals."""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from benchmarks.bench import Bench, Broken
from benchmarks.place import ROOT, Export
from benchmarks.process import Run

Check = Callable[[Run], None]
GRID = ROOT / "src" / "crmkit" / "customers" / "scores" / "segments" / "grid.toml"
TIERS = "ABC"


def rows_read(orders: int) -> Check:
    """A floor that reads: it prints how many rows it has."""

    def check(done: Run) -> None:
        equal("rows", int(done.output), orders)

    return check


def names(*words: str) -> Check:
    """A text that has all these words in it."""

    def check(done: Run) -> None:
        equal("missing words", [word for word in words if word not in done.output], [])

    return check


def segments(bench: Bench, export: Export, *, name: str = "segment") -> Check:
    """The product's segments: all the money of the export, and equal rows however they were asked for."""

    def check(done: Run) -> None:
        result = json.loads(done.output)
        equal("net_sales", Decimal(result["facts"]["net_sales"]), export.net)
        equal_to_earlier(bench, f"{name} of {export.orders}", [result["as_of"], result["rows"]])

    return check


def segment_cells(bench: Bench, export: Export) -> Check:
    """A floor's RFM cells, put together as the map of segments says, are the product's segments."""

    def check(done: Run) -> None:
        result = json.loads(done.output)
        owners = {cell: segment["code"] for segment in _grid() for cell in _cells(segment)}
        customers_of: dict[str, int] = defaultdict(int)
        money: dict[str, Decimal] = defaultdict(Decimal)
        for r, f, customers, net, *_ in result["cells"]:
            customers_of[owners[r, f]] += customers
            money[owners[r, f]] += Decimal(net)
        as_of, rows = answer(bench, f"segment of {export.orders}")
        equal("as_of", result["as_of"], as_of)
        for row in rows:
            code = row["segment_code"]
            equal(code, (customers_of[code], money[code]), (row["customers"], Decimal(row["net_sales"])))

    return check


def tiers(bench: Bench, export: Export) -> Check:
    """The product's tiers: all the money of the export, and equal rows every time."""

    def check(done: Run) -> None:
        result = json.loads(done.output)
        equal("net_sales", Decimal(result["facts"]["net_sales"]), export.net)
        answer = [result["rows"], result["parts"]["deciles"]["rows"]]
        equal_to_earlier(bench, f"tiers of {export.orders}", answer)

    return check


def tier_cells(bench: Bench, export: Export) -> Check:
    """A floor's cells are the product's tiers and deciles."""

    def check(done: Run) -> None:
        customers_of: dict[str | int, int] = defaultdict(int)
        money: dict[str | int, int] = defaultdict(int)
        for tier, decile, customers, fen, *_ in json.loads(done.output)["cells"]:
            for place in (TIERS[tier - 1], decile):
                customers_of[place] += customers
                money[place] += int(fen)
        by_tier, deciles = answer(bench, f"tiers of {export.orders}")
        for row in (*by_tier, *deciles):
            place = row["tier"] if "tier" in row else row["decile"]
            equal(
                f"tier {place}",
                (customers_of[place], money[place]),
                (row["customers"], Decimal(row["net_sales"]) * 100),
            )

    return check


def repurchase(bench: Bench, export: Export) -> Check:
    """The product's repurchase: equal rows and customers every time."""

    def check(done: Run) -> None:
        result = json.loads(done.output)
        steps, months = (result["parts"][name]["rows"] for name in ("transitions", "repurchase_by_month"))
        equal_to_earlier(bench, f"repurchase of {export.orders}", [result["rows"], steps, months])

    return check


def repurchase_cells(bench: Bench, export: Export) -> Check:
    """A floor's cells have as many customers at risk, on each step and in each month as the product."""

    def check(done: Run) -> None:
        windows, steps, months = answer(bench, f"repurchase of {export.orders}")
        customers_of: dict[tuple[str, Any], int] = defaultdict(int)
        for nth, month, days, is_back, own in json.loads(done.output)["cells"]:
            for place in [("step", nth), ("back", nth)][: 1 + is_back]:
                customers_of[place] += own
            customers_of["month", month] += own
            for row in windows:
                customers_of["window", row["days_since_first"]] += (
                    own if nth == 1 and days >= row["days_since_first"] else 0
                )
        for row in windows:
            equal(
                f"day {row['days_since_first']}", customers_of["window", row["days_since_first"]], row["still_observed"]
            )
        for row in steps:
            nth = row["from_purchase"]
            equal(
                f"step {nth}",
                (customers_of["step", nth], customers_of["back", nth]),
                (row["customers"], row["repeat_customers"]),
            )
        for row in months:
            equal(row["first_month"], customers_of["month", row["first_month"]], row["customers"])

    return check


def cohorts(bench: Bench, export: Export) -> Check:
    """The product's cohorts: all the money of the export, and equal rows every time."""

    def check(done: Run) -> None:
        result = json.loads(done.output)
        equal("net_sales", Decimal(result["facts"]["net_sales"]), export.net)
        equal_to_earlier(bench, f"cohort of {export.orders}", result["rows"])

    return check


def cohort_cells(bench: Bench, export: Export) -> Check:
    """A floor's cells are the product's, a cell without buyers being none of the floor's."""

    def check(done: Run) -> None:
        counts = {(first, period): own for first, period, *own in json.loads(done.output)["cells"]}
        for row in answer(bench, f"cohort of {export.orders}"):
            year, month = map(int, row["cohort"].split("-"))
            own = counts.get((12 * year + month - 1, row["period_number"]))
            figures = [row["buyers"], row["purchase_days"], row["orders"], row["net_sales"]]
            ours = [0, 0, 0, 0] if own is None else own
            expected = None if own is None and not row["is_complete"] else [*ours[:3], f"{Decimal(ours[3]) / 100:.2f}"]
            equal(f"{row['cohort']} {row['period_number']}", expected, None if figures[0] is None else figures)

    return check


def trends(bench: Bench, export: Export) -> Check:
    """The product's months: all the money of the export, and equal rows every time."""

    def check(done: Run) -> None:
        result = json.loads(done.output)
        equal("net_sales", Decimal(result["facts"]["net_sales"]), export.net)
        equal_to_earlier(bench, f"trend of {export.orders}", result["rows"])

    return check


def trend_cells(bench: Bench, export: Export) -> Check:
    """A floor's months are the product's: orders, money, what went back, buyers, and the new ones among them."""

    def check(done: Run) -> None:
        rows = answer(bench, f"trend of {export.orders}")
        cells = json.loads(done.output)["cells"]
        months = [f"{slot // 12}-{slot % 12 + 1:02}" for slot, *_ in cells]
        equal("months", months, [row["period"] for row in rows])
        for row, (_, orders, paid_fen, refund_fen, customers, new) in zip(rows, cells, strict=True):
            figures = [row["orders"], row["net_sales"], row["customers"], row["new_customers"], row["refund_rate"]]
            net = f"{Decimal(paid_fen - refund_fen) / 100:.2f}"
            equal(row["period"], [orders, net, customers, new, round(refund_fen / paid_fen, 6)], figures)

    return check


def account(orders: int, *, new: int) -> Check:
    """A load whose account closes over ``orders`` rows, of which ``new`` were not there before."""

    def check(done: Run) -> None:
        result = json.loads(done.output)
        (line,) = result["rows"]
        equal("lines", line["lines"], orders + line["header_lines"])
        equal("rows", line["loaded_lines"] + line["unchanged_lines"], orders)
        equal("new orders", result["facts"]["new_records"], new)

    return check


def every_line(log: Export) -> Check:
    """A load of a log of item lines that took every line and set none aside."""

    def check(done: Run) -> None:
        (line,) = json.loads(done.output)["rows"]
        equal("lines", line["lines"], log.rows + line["header_lines"])
        equal("loaded lines", line["loaded_lines"], log.rows)

    return check


def equal(what: str, found: object, expected: object) -> None:
    """``Broken`` unless both are the same."""
    if found != expected:
        raise Broken(f"{what}: {found!r}, expected {expected!r}")


def equal_to_earlier(bench: Bench, name: str, answer: object) -> None:
    """``Broken`` when another answer was given under that name before."""
    if bench.answers.setdefault(name, answer) != answer:
        raise Broken(f"{name}: not the answer that was given before")


def answer(bench: Bench, name: str) -> Any:
    """What the product answered under that name."""
    if name not in bench.answers:
        raise Broken(f"{name}: the product has to answer before the floor is checked")
    return bench.answers[name]


def _grid() -> list[dict[str, Any]]:
    segments: list[dict[str, Any]] = tomllib.loads(GRID.read_text(encoding="utf-8"))["segments"]
    return segments


def _cells(segment: dict[str, Any]) -> Iterator[tuple[int, int]]:
    for block in segment["cells"]:
        for r in _span(block["r"]):
            for f in _span(block["f"]):
                yield r, f


def _span(text: str) -> range:
    low, _, high = text.partition("-")
    return range(int(low), int(high or low) + 1)
