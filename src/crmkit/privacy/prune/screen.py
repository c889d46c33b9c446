"""What stands on a screen of what was pruned: how much from before which day, by year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from crmkit.result import Result
from crmkit.screen import LISTED, Amount, Line, Screen, Sentence, Table

MIND = ("pruned_undated", "pruned_snapshots", "pruned_loads", "pruned_elsewhere")


def on_screen(result: Result, *, does: bool, is_dry: bool) -> Result:
    """The answer with its sentences and its screen."""
    has_currencies = any(record[1] for record in result.records)
    columns = ("period", *(("currency",) if has_currencies else ()), "orders", "net_sales")
    table = Table(columns=columns, rows=LISTED, latest=True)
    step = Line("next", "prune_done_next" if does else "prune_dry_next" if is_dry else "prune_next")
    return replace(
        result,
        answer=tuple(_sentences(result, does=does)),
        screen=Screen((table,) if result.records else (), (), MIND, step, most_mind=len(MIND)),
    )


def _sentences(result: Result, *, does: bool) -> Iterator[Sentence]:
    facts = result.facts
    if "pruned_before" in facts:
        counts = {name: facts[name] for name in ("orders", "customers", "orders_kept")}
        money = None if facts.get("net_sales") is None else Amount(Decimal(str(facts["net_sales"])))
        values = {
            **counts,
            "bound": facts["pruned_before"],
            "money": money,
            "snapshots": facts.get("snapshots") or None,
        }
        yield Sentence("pruned" if does else "pruned_would", values)
    if "text_files" in facts:
        yield Sentence("pruned_texts" if does else "pruned_texts_would", {"files": facts["text_files"]})
    if not does:
        yield Sentence("pruned_nothing")
