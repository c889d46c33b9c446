"""Snapshots: the groups of every customer on a day, kept in the store under a name, for ``diff`` to compare."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import cast, get_args

from crmkit.analyses.snapshots.screen import in_list, saved
from crmkit.customers.arguments import require_whole
from crmkit.customers.reading import with_reading, with_shops
from crmkit.customers.scores.default_map import map_for
from crmkit.customers.scores.maps import SegmentMap, load_map, map_text, parse_map
from crmkit.customers.standings.standings import UNKNOWN, By, Place, build_standings, places
from crmkit.customers.window import Window, caveats, counted_in, require_customers, window_of
from crmkit.errors import UsageError
from crmkit.messages import Language, say
from crmkit.models.shares import shares, yuan
from crmkit.result import Note, Record, Result
from crmkit.store.shops import Names, asked_shops, settle_shops
from crmkit.store.snapshots import STANDINGS, SnapshotHeader, SnapshotWriter, list_snapshots, require_name
from crmkit.store.store import Store
from crmkit.version import __version__
from crmkit.vocabulary import word

SQL = files("crmkit.analyses.snapshots")
MOST_MONTHS = 24
KIND_WORDS = {"segment": "segment", "tier": "tier", "stage": "stage", "risk": "risk"}
"""The word of the vocabulary for each kind of groups."""
COLUMNS = (
    "group_by_code",
    "group_by",
    "group_code",
    "group",
    "customers",
    "customer_share",
    "net_sales",
    "net_sales_share",
)
LIST_COLUMNS = (
    "snapshot",
    "snapshot_on",
    "customers",
    "net_sales",
    "segment_map",
    "forecast_months",
    "risk_known",
    "shop",
    "version",
)

GroupSums = dict[tuple[str, str | None], tuple[int, int]]
"""Customers and fen by kind and code of a group."""


def snapshot(
    store: str | Path,
    name: str,
    *,
    as_of: date | str | None = None,
    months: int = 3,
    segments: str | None = None,
    replace: bool = False,
    shop: Names = "",
    platform: Names = "",
    wait: float = 10,
    memory: str | None = None,
    language: Language = "en",
) -> Result:
    """Keep the segment, tier, stage, risk and net spend of every customer in the store, under ``name``.

    Args:
        store: the path of a store.
        name: a word of letters, digits, ``-``, ``_`` and ``.``.
        as_of: the last day that counts; the last day of a purchase when ``None``.
        months: how many months ahead the risk of churn looks, 1 to 24.
        segments: the segment map: ``grid``, ``cn8`` or the path of a TOML file, whose text is kept, too.
        replace: replace a snapshot of that name.
        shop: the only shop to look at, or several; what is compared with the snapshot is of these, too.
        platform: the platform of these shops.
        wait: seconds to wait while another process holds the store.
        memory: how much the engine may use, as ``700MB``.
        language: of the names of groups.

    Returns:
        One row per group of each kind: customers and money in yuan. Customers are kept by key, without names.

    Raises:
        UsageError: an argument has no meaning, the name is taken, there is no store.
        NotEnoughError: no identified customer.
        StoreBusy, StoreError: the store was not to be had, or not written; it is as it was.
    """
    require_name(name)
    require_months(months)
    _ = segments is None or load_map(segments)  # refused before the store is opened
    with SnapshotWriter(Path(store), wait=wait, memory=memory) as writer:
        if not replace and any(head.name == name for head in list_snapshots(writer.store)):
            raise UsageError("snapshot_exists", name=name)
        writer.store.shops = asked_shops(shop, platform)
        shops = settle_shops(writer.store)
        chosen = map_for(writer.store, segments)
        text = map_text(chosen)
        segment_map = parse_map(text, chosen)
        window = window_of(writer.store, as_of, None)
        reason = build_standings(writer.store, STANDINGS, window, segment_map, months=months)
        group_sums = _group_sums(writer.store)
        customers, net_fen = _sums(group_sums, "tier")
        with_risk = customers - group_sums.get(("risk", None), (0, 0))[0]
        kept = ",".join(str(each.key) for each in shops) if writer.store.shops.are_chosen else ""
        head = SnapshotHeader(
            name, window.as_of, chosen, text, months, customers, with_risk, net_fen, __version__, kept
        )
        answer = _answer(writer.store, head, window, group_sums, segment_map, reason, language)
        answer = with_shops(writer.store, with_reading(writer.store, saved(answer)))
        writer.write(head, replace=replace)
    return answer


def require_months(months: object) -> None:
    """``UsageError`` unless the risk of churn can be told so many months ahead."""
    require_whole("--months", months, 1, MOST_MONTHS)


def snapshots(store: Store) -> Result:
    """The snapshots in ``store``, the earliest day first, money in yuan."""
    taken = list_snapshots(store)
    names = {shop.key: shop.name or shop.platform for shop in settle_shops(store)}
    result = Result(
        "snapshots",
        LIST_COLUMNS,
        [
            (*(head.name, head.as_of, head.customers, yuan(head.net_fen), head.segments, head.months),
             head.judged, ", ".join(names[key] for key in head.shop_keys if key in names) or None, head.version)
            for head in taken
        ],
        facts={"snapshots": len(taken)},
        notes=() if taken else (Note("snapshots_none"),),
    )  # fmt: skip
    return in_list(result)


def remove_snapshot(store: str | Path, name: str, *, wait: float = 10) -> None:
    """Remove the snapshot ``name`` of the store at that path.

    Raises:
        UsageError: there is no such snapshot.
        StoreBusy, StoreError: the store was not to be had, or not written; it is as it was.
    """
    with SnapshotWriter(Path(store), wait=wait, memory=None) as writer:
        writer.remove(name)


def _group_sums(store: Store) -> GroupSums:
    rows = cast("list[tuple[str, str | None, int, int]]", store.query(SQL / "counts.sql").records)
    return {(kind, code): (customers, net_fen) for kind, code, customers, net_fen in rows}


def _sums(group_sums: GroupSums, kind: str) -> tuple[int, int]:
    """All customers and their fen."""
    own = [sums for (named, _), sums in group_sums.items() if named == kind]
    return sum(customers for customers, _ in own), sum(net_fen for _, net_fen in own)


def _answer(
    store: Store,
    head: SnapshotHeader,
    window: Window,
    group_sums: GroupSums,
    segment_map: SegmentMap,
    reason: str | None,
    language: Language,
) -> Result:
    counted = counted_in(store, window)
    require_customers(window, customers=head.customers, purchases=counted.purchases)
    notes = [*caveats(window, counted, customers=head.customers, one_time=None)]
    if reason is not None:
        notes.append(Note(f"snapshot_{reason}", {"months": head.months}))
    return Result(
        name="snapshot",
        columns=COLUMNS,
        records=[row for by in get_args(By) for row in _rows(by, group_sums, segment_map, language)],
        as_of=window.as_of,
        params={"name": head.name, "segments": head.segments, "months": head.months},
        facts={
            "snapshot": head.name,
            "customers": head.customers,
            **counted.facts(yuan(head.net_fen)),
            "risk_known": head.judged,
            "data_from": window.data_from,
            "data_to": window.data_to,
        },
        notes=tuple(notes),
    )


def _rows(by: By, group_sums: GroupSums, segment_map: SegmentMap, language: Language) -> Iterator[Record]:
    """A row for each group of one kind, empty ones too; none for risks that no customer has."""
    groups: list[tuple[Place, str | None]] = [(place, place.code) for place in places(by, segment_map, language)]
    if (by, None) in group_sums:
        groups.append((Place(UNKNOWN, say("move", "unknown", language)), None))
    sums = [group_sums.get((by, code), (0, 0)) for _, code in groups]
    if by == "risk" and not any(customers for (_, code), (customers, _) in zip(groups, sums, strict=True) if code):
        return
    customer_shares, money_shares = shares([one for one, _ in sums]), shares([fen for _, fen in sums])
    grouping = word(KIND_WORDS[by]).label(language)
    for (place, _), (customers, fen), share, money in zip(groups, sums, customer_shares, money_shares, strict=True):
        yield by, grouping, place.code, place.label, customers, share, yuan(fen), money
