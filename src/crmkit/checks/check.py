"""Check: whether the store is sound, and whether the data in it are likely to be right and whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from crmkit.checks.beside import beside
from crmkit.checks.found import BROKEN_COLUMNS, COLUMNS, Broken, Found
from crmkit.checks.rules import FOLDER, Limits, Rule, rules_with
from crmkit.checks.screen import on_screen
from crmkit.messages import Language
from crmkit.result import Note, Result
from crmkit.store.shops import settle_shops
from crmkit.store.store import Store

ROWS = "check_rows"
"""The temporary table of what breaks the rule that is being asked."""
EVERY = 2**62
"""So many rows are all of them."""
OF_TODAY = frozenset({"in_future", "data_old"})
"""Rules that only who knows what day it is can ask."""


def check(
    store: Store,
    *,
    fail_over: Limits = None,
    detail: bool = False,
    today: date | None = None,
    language: Language = "en",
) -> Result:
    """Look whether the store is sound and its data are likely to be right and whole.

    Args:
        store: an open store.
        fail_over: other limits of rules: ``{"buyer_missing": 0.1, "days_missing": None}``; ``None`` is without a limit.
        detail: a row for each thing that breaks a rule, instead of a row for each rule.
        today: the day it is, for the rules that need it; without one these are left out.
        language: of the advice.

    Returns:
        A row for each rule, what is wrong first; the fact ``rules_over`` says how many are over their limit.

    Raises:
        UsageError: there is no such rule, or a limit is no share.
        StoreError: the store is damaged; nothing else could be believed.
    """
    rules = rules_with(fail_over)
    is_whole = not store.shops.are_chosen
    settle_shops(store)
    store.materialise("check_provinces", FOLDER / "provinces.sql")
    counts = _counts(store)
    most = EVERY if detail else 1
    found = [*(beside(store, rules, today) if is_whole else ())]
    asked = (rule for rule in rules.values() if rule.group != "beside" and (is_whole or rule.group != "store"))
    tables = {str(name) for (name,) in store.query(FOLDER / "tables.sql").records}
    for rule in asked:
        if (rule.table and rule.table not in tables) or (rule.code in OF_TODAY and today is None):
            continue
        found.append(_asked(store, rule, counts, most, today))
    store.clear()
    found.sort(key=lambda each: each.weight)
    return _result(store, found, counts, detail=detail, is_whole=is_whole, language=language)


def _counts(store: Store) -> Mapping[str, int]:
    counts: dict[str, object] = {}
    for name in ("counts", "compared"):
        counted = store.query(FOLDER / f"{name}.sql")
        counts |= dict(zip(counted.columns, counted.records[0], strict=True))
    return cast("dict[str, int]", counts)


def _asked(store: Store, rule: Rule, counts: Mapping[str, int], most: int, today: date | None) -> Found:
    """What a rule finds: all of it, or how much it is and an example."""
    store.materialise(ROWS, rule.file, today=today, rule=rule.code)
    ((violations, amount),) = cast("list[tuple[int, Decimal | None]]", store.query(FOLDER / "broken.sql").records)
    rows: Sequence[Any] = store.query(FOLDER / "examples.sql", most=most).records if violations else ()
    broken = tuple(Broken(*row) for row in rows)
    counted = counts[rule.of] if rule.of else None
    return Found(rule, violations, counted, amount, broken, is_kept=store.path is not None)


def _result(
    store: Store, found: Sequence[Found], counts: Mapping[str, int], *, detail: bool, is_whole: bool, language: Language
) -> Result:
    facts = {
        "rules": len(found),
        "rules_over": sum(each.is_over for each in found),
        "rules_noted": sum(each.state == "notice" for each in found),
        "files": counts["files"],
        "orders": counts["orders"],
    }
    columns: tuple[str, ...] = BROKEN_COLUMNS if detail else COLUMNS
    broken = [row.record(each.rule, language) for each in found for row in each.broken]
    records = broken if detail else [each.record(language) for each in found]
    result = Result(
        "check",
        columns,
        records,
        facts=facts,
        notes=tuple(_notes(store, is_whole=is_whole)),
        spare=tuple(name for name in BROKEN_COLUMNS if name != "check"),
        language=language,
    )
    return on_screen(result, found, language, is_file=store.path is not None)


def _notes(store: Store, *, is_whole: bool) -> Iterator[Note]:
    if not is_whole:
        yield Note("check_of_shops")
    elif store.path is None:
        yield Note("check_of_files")
