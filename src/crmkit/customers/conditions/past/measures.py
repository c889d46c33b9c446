"""What is asked of a customer's past by one condition alone: what was bought, and how much on certain days.

A measure is a plain value, which knows the trait that it is akin to; ``answers`` computes what it asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final, Literal, TypeAlias

from crmkit.customers.conditions.past.days import ALWAYS, Days

Occasion = Literal["any", "first", "last"]
BOUGHT: Final[Mapping[str, tuple[Occasion, bool]]] = {
    **dict.fromkeys(("bought", "买过"), ("any", False)),
    **dict.fromkeys(("first_bought", "首单买过"), ("first", False)),
    **dict.fromkeys(("last_bought", "末单买过"), ("last", False)),
    **dict.fromkeys(("bought_sku", "买过货号"), ("any", True)),
}
"""What goods of the past are asked for by: on which occasion, and whether by the seller's code."""
Kind = Literal["lunar_birthday", "anniversary", "day_100"]
ANNIVERSARIES: Final[Mapping[Kind, tuple[str, ...]]] = {
    "lunar_birthday": ("lunar_birthday", "农历生日"),
    "anniversary": ("anniversary", "首购周年", "首购纪念日"),
    "day_100": ("day_100", "第100天", "百天"),
}
"""Days of a customer's own, with the words that they are typed by in English and in Chinese."""
NOT_BOUGHT: Final = ("没买过", "未买过", "没有买过")
"""What people say for ``not bought``."""
OF_PURCHASES: Final = ("orders", "purchase_days", "units", "net_spend", "avg_basket")
OF_STATES: Final = ("unpaid_orders", "open_orders", "closed_orders")
COUNTED: Final = (*OF_PURCHASES, *OF_STATES)
"""The traits that can be counted over certain days."""


ARMS: Final[Mapping[str, tuple[str, ...]]] = {
    "list": ("list", "名单"),
    "holdout": ("holdout", "对照", "对照组"),
    "left_out": ("left_out", "排除"),
}
"""The arms of an audience, with the words that they are typed by in English and in Chinese."""


class _Column:
    """A column of its own for every measure."""

    __slots__ = ()

    @property
    def column(self) -> str:
        """A word that no other measure has: two of them may stand in one condition."""
        return f"measure_{blake2b(repr(self).encode(), digest_size=8).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Bought(_Column):
    """Whether a product was bought: ``text`` is its title, a part of it (``is_part``) or, with ``is_sku``, its code.

    On ``occasion``: ever, on the first or on the last purchase day; on ``days``.
    """

    text: str
    is_part: bool = False
    is_sku: bool = False
    occasion: Occasion = "any"
    days: Days = ALWAYS

    trait = "top_product"


@dataclass(frozen=True, slots=True)
class Counted(_Column):
    """A ``trait`` (one of ``COUNTED``) over certain ``days``."""

    trait: str
    days: Days


@dataclass(frozen=True, slots=True)
class Birthday(_Column):
    """Whether the next birthday is on one of the ``number`` days that begin with the day of the answer."""

    number: int

    trait = "birthday"


@dataclass(frozen=True, slots=True)
class Anniversary(_Column):
    """Whether a day of a customer's own (``kind``) is one of the ``number`` days that begin with that of the answer."""

    kind: Kind
    number: int

    @property
    def trait(self) -> str:
        """What it hangs on."""
        return "birthday" if self.kind == "lunar_birthday" else "first_purchase_on"


@dataclass(frozen=True, slots=True)
class InSnapshot(_Column):
    """Whether the customer is in a snapshot, with this ``value`` of ``standing`` there if one is named."""

    name: str
    standing: str | None = None
    value: str | None = None

    trait = "purchase_days"


@dataclass(frozen=True, slots=True)
class InAudience(_Column):
    """Whether the customer is in an audience, in this ``arm`` of it: on the list, held out or left out."""

    name: str
    arm: str = "list"

    trait = "purchase_days"


Asked: TypeAlias = Bought | Counted | Birthday | Anniversary | InSnapshot | InAudience
