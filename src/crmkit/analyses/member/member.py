"""Members: who has which level of a plan, who is near the next one, and who will lose theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import cast

from crmkit.analyses.member.lists import Asked, chosen, is_falling, is_near, read_asked
from crmkit.analyses.member.plans import draw_plan, read_plan, written
from crmkit.analyses.member.screen import in_detail, on_screen
from crmkit.analyses.member.shown import Shown
from crmkit.analyses.member.standing import Members, members_of
from crmkit.customers.conditions.audience import choose
from crmkit.customers.conditions.where import Where
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.window import Window, caveats, require_customers, window_of
from crmkit.messages import Language
from crmkit.models.membership.history import Days
from crmkit.models.membership.plan import Plan
from crmkit.models.shares import rate, yuan
from crmkit.periods import days_apart, days_later
from crmkit.result import Note, Record, Result
from crmkit.store.store import Store

SQL = files("crmkit.analyses.member")
COLUMNS = (
    *("level_number", "plan_level", "enter_net", "enter_orders", "enter_purchase_days"),
    *("customers", "customers_before", "level_ups", "level_downs", "net_in_window"),
)
NEAR_COLUMNS = (
    *("customer", "plan_level", "next_level", "net_in_window", "needs_net", "needs_purchases", "needs_by"),
    "last_purchase_on",
)
CUSTOMER_COLUMNS = (
    *("customer", "level_number", "plan_level", "net_in_window", "held_until", "lost_on", "keeps_net"),
    *("keeps_purchases", "next_level", "needs_net", "needs_purchases", "needs_by", "last_purchase_on"),
)
AGAINST_COLUMNS = "level_number", "plan_level", "member_level", "customers"
SPARE = "enter_net", "enter_orders", "enter_purchase_days", "keeps_purchases", "needs_purchases"


@with_reading_notes
def member(
    store: Store,
    *,
    plan: str | Path | None = None,
    since: date | str | None = None,
    near: float | None = None,
    falling: date | str | None = None,
    detail: bool = False,
    against: str | None = None,
    as_of: date | str | None = None,
    where: Where | str | None = None,
    language: Language = "en",
) -> Result:
    """Give every customer the level of a plan that what was known up to ``as_of`` earned.

    Args:
        store: an open store.
        plan: a TOML file with the plan; when ``None`` one is drawn from what the shop's customers spend.
        since: the earlier day that levels are compared with; three months before ``as_of`` when ``None``.
        near: list the customers who miss at most this part of the next threshold instead; the summary takes 0.1.
        falling: list those who lose their level by this day unless they buy; the summary takes three months.
        detail: one row per customer instead of one per level.
        against: ``"level"`` adds a part that crosses the levels with those of the platform's customer table.
        as_of: the last day that is known; the last day of a purchase when ``None``.
        where: a condition on customers; only those who match are counted, in levels that all of them have earned.
        language: of the names of levels.

    Returns:
        One row per level, the highest first and those without one last, with the part ``member_near``; or the list
        of customers, with what they miss for the next level and to keep theirs (money in yuan).

    Raises:
        UsageError: an argument or the plan has no meaning.
        NotEnoughError: no identified customer.
    """
    asked = read_asked(near, falling, since, detail=detail, against=against)
    own = None if plan is None else read_plan(plan, language)
    window = window_of(store, as_of, None)
    since_day, until = asked.compared_with(window), asked.falling_by(window)
    audience = choose(store, where, as_of)
    counted = audience.counted(window)
    bought = counted.purchases
    require_customers(window, customers=bought - counted.unidentified, purchases=bought, where=audience.place)
    levels = own or _drawn(store, window, language)
    days = Days(levels, window.data_from, window.as_of)
    found = members_of(store, levels, days, window, days_apart(days.first, since_day), audience)
    shown = Shown(store, levels, days, language)
    result = Result(
        name="member",
        columns=COLUMNS,
        records=shown.levels(found),
        as_of=window.as_of,
        params={"plan": None if plan is None else str(plan), "near": asked.near},
        facts=_facts(found, asked, window, int(is_falling(found, days, until).sum())),
        notes=(*_drawn_notes(own), *caveats(window, counted, customers=len(found.key), one_time=None)),
        parts=dict(_parts(store, found, shown, asked)),
        spare=SPARE,
    )
    if not asked.lists:
        return audience.annotated(on_screen(result, levels, asked.near))
    listed = shown.customers(chosen(found, asked.lists, asked.near, days, until))
    return audience.annotated(in_detail(result, levels, asked.lists, CUSTOMER_COLUMNS, listed))


def suggest_plan(store: Store, *, as_of: date | str | None = None, language: Language = "en") -> str:
    """The plan that is drawn from what the shop's customers spend, as the text of a file for ``plan``."""
    return written(_drawn(store, window_of(store, as_of, None), language), language)


def _drawn_notes(own: Plan | None) -> Iterator[Note]:
    if own is None:
        yield Note("member_drawn")


def _drawn(store: Store, window: Window, language: Language) -> Plan:
    """The plan that is drawn; ``NotEnoughError`` where no customer bought in the last 12 months."""
    opens = Plan(()).window.before(window.as_of)
    spent = store.arrays(SQL / "spent.sql", opens=opens, as_of=window.as_of)["fen"].tolist()
    require_customers(replace(window, first_day=days_later(opens, 1)), customers=len(spent), purchases=0)
    return draw_plan(spent, language)


def _facts(found: Members, asked: Asked, window: Window, falling: int) -> dict[str, object]:
    has_level = found.level > 0
    return {
        "customers": len(found.key),
        "members": int(has_level.sum()),
        "net_in_window": yuan(int(found.fen.sum())),
        "members_net_share": rate(int(found.fen[has_level].sum()), int(found.fen.sum())),
        "level_ups": int((found.level > found.before).sum()),
        "level_downs": int((found.level < found.before).sum()),
        "near": int(is_near(found, asked.near).sum()),
        "falling": falling,
        "falling_by": asked.falling_by(window),
        "since": asked.compared_with(window),
        "data_from": window.data_from,
        "data_to": window.data_to,
    }


def _parts(store: Store, found: Members, shown: Shown, asked: Asked) -> Iterator[tuple[str, Result]]:
    yield "member_near", Result("member_near", NEAR_COLUMNS, shown.near(found, asked.near))
    if asked.is_against:
        yield "member_against", _against(store, found, shown)


def _against(store: Store, found: Members, shown: Shown) -> Result:
    """How many of each level the platform's table of customers has in each of its own."""
    theirs = dict(cast("Sequence[tuple[int, str]]", store.query(SQL / "platform_levels.sql").records))
    counts: dict[tuple[int, str], int] = {}
    for key, level in zip(found.key.tolist(), found.level.tolist(), strict=True):
        if (name := theirs.get(key)) is not None:
            counts[level, name] = counts.get((level, name), 0) + 1
    rows: list[Record] = [
        (level, shown.names[level], name, count)
        for (level, name), count in sorted(counts.items(), key=lambda item: (-item[0][0], item[0][1]))
    ]
    return Result("member_against", AGAINST_COLUMNS, rows)
