"""Profile: who the customers are. A portrait of them all, a matrix of two traits, or everything known of each one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import cast

from crmkit.analyses.profile import tables
from crmkit.analyses.profile.cross import TAG, Words, crossed, read_cross, traits_crossed
from crmkit.analyses.profile.screen import in_detail, on_screen
from crmkit.customers.conditions.audience import Audience, choose
from crmkit.customers.conditions.known import KNOWN_COLUMNS, build_known, known_of_everyone
from crmkit.customers.conditions.tags import Tag, all_tags
from crmkit.customers.conditions.where import Where
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.rhythms.rhythms import rhythm_caveats, rhythm_found
from crmkit.customers.scores.default_map import map_for
from crmkit.customers.traits.catalog import TRAITS
from crmkit.customers.traits.history import History, reported_history
from crmkit.customers.window import Counted, Window, caveats, require_customers, window_of
from crmkit.errors import UsageError
from crmkit.messages import Language
from crmkit.models.shares import yuan
from crmkit.result import Frame, Note, Result
from crmkit.store.store import Store

SQL = files("crmkit.analyses.profile")
PORTRAYED = ("net_spend", "avg_basket", "tenure_days", "stage", "province")
"""The traits that a portrait is made of."""
LACKING = {"profile_provinces": "profile_provinces_unknown", "profile_hours": "profile_hours_unknown"}
"""What is said where the files do not have what a part needs."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Customers that are counted, those among them who bought, or bought once, their money and purchases."""

    everyone: int
    buyers: int
    one_time: int
    net_fen: int
    counted: Counted
    history: History

    def facts(self, window: Window) -> Mapping[str, object]:
        """The headline."""
        return {
            "customers": self.buyers,
            **self.history.facts(self.everyone - self.buyers),
            "repeat_customers": self.buyers - self.one_time,
            **self.counted.facts(yuan(self.net_fen)),
            "data_from": window.data_from,
            "data_to": window.data_to,
        }


@with_reading_notes
def profile(
    store: Store,
    *,
    as_of: date | str | None = None,
    cross: tuple[str, str] | None = None,
    segments: str | None = None,
    tags: Path | None = None,
    detail: bool = False,
    where: Where | str | None = None,
    language: Language = "en",
) -> Result:
    """Show who the customers are: by stage, newness, province, basket and hour; or everything of each of them.

    Args:
        store: an open store.
        as_of: the last day that is known; the last day of a purchase when ``None``.
        cross: two traits (or ``tag``) to count customers and money by, instead of the portrait.
        segments: the map of segments, as in ``segment``.
        tags: a file of your own tags, beside those of the vocabulary (``tags``).
        detail: one row per customer with all traits and tags, the biggest spender first.
        where: a condition on customers; only those who match are counted, by thresholds and rhythms of the whole shop.
        language: of labels.

    Returns:
        One row per stage, or per customer, or per pair of values; the rest of a portrait as parts.

    Raises:
        UsageError: an argument has no meaning.
        NotEnoughError: no identified customer bought anything, or none matches.
    """
    cross = None if cross is None else read_cross(cross)
    if cross is not None and detail:
        raise UsageError("cross_with_detail")
    window = window_of(store, as_of, None)
    audience = choose(store, where, as_of)
    names = TRAITS if detail else PORTRAYED if cross is None else traits_crossed(cross)
    kinds = all_tags(tags) if detail or TAG in (cross or ()) else ()
    segments = map_for(store, segments)
    people = build_known(store, window.as_of, names, kinds, segments, own=tags is not None, alone=names is PORTRAYED)
    audience.keep("trait_bought")
    totals = _totals(store, audience, window)
    if cross is not None:
        answer = crossed(store, people, cross, Words(language, segments, kinds))
    else:
        answer = _everyone(store, segments, kinds, language) if detail else _portrait(store, audience, window, language)
    result = replace(
        answer,
        as_of=window.as_of,
        params={"cross": None if cross is None else ",".join(cross), "segments": segments},
        facts=totals.facts(window),
        notes=(
            *caveats(window, totals.counted, customers=totals.buyers, one_time=totals.one_time),
            *totals.history.notes(),
            *answer.notes,
        ),
    )
    shown = in_detail(result) if detail else on_screen(result, language, cross)
    return audience.annotated(shown)


def _totals(store: Store, audience: Audience, window: Window) -> Totals:
    """The customers that the answer counts; none is an error."""
    (found,) = cast("list[tuple[int, int, int, int]]", store.query(SQL / "totals.sql").records)
    totals = Totals(*found, audience.counted(window), reported_history(store))
    some = totals.everyone if audience.where else totals.buyers
    require_customers(window, customers=some, purchases=totals.counted.purchases, where=audience.place)
    return totals


def _portrait(store: Store, audience: Audience, window: Window, language: Language) -> Result:
    """Customers and money by stage; parts by newness, province, basket and hour."""
    with store.narrowed() if audience.where else nullcontext():
        parts = [tables.newness(store, window.as_of), tables.hours(store, window.as_of)]
    parts[1:1] = [tables.provinces(store, language), tables.baskets(store)]
    found = {part.name: part for part in parts if part is not None}
    lacking = [Note(code) for name, code in LACKING.items() if name not in found]
    rows = tables.stage_rows(store)
    notes = (*rhythm_caveats(rhythm_found(store, window.as_of), window), *lacking)
    return Result("profile", tables.COLUMNS, rows, notes=notes, parts=found, definition=("profile", "stages"))


def _everyone(store: Store, segments: str, kinds: Sequence[Tag], language: Language) -> Result:
    """One row per customer with all that is known of them."""
    frame = known_of_everyone(store, segments, kinds, language)
    frame = frame.sort(["net_spend", "customer"], descending=[True, False]).select(KNOWN_COLUMNS)
    return Result("profile", KNOWN_COLUMNS, Frame(frame), definition=("stages",))
