"""What is asked of an audience: whom to choose, whom to leave out, how many to hold out, read as it is typed."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, get_args

from crmkit.customers.arguments import require_whole
from crmkit.errors import UsageError
from crmkit.store.snapshots import FILES, NAME

Channel = Literal["sms", "mail", "call", "message", "coupon", "other"]
By = Literal["value", "recency", "due", "risk"]
CHANNELS: Final = get_args(Channel)
ORDERS: Final = get_args(By)
NEED_CONSENT: Final = frozenset(("sms", "mail", "call"))
"""Channels outside the platform, by which nobody is written to who has not agreed."""
MILLION = 1_000_000
MOST_HELD_OUT = 900_000
"""Millionths: with more there is no list."""
LONGEST = 366
"""Days of rest, of a cap and of a window."""
_SHARE = re.compile(r"(\d{1,2}(?:\.\d{1,4})?) ?%")
_CAP = re.compile(r"([1-9]\d{0,2})/([1-9]\d{0,2})d?")
_DAYS = re.compile(r"(\d{1,3})d?")


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many ``contacts`` of a customer in so many ``days``, the new one included."""

    contacts: int
    days: int

    def __str__(self) -> str:
        return f"{self.contacts}/{self.days}d"


@dataclass(frozen=True, slots=True)
class Wish:
    """Who is on a list: customers that match ``condition``, without those who are to be left alone.

    ``holdout_millionths`` of them are held out, drawn with ``salt``. Nobody is on the list who was contacted within
    ``quiet_days``, bought within ``after_order_days``, or would be contacted more often than ``cap``. Customers of a
    list whose ``window_days`` still run are left to it, if its ``priority`` is the same or smaller.
    """

    condition: str
    salt: str
    holdout_millionths: int = 100_000
    channel: Channel = "sms"
    assumes_consent: bool = False
    cap: Cap = Cap(2, 30)
    quiet_days: int = 7
    after_order_days: int = 7
    priority: int = 100
    window_days: int = 30
    by: By = "value"
    most: int | None = None
    shops: str = ""

    def __post_init__(self) -> None:
        """``UsageError`` for a number that has no meaning."""
        require_whole("--priority", self.priority, 1, 1000)
        require_whole("--window", self.window_days, 1, LONGEST)
        if self.most is not None:
            require_whole("--max", self.most, 1, 10**9)

    @property
    def needs_consent(self) -> bool:
        """Whether only those are written to who have agreed."""
        return self.channel in NEED_CONSENT and not self.assumes_consent

    @property
    def digest(self) -> str:
        """Two wishes with the same digest choose alike."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def require_audience_name(name: str) -> None:
    """``UsageError`` unless ``name`` is a word of letters, digits, ``-``, ``_`` and ``.``, and not that of a file."""
    if name.lower().endswith(FILES):
        raise UsageError("audience_of_files", name=name)
    if not NAME.fullmatch(name):
        raise UsageError("audience_name", name=name)


def share_of(text: str) -> int:
    """Millionths of a share as it is typed: ``10%``, ``12.5 %``, ``0.1``."""
    found = _SHARE.fullmatch(text.strip())
    if found:
        millionths = Decimal(found[1]) * 10_000
    elif re.fullmatch(r"0(?:\.\d{1,6})?", text.strip()):
        millionths = Decimal(text.strip()) * MILLION
    else:
        raise UsageError("audience_share", where="--holdout", value=text)
    if millionths > MOST_HELD_OUT:
        raise UsageError("audience_share", where="--holdout", value=text)
    return int(millionths)


def cap_of(text: str) -> Cap:
    """A cap as it is typed: ``2/30d``."""
    found = _CAP.fullmatch(text.strip().lower())
    if not found or int(found[2]) > LONGEST:
        raise UsageError("audience_cap", where="--cap", value=text)
    return Cap(int(found[1]), int(found[2]))


def days_of(option: str, text: str) -> int:
    """Days as they are typed: ``7d``, ``7``."""
    found = _DAYS.fullmatch(text.strip().lower())
    if not found or int(found[1]) > LONGEST:
        raise UsageError("audience_days", where=option, value=text)
    return int(found[1])


def chosen(option: str, value: str, allowed: tuple[str, ...]) -> str:
    """``value`` if it is one of those ``allowed``."""
    if value not in allowed:
        raise UsageError("option_value", option=option, value=value, allowed=", ".join(allowed))
    return value
