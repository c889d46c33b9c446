"""The columns of each kind of table, named once: what an export may have, and what merging does with what is kept.

A new column of an export is a name here and in the dialects that have it; the engine's view of a file, the words of
``--map`` and the joining of two versions are made from these lists.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib.resources.abc import Traversable
from typing import Literal

Kind = Literal["orders", "items", "refunds", "customers", "contacts", "consent"]

FORMS: Mapping[Kind, Mapping[str, str]] = {
    "orders": {
        "order_id": "id", "suborder_id": "id", "buyer": "text", "buyer_else": "text", "receiver": "text",
        "address": "text", "phone": "text", "mobile": "text", "phone_until": "text", "due": "money",
        "goods_due": "money", "paid": "money", "gross": "money", "discount": "money", "outstanding": "money",
        "price": "money", "refund": "money", "refund_status": "text", "refund_type": "text", "currency": "text",
        "status": "text", "line_status": "text", "close_reason": "text",
        "created_at": "time", "paid_at": "time", "shipped_at": "time", "received_at": "time", "cancelled_at": "text",
        "title": "text", "item_kinds": "count", "quantity": "count", "sku": "text", "province": "text", "city": "text",
        "channel": "text", "shop": "text",
        "promised_at": "time", "courier": "text", "postage": "money", "points_paid": "count", "points_back": "count",
        "memo_mark": "text",
    },
    "items": {
        "order_id": "id", "suborder_id": "id", "title": "text", "price": "money", "quantity": "count", "sku": "text",
        "outer_sku": "text", "attributes": "text", "status": "text", "paid": "money", "refund": "money",
        "refund_status": "text", "created_at": "time", "paid_at": "time", "shop": "text",
    },
    "refunds": {
        "order_id": "id", "suborder_id": "id", "refund_id": "id", "refund": "money", "status": "text",
        "applied_at": "time", "finished_at": "time", "paid_at": "time", "title": "text", "reason": "text",
        "shop": "text", "need_return": "text", "goods_state": "text", "cs_involved": "text", "liable": "text",
        "phase": "text", "currency": "text",
    },
    "customers": {
        "buyer": "text", "buyer_else": "text", "gender": "text", "birthday": "text", "level": "text",
        "province": "text", "city": "text", "first_at": "text", "last_at": "text", "orders": "text", "total": "text",
        "exported_at": "text",
    },
    "contacts": {
        "buyer": "text", "mobile": "text", "sent_at": "time", "channel": "text", "campaign": "text", "cost": "money",
        "delivery": "text", "arm": "text",
    },
    "consent": {"buyer": "text", "mobile": "text", "channel": "text", "answer": "text", "since": "time"},
}  # fmt: skip
"""The canonical columns of each kind of table, in the order they are read, and the form of their cells."""

REQUIRED: Mapping[Kind, frozenset[str]] = {
    "orders": frozenset(),
    "items": frozenset({"order_id", "title"}),
    "refunds": frozenset({"order_id", "refund_id", "refund"}),
    "customers": frozenset(),
    "contacts": frozenset({"sent_at"}),
    "consent": frozenset({"answer", "since"}),
}

MONEY_OF_ROW: Mapping[Kind, tuple[str, ...]] = {
    "orders": ("paid", "gross", "due", "goods_due"),
    "items": ("paid",),
    "refunds": ("refund",),
    "customers": (),
    "contacts": ("cost",),
    "consent": (),
}
"""Where the money of a row in quarantine stands; the first that can be read counts."""

MAPPED: Mapping[Kind, Mapping[str, str]] = {
    "orders": {
        "order_id": "order_id", "suborder_id": "suborder_id", "buyer": "buyer", "ordered_at": "created_at",
        "paid_at": "paid_at", "status": "status", "refund_status": "refund_status", "line_status": "line_status",
        "amount": "paid", "gross": "gross", "net": "paid", "refund": "refund", "due": "due", "unit_price": "price",
        "quantity": "quantity", "currency": "currency", "title": "title", "sku": "sku", "province": "province",
        "city": "city", "channel": "channel", "shop": "shop", "shipped_at": "shipped_at", "received_at": "received_at",
        "promised_at": "promised_at", "courier": "courier", "postage": "postage", "points_paid": "points_paid",
        "points_back": "points_back", "memo_mark": "memo_mark",
    },
    "items": {
        "order_id": "order_id", "suborder_id": "suborder_id", "title": "title", "unit_price": "price",
        "quantity": "quantity", "sku": "sku", "amount": "paid", "refund": "refund", "status": "status",
        "refund_status": "refund_status", "ordered_at": "created_at", "paid_at": "paid_at", "shop": "shop",
    },
    "refunds": {
        "order_id": "order_id", "suborder_id": "suborder_id", "refund_id": "refund_id", "refund": "refund",
        "amount": "refund", "status": "status", "refunded_at": "finished_at", "applied_at": "applied_at",
        "title": "title", "reason": "reason", "shop": "shop", "need_return": "need_return",
        "goods_state": "goods_state", "cs_involved": "cs_involved", "liable": "liable", "phase": "phase",
        "currency": "currency",
    },
    "customers": {
        "buyer": "buyer", "gender": "gender", "birthday": "birthday", "level": "level", "province": "province",
        "city": "city", "first_at": "first_at", "last_at": "last_at", "orders": "orders", "total": "total",
        "exported_at": "exported_at",
    },
    "contacts": {
        "buyer": "buyer", "mobile": "mobile", "sent_at": "sent_at", "channel": "channel", "campaign": "campaign",
        "cost": "cost", "status": "delivery", "group": "arm",
    },
    "consent": {"buyer": "buyer", "mobile": "mobile", "channel": "channel", "answer": "answer", "since": "since"},
}  # fmt: skip
"""The words of ``--map`` by the kind of the table, and the canonical column behind each."""


OF_PEOPLE: frozenset[Kind] = frozenset({"customers", "contacts", "consent"})
"""Kinds whose rows are about a buyer, not about an order."""


def of_kind(room: Traversable, kind: Kind, name: str) -> Traversable:
    """The file ``name`` about a kind of table in a ``room``: what is about buyers lies in a folder of its own."""
    return room / "people" / name if kind in OF_PEOPLE else room / name


ORDER = "row(shop_key, order_key, coalesce(order_text, ''))"
"""How a statement names the order of a typed row."""

DUE = frozenset({"due", "goods_due"})
"""What the buyer was to pay."""


def adds_prices(cells: Collection[str]) -> bool:
    """Whether price times quantity is all the money that ``cells`` have: then each row is a line and has its own."""
    return "price" in cells and {"paid", "gross", *DUE}.isdisjoint(cells)


ASIDE = ("promised_at", "courier", "postage", "points_paid", "points_back", "memo_mark")
"""What is kept beside an order and no money hangs on: a cell that cannot be read is unknown and costs nothing else."""
UNREAD = ("promised_at", "postage", "points_paid", "points_back")
"""Of these the ones that may be of a form which cannot be read, in the order of the bits of ``unread``."""

STATE: Mapping[Kind, tuple[str, ...]] = {
    "orders": ("status", "status_raw", "status_at", "due", "net", "refund", "currency", "doubts"),
    "items": ("status", "status_at", "net", "refund"),
    "refunds": ("status", "status_raw", "amount", "currency", "finished_at"),
    "customers": (),
    "contacts": (),
    "consent": (),
}
"""What stays together when two versions meet: the newest state wins as a whole."""

KNOWN: Mapping[Kind, tuple[str, ...]] = {
    "orders": (
        *("created_at", "paid_at", "shipped_at", "received_at", "quantity"),
        *("title", "province", "city", "channel"),
        *ASIDE,
    ),
    "items": ("title", "sku", "attributes", "quantity", "list_price"),
    "refunds": (
        *("applied_at", "reason", "title", "customer_key", "line_text"),
        *("need_return", "goods_state", "cs_involved", "liable", "phase"),
    ),
    "customers": (),
    "contacts": ("cost", "status", "arm"),
    "consent": ("answer",),
}
"""What only becomes known: of two versions the greater stays."""

UNPAID = frozenset({"status", "refund_status", "line_status", "cancelled_at"})
"""What may say of an order that it is unpaid, or closed and never paid."""

_TYPES = {"text": "varchar", "time": "timestamp", "money": "decimal(18, 2)", "count": "integer"}

ABSENT: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "line": ("bigint", ("line",)),
    "lines": ("integer", ("lines",)),
    "line_id": ("varchar", ("suborder_id",)),
    "padded": ("boolean", ("padded",)),
    "paid_at": ("timestamp", ("paid_at",)),
    "shipped_at": ("timestamp", ("shipped_at",)),
    "received_at": ("timestamp", ("received_at",)),
    "status_raw": ("varchar", ("status", "refund_status")),
    "due": ("decimal(18, 2)", tuple(sorted(DUE))),
    "paid": ("decimal(18, 2)", ("paid", "gross")),
    "refund_reported": ("decimal(18, 2)", ()),
    "title": ("varchar", ("title",)),
    "sku": ("varchar", ("sku",)),
    "article": ("ubigint", ("title", "sku")),
    "list_price": ("decimal(18, 2)", ("price",)),
    "province": ("varchar", ("province", "address")),
    "city": ("varchar", ("city", "address")),
    "channel": ("varchar", ("channel",)),
    "currency": ("varchar", ("currency",)),
    "shop": ("varchar", ("shop",)),
    "unread": ("utinyint", UNREAD),
    **{name: (_TYPES[FORMS["orders"][name]], (name,)) for name in ASIDE},
}
"""The columns of typed orders that nothing but the cells beside them fills: without those cells they are not kept, for
ten million times nothing takes time, too."""

GREATEST = ("status_at", "shipped_at", "received_at", "currency", "province", "city", "channel", *ASIDE)
"""What an order of several lines takes from the line with the greatest of it."""

DESCRIBING = frozenset({
    *("title", "sku", "list_price", "province", "city", "channel", "shipped_at", "received_at", "unread"), *ASIDE,
})  # fmt: skip
"""What an order is about: an answer about buyers alone does not ask."""
