"""What was measured, as a table for people and as JSON for comparisons."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.bars import Line
from benchmarks.bench import Bench


def machine() -> dict[str, object]:
    """What it was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(memory / 1e9, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "duckdb": version("duckdb"),
    }


def show(lines: Sequence[Line], bench: Bench, product: str) -> None:
    """Print the table."""
    from rich.console import Console
    from rich.table import Table

    about = ", ".join(f"{name} {value}" for name, value in machine().items())
    table = Table(title=f"{bench.orders:,} orders, medians of {bench.runs} runs", caption=f"{product}\n{about}")
    table.add_column("measure", overflow="fold")
    for name in ("product", "floor", "ratio", "cpu ratio", "spread", "bar"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict")
    for line in lines:
        verdict = {None: "", True: "[green]kept[/]", False: "[bold red]MISSED[/]"}[line.kept]
        cells = (_amount(line.product, line.unit), _amount(line.floor, line.unit), _times(line.ratio))
        table.add_row(line.measure, *cells, _times(line.cpu_ratio), _times(line.spread), line.bar, verdict)
    Console(width=max(120, Console().width)).print(table)


def write_json(path: Path, lines: Sequence[Line], bench: Bench, product: str) -> None:
    """Write every run of every step, and the table's lines."""
    report = {
        "orders": bench.orders,
        "customers": bench.customers,
        "runs": bench.runs,
        "product": product,
        "machine": machine(),
        "lines": [{name: getattr(line, name) for name in Line.__slots__} for line in lines],
        "samples": {
            name: [{"wall": each.wall, "cpu": each.cpu, "peak": each.peak} for each in sample.runs]
            for name, sample in bench.samples.items()
        },
    }
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    if not unit:
        return f"{value:.4f}"
    return f"{value:,.0f} {unit}" if unit == "MB" else f"{value:,.1f} {unit}" if unit == "%" else f"{value:,.2f} {unit}"


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}"
