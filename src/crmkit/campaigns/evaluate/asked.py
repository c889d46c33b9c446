"""What is asked of a campaign: how many days, from when on, at what cost and margin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from crmkit.customers.arguments import require_whole
from crmkit.errors import UsageError
from crmkit.periods import read_day

MOST_DAYS = 366
_FEN = Decimal("0.01")
_MOST_COST = Decimal(10) ** 13


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments, read; ``None`` is what was not said."""

    days: int | None
    start: date | None
    cost: Decimal | None
    margin: Decimal | None

    @staticmethod
    def of(
        names: Sequence[str], days: int | None, start: date | str | None, cost: object, margin: object, *, detail: bool
    ) -> Asked:
        """What was said; ``UsageError`` where it has no meaning."""
        if twice := next((name for place, name in enumerate(names) if name in names[:place]), None):
            raise UsageError("campaign_twice", name=twice)
        if cost is not None and len(names) > 1:
            raise UsageError("campaign_cost_several")
        if detail and len(names) > 1:
            raise UsageError("campaign_detail_several")
        if days is not None:
            require_whole("--days", days, 1, MOST_DAYS)
        return Asked(days, read_day(start), _cost(cost), _margin(margin))


def _cost(value: object) -> Decimal | None:
    if value is None:
        return None
    cost = _number(value, str(value))
    if cost is None or not 0 <= cost < _MOST_COST or cost.quantize(_FEN) != cost:
        raise UsageError("campaign_cost", where="--cost", value=value)
    return cost.quantize(_FEN)


def _margin(value: object) -> Decimal | None:
    """``40%`` or ``0.4``."""
    if value is None:
        return None
    text = str(value).strip().replace("％", "%")
    margin = _number(value, text.removesuffix("%"))
    if margin is not None and text.endswith("%"):
        margin /= 100
    if margin is None or not 0 < margin <= 1:
        raise UsageError("campaign_margin", where="--margin", value=value)
    return margin


def _number(value: object, text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() and not isinstance(value, bool) else None
