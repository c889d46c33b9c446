"""Drawing an audience: from those who match to who is on the list, who is held out, and why others are left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, cast

from crmkit.campaigns.audience.wish import MILLION, Wish
from crmkit.customers.outlook.churn import churn_forecast
from crmkit.customers.traits.build import build
from crmkit.customers.window import Window
from crmkit.periods import days_earlier
from crmkit.store.audiences.audiences import MEMBERS, build_members, build_planned
from crmkit.store.audiences.audiences import SQL as KEPT
from crmkit.store.store import Store

SQL = files("crmkit.campaigns.audience")
REASONS: Final = (
    *("blocked", "refused", "no_consent", "open_refund", "just_bought", "just_contacted"),
    *("over_cap", "other_campaign", "over_max"),
)
"""Why somebody is left out, in the order in which the reasons are looked for: the first one counts."""
DRAWS = 2**32
"""The draw of a customer is one of so many numbers."""
HEX_BEYOND = "g"
"""Greater than every hexadecimal digit."""
RISK_MONTHS = 3
EVERYBODY = 2**62


@dataclass(frozen=True, slots=True)
class Drawn:
    """How many are ``listed`` and ``held_out``, and how many left out for each of ``reasons``."""

    listed: int
    held_out: int
    reasons: Mapping[str, int]

    @property
    def left_out(self) -> int:
        """All who are left out."""
        return sum(self.reasons.values())

    @property
    def matched(self) -> int:
        """All who match the condition."""
        return self.listed + self.held_out + self.left_out


def below(millionths: int) -> str:
    """The text that the draws of so many millionths of all customers are below: their first 8 hexadecimal digits."""
    numbers = -(-millionths * DRAWS // MILLION)
    return HEX_BEYOND if numbers >= DRAWS else f"{numbers:08x}"


def draw(store: Store, name: str, wish: Wish, window: Window) -> Drawn:
    """Build the members of the audience from the temporary table ``audience``, and count them.

    Raises:
        NotEnoughError: the risk of churn, which the list is to be ordered by, cannot be predicted.
    """
    day = window.as_of
    build_planned(store, name, "planned_members")
    store.materialise("consented", SQL / "consented.sql", channel=wish.channel)
    days = {
        "cap_from": days_earlier(day, wish.cap.days - 1),
        "quiet_from": days_earlier(day, wish.quiet_days - 1),
    }
    store.materialise("touched", SQL / "touched.sql", **days)
    store.materialise(
        "reason_of",
        SQL / "reasons.sql",
        as_of=day,
        bought_after=days_earlier(day, wish.after_order_days),
        needs_consent=wish.needs_consent,
        cap_contacts=wish.cap.contacts,
        priority=wish.priority,
    )
    _rank(store, wish, window)
    store.materialise(
        MEMBERS,
        SQL / "drawn_members.sql",
        most=EVERYBODY if wish.most is None else wish.most,
        salt=wish.salt,
        below=below(wish.holdout_millionths),
    )
    return count_drawn(store)


def draw_again(store: Store, name: str, wish: Wish, window: Window) -> Drawn:
    """Build the members as they were kept under ``name``, in the order of that day, and count them."""
    build_members(store, name, "reason_of")
    _rank(store, wish, window)
    store.materialise(MEMBERS, SQL / "kept_order.sql")
    return count_drawn(store)


def _rank(store: Store, wish: Wish, window: Window) -> None:
    build(store, ("recency_days", "net_spend", "stage", "rhythm_days"), window.as_of)
    _build_risk(store, wish, window)
    store.materialise("ranking", SQL / "ranking.sql", by=wish.by)


def count_drawn(store: Store) -> Drawn:
    """Count the members in the temporary table."""
    counted = cast("list[tuple[str, str | None, int]]", store.query(SQL / "counts.sql").records)
    by_arm = {arm: customers for arm, reason, customers in counted if reason is None}
    reasons = {reason: customers for _, reason, customers in counted if reason is not None}
    return Drawn(by_arm.get("list", 0), by_arm.get("holdout", 0), {name: reasons.get(name, 0) for name in REASONS})


def _build_risk(store: Store, wish: Wish, window: Window) -> None:
    """Build what each customer would spend if kept times the chance of losing it; of nobody if that is not asked."""
    keys: list[int] = []
    fen: list[int] = []
    if wish.by == "risk":
        found = churn_forecast(store, window.as_of, RISK_MONTHS, window.data_from, window.data_to)
        keys, fen = found.now.then.customers.tolist(), found.loss.tolist()
    store.materialise("at_risk", KEPT / "at_risk.sql", keys=keys, fen=fen)
