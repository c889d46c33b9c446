"""Bars: what the product must stay within, and whether it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.bench import Bench, Sample

MEMORY_BAR = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One measured thing; ``kept`` is ``None`` where there is no bar.

    ``unit`` is of ``product`` and ``floor``, empty for a plain figure. ``ratio`` is what is held against ``bar``;
    ``cpu_ratio`` is shown beside it, since it is disturbed less. ``spread`` is the larger of both samples' slowest run
    by fastest.
    """

    measure: str
    product: float | None = None
    floor: float | None = None
    ratio: float | None = None
    cpu_ratio: float | None = None
    spread: float | None = None
    bar: str = ""
    kept: bool | None = None
    unit: str = "s"


def beside(measure: str, product: Sample, floor: Sample) -> Line:
    """A comparison that no bar is set for."""
    return Line(
        measure,
        product.wall,
        floor.wall,
        product.wall / floor.wall,
        product.cpu / floor.cpu,
        max(product.spread, floor.spread),
    )


def no_slower(measure: str, product: Sample, floor: Sample, bar: float, *, less: float = 0.0) -> Line:
    """Wall time at most ``bar`` times the floor's, ``less`` seconds of start-up taken off."""
    ratio = (product.wall - less) / floor.wall
    words = f"<= {bar:g} x" + (f" + {less:.2f} s" if less else "")
    return replace(beside(measure, product, floor), ratio=ratio, bar=words, kept=ratio <= bar)


def adds_no_more(measure: str, product: Sample, usual: Sample, floor: Sample, bar: float) -> Line:
    """What ``product`` takes longer than ``usual`` is at most ``bar`` times the floor's wall time."""
    line = no_slower(measure, product, floor, bar, less=usual.wall)
    return replace(line, cpu_ratio=(product.cpu - usual.cpu) / floor.cpu, spread=max(line.spread or 0, usual.spread))


def no_dearer(measure: str, product: Sample, floor: Sample, bar: float) -> Line:
    """Processor time at most ``bar`` times the floor's."""
    line = beside(measure, product, floor)
    ratio = product.cpu / floor.cpu
    words = f"<= {bar:g} x"
    return replace(line, product=product.cpu, floor=floor.cpu, ratio=ratio, bar=words, kept=ratio <= bar, unit="s cpu")


def faster(measure: str, product: Sample, other: Sample, bar: float | None = None) -> Line:
    """How many times as fast as the other way, and whether that is at least ``bar``."""
    ratio = other.wall / product.wall
    words, kept = ("", None) if bar is None else (f">= {bar:g} x", ratio >= bar)
    line = beside(measure, product, other)
    return replace(line, ratio=ratio, cpu_ratio=other.cpu / product.cpu, bar=words, kept=kept)


def lighter(measure: str, product: Sample, other: Sample) -> Line:
    """Less memory than the other way."""
    ratio = product.peak / other.peak
    return Line(measure, product.peak / 1e6, other.peak / 1e6, ratio, bar="< 1 x", kept=ratio < 1, unit="MB")


def within(
    measure: str, product: Sample, *, seconds: float | None = None, peak: int | None = None, floor: Sample | None = None
) -> Line:
    """At most so many seconds, those of ``floor`` taken off, and at most so much memory (bytes)."""
    wall = product.wall - (floor.wall if floor else 0)
    words = [f"<= {seconds:g} s"] if seconds is not None else []
    words += [f"<= {peak / 1e6:,.0f} MB"] if peak is not None else []
    return Line(
        f"{measure} ({product.peak / 1e6:,.0f} MB)",
        product.wall,
        floor.wall if floor else None,
        spread=product.spread,
        bar=", ".join(words),
        kept=(seconds is None or wall <= seconds) and (peak is None or product.peak <= peak),
    )


def survived(measure: str, product: Sample, floor: Sample) -> Line:
    """It gave the same answer: that was checked when it ran, or there would be no sample."""
    return replace(beside(measure, product, floor), bar="same answer", kept=True)


def linear(measure: str, sizes: Sequence[int], samples: Sequence[Sample], bar: float) -> Line:
    """Times of three or more sizes within ``bar`` of the straight line that fits them best (least squares)."""
    times = [sample.wall for sample in samples]
    middle, mean = sum(sizes) / len(sizes), sum(times) / len(times)
    spread = sum((size - middle) ** 2 for size in sizes)
    slope = sum((size - middle) * (time - mean) for size, time in zip(sizes, times, strict=True)) / spread
    fitted = [mean + slope * (size - middle) for size in sizes]
    deviation = max(abs(time - fit) / abs(fit) for time, fit in zip(times, fitted, strict=True))
    return Line(
        measure,
        deviation * 100,
        spread=max(sample.spread for sample in samples),
        bar=f"<= {bar:.0%} off a line",
        kept=deviation <= bar,
        unit="%",
    )


def memory(bench: Bench) -> list[Line]:
    """The peak of every product step against the one bar."""
    return [
        Line(
            f"peak memory: {name}",
            sample.peak / 1e6,
            bar=f"<= {MEMORY_BAR / 1e6:,.0f} MB",
            kept=sample.peak <= MEMORY_BAR,
            unit="MB",
        )
        for name, sample in bench.samples.items()
        if sample.is_product
    ]
