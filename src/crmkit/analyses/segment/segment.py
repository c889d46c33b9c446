"""RFM: who bought lately, often and much, in named segments that sum to all customers and all their money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from typing import Any, cast

from crmkit.analyses.segment.clustering import clusters_of
from crmkit.analyses.segment.plot import PLOTS
from crmkit.analyses.segment.request import (
    Method,
    Monetary,
    SegmentRequest,
    check,
    checked_map,
    drawn_by,
    fitting_map,
    params_of,
)
from crmkit.analyses.segment.screen import detail_screen, opening, screen
from crmkit.customers.conditions.audience import Audience, choose
from crmkit.customers.conditions.where import Where
from crmkit.customers.dominance import biggest_spender
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.scores.default_map import map_for
from crmkit.customers.scores.grouping import Division, customer_columns, customer_rows, summary_columns, summary_rows
from crmkit.customers.scores.maps import SegmentMap
from crmkit.customers.scores.score_thresholds import SCORES, Band, recency_sign
from crmkit.customers.scores.scoring import (
    Census,
    Frequency,
    Middle,
    census_of,
    divide,
    grid_part,
    parts_of,
    settle,
    thresholds_part,
)
from crmkit.customers.scores.thresholds import Thresholds
from crmkit.customers.window import Counted, Window, caveats, require_customers, window_of
from crmkit.messages import Language
from crmkit.models.shares import percent, rate, yuan
from crmkit.result import Note, Record, Result
from crmkit.store.store import Store

SQL = files("crmkit.analyses.segment")
SCORES_SQL = files("crmkit.customers.scores")


@dataclass(frozen=True, slots=True)
class Population:
    """What the window holds: bands and points of all customers, and customers and purchases of those who count."""

    window: Window
    bands: Sequence[Band]
    points: Sequence[Record]
    census: Census
    counted: Counted

    def caveats(self) -> Iterable[Note]:
        """What follows from it for the reader."""
        return caveats(self.window, self.counted, customers=self.census.customers, one_time=self.census.one_time)


@dataclass(frozen=True, slots=True)
class Answer:
    """Customers divided into segments, with what has to be said and shown about how."""

    division: Division
    notes: tuple[Note, ...]
    tables: Mapping[str, Result]
    definition: tuple[str, ...]


@with_reading_notes
def segment(
    store: Store,
    *,
    as_of: date | str | None = None,
    window_days: int | None = None,
    method: Method = "quantile",
    thresholds: Thresholds | None = None,
    frequency: Frequency = "auto",
    segments: str | None = None,
    split_by: Middle = "median",
    monetary: Monetary = "total",
    clusters: int = 5,
    detail: bool = False,
    seed: int = 0,
    where: Where | str | None = None,
    language: Language = "en",
) -> Result:
    """Group customers by how lately, how often and for how much they bought.

    Args:
        store: an open store.
        as_of: the last day that counts; the last day of a purchase when ``None``.
        window_days: how many days up to ``as_of`` count; all history when ``None``.
        method: ``quantile`` (thresholds from the shop's own customers), ``fixed`` (``thresholds``) or ``kmeans``.
        thresholds: your own, which replace the shop's, per measure.
        frequency: fifths of purchase days, counts (1 / 2 / 3 / 4-5 / 6+), or counts when one-time buyers exceed 40 %.
        segments: ``grid``, ``cn8`` or the path of a segment map; when ``None`` the one that the thresholds and
            divisions asked for fit, else that of the platform.
        split_by: what parts high from low in a map of bits.
        monetary: net spend in the window, or its average per purchase day.
        clusters: how many clusters ``kmeans`` makes at most.
        detail: one row per customer instead of one per segment.
        seed: of ``kmeans``.
        where: a condition on customers; only those who match are counted, by the thresholds of all.
        language: of labels and advice.

    Returns:
        One row per segment (or customer); the thresholds are the part of that name. A map of scores has a ``grid``:
        customers and money by scores of recency and frequency.

    Raises:
        UsageError: an argument has no meaning, or the segment map is not total and disjoint.
        NotEnoughError: no identified customer bought in the window, or none of those who match.
    """
    chosen = segments or fitting_map(thresholds, split_by, frequency)
    asked = SegmentRequest(
        window_days, method, thresholds, frequency, chosen or "grid", split_by, monetary, clusters, seed, language
    )
    check(asked)
    if chosen is None:
        asked = replace(asked, segments=map_for(store, None))
    segment_map = None if method == "kmeans" else checked_map(asked)
    window = window_of(store, as_of, window_days)
    parts = SCORES if segment_map is None else parts_of(segment_map)
    audience = choose(store, where, as_of)
    found = _measure(audience, asked, window, parts)
    require_customers(window, customers=found.census.customers, purchases=found.counted.purchases, where=audience.place)
    answer = _clustered(store, asked, found) if segment_map is None else _scored(store, asked, segment_map, found)
    division = answer.division
    columns = customer_columns(division) if detail else summary_columns(division)
    result = Result(
        name="segment",
        columns=columns,
        records=customer_rows(division, store.query(SQL / "customers.sql").records)
        if detail
        else summary_rows(division),
        as_of=window.as_of,
        params=params_of(asked, segment_map),
        facts={
            "customers": found.census.customers,
            **found.counted.facts(yuan(sum(group.sums.net_fen for group in division.groups))),
            "one_time_share": rate(found.census.one_time, found.census.customers),
            "window_from": window.opens_on,
            "data_from": window.data_from,
            "data_to": window.data_to,
        },
        notes=(*biggest_spender(store, SQL / "greatest.sql"), *found.caveats(), *answer.notes),
        parts=answer.tables,
        definition=(f"rfm_{monetary}", "counted_orders", *answer.definition),
        answer=opening(division, segment_map, language),
        plots=() if detail else PLOTS,
        screen=detail_screen(columns, segment_map) if detail else screen(division),
    )
    return audience.annotated(result)


def _measure(audience: Audience, asked: SegmentRequest, window: Window, parts: int) -> Population:
    """Read the orders once, keep one row per customer, see where all of them lie, and go on with the audience."""
    store, days = audience.store, {"first_day": window.first_day, "as_of": window.as_of}
    store.materialise("scores_rfm", SCORES_SQL / "rfm.sql", **days, averaged=asked.monetary == "average")
    bands = _bands(store, parts)
    points = store.query(SQL / "points.sql").records if asked.method == "kmeans" else ()
    audience.keep("scores_rfm")
    census = census_of(bands if audience.where is None else _bands(store, parts))
    return Population(window, bands, points, census, audience.counted(window))


def _bands(store: Store, parts: int) -> list[Band]:
    rows = store.query(SCORES_SQL / "rfm_bands.sql", parts=parts, recency_sign=recency_sign(parts)).records
    return [Band(measure, *map(int, values)) for measure, *values in cast("Sequence[tuple[Any, ...]]", rows)]


def _scored(store: Store, asked: SegmentRequest, segment_map: SegmentMap, found: Population) -> Answer:
    """Segments by scores, with the thresholds that were used."""
    settled, switched = settle(
        found.bands,
        parts=parts_of(segment_map),
        frequency=asked.frequency,
        middle=asked.split_by,
        thresholds=asked.thresholds,
    )
    cells = store.query(SQL / "segment.sql", **settled.parameters()).records
    division = divide(cells, segment_map, settled, asked.language)
    shop = census_of(found.bands)
    notes = [Note("frequency_by_counts", {"share": percent(rate(shop.one_time, shop.customers))})] if switched else []
    if found.census.customers > 1:
        if len({cell[0] for cell in cells}) == 1:
            notes.append(Note("flat_recency"))
        if len({cell[1] for cell in cells}) == 1 and found.census.one_time < found.census.customers:
            notes.append(Note("flat_frequency"))
    tables = {"thresholds": thresholds_part(settled)}
    if segment_map.scale == "scores":
        tables["grid"] = grid_part(cells, settled)
    return Answer(division, tuple(notes), tables, drawn_by(asked, segment_map))


def _clustered(store: Store, asked: SegmentRequest, found: Population) -> Answer:
    """Segments by k-means of all customers; there are no thresholds to show."""
    counted = store.query(SQL / "points.sql").records
    division = clusters_of(found.points, counted, clusters=asked.clusters, seed=asked.seed, language=asked.language)
    return Answer(division, (Note("kmeans_exploration"),), {}, ("kmeans",))
