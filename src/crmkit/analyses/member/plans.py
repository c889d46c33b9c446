"""Plans of a membership: read from a file of the owner's, or drawn from what the shop's customers spend."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, cast

from crmkit.errors import UsageError, near
from crmkit.messages import Language, say
from crmkit.models.membership.plan import MEASURES, Down, Level, Measure, Plan, Span
from crmkit.models.shares import yuan
from crmkit.paths import read_table

KEYS = "window", "valid", "grace", "down", "clawback", "level"
LEVEL_KEYS = "name", "name_en", "name_zh", "enter", "keep"
MOST_LEVELS = 9
MOST_MONTHS, MOST_SPAN_DAYS = 120, 3660
SHARES = Decimal("0.2"), Decimal("0.5"), Decimal("0.8")
"""The customers who bring the first so much of the money reach a level of a plan that is drawn, the highest first."""
ROUND = 80, 60, 50, 40, 30, 25, 20, 15, 12, 10
"""Tenths of a power of ten that a threshold is rounded down to."""
NAMES = "silver", "gold", "diamond"
_SPAN = re.compile(r"(\d{1,4}) (month|day)s?")


def read_plan(path: str | Path, language: Language) -> Plan:
    """The plan in a TOML file; ``UsageError`` names the key, the nearest one and what may stand there."""
    where = str(path)
    table = read_table(where, missing="plan_no_file", broken="plan_file")
    _require_known(table, KEYS, where)
    levels = table.get("level")
    if not isinstance(levels, list) or not 1 <= len(levels) <= MOST_LEVELS:
        raise UsageError("plan_levels", where=where, most=MOST_LEVELS)
    down, clawback = table.get("down", "one"), table.get("clawback", False)
    if down not in ("one", "to_fit"):
        raise UsageError("plan_value", where=where, key="down", value=down, allowed="one, to_fit")
    if not isinstance(clawback, bool):
        raise UsageError("plan_value", where=where, key="clawback", value=clawback, allowed="true, false")
    read = tuple(_level(entry, number, where, language) for number, entry in enumerate(levels, 1))
    _require_rising(read, where)
    spans = {name: _span(table, name, where) for name in ("window", "valid", "grace") if name in table}
    return Plan(read, down=cast("Down", down), clawback=clawback, **spans)


def draw_plan(spent: Sequence[int], language: Language) -> Plan:
    """A plan of up to three levels from the money in fen that each customer ``spent`` in the window.

    A level begins where those who spent as much or more bring 20, 50 and 80 % of the money, rounded down.
    """
    ranked = sorted((fen for fen in spent if fen > 0), reverse=True)
    whole, running, found = sum(ranked), 0, list[int]()
    for fen in ranked:
        if len(found) < len(SHARES) and running + fen >= SHARES[len(found)] * whole:
            found += [_rounded(fen)] * sum(1 for share in SHARES[len(found) :] if running + fen >= share * whole)
        running += fen
    amounts = sorted(set(found))
    names = NAMES[len(NAMES) - len(amounts) :] if len(amounts) > 1 else NAMES[:1]
    return Plan(
        tuple(
            Level(say("text", f"level_{name}", language), {"net": amount}, {"net": amount})
            for name, amount in zip(names, amounts, strict=True)
        )
    )


def written(plan: Plan, language: Language) -> str:
    """The plan as the text of a file that ``read_plan`` reads."""
    lines = [f"# {line}" for line in say("text", "plan_head", language).split("\n")]
    for name in ("window", "valid", "grace"):
        span: Span = getattr(plan, name)
        lines.append(f'{name} = "{span.count} {span.unit}"')
    lines += [f'down = "{plan.down}"', f"clawback = {str(plan.clawback).lower()}"]
    for level in plan.levels:
        lines += ["", "[[level]]", f'name = "{level.name}"']
        lines += [*_rule("enter", level.enter), *_rule("keep", level.keep)]
    return "\n".join(lines) + "\n"


def _rule(key: str, thresholds: Mapping[Measure, int]) -> list[str]:
    return [f"{key}.{each} = {yuan(amount) if each == 'net' else amount}" for each, amount in thresholds.items()]


def _rounded(fen: int) -> int:
    """The round amount of whole yuan, or a single fen, that is not above ``fen``."""
    power = 100
    while power * 10 <= fen:
        power *= 10
    if fen < power:
        return 1
    return next(tenths * power // 10 for tenths in ROUND if tenths * power // 10 <= fen)


def _require_known(table: Mapping[str, object], known: Sequence[str], where: str, number: int | None = None) -> None:
    for key in table:
        if key not in known:
            raise UsageError(
                "plan_key", where=where, number=number, key=key, nearest=near(key, known), keys=", ".join(known)
            )


def _level(entry: Any, number: int, where: str, language: Language) -> Level:
    if not isinstance(entry, dict):
        raise UsageError("plan_levels", where=where, most=MOST_LEVELS)
    _require_known(entry, LEVEL_KEYS, where, number)
    name = entry.get(f"name_{language}") or entry.get("name") or entry.get("name_en") or entry.get("name_zh")
    if not isinstance(name, str) or not name.strip():
        raise UsageError("plan_name", where=where, number=number)
    enter = _thresholds(entry.get("enter"), "enter", number, where)
    keep = _thresholds(entry["keep"], "keep", number, where) if "keep" in entry else {}
    return Level(name.strip(), enter, enter | keep)


def _thresholds(table: Any, key: str, number: int, where: str) -> dict[Measure, int]:
    found: dict[Measure, int] = {}
    for measure, value in table.items() if isinstance(table, dict) else ():
        if measure not in MEASURES:
            raise UsageError("plan_measure", where=where, number=number, key=measure, measures=", ".join(MEASURES))
        found[measure] = _threshold(measure, value, number, where)
    if not found:
        raise UsageError("plan_rule", where=where, number=number, key=key)
    return found


def _threshold(measure: Measure, value: object, number: int, where: str) -> int:
    try:
        amount = Decimal(str(value)) * (100 if measure == "net" else 1)
    except InvalidOperation:
        amount = Decimal(0)
    if isinstance(value, bool) or not amount.is_finite() or amount != int(amount) or not 0 < amount < 10**15:
        raise UsageError("plan_threshold", where=where, number=number, key=measure, value=value)
    return int(amount)


def _require_rising(levels: Sequence[Level], where: str) -> None:
    """A higher level must take more of everything than the one below, and keeping one no more than entering it."""
    for number, level in enumerate(levels, 1):
        below = levels[number - 2].enter if number > 1 else {}
        for measure, amount in level.enter.items():
            if amount <= below.get(measure, 0):
                raise UsageError("plan_rising", where=where, number=number, key=measure)
        if any(amount > level.enter.get(measure, amount) for measure, amount in level.keep.items()):
            raise UsageError("plan_keep", where=where, number=number)
    names = [level.name for level in levels]
    for number, name in enumerate(names, 1):
        if name in names[: number - 1]:
            raise UsageError("plan_twice", where=where, number=number, name=name)


def _span(table: Mapping[str, object], key: str, where: str) -> Span:
    value = table[key]
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    count = int(found[1]) if found else 0
    unit = f"{found[2]}s" if found else "days"
    least = 0 if key == "grace" else 1
    if found is None or not least <= count <= (MOST_MONTHS if unit == "months" else MOST_SPAN_DAYS):
        raise UsageError("plan_span", where=where, key=key, value=value)
    return Span(count, cast("Any", unit))
