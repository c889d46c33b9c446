"""What the headers of a table without a dialect are likely to mean, by ``likely.toml``.

A likely meaning is never used by itself: it becomes a line to paste or a draft to look through.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from crmkit.ingest.forms.forms import CURRENCIES
from crmkit.ingest.headers.columns import Kind
from crmkit.ingest.headers.layout import canonical_header

Meanings = Mapping[str, Sequence[str]]
"""The headers that are likely to mean each word, the likeliest first."""
AMOUNTS = ("paid", "total", "amount", "line")
"""The groups of money that may be what an order brought, the surest first."""
BESIDE = frozenset({"beside", "excluded"})
"""Money beside an order that is never its amount."""

_CODES = (
    "eur|usd|gbp|cny|rmb|jpy|krw|hkd|twd|aud|cad|sgd|chf|sek|nok|dkk|pln|czk|huf|inr|brl|mxn|rub|try|thb|vnd|idr|myr|php"
    "|zar|nzd|aed|sar|ils"
)
_UNIT = rf"{_CODES}|人民币|元|美元|欧元|港元|港币|日元|英镑|us\$|hk\$|[$€£\u00a5￥₩₹]"
_BRACKETED = re.compile(
    rf"[(（\[【]\s*(?:in\s+|单位[:：]?)?(?:({_UNIT})|件|个|单|pcs|units?|必填|选填|required|optional|[ymdhs年月日:/.\-\s]+"
    r"|(?:utc|gmt)(?:[+-]\d{1,2}(?::?\d\d)?)?|local(?:\stime)?|北京时间)\s*[)）\]】]",
    re.IGNORECASE,
)
_TRAILING = re.compile(rf"(?<=\w)[\s_\-./,:]+(?:in[\s_]+)?({_CODES}|[$€£\u00a5￥])\s*$", re.IGNORECASE)
_INCLUSIVE = re.compile(
    r"(?:incl(?:uding|usive)?|inkl(?:usive)?|with)(?:of)?(?:all)?(?:taxe?s?|vat|gst|mwst|ust|tva|iva|shipping|versand)"
    r"|含税|含运费|brutto$"
)
_SEPARATORS = re.compile(r"[\s_\-./\\:：,，;#*?&'’\"“”()（）\[\]【】|+°]+")


def squeezed(header: str) -> str:
    """A header as it is compared here: no case, accents, separators or units, nothing that says "tax included"."""
    text = _TRAILING.sub("", _BRACKETED.sub("", header))
    plain = unicodedata.normalize("NFKD", canonical_header(text).casefold().replace("ß", "ss"))
    bare = "".join(mark for mark in plain if not unicodedata.combining(mark) or "\u3040" <= mark <= "\u30ff")
    bare = _SEPARATORS.sub("", unicodedata.normalize("NFC", bare))
    return _INCLUSIVE.sub("", bare) or bare


def unit_of(header: str) -> str | None:
    """The currency that a header names: ``Amount (EUR)``, ``total_usd``, ``金额（元）``."""
    match = _BRACKETED.search(header) or _TRAILING.search(header)
    unit = match[1].upper() if match and match[1] else None
    return {"RMB": "CNY"}.get(unit, CURRENCIES.get(unit, unit)) if unit else None


def likely_kind(headers: Sequence[str]) -> Kind:
    """What a table is about: orders unless its headers speak for refunds, customers or item lines alone."""
    refunds = meanings(headers, "refunds")
    orders = meanings(headers, "orders")
    is_timed = bool(orders.get("ordered_at") or orders.get("paid_at"))
    if refunds.get("refund_id") or (orders.get("refund") and refunds.get("finished_at") and not is_timed):
        return "refunds"
    of_people = {word for word, named in meanings(headers, "customers").items() if named}
    if "order_id" not in of_people and of_people & _OF_PEOPLE and not of_people & {"ordered_at", "paid_at"}:
        return "customers"
    return "items" if orders.get("order_id") and orders.get("title") and not is_timed else "orders"


def meanings(headers: Sequence[str], kind: Kind) -> Meanings:
    """The ``headers`` by the word each is likely to mean in a table of this ``kind``, the likeliest first.

    Words are those of ``--map``, columns of a dialect, or groups of money. A header means one thing.
    """
    found: dict[str, list[str]] = {}
    taken: set[str] = set()
    groups = [kind, "money", "orders"] if kind != "orders" else ["money", "orders"]
    for group in groups:
        for word, named in _named(headers, group).items():
            fresh = [header for header in named if header not in taken]
            found[word] = [*found.get(word, ()), *fresh]
            taken.update(fresh)
    for header in headers:
        if header not in taken and (part := _by_part(squeezed(header))):
            found.setdefault(part, []).append(header)
    if kind == "refunds":
        for word, own in (("refund_status", "status"), ("refunded_at", "finished_at")):
            found[own] = [*found.get(own, ()), *found.pop(word, ())]
    return found


def _named(headers: Sequence[str], group: str) -> dict[str, list[str]]:
    """The headers that a list of the group names, by its words."""
    bare: dict[str, list[str]] = {}
    for header in headers:
        bare.setdefault(squeezed(header), []).append(header)
    return {
        word: [header for name in names for header in bare.get(name, ())] for word, names in _lists()[group].items()
    }


def _by_part(name: str) -> str | None:
    return next((word for word, pattern in _parts() if pattern.search(name)), None)


_OF_PEOPLE = {"orders", "first_at", "last_at", "gender", "birthday", "level"}


@cache
def _lists() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    return {
        group: {word: tuple(dict.fromkeys(map(squeezed, names))) for word, names in table.items()}
        for group, table in _table().items()
        if group != "parts"
    } | {"items": {}}


@cache
def _parts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((word, re.compile(pattern)) for word, pattern in _table()["parts"].items())


@cache
def _table() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((files("crmkit.ingest.headers") / "likely.toml").read_text(encoding="utf-8"))
