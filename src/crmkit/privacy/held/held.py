"""Personal data: what a store holds of how many people, since when, where, who may read it, and what removes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import cast

from crmkit.periods import shop_time
from crmkit.privacy.held.rights import Rights, rights_of
from crmkit.privacy.held.screen import on_screen
from crmkit.privacy.prune.prune import pruned_before
from crmkit.result import Note, Record, Result
from crmkit.store.audiences.audiences import SQL as AUDIENCES
from crmkit.store.quarantine import KEPT_DAYS, folder_of, moments, texts
from crmkit.store.shops import settle_shops
from crmkit.store.snapshots import SQL as SNAPSHOTS
from crmkit.store.sql import beside
from crmkit.store.store import Store

SQL = beside(__name__)
ROOM = files("crmkit.privacy.held")
PEOPLE = ROOM / "people.sql"
FORGOTTEN = ROOM / "forgotten.sql"
MADE_LATER = (
    ("buyer_groups", SNAPSHOTS / "snapshots_there.sql", ROOM / "in_snapshots.sql"),
    ("buyer_audiences", AUDIENCES / "there.sql", ROOM / "in_audiences.sql"),
)
"""What is kept in tables that not every store has: the kind, what asks for the table, what asks for its people."""
COLUMNS = (
    *("personal_data", "people", "data_from", "data_to", "file", "kept_as", "shown_as", "readable_by", "file_owner"),
    *("file_mode", "removed_by"),
)
ERASED_BY = "crmkit forget, crmkit prune"
PLACES = {
    "buyer_names": "customers.nick, customer_facts.nick",
    "buyer_digests": "customers.customer_key",
    "buyer_orders": "orders",
    "buyer_goods": "orders.title, order_lines",
    "buyer_places": "orders.province, orders.city, customer_facts.province, customer_facts.city",
    "buyer_refunds": "refunds",
    "buyer_birthdays": "customer_facts.birthday, customer_facts.birth_day",
    "buyer_genders": "customer_facts.gender, customer_facts.level",
    "buyer_contacts": "contacts, consents",
    "buyer_groups": "snapshot_customers",
    "buyer_audiences": "arms",
}
"""The tables and columns of each kind."""
SHOWN = {
    "buyer_names": "masked",
    "buyer_digests": "never_shown",
    "buyer_orders": "masked",
    "rejected_texts": "never_shown",
}
"""How crmkit shows a kind without ``--reveal``; whatever is not named is shown in tables of many people."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of data: of how many people (unknown where nobody can say) and from which days."""

    code: str
    people: int | None
    first_day: date | None
    last_day: date | None


def personal_data(store: Store) -> Result:
    """What personal data ``store`` holds: a row per kind, for the shop's own notice to its buyers.

    Args:
        store: an open store; of orders that were read from files nothing is kept.

    Returns:
        The kinds with the people they are of, the days they are from, the file and the columns they are in, who may
        read that file, and the command that removes them. The note ``privacy_open`` names files that others may read.
    """
    settle_shops(store)
    kinds = [Kind(*record) for record in store.query(SQL).records]  # type: ignore[arg-type]
    for code, there, file in MADE_LATER:
        if store.query(there).records:
            ((people, first, last),) = cast("list[tuple[int, date, date]]", store.query(file).records)
            kinds += [Kind(code, people, first, last)] if people else []
    rows = [_row(kind, store.path) for kind in kinds]
    files_of_text, size = (0, 0) if store.path is None else texts(store.path)
    if store.path is not None and files_of_text:
        rows.append(_row(_texts(store.path), folder_of(store.path)))
    ((digests,),) = cast("list[tuple[int]]", store.query(FORGOTTEN).records)
    bound = pruned_before(store)
    ((people,),) = cast("list[tuple[int]]", store.query(PEOPLE).records)
    facts: dict[str, object] = {"people": people, "text_files": files_of_text, "text_bytes": size}
    facts |= {"forgotten_digests": digests, "kept_days": KEPT_DAYS}
    facts |= {} if bound is None else {"pruned_before": bound}
    result = Result("privacy", COLUMNS, rows, facts=facts, notes=tuple(_notes(store.path, digests, bound)))
    return on_screen(result)


def _row(kind: Kind, path: Path | None) -> Record:
    rights = Rights() if path is None else rights_of(path)
    is_text = kind.code == "rejected_texts"
    return (
        kind.code,
        kind.people,
        kind.first_day,
        kind.last_day,
        None if path is None else path.name,
        None if is_text else PLACES[kind.code],
        SHOWN.get(kind.code, "shown"),
        rights.readers,
        rights.owner,
        rights.mode,
        "crmkit prune --quarantine" if is_text else ERASED_BY,
    )


def _texts(store: Path) -> Kind:
    """The bytes of rejected lines; whose they are is not known."""
    days = [shop_time(datetime.fromtimestamp(moment, UTC)).date() for moment in moments(store)]
    return Kind("rejected_texts", None, min(days, default=None), max(days, default=None))


def _notes(path: Path | None, digests: int, bound: date | None) -> Iterator[Note]:
    if path is not None and (open_files := _open_files(path)):
        yield Note("privacy_open", {"files": ", ".join(open_files)})
    yield Note("privacy_not_kept")
    yield Note("privacy_texts", {"kept": KEPT_DAYS})
    if digests:
        yield Note("privacy_forgotten", {"digests": digests})
    if bound is not None:
        yield Note("privacy_pruned", {"bound": bound})


def _open_files(store: Path) -> Sequence[str]:
    """The store and what lies beside it, as far as others than its owner may read or write it."""
    folder = folder_of(store)
    paths = [store, *(store.with_name(store.name + end) for end in (".key", ".wal", ".runs.jsonl")), folder]
    return [path.name for path in paths if path.exists() and rights_of(path).are_open]
