"""Conditions that a script asks for: the answer is given first, then the exit code says whether it holds."""

from __future__ import annotations

from decimal import Decimal

from crmkit.cli import session
from crmkit.errors import ConditionMet
from crmkit.render.cells import number_of, percent
from crmkit.result import Result
from crmkit.vocabulary import word


def require_at_most(result: Result, fact: str, part: str, whole: str, limit: float | None) -> None:
    """Raise ``ConditionMet`` when ``part`` is more than ``limit`` of ``whole``, both exact; without them, never.

    ``fact`` is the rounded rate that the answer shows.
    """
    share, some, everything = (result.facts.get(name) for name in (fact, part, whole))
    if limit is None or share is None:
        return
    if number_of(some) > number_of(limit) * number_of(everything):
        name = word(fact).label(session.current().spoken)
        asked = f"{(number_of(limit) * Decimal(100)).normalize():f}%"
        raise ConditionMet(
            "over_limit", fact=name, value=percent(number_of(share)), part=some, whole=everything, limit=asked
        )


def require_none(result: Result, fact: str, code: str) -> None:
    """Raise ``ConditionMet`` with the sentence ``code`` when the answer counts any customer in ``fact``."""
    if customers := result.facts.get(fact):
        raise ConditionMet(code, customers=customers)
