"""RFM: who bought lately, often and much, in named segments that sum to all customers and all their money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Literal, cast, get_args

from crmkit.analyses.segment.clustering import clusters_of
from crmkit.customers.arguments import require_choice, require_whole
from crmkit.customers.conditions.audience import Audience, choose
from crmkit.customers.conditions.where import Where
from crmkit.customers.dominance import biggest_spender
from crmkit.customers.reading import tells_reading
from crmkit.customers.scores.cuts import MEASURES, Cuts
from crmkit.customers.scores.grouping import Division, customer_columns, customer_rows, summary_columns, summary_rows
from crmkit.customers.scores.limits import SCORES, Band, recency_sign
from crmkit.customers.scores.maps import SegmentMap, load_map
from crmkit.customers.scores.scoring import (
    Census,
    Frequency,
    Middle,
    census_of,
    divide,
    limits_part,
    parts_of,
    settle,
)
from crmkit.customers.window import Counted, Window, caveats, refuse_nobody, window_of
from crmkit.errors import UsageError
from crmkit.messages import Language
from crmkit.models.shares import percent, rate, yuan
from crmkit.result import Note, Record, Result
from crmkit.store.store import Store

Method = Literal["quantile", "fixed", "kmeans"]
Monetary = Literal["total", "average"]

SQL = files("crmkit.analyses.segment")
SCORES_SQL = files("crmkit.customers.scores")
MOST_CLUSTERS = 12
MOST_SEED = 2**32 - 1
"""What the library of models takes."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, apart from the days: the arguments of ``segment`` by the same names."""

    window_days: int | None
    method: Method
    cuts: Cuts | None
    frequency: Frequency
    segments: str
    limits: Middle
    monetary: Monetary
    clusters: int
    seed: int
    language: Language


@dataclass(frozen=True, slots=True)
class Found:
    """What the window holds: bands and points of all customers, and of those who count heads and purchases."""

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


