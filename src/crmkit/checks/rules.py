"""The rules that a check asks: what each is about, and how much of it may break it before the check fails."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, get_args

from crmkit.errors import UsageError, near

FOLDER = files("crmkit.checks")
OPTION = "--fail-over"
OFF = "off"
Level = Literal["fault", "warning", "hint"]
Limits = Mapping[str, "float | Decimal | str | None"] | Sequence[str] | str | None
"""``{"days_missing": 2, "buyer_missing": None}``, or as it is typed: ``days_missing=off,buyer_missing=0.1``."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look at: the SELECT of its name in the folder of its ``group``, a row for each that breaks it.

    ``of`` is what is counted beside them (a column of ``counts.sql`` or ``compared.sql``), ``limit``
    the share of it that may break the rule; without one it is never over. ``table`` is a table without which there is
    nothing to look at, ``select`` the SELECT that several rules of one form share.
    """

    code: str
    group: Literal["beside", "store", "exports", "orders"]
    level: Level
    of: str = ""
    limit: Decimal | None = None
    table: str = ""
    select: str = ""

    @property
    def file(self) -> Traversable:
        """Its SELECT."""
        return FOLDER / self.group / f"{self.select or self.code}.sql"

    def is_over(self, violations: int, counted: int | None) -> bool:
        """Whether so many of so many are more than may be."""
        return self.limit is not None and violations > self.limit * (counted or 0)


@cache
def shipped() -> Mapping[str, Rule]:
    """The rules by code, in the order in which they are asked; ``ValueError`` on an unknown key in the file."""
    table = tomllib.loads((FOLDER / "rules.toml").read_text(encoding="utf-8"), parse_float=Decimal)
    found = {}
    for code, entry in table.items():
        known = {"group", "level", "of", "limit", "table", "select"}
        if set(entry) - known or entry["level"] not in get_args(Level):
            raise ValueError(f"rules.toml, [{code}]: {sorted(set(entry) - known) or entry['level']}")
        limit = entry.get("limit")
        found[code] = Rule(code, **{**entry, "limit": None if limit is None else Decimal(limit)})
    return found


def rules_with(limits: Limits) -> Mapping[str, Rule]:
    """The rules with the limits that were asked for.

    Raises:
        UsageError: there is no such rule, or the limit is neither a share nor ``off``.
    """
    found = dict(shipped())
    for code, written in _pairs(limits):
        if code not in found:
            raise UsageError("rule_unknown", where=OPTION, value=code, nearest=near(code, found))
        found[code] = replace(found[code], limit=_limit(code, written))
    return found


def _pairs(limits: Limits) -> list[tuple[str, object]]:
    if isinstance(limits, Mapping):
        return list(limits.items())
    texts = [limits] if isinstance(limits, str) else list(limits or ())
    pairs = [each.partition("=") for text in texts for each in text.replace("，", ",").split(",") if each.strip()]
    return [(code.strip(), value.strip()) for code, _, value in pairs]


def _limit(code: str, written: object) -> Decimal | None:
    if written is None or str(written).lower() == OFF:
        return None
    try:
        share = Decimal(str(written))
    except InvalidOperation:
        share = Decimal("nan")
    if not share.is_finite() or not 0 <= share <= 1:
        raise UsageError("rule_limit", where=OPTION, rule=code, value=str(written))
    return share
