"""An audience: customers that match a condition and may be contacted, with a hold-out, kept under a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as but
from datetime import date
from importlib.resources import files
from pathlib import Path

from crmkit.campaigns.audience.drawing import REASONS, Drawn, draw, draw_again
from crmkit.campaigns.audience.promise import Base, Promise, base_before, promised
from crmkit.campaigns.audience.screen import nobody_left, on_screen
from crmkit.campaigns.audience.wish import MILLION, Wish, require_audience_name
from crmkit.customers.conditions.audience import choose
from crmkit.customers.conditions.where import Where, read_where
from crmkit.customers.conditions.writing import written
from crmkit.customers.reading import with_reading, with_shops
from crmkit.customers.traits.build import build
from crmkit.customers.window import Window, day_caveats, window_of
from crmkit.errors import Refused
from crmkit.messages import Language
from crmkit.models.shares import rate
from crmkit.result import Note, Record, Result
from crmkit.store.audiences.audiences import AudienceRecord, AudienceWriter, list_audiences
from crmkit.store.shops import Names, asked_shops, settle_shops
from crmkit.store.store import Store
from crmkit.version import __version__

SQL = files("crmkit.campaigns.audience")
COLUMNS = ("customer", "stage", "recency_days", "rhythm_days", "net_spend", "top_product")
FUNNEL = ("funnel_step", "customers")


def audience(
    store: str | Path,
    name: str,
    *,
    where: Where | str,
    wish: Wish | None = None,
    as_of: date | str | None = None,
    replace: bool = False,
    dry_run: bool = False,
    shop: Names = "",
    platform: Names = "",
    wait: float = 10,
    memory: str | None = None,
    language: Language = "en",
) -> Result:
    """Draw the customers who match ``where`` and may be contacted, hold some out, and keep both under ``name``.

    A name that is kept already gives its list again, as it was drawn.

    Args:
        store: the path of a store.
        name: a word of letters, digits, ``-``, ``_`` and ``.``.
        where: a condition on customers.
        wish: who is left out and how many are held out; its condition and shops are filled in here.
        as_of: the last day that is known; the last day of a purchase when ``None``.
        replace: draw it anew; only until later days are loaded.
        dry_run: keep nothing.
        shop: the only shop to look at, or several.
        platform: the platform of these shops.
        wait: seconds to wait while another process holds the store.
        memory: how much the engine may use, as ``700MB``.
        language: of the answer.

    Returns:
        One row per customer on the list, in its order, money in yuan. The part ``audience_funnel`` counts everybody who
        matches: on the list, held out (known by key in the store alone), or left out by the first reason that holds.

    Raises:
        UsageError: an argument has no meaning, or there is no store.
        Refused: the name is kept and was asked for otherwise, or its window has begun.
        NotEnoughError: nobody matches.
        StoreBusy, StoreError: the store was not to be had, or not written; it is as it was.
    """
    require_audience_name(name)
    condition = read_where(where) if isinstance(where, str) else where
    with AudienceWriter(Path(store), wait=wait, memory=memory) as writer:
        writer.store.shops = asked_shops(shop, platform)
        asked = but(wish or Wish("", name), condition=written(condition.predicate), shops=_shops_of(writer.store))
        window = window_of(writer.store, as_of, None)
        kept = next((each for each in list_audiences(writer.store) if each.name == name), None)
        if kept is not None and not replace and not dry_run:
            return _again(writer.store, kept, asked, language)
        if kept is not None and replace and window.data_to > kept.as_of:
            raise Refused("audience_begun", name=name, as_of=kept.as_of)
        record, answer = _drawn(writer.store, name, condition, asked, window, language, is_kept=not dry_run)
        if not dry_run:
            writer.write(record, replace=replace)
    return answer


def _shops_of(store: Store) -> str:
    """The keys of the shops that were asked for; nothing for all of them."""
    settled = settle_shops(store)
    return ",".join(str(each.key) for each in settled) if store.shops.are_chosen else ""


def _drawn(
    store: Store, name: str, where: Where, asked: Wish, window: Window, language: Language, *, is_kept: bool
) -> tuple[AudienceRecord, Result]:
    """What is to be kept of the audience, whose members are a temporary table then, and the answer."""
    base = base_before(store, where, window.as_of, asked.window_days)
    matched = choose(store, where, window.as_of).customers
    drawn = draw(store, name, asked, window)
    assert drawn.matched == matched, "everybody who matches is counted once"  # noqa: S101 - what the answer claims
    if not drawn.listed:
        raise nobody_left(drawn, where.short)
    promise = promised(base, drawn)
    record = _record(name, asked, window, drawn, base)
    result = _result(store, record, drawn, promise, window, language)
    answer = on_screen(result, record, drawn, promise, is_kept=is_kept)
    return record, with_shops(store, with_reading(store, answer))


def _again(store: Store, kept: AudienceRecord, asked: Wish, language: Language) -> Result:
    """The list as it was drawn; ``Refused`` where something else was asked for under its name."""
    if kept.rule_digest != asked.digest:
        raise Refused("audience_differs", name=kept.name, as_of=kept.as_of)
    day = window_of(store, kept.as_of, None)
    drawn = draw_again(store, kept.name, asked, day)
    has_base = kept.base_day is not None and kept.base_customers is not None and kept.base_buyers is not None
    base = Base(kept.base_day, kept.base_customers, kept.base_buyers) if has_base else None  # type: ignore[arg-type]
    promise = promised(base, drawn)
    result = _result(store, kept, drawn, promise, day, language)
    noted = but(result, notes=(Note("audience_as_kept", {"as_of": kept.as_of}), *result.notes))
    return with_shops(store, with_reading(store, on_screen(noted, kept, drawn, promise, is_kept=True)))


def _record(name: str, asked: Wish, window: Window, drawn: Drawn, base: Base | None) -> AudienceRecord:
    return AudienceRecord(
        name=name,
        as_of=window.as_of,
        condition=asked.condition,
        rule_digest=asked.digest,
        salt=asked.salt,
        holdout_millionths=asked.holdout_millionths,
        channel=asked.channel,
        assumed_consent=asked.assumes_consent,
        cap=str(asked.cap),
        quiet_days=asked.quiet_days,
        after_order_days=asked.after_order_days,
        priority=asked.priority,
        window_days=asked.window_days,
        list_by=asked.by,
        list_max=asked.most,
        matched=drawn.matched,
        listed=drawn.listed,
        held_out=drawn.held_out,
        left_out=drawn.left_out,
        base_buyers=base.buyers if base else None,
        base_customers=base.customers if base else None,
        base_day=base.day if base else None,
        shops=asked.shops,
        version=__version__,
    )


def _result(
    store: Store, record: AudienceRecord, drawn: Drawn, promise: Promise, window: Window, language: Language
) -> Result:
    build(store, ("top_product",), window.as_of)
    return Result(
        name="audience",
        columns=COLUMNS,
        records=store.query(SQL / "list.sql").records,
        as_of=window.as_of,
        params=_params(record),
        facts={
            "audience_name": record.name,
            "matched": drawn.matched,
            "listed": drawn.listed,
            "held_out": drawn.held_out,
            "left_out": drawn.left_out,
            "base_rate": promise.base.rate if promise.base else None,
            "base_customers": promise.base.customers if promise.base else None,
            "base_day": promise.base.day if promise.base else None,
            "detectable": promise.detectable,
        },
        notes=tuple(day_caveats(window)),
        parts={"audience_funnel": Result("audience_funnel", FUNNEL, list(_funnel(drawn)))},
        language=language,
    )


def _params(record: AudienceRecord) -> dict[str, object]:
    return {
        "where": record.condition,
        "holdout": rate(record.holdout_millionths, MILLION),
        "salt": record.salt,
        "channel": record.channel,
        "assume_consent": record.assumed_consent,
        "cap": record.cap,
        "quiet": record.quiet_days,
        "after_order": record.after_order_days,
        "priority": record.priority,
        "window": record.window_days,
        "by": record.list_by,
        "max": record.list_max,
    }


def _funnel(drawn: Drawn) -> Iterator[Record]:
    """From those who match to the list; everything between them is taken off."""
    yield ("matched", drawn.matched)
    yield from ((reason, drawn.reasons[reason]) for reason in REASONS if drawn.reasons[reason])
    yield ("holdout", drawn.held_out)
    yield ("list", drawn.listed)
