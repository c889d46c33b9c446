"""The words that typing needs: what status texts mean, and the provinces an address may begin with."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import product
from typing import NamedTuple

from crmkit.ingest.forms import status_patterns as patterns

STATUSES = {"unknown": 0, "unpaid": 1, "paid_waiting": 2, "shipped": 3, "done": 4, "closed": 5, "closed_refunded": 6}
"""The canonical statuses and their codes in the store; a later code is further along. 5 is closed before payment."""
STATES = {"unpaid": 1, "paid": 2, "shipped": 3, "done": 4, "closed": 5, "refunded": 6}
"""The words by which an owner says what a status of theirs means."""
BLANK = frozenset({"blank", "空白"})
"""By what an owner names an empty cell, as reports do."""
COMMAS = ("，", ",", "｜｜｜")

_ALONE = {
    *("定金已付", "已付定金", "已支付定金", "买家已付定金", "shipping", "支付成功"),
    *("pending", "draft", "sale", "refund", "return", "returns", "credit", "creditnote", "creditmemo", "rejected"),
    *("退款", "退", "仅退款", "退货", "退单", "moneyback", "gutschrift", "retoure", "remboursement"),
}
"""Words that mean what they mean only on their own: ``Pending shipment`` was paid."""
_PREFIX = re.compile(r"^(?:\((?:锁定|暂停|冻结)\))+")


class Meaning(NamedTuple):
    """What a status text means: its code, and whether its money is not decided, and a refund is asked for."""

    code: int
    is_undecided: bool = False
    is_asked: bool = False


def normal(text: str) -> str:
    """A status text as it is compared: no case, no width, no blanks, ``-`` and ``_``, no ``wc-`` of WooCommerce."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("|||", ",").replace("部份", "部分").strip()
    return re.sub(r"^wc[-_\s]|[-_\s]+", "", plain)


def understand(text: str, own: Mapping[str, str]) -> Meaning | None:
    """What a status text means, by ``own`` words first; ``None`` when nothing in it is known.

    A word of refund or closing anywhere in it wins over how it begins: ``已签收，退款成功`` was refunded.
    """
    plain = normal(text)
    for word, state in own.items():
        if normal(word) == plain or (not plain and normal(word) in BLANK):
            return Meaning(STATES[state])
    known = _known()
    if plain in known:
        return Meaning(known[plain])
    if patterns.FINISHED.fullmatch(plain):
        return Meaning(STATUSES["done"], True)
    rest = _PREFIX.sub("", plain)
    for said in (patterns.OTHERS_CLOSED, patterns.NO_REFUND, patterns.ASKED_BACK, patterns.HALTED):
        rest = said.sub("", rest)
    in_part = bool(patterns.PART.search(plain))
    is_asked = not in_part and bool(patterns.ASKED_BACK.search(plain))
    undecided = in_part or is_asked or bool(patterns.HALTED.search(plain))
    if patterns.REFUNDED.search(rest) and not in_part:
        return Meaning(STATUSES["closed_refunded"])
    if patterns.CLOSED.search(patterns.PART.sub("", rest)):
        return Meaning(STATUSES["closed"])
    if patterns.DEPOSIT.search(rest):
        return Meaning(STATUSES["unpaid"], undecided)
    if patterns.UNPAID.search(rest):
        return Meaning(STATUSES["unpaid"], undecided)
    if patterns.PAID_IN_PART.search(rest):
        return Meaning(STATUSES["paid_waiting"], True)
    begun = [word for word in known if rest.startswith(word) and word not in _ALONE]
    begun = [word for word in begun if not (undecided and known[word] == STATUSES["closed_refunded"])]
    if begun:
        return Meaning(known[max(begun, key=len)], undecided, is_asked)
    return Meaning(STATUSES["paid_waiting"], True, is_asked) if undecided else None


def meanings(texts: Sequence[str], own: Mapping[str, str]) -> list[tuple[str, Meaning]]:
    """The texts that are understood, each with what it means; one with blanks around it is for the strict reader."""
    understood = ((text, understand(text, own)) for text in texts if text.strip() == text)
    return [(text, meaning) for text, meaning in understood if meaning is not None]


@cache
def _known() -> Mapping[str, int]:
    return {normal(text): code for text, code in status_words()}


@cache
def status_words() -> tuple[tuple[str, int], ...]:
    """Every status text with its code, each comma in every spelling that exports show."""
    table = tomllib.loads((files("crmkit.ingest.forms") / "status_words.toml").read_text(encoding="utf-8"))
    return tuple(
        sorted(
            {
                (text.replace("，", comma), STATUSES[status])
                for (status, texts), comma in product(table.items(), COMMAS)
                for text in texts
            }
        )
    )


@cache
def provinces() -> tuple[tuple[str, str], ...]:
    """The first two characters of each province and its short name."""
    table = tomllib.loads((files("crmkit.ingest.forms") / "provinces.toml").read_text(encoding="utf-8"))
    return tuple((name[:2], name) for name in table["provinces"])


def words() -> dict[str, object]:
    """The parameters of ``words.sql``: both tables as lists of equal length."""
    return {
        "status_texts": [word for word, _ in status_words()],
        "status_codes": [code for _, code in status_words()],
        "prefixes": [prefix for prefix, _ in provinces()],
        "provinces": [name for _, name in provinces()],
    }
