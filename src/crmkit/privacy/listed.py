"""Lists of single people to share: pseudonyms, coarse figures, no value that fewer than ``k`` rows share."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from hashlib import blake2b
from typing import cast

from crmkit.privacy.few import EDGES, OUTERMOST
from crmkit.result import Record, Result
from crmkit.vocabulary import word

DIGEST_BYTES = 10
"""Eighty bits: two of a billion people share a pseudonym once in a million such shops."""
BEGINNINGS: Mapping[str, str] = {"customer": "c-", "order_id": "o-"}
POINTING = frozenset({
    *("city", "birthday", "age", "product", "top_product", "next_product", "products_kept", "found_value", "file"),
    *("remind_reason", "reasons", "tags", "tag_codes", "spend_rank", "category"),
})  # fmt: skip
"""Columns of a list that say too much of one person."""
TOO_EXACT = frozenset({"date", "time"})
COARSE_DAYS, COARSE_MONEY = 30, Decimal(10)
"""To what days and money of one person are rounded: exact ones would be found in the orders."""
SHARED_KINDS = frozenset({"text", "code", "count", "score", "flag", "id"})
"""Kinds of a list whose values have to be those of many rows."""
AMOUNT = re.compile(r"\d+\.\d+")
OF_AMOUNTS = "avg_basket"
"""The attribute of ``inspect`` whose values are bands of amounts."""


def pseudonym(name: str, value: str, key: bytes) -> str:
    """The pseudonym of a personal ``value`` of the column ``name``."""
    digest = blake2b(value.encode(), digest_size=DIGEST_BYTES, key=key, person=name.encode()[:16]).digest()
    return BEGINNINGS.get(name, "p-") + base64.b32encode(digest).decode().lower()


def is_list(result: Result) -> bool:
    """Whether its rows are of single people."""
    return any(word(name).privacy == "personal" for name in result.columns)


def people(result: Result, key: bytes, k: int, beside: Sequence[str] = ()) -> list[Record]:
    """The rows of single people, none where they are fewer than ``k``.

    What rows have in the columns that divide the table ``beside`` is shown where ``k`` rows share all of it.
    """
    if len(result.records) < k:
        return []
    columns = [[record[place] for record in result.records] for place in range(len(result.columns))]
    changed = [_column(name, values, key, k) for name, values in zip(result.columns, columns, strict=True)]
    groups = [
        place
        for place, name in enumerate(result.columns)
        if name in beside and word(name).kind in ("text", "code") and name not in POINTING
    ]
    if len(groups) > 1:
        together = [*zip(*(columns[place] for place in groups), strict=True)]
        shown = shared_values(together, k)
        for place in groups:
            changed[place] = [
                value if each in shown else None for value, each in zip(changed[place], together, strict=True)
            ]
    return list(zip(*changed, strict=True))


def _column(name: str, values: Sequence[object], key: bytes, k: int) -> Sequence[object]:
    kind, is_personal = word(name).kind, word(name).privacy == "personal"
    if is_personal and kind in ("nick", "id", "text"):
        return [None if value is None else pseudonym(name, str(value), key) for value in values]
    if is_personal or name in POINTING or kind in TOO_EXACT or kind == "json":
        return [None] * len(values)
    if kind == "days":
        return [None if value is None else cast(int, value) // COARSE_DAYS * COARSE_DAYS for value in values]
    if kind in ("money", "mean"):
        return [None if value is None else coarse(cast(Decimal, value)) for value in values]
    if kind in SHARED_KINDS:
        shown = shared_values(values, k)
        return [value if value in shown else None for value in values]
    return values


def shared_values(values: Sequence[object], k: int) -> set[object]:
    """The values to show: those of ``k`` rows or more, and of the rest enough that nobody can say who they are.

    Where the values left out are a single one or of fewer than ``k`` rows, the rarest other one goes, too.
    """
    often = Counter(value for value in values if value is not None)
    by_size = sorted(often, key=lambda value: (often[value], str(value)))
    shown = {value for value in by_size if often[value] >= k}
    out = [often[value] for value in by_size if value not in shown]
    for value in (each for each in by_size if each in shown):
        if not out or (len(out) > 1 and sum(out) >= k):
            break
        shown.discard(value)
        out.append(often[value])
    return shown


def coarse(money: Decimal) -> Decimal:
    """To the nearest ten, half up."""
    return ((money / COARSE_MONEY).quantize(Decimal(1), ROUND_HALF_UP) * COARSE_MONEY).quantize(Decimal("0.01"))


def coarse_edges(result: Result, records: Sequence[Record]) -> Sequence[Record]:
    """``records`` with rounded edges of groups of equal size, which are exact amounts of customers."""
    edges = [name in EDGES for name in result.columns]
    if "attribute_code" in result.columns:
        code, label = result.columns.index("attribute_code"), result.columns.index("attribute")
        return [
            tuple(
                _rounded(value) if place == label and record[code] == OF_AMOUNTS else value
                for place, value in enumerate(record)
            )
            for record in records
        ]
    if not any(edges):
        return records
    outer = [_outermost(result, place) for place in range(len(result.columns))]
    return [
        tuple(
            None if value is not None and value == most else _rounded(exact) if edge else exact
            for value, exact, edge, most in zip(before, record, edges, outer, strict=True)
        )
        for before, record in zip(result.records, records, strict=True)
    ]


def _outermost(result: Result, place: int) -> object:
    """The limit in a column that is the value of one customer: the least of all, or the most."""
    of = OUTERMOST.get(result.columns[place])
    known = [cast(Decimal, record[place]) for record in result.records if record[place] is not None]
    return of(known) if of is not None and known else None


def is_of_amounts(result: Result) -> bool:
    """Whether edges of amounts stand in it."""
    return bool(EDGES & {*result.columns}) or "attribute_code" in result.columns


def _rounded(value: object) -> object:
    if isinstance(value, Decimal):
        return coarse(value)
    return AMOUNT.sub(lambda found: f"{coarse(Decimal(found[0])):.0f}", value) if isinstance(value, str) else value
