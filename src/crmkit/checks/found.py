"""What a rule found: how many break it, of how many, for how much, and one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crmkit.checks.rules import Rule
from crmkit.messages import Language, catalog, say
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

    def record(self, rule: Rule, language: Language) -> Record:
        """It as a row of ``BROKEN_COLUMNS``."""
        value = self.said(rule, language)
        return (rule.code, self.order_id, self.customer, self.file, self.day, self.amount, value)

    def said(self, rule: Rule, language: Language) -> str | None:
        """Its value; the number of a line is called one."""
        is_line = rule.of == "lines" and self.value is not None
        return say("text", "line_of_file", language, {"line": self.value}) if is_line else self.value


NOTHING = Broken()


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to say of one ``rule``; ``broken`` are those that were asked for, at least the first."""

    rule: Rule
    violations: int
    counted: int | None
    amount: Decimal | None = None
    broken: tuple[Broken, ...] = ()
    is_kept: bool = True
    """Whether there is a store, whose files and rejected lines commands list."""

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
        if not self.violations:
            return None
        of_files = f"{self.rule.code}_of_files"
        is_other = not self.is_kept and of_files in catalog()["remedy"]
        return say("remedy", of_files if is_other else self.rule.code, language)

    def record(self, language: Language) -> Record:
        """It as a row of ``COLUMNS``."""
        first = self.broken[0] if self.broken else NOTHING
        share = rate(self.violations, self.counted) if self.counted else None
        value = first.said(self.rule, language)
        return (
            self.rule.code, self.state, self.violations, self.counted, share, self.amount, first.order_id,
            first.customer, first.file, first.day, value, self.rule.limit, self.rule.level, self.advice(language),
        )  # fmt: skip


def named(code: str, language: Language) -> str:
    """What a rule is called."""
    return say("rule", code, language)
