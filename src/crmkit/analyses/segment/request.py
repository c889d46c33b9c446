"""What may be asked of ``segment``: the arguments, what they mean together, and what they refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from crmkit.customers.arguments import require_choice, require_whole
from crmkit.customers.scores.maps import SegmentMap, load_map
from crmkit.customers.scores.score_thresholds import BITS
from crmkit.customers.scores.scoring import Frequency, Middle, parts_of
from crmkit.customers.scores.thresholds import MEASURES, Thresholds
from crmkit.errors import UsageError
from crmkit.messages import Language

Method = Literal["quantile", "fixed", "kmeans"]
Monetary = Literal["total", "average"]

MOST_CLUSTERS = 12
MOST_SEED = 2**32 - 1
"""What the library of models takes."""


@dataclass(frozen=True, slots=True)
class SegmentRequest:
    """What was asked, apart from the days: the arguments of ``segment`` by the same names."""

    window_days: int | None
    method: Method
    thresholds: Thresholds | None
    frequency: Frequency
    segments: str
    split_by: Middle
    monetary: Monetary
    clusters: int
    seed: int
    language: Language


def drawn_by(asked: SegmentRequest, segment_map: SegmentMap) -> tuple[str, ...]:
    """The sentences that say where the thresholds come from: the shop's customers, the owner, or both."""
    given = asked.thresholds or Thresholds()
    typed = [measure for measure in MEASURES if given.given_for(measure) is not None]
    own = f"{asked.split_by}_limits" if segment_map.scale == "bits" else "own_limits"
    return (*(() if len(typed) == len(MEASURES) else (own,)), *(("typed_limits",) if typed else ()))


def params_of(asked: SegmentRequest, segment_map: SegmentMap | None) -> dict[str, object]:
    """The arguments that had a say in the answer."""
    params: dict[str, object] = {"window_days": asked.window_days, "method": asked.method, "monetary": asked.monetary}
    if segment_map is None:
        return params | {"clusters": asked.clusters, "seed": asked.seed}
    params |= {"segments": asked.segments, "thresholds": None if asked.thresholds is None else str(asked.thresholds)}
    return params | ({"split_by": asked.split_by} if segment_map.scale == "bits" else {"frequency": asked.frequency})


def fitting_map(thresholds: Thresholds | None, split_by: Middle, frequency: Frequency) -> str | None:
    """The map that what was asked for fits: one threshold a measure parts high from low, more of them make scores."""
    given = thresholds or Thresholds()
    counts = {len(typed) for measure in MEASURES if (typed := given.given_for(measure)) is not None}
    if split_by != "median" or counts == {BITS - 1}:
        return "cn8"
    return "grid" if frequency != "auto" or counts else None


def checked_map(asked: SegmentRequest) -> SegmentMap:
    """The segment map, when the thresholds fit it; ``UsageError`` when they do not."""
    segment_map = load_map(asked.segments)
    needed = parts_of(segment_map) - 1
    given = asked.thresholds or Thresholds()
    given.check(needed)
    missing = [measure[0].upper() for measure in MEASURES if given.given_for(measure) is None]
    if asked.method == "fixed" and missing:
        raise UsageError("thresholds_missing", letters=", ".join(missing), needed=needed)
    return segment_map


def check(asked: SegmentRequest) -> None:
    """Refuse choices that do not exist; the library has no option parser before it."""
    require_choice("--method", asked.method, get_args(Method))
    require_choice("--frequency", asked.frequency, get_args(Frequency))
    require_choice("--split-by", asked.split_by, get_args(Middle))
    require_choice("--monetary", asked.monetary, get_args(Monetary))
    if asked.window_days is not None:
        require_whole("--window-days", asked.window_days, 1)
    require_whole("--clusters", asked.clusters, 2, MOST_CLUSTERS)
    require_whole("--seed", asked.seed, 0, MOST_SEED)
    if asked.method == "kmeans" and asked.thresholds is not None:
        raise UsageError("thresholds_unused")
    if asked.method == "fixed":
        checked_map(asked)  # before the store is asked which map its customers get: without thresholds any will do
