"""The audiences that a store holds."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from crmkit.campaigns.audience.screen import in_list
from crmkit.models.shares import rate
from crmkit.periods import days_later
from crmkit.result import Note, Result
from crmkit.store.audiences.audiences import AudienceRecord, AudienceWriter, list_audiences
from crmkit.store.store import Store

COLUMNS = (
    *("audience_name", "audience_on", "window_to", "matched", "listed", "held_out", "left_out", "channel_code"),
    *("is_consent_assumed", "priority", "condition", "salt", "base_rate", "version"),
)


def audiences(store: Store) -> Result:
    """The audiences in ``store``, the earliest day first."""
    kept = list_audiences(store)
    result = Result(
        "audiences",
        COLUMNS,
        [
            (
                *(each.name, each.as_of, days_later(each.as_of, each.window_days), each.matched, each.listed),
                *(each.held_out, each.left_out, each.channel, each.assumed_consent, each.priority, each.condition),
                *(each.salt, _base_rate(each), each.version),
            )
            for each in kept
        ],
        facts={"audiences": len(kept)},
        notes=() if kept else (Note("audiences_none"),),
    )
    return in_list(result)


def _base_rate(kept: AudienceRecord) -> Decimal | None:
    """The share that would have bought anyway; ``None`` where the past does not say."""
    if not kept.base_customers or kept.base_buyers is None:
        return None
    return rate(kept.base_buyers, kept.base_customers)


def drop_audience(store: str | Path, name: str, *, wait: float = 10) -> None:
    """Drop the audience ``name`` of the store at that path.

    Raises:
        UsageError: there is no such audience.
        StoreBusy, StoreError: the store was not to be had, or not written; it is as it was.
    """
    with AudienceWriter(Path(store), wait=wait) as writer:
        writer.remove(name)
