"""Conditions that a script asks for: the answer is given first, then the exit code says whether it holds."""

from __future__ import annotations

from crmkit.cli import session
from crmkit.errors import ConditionMet
from crmkit.render.cells import number_of, percent
from crmkit.result import Result
from crmkit.vocabulary import word


def require_at_most(result: Result, fact: str, limit: float | None) -> None:
    """Raise ``ConditionMet`` when the rate ``fact`` of the answer is over ``limit``; without either, never."""
    value = result.facts.get(fact)
    if limit is not None and value is not None and number_of(value) > number_of(limit):
        name = word(fact).label(session.current().language)
        raise ConditionMet("over_limit", fact=name, value=percent(value), limit=percent(limit))


def require_none(result: Result, fact: str, code: str) -> None:
    """Raise ``ConditionMet`` with the sentence ``code`` when the answer counts any customer in ``fact``."""
    if customers := result.facts.get(fact):
        raise ConditionMet(code, customers=customers)
