"""Where every customer who bought stands on a day: segment, tier, stage, risk and money, and how groups are ordered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from crmkit.customers.outlook.churn import churn_forecast
from crmkit.customers.scores.maps import SegmentMap
from crmkit.customers.traits.build import build
from crmkit.customers.window import Window
from crmkit.errors import NotEnoughError
from crmkit.messages import Language, say
from crmkit.models.churn.bands import BANDS
from crmkit.store.store import Store

SQL = files("crmkit.customers.standings")
By = Literal["segment", "tier", "stage", "risk"]
TIERS = ("A", "B", "C")
STAGES = ("active", "new", "due", "overdue", "dormant", "lost")
"""Best first: who is new and comes back moves up."""
RISKS = ("low", "medium", "slowing", "high", "inactive")
UNKNOWN = "unknown"
"""The code of customers whose risk cannot be predicted; a group without a rank."""


@dataclass(frozen=True, slots=True)
class Place:
    """A group that a customer may be in: its code and what people call it."""

    code: str
    label: str


def places(by: By, segment_map: SegmentMap, language: Language) -> list[Place]:
    """The groups of one kind, the best first; without the unknown ones."""
    if by == "tier":
        return [Place(tier, tier) for tier in TIERS]
    if by == "stage":
        return [Place(stage, say("stage", stage, language)) for stage in STAGES]
    if by == "risk":
        return [Place(risk, say("churn", risk, language)) for risk in RISKS]
    labels = [segment.labels[language] for segment in segment_map.segments]
    return [
        Place(segment.code, label if labels.count(label) == 1 else f"{label} ({segment.code})")
        for segment, label in zip(segment_map.segments, labels, strict=True)
    ]


def build_standings(
    store: Store, table: str, window: Window, segment_map: SegmentMap, *, months: int | None
) -> Literal["churn_needs", "no_skill"] | None:
    """Build the temporary ``table``, a row for each customer who bought up to the last day of ``window``.

    ``months`` is how far the risk looks ahead; without it no customer has one. Gives why no risk could be predicted:
    too few customers or too short a past, or a backtest without skill.
    """
    build(store, ("net_spend", "segment", "tier", "stage"), window.as_of, segments=segment_map)
    keys, risks, reason = _risks(store, window, months)
    store.materialise(table, SQL / "standings.sql", keys=keys, risks=risks)
    return reason


def _risks(
    store: Store, window: Window, months: int | None
) -> tuple[Sequence[int], Sequence[str], Literal["churn_needs", "no_skill"] | None]:
    """Keys of customers and the band of each; none, and why, where churn names no customer."""
    if months is None:
        return [], [], None
    try:
        forecast = churn_forecast(store, window.as_of, months, window.data_from, window.data_to)
    except NotEnoughError:
        return [], [], "churn_needs"
    if not forecast.skilled:
        return [], [], "no_skill"
    return forecast.now.then.customers.tolist(), [BANDS[place] for place in forecast.bands.tolist()], None