@tells_reading
def segment(
    store: Store,
    *,
    as_of: date | str | None = None,
    window_days: int | None = None,
    method: Method = "quantile",
    cuts: Cuts | None = None,
    frequency: Frequency = "auto",
    segments: str = "grid",
    limits: Middle = "median",
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
        method: ``quantile`` (limits from the shop's own customers), ``fixed`` (``cuts``) or ``kmeans``.
        cuts: limits that replace the shop's own, per measure.
        frequency: fifths of purchase days, counts (1 / 2 / 3 / 4-5 / 6+), or counts when one-time buyers exceed 40 %.
        segments: ``grid``, ``cn8`` or the path of a segment map.
        limits: what parts high from low in a map of bits.
        monetary: net spend in the window, or its average per purchase day.
        clusters: how many clusters ``kmeans`` makes at most.
        detail: one row per customer instead of one per segment.
        seed: of ``kmeans``.
        where: a condition on customers; only those who match are counted, by the limits of all.
        language: of labels and advice.

    Returns:
        One row per segment (or customer), the limits as the part ``cuts``.

    Raises:
        UsageError: an argument has no meaning, or the segment map is not total and disjoint.
        NotEnoughError: no identified customer bought in the window, or none of those who match.
    """
    asked = Question(window_days, method, cuts, frequency, segments, limits, monetary, clusters, seed, language)
    _check(asked)
    segment_map = None if method == "kmeans" else _map_for(asked)
    window = window_of(store, as_of, window_days)
    parts = SCORES if segment_map is None else parts_of(segment_map)
    audience = choose(store, where, as_of)
    found = _measure(audience, asked, window, parts)
    refuse_nobody(window, customers=found.census.customers, purchases=found.counted.purchases, where=audience.place)
    answer = _clustered(store, asked, found) if segment_map is None else _scored(store, asked, segment_map, found)
    division = answer.division
    result = Result(
        name="segment",
        columns=customer_columns(division) if detail else summary_columns(division),
        records=customer_rows(division, store.query(SQL / "customers.sql").records)
        if detail
        else summary_rows(division),
        as_of=window.as_of,
        params=_params(asked, segment_map),
        facts={
            "customers": found.census.customers,
            **found.counted.facts(yuan(sum(group.sums.net_fen for group in division.groups))),
            "one_time_rate": rate(found.census.one_time, found.census.customers),
            "window_from": window.opens_on,
            "data_from": window.data_from,
            "data_to": window.data_to,
        },
        notes=(*biggest_spender(store, SQL / "greatest.sql"), *found.caveats(), *answer.notes),
        parts=answer.tables,
        definition=(f"rfm_{monetary}", "counted_orders", *answer.definition),
    )
    return audience.told(result)


def _measure(audience: Audience, asked: Question, window: Window, parts: int) -> Found:
    """Read the orders once, keep one row per customer, see where all of them lie, and go on with the audience."""
    store, days = audience.store, {"first_day": window.first_day, "as_of": window.as_of}
    store.materialise("scores_rfm", SCORES_SQL / "rfm.sql", **days, averaged=asked.monetary == "average")
    bands = _bands(store, parts)
    points = store.query(SQL / "points.sql").records if asked.method == "kmeans" else ()
    audience.keep("scores_rfm")
    census = census_of(bands if audience.where is None else _bands(store, parts))
    return Found(window, bands, points, census, audience.counted(window))


def _bands(store: Store, parts: int) -> list[Band]:
    rows = store.query(SCORES_SQL / "rfm_bands.sql", parts=parts, recency_sign=recency_sign(parts)).records
    return [Band(measure, *map(int, values)) for measure, *values in cast("Sequence[tuple[Any, ...]]", rows)]


def _scored(store: Store, asked: Question, segment_map: SegmentMap, found: Found) -> Answer:
    """Segments by scores, with the limits that were used."""
    settled, switched = settle(
        found.bands,
        parts=parts_of(segment_map),
        frequency=asked.frequency,
        middle=asked.limits,
        cuts=asked.cuts,
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
    return Answer(division, tuple(notes), {"cuts": limits_part(settled)}, _drawn_by(asked, segment_map))


def _clustered(store: Store, asked: Question, found: Found) -> Answer:
    """Segments by k-means of all customers; there are no limits to show."""
    counted = store.query(SQL / "points.sql").records
    division = clusters_of(found.points, counted, clusters=asked.clusters, seed=asked.seed, language=asked.language)
    return Answer(division, (Note("kmeans_exploration"),), {}, ("kmeans",))


def _drawn_by(asked: Question, segment_map: SegmentMap) -> tuple[str, ...]:
    """The sentences that say who drew the limits: the shop's customers, the owner, or each for some measures."""
    typed = [measure for measure in MEASURES if asked.cuts is not None and asked.cuts.limits_of(measure) is not None]
    own = f"{asked.limits}_limits" if segment_map.scale == "bits" else "own_limits"
    return (*(() if len(typed) == len(MEASURES) else (own,)), *(("typed_limits",) if typed else ()))


def _params(asked: Question, segment_map: SegmentMap | None) -> dict[str, object]:
    """The arguments that had a say in the answer."""
    params: dict[str, object] = {
        "window_days": asked.window_days,
        "method": asked.method,
        "monetary": asked.monetary,
    }
    if segment_map is None:
        return params | {"clusters": asked.clusters, "seed": asked.seed}
    params |= {"segments": asked.segments, "cuts": None if asked.cuts is None else str(asked.cuts)}
    return params | ({"limits": asked.limits} if segment_map.scale == "bits" else {"frequency": asked.frequency})


def _map_for(asked: Question) -> SegmentMap:
    segment_map = load_map(asked.segments)
    needed = parts_of(segment_map) - 1
    given = asked.cuts or Cuts()
    given.check(needed)
    missing = [measure[0].upper() for measure in MEASURES if given.limits_of(measure) is None]
    if asked.method == "fixed" and missing:
        raise UsageError("cuts_missing", letters=", ".join(missing), needed=needed)
    return segment_map


def _check(asked: Question) -> None:
    """Refuse choices that do not exist; the library has no option parser before it."""
    require_choice("--method", asked.method, get_args(Method))
    require_choice("--frequency", asked.frequency, get_args(Frequency))
    require_choice("--limits", asked.limits, get_args(Middle))
    require_choice("--monetary", asked.monetary, get_args(Monetary))
    require_whole("--clusters", asked.clusters, 2, MOST_CLUSTERS)
    require_whole("--seed", asked.seed, 0, MOST_SEED)
    if asked.method == "kmeans" and asked.cuts is not None:
        raise UsageError("cuts_unused")
