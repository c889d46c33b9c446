"""Customers into segments by scores: settles the limits, asks the store once per answer, maps cells to segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from crmkit.customers.scores.cuts import Cuts
from crmkit.customers.scores.grouping import Division, Group, Marks
from crmkit.customers.scores.limits import (
    BITS,
    COUNT_LIMITS,
    SCORES,
    Band,
    Limits,
    mean_limits,
    own_limits,
    with_cuts,
)
from crmkit.customers.scores.maps import Cell, SegmentMap
from crmkit.messages import Language
from crmkit.result import Record, Result

Frequency = Literal["auto", "quantile", "counts"]
Middle = Literal["median", "mean"]

SCORE_COLUMNS = ("recency_score", "frequency_score", "monetary_score")
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
    """Heads and one-time buyers."""
    own = [band for band in bands if band.measure == "frequency"]
    return Census(sum(band.customers for band in own), sum(band.ones for band in own))


def settle(
    bands: Sequence[Band], *, parts: int, frequency: Frequency, middle: Middle, cuts: Cuts | None
) -> tuple[Limits, bool]:
    """The limits that hold, and whether frequency went by counts because one-time buyers are too many."""
    limits = mean_limits(bands) if parts == BITS and middle == "mean" else own_limits(bands, parts=parts)
    typed = cuts is not None and cuts.frequency is not None
    switched = parts == SCORES and frequency == "auto" and not typed and census_of(bands).ties_dominate
    if parts == SCORES and (switched or frequency == "counts"):
        limits = Limits(limits.recency, COUNT_LIMITS, limits.monetary)
    return with_cuts(limits, cuts), switched


def divide(cells: Sequence[Record], segment_map: SegmentMap, limits: Limits, language: Language) -> Division:
    """The segments of ``segment_map`` filled from the score cells of ``segment.sql``."""
    is_bits = segment_map.scale == "bits"
    groups = {
        segment.code: Group(
            segment.code,
            segment.labels[language],
            segment.advices[language],
            (segment.bits,) if is_bits and len(segment.cells) == 1 else (None,) if is_bits else (),
        )
        for segment in segment_map.segments
    }
    owners = {cell: groups[segment.code] for cell, segment in segment_map.owners().items()}
    lowest = 1 if is_bits else 0

    def cell_of(recency_score: int, frequency_score: int, monetary_score: int) -> Cell:
        return recency_score - lowest, frequency_score - lowest, monetary_score - lowest

    for *scores, customers, net_fen, recency, frequency, monetary in cast("Sequence[tuple[Any, ...]]", cells):
        sums = (int(value) for value in (customers, net_fen, recency, frequency, monetary))
        owners[cell_of(*scores)].sums.add(*sums)

    def place(recency_days: int, frequency: int, monetary_fen: int) -> tuple[Group, Marks]:
        cell = cell_of(*limits.scores(recency_days, frequency, monetary_fen))
        return owners[cell], ("".join(map(str, cell)),) if is_bits else cell

    marks = ("rfm_bits",) if is_bits else ()
    return Division(tuple(groups.values()), place, marks, marks if is_bits else SCORE_COLUMNS)


def limits_part(limits: Limits) -> Result:
    """The limits as a table: what a customer needs for each score, the best first."""
    if limits.parts == BITS:
        rows = [(cast("int", score) - 1, *ranges) for score, *ranges in limits.rows()]
        return Result("cuts", ("rfm_bit", *RANGE_COLUMNS), rows)
    return Result("cuts", ("score", *RANGE_COLUMNS), limits.rows())
