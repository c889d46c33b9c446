"""Customers into segments by scores: settles the thresholds, asks the store once per answer, maps cells to segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from crmkit.customers.scores.grouping import Division, Group, Marks
from crmkit.customers.scores.maps import RfmCell, SegmentMap
from crmkit.customers.scores.score_thresholds import (
    BITS,
    COUNT_THRESHOLDS,
    SCORES,
    Band,
    ScoreThresholds,
    mean_thresholds,
    own_thresholds,
    with_thresholds,
)
from crmkit.customers.scores.thresholds import Thresholds
from crmkit.messages import Language
from crmkit.models.shares import yuan
from crmkit.result import Pivot, Record, Result

Frequency = Literal["auto", "quantile", "counts"]
Middle = Literal["median", "mean"]

SCORE_COLUMNS = ("recency_score", "frequency_score", "monetary_score")
GRID_COLUMNS = (
    *("recency_score", "frequency_score", "recency_from", "recency_to", "frequency_from", "frequency_to"),
    *("customers", "net_sales"),
)
RANGE_COLUMNS = ("recency_from", "recency_to", "frequency_from", "frequency_to", "monetary_from", "monetary_to")


@dataclass(frozen=True, slots=True)
class Census:
    """How many customers there are and how many of them bought once, read off the bands of frequency."""

    customers: int
    one_time: int

    @property
    def ties_dominate(self) -> bool:
        """More than 40 % bought once: quintiles of frequency would say nothing (metrics, one-time buyers)."""
        return self.one_time * 5 > self.customers * 2


def parts_of(segment_map: SegmentMap) -> int:
    """How many levels each measure has under this map."""
    return BITS if segment_map.scale == "bits" else SCORES


def census_of(bands: Sequence[Band]) -> Census:
    """Customers and one-time buyers."""
    own = [band for band in bands if band.measure == "frequency"]
    return Census(sum(band.customers for band in own), sum(band.ones for band in own))


def settle(
    bands: Sequence[Band], *, parts: int, frequency: Frequency, middle: Middle, thresholds: Thresholds | None
) -> tuple[ScoreThresholds, bool]:
    """The thresholds in use, and whether frequency is by counts because one-time buyers are too many."""
    score_thresholds = (
        mean_thresholds(bands) if parts == BITS and middle == "mean" else own_thresholds(bands, parts=parts)
    )
    typed = thresholds is not None and thresholds.frequency is not None
    switched = parts == SCORES and frequency == "auto" and not typed and census_of(bands).ties_dominate
    if parts == SCORES and (switched or frequency == "counts"):
        score_thresholds = ScoreThresholds(score_thresholds.recency, COUNT_THRESHOLDS, score_thresholds.monetary)
    return with_thresholds(score_thresholds, thresholds), switched


def divide(
    cells: Sequence[Record], segment_map: SegmentMap, score_thresholds: ScoreThresholds, language: Language
) -> Division:
    """The segments of ``segment_map`` filled from the score cells of ``segment.sql``."""
    is_bits = segment_map.scale == "bits"
    groups = {
        segment.code: Group(
            segment.code,
            segment.labels[language],
            segment.advices[language],
            (segment.bits,) if is_bits and len(segment.cells) == 1 else (None,) if is_bits else (),
            brief=segment.short_advices[language],
        )
        for segment in segment_map.segments
    }
    owners = {cell: groups[segment.code] for cell, segment in segment_map.owners().items()}
    lowest = 1 if is_bits else 0

    def cell_of(recency_score: int, frequency_score: int, monetary_score: int) -> RfmCell:
        return recency_score - lowest, frequency_score - lowest, monetary_score - lowest

    for *scores, customers, net_fen, recency, frequency, monetary in cast("Sequence[tuple[Any, ...]]", cells):
        sums = (int(value) for value in (customers, net_fen, recency, frequency, monetary))
        owners[cell_of(*scores)].sums.add(*sums)

    def place(recency_days: int, frequency: int, monetary_fen: int) -> tuple[Group, Marks]:
        cell = cell_of(*score_thresholds.scores(recency_days, frequency, monetary_fen))
        return owners[cell], ("".join(map(str, cell)),) if is_bits else cell

    marks = ("rfm_levels",) if is_bits else ()
    return Division(tuple(groups.values()), place, marks, marks if is_bits else SCORE_COLUMNS)


def grid_part(cells: Sequence[Record], score_thresholds: ScoreThresholds) -> Result:
    """Customers and money by their scores of recency and frequency, empty places too: the latest buyers first."""
    sums: dict[tuple[int, int], tuple[int, int]] = {}
    for recency, frequency, _, customers, net_fen, *_ in cast("Sequence[tuple[int, ...]]", cells):
        so_far = sums.get((recency, frequency), (0, 0))
        sums[recency, frequency] = so_far[0] + customers, so_far[1] + net_fen
    ranges = {cast("int", score): own for score, *own in score_thresholds.rows()}
    rows: list[Record] = []
    for recency in sorted(ranges, reverse=True):
        for frequency in sorted(ranges):
            customers, net_fen = sums.get((recency, frequency), (0, 0))
            limits = (*ranges[recency][:2], *ranges[frequency][2:4])
            rows.append((recency, frequency, *limits, customers, yuan(net_fen)))
    across = Pivot(("recency_score", "recency_from", "recency_to"), "frequency_score", "frequency_score", "customers")
    return Result("grid", GRID_COLUMNS, rows, pivot=across)


def thresholds_part(score_thresholds: ScoreThresholds) -> Result:
    """The thresholds as a table: what a customer needs for each score, the best first."""
    if score_thresholds.parts == BITS:
        rows = [(cast("int", score) - 1, *ranges) for score, *ranges in score_thresholds.rows()]
        return Result("thresholds", ("rfm_level", *RANGE_COLUMNS), rows)
    return Result("thresholds", ("score", *RANGE_COLUMNS), score_thresholds.rows())
