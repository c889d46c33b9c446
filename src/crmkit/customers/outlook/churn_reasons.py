"""Why a customer is likelier or less likely to stay away than others: what moved the model, in words.

A reason pushes in the direction of the customer's band, and its fact is on that side of a typical customer's: no
customer is said to churn for having bought often, even where a model takes a frequent buyer's silence for a bad sign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from crmkit.customers.outlook.churn import ChurnForecast, Ints
from crmkit.messages import Language, say
from crmkit.models.churn.bands import BANDS
from crmkit.models.churn.evaluation import Flags, Floats
from crmkit.models.churn.features import GROUPS
from crmkit.models.customer_history import CustomerHistory

REASONS = 2
LEAST_CONTRIBUTION = 0.1
"""The least change of the log odds that is named."""


def reasons(forecast: ChurnForecast, rows: Ints, language: Language) -> list[str | None]:
    """What pushes each of ``rows`` where its band points, the strongest first; ``None`` where nothing stands out."""
    then = forecast.now.then.only(rows)
    leaving = _is_leaving(forecast, rows)
    push = forecast.choice.score.contributions(forecast.now, rows)
    toward_band = np.where(leaving[:, None], push, -push)
    toward_band[~_fits(forecast, then, leaving)] = 0
    toward_band[forecast.bands[rows] == BANDS.index("slowing"), GROUPS.index("rhythm")] = (
        np.inf
    )  # what the band says itself
    strongest = np.argsort(-toward_band, axis=1, kind="stable")[:, :REASONS]
    between = say("text", "between_reasons", language)
    lines: list[str | None] = []
    for place, facts in enumerate(_facts(then)):
        words = [
            say("why", _sentence(GROUPS[group], facts), language, facts)
            for group in strongest[place].tolist()
            if toward_band[place, group] >= LEAST_CONTRIBUTION
        ]
        lines.append(between.join(words) or None)
    return lines


def _is_leaving(forecast: ChurnForecast, rows: Ints) -> Flags:
    """Customers who are likelier to churn than others by their band, or else by the base rate."""
    named = np.isin(forecast.bands[rows], [BANDS.index("high"), BANDS.index("slowing")])
    return np.asarray(named | (forecast.said[rows] >= forecast.thresholds.base))


def _fits(forecast: ChurnForecast, then: CustomerHistory, leaving: Flags) -> npt.NDArray[np.bool_]:
    """Shape (len(then), len(GROUPS)): whether a fact of the group is on the customer's side."""
    own, usual = _facts_mentioned(then), _facts_mentioned(forecast.now.then.only(_headline(forecast)))
    fitting = np.ones((len(then), len(GROUPS)), dtype=bool)
    for group, facts in own.items():
        thresholds = [1.0] if group == "rhythm" else [float(np.median(fact)) for fact in usual[group]]
        over = np.any([fact > threshold for fact, threshold in zip(facts, thresholds, strict=True)], axis=0)
        under = np.any([fact < threshold for fact, threshold in zip(facts, thresholds, strict=True)], axis=0)
        fitting[:, GROUPS.index(group)] = np.where(leaving, over, under)
    fitting[:, GROUPS.index("frequency")] &= leaving | (then["days"] > 1)  # one purchase is no habit
    fitting[:, GROUPS.index("breadth")] &= then["titles"] > 0  # none known
    return fitting


def _headline(forecast: ChurnForecast) -> Ints:
    active = forecast.now.active
    return np.flatnonzero(active if active.any() else ~active)


def _facts_mentioned(then: CustomerHistory) -> Mapping[str, Sequence[Floats]]:
    """What a sentence mentions, turned so that more of it reads as leaving; a customer's age says neither."""
    return {
        "recency": [then["recency"]],
        "rhythm": [then["recency"] / then.usual_gap()],
        "frequency": [-then["days"], then["age"] / then["days"]],
        "trend": [-then["days_180"]],
        "spend": [-then["net_fen"]],
        "breadth": [-then["titles"]],
        "refunds": [then["returned_fen"] / np.maximum(then["paid_fen"], 1)],
        "season": [-then["season_days"]],
    }


def _sentence(group: str, facts: Mapping[str, object]) -> str:
    """The code of the sentence: who bought once has no rhythm yet."""
    once = {"frequency": "frequency_once", "rhythm": "rhythm_once"} if facts["days"] == 1 else {}
    return once.get(group, group)


def _facts(then: CustomerHistory) -> list[dict[str, object]]:
    """What the sentences about each customer may mention."""
    names = ("days", "recency", "age", "days_180", "titles", "season_days", "net_fen", "paid_fen", "returned_fen")
    own_gaps = (then.last / np.maximum(then.repeats, 1)).tolist()
    rows = zip(then.usual_gap().tolist(), own_gaps, *(then.columns[name].tolist() for name in names), strict=True)
    return [
        {
            "recency": recency,
            "gap": round(gap),
            "own": round(own),
            "shop": round(max(then.mean_gap, 1.0)),
            "times": f"{recency / gap:.1f}",
            "days": days,
            "recent": recent,
            "spent": f"{Decimal(net) / 100:,.2f}",
            "age": age,
            "titles": titles,
            "returned": f"{100 * returned / max(paid, 1):.0f}%",
            "season": season,
        }
        for gap, own, days, recency, age, recent, titles, season, net, paid, returned in rows
    ]
