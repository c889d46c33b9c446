"""What stands on a screen of waiting orders: what waits for how long, a line a thing, and who waits longest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from crmkit.analyses.waiting.plot import PLOTS
from crmkit.customers.figures import lines_of
from crmkit.result import Result
from crmkit.screen import Amount, Line, Screen, Sentence, Table, Tone, listing

LISTED = 8
"""Orders on a screen."""
MIND = (
    "waiting_unpriced",
    "waiting_stale",
    "waiting_no_shipping",
    "waiting_paid_only",
    "waiting_no_refunds",
    "waiting_today",
)
CLOSED = ("closed_away", "closed_back", "closed_unnamed")
TONES: Mapping[str, Tone] = {"to_ship": "watch", "refund_open": "watch", "closed_back": "good", "closed_away": "bad"}


def in_detail(result: Result, summary: Result, unpriced: Mapping[str, int]) -> Result:
    """The list of all orders with the sentences of its ``summary`` and its screen."""
    shown = listing(result.columns, "customer", "order_id", "waiting_days", rest="--reveal -o waiting.xlsx")
    screen = replace(shown, mind=MIND, is_of_all=True)
    return replace(result, answer=tuple(_opening(result, summary, unpriced)), screen=screen)


def on_screen(result: Result, unpriced: Mapping[str, int]) -> Result:
    """The answer with its sentences and its screen; ``unpriced`` orders of each kind have no amount."""
    table = Table(result.columns, leave=("oldest_on", "customers"), tone_by="waiting", tones=TONES)
    orders = len(result.parts["waiting_list"].records)
    listed = Table(
        columns=("waiting", "customer", "order_id", "waiting_since", "waiting_days", "amount", "product"),
        part="waiting_list",
        leave=("product", "waiting_since", "amount"),
        rows=LISTED,
        of=orders,
        title="waiting_list",
        rest="--reveal -o waiting.xlsx",
    )
    blocks = (table, listed) if orders else (table,)
    foot = (Line("counted", "waiting_counted", {"days": result.params["days"]}),)
    screen = Screen(blocks, foot, MIND, most_mind=3, is_of_all=True)
    return replace(result, answer=tuple(_opening(result, result, unpriced)), screen=screen, plots=PLOTS)


def _opening(result: Result, summary: Result, unpriced: Mapping[str, int]) -> Iterator[Sentence]:
    """What waits, the most urgent first; who left a basket and has not come back."""
    found = {line["waiting"]: {**line, "unpriced": unpriced.get(line["waiting"])} for line in lines_of(summary)}
    for name, code in (("to_ship", "waiting_ship"), ("refund_open", "waiting_refunds"), ("to_pay", "waiting_pay")):
        if found[name]["orders"]:
            yield Sentence(code, {**_counts(found[name]), "oldest": found[name]["oldest_days"] or None})
    if lost := found["closed_away"]["orders"]:
        closed = sum(found[name]["orders"] for name in CLOSED if name in found)
        counts = {**_counts(found["closed_away"]), "days": result.params["days"]}
        if closed > lost:
            yield Sentence("waiting_lost_some", {**counts, "closed": closed})
        else:
            yield Sentence("waiting_lost", counts)
    elif not any(found[name]["orders"] for name in ("to_ship", "refund_open", "to_pay")):
        yield _nothing(result, {name: line["orders"] for name, line in found.items()})


def _nothing(result: Result, orders: Mapping[str, int | None]) -> Sentence:
    """That nothing waits, as far as it can be known; of a buyer without a name it is not known who is back."""
    known = [number is not None for number in orders.values()]
    if not all(known) or "closed_unnamed" in orders:
        return Sentence("waiting_none_seen" if any(known) else "waiting_unknown")
    return Sentence("waiting_nothing" if orders["closed_back"] else "waiting_none", {"days": result.params["days"]})


def _counts(line: Mapping[str, Any]) -> dict[str, object]:
    amount, unpriced = line["amount"], line["unpriced"] or None
    money = {"money": None if amount is None else Amount(amount), "unpriced": unpriced}
    return {"orders": line["orders"], "buyers": line["customers"], **money}
