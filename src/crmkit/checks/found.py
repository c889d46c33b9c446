"""What a rule found: how many break it, of how many, for how much, and one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crmkit.checks.rules import Rule
from crmkit.messages import Language, say
from crmkit.models.shares import rate
from crmkit.result import Record

COLUMNS = (
    *("check", "check_state", "violations", "checked", "violation_share", "amount"),
    *("order_id", "customer", "file", "found_on", "found_value", "allowed_share", "rule_level", "check_advice"),
)
BROKEN_COLUMNS = ("check", "order_id", "customer", "file", "found_on", "amount", "found_value")
"""One row for each thing that breaks a rule."""


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that breaks a rule; what does not apply is ``None``."""

    order_id: str | None = None
    customer: str | None = None
    file: str | None = None
    day: date | None = None
    amount: Decimal | None = None
    value: str | None = None

    def record(self, code: str) -> Record:
        """It as a row of ``BROKEN_COLUMNS``."""
        return (code, self.order_id, self.customer, self.file, self.day, self.amount, self.value)


NOTHING = Broken()


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to say of one ``rule``; ``broken`` are those that were asked for, at least the first."""

    rule: Rule
    violations: int
    counted: int | None
    amount: Decimal | None = None
    broken: tuple[Broken, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether the check fails by it."""
        return self.rule.is_over(self.violations, self.counted)

    @property
    def state(self) -> str:
        """``wrong`` when it is over its limit, ``notice`` when anything breaks it, else ``fine``.

        Without anything of the kind that the rule is about, the data are not said to be ``fine`` but ``not_asked``.
        """
        if self.violations:
            return "wrong" if self.is_over else "notice"
        return "not_asked" if self.counted == 0 and self.rule.level != "fault" else "fine"

    @property
    def weight(self) -> tuple[object, ...]:
        """What comes first: what is wrong, what is to note; the store before the data, the most money."""
        state = ("wrong", "notice", "fine", "not_asked").index(self.state)
        level = ("fault", "warning", "hint").index(self.rule.level)
        return (state, level, -(self.amount or 0))

    def advice(self, language: Language) -> str | None:
        """What to do about it, if anything is."""
        return say_advice(self.rule.code, language) if self.violations else None

    def record(self, language: Language) -> Record:
        """It as a row of ``COLUMNS``."""
        first = self.broken[0] if self.broken else NOTHING
        share = rate(self.violations, self.counted) if self.counted else None
        return (
            self.rule.code, self.state, self.violations, self.counted, share, self.amount, first.order_id,
            first.customer, first.file, first.day, first.value, self.rule.limit, self.rule.level, self.advice(language),
        )  # fmt: skip


def say_advice(code: str, language: Language) -> str:
    """What to do about what breaks a rule."""
    return say("remedy", code, language)


def named(code: str, language: Language) -> str:
    """What a rule is called."""
    return say("rule", code, language)
