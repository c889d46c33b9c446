"""What stands on a screen of a profile: who has bought, who bought lately, the stages, where, when and for how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from crmkit.analyses.profile.cross_screen import crossed
from crmkit.analyses.profile.plot import PLOTS
from crmkit.analyses.profile.tables import MOST_PROVINCES
from crmkit.customers.figures import STAGE_CAVEATS, lines_of
from crmkit.messages import Language, say
from crmkit.models.shares import rate
from crmkit.result import Result
from crmkit.screen import (
    FEW,
    Amount,
    Line,
    Lines,
    Screen,
    Sentence,
    Share,
    Strip,
    Table,
    Tone,
    known_share,
    listing,
    share_of,
)

TONES: Mapping[str, Tone] = {
    "active": "good", "due": "watch", "overdue": "watch", "dormant": "bad", "lost": "bad", "never": "past",
    "not_in_data": "past",
}  # fmt: skip
PROVINCES = 5
"""How many provinces are named."""
LATELY, LONG_AGO = 30, 365
"""The days that the sentence is about, and those of the longest look back."""
FIFTHS, A_FIFTH = 5, Decimal("0.2")
UNEVEN = Decimal("0.05")
"""Bands whose shares differ from a fifth by more are no fifths."""


def in_detail(result: Result) -> Result:
    """The list of all customers with its screen."""
    return replace(result, screen=listing(result.columns, "net_spend", "stage", rest="--reveal -o profile.xlsx"))


def on_screen(result: Result, language: Language, cross: tuple[str, str] | None) -> Result:
    """The answer with its sentences and its screen."""
    if cross is not None:
        return crossed(result, cross, language)
    stages = Table(
        columns=("stage", "customers", "net_sales", "avg_net_spend", "net_sales_share", "customer_share"),
        leave=("avg_net_spend", "net_sales"),
        wide=("net_sales_share",),
        bar="customer_share" if int(str(result.facts["customers"])) >= FEW else "",
        tone_by="stage",
        tones=TONES,
        total={name: sum(line[name] for line in lines_of(result)) for name in ("customers", "net_sales")},
    )
    newness = lines_of(result, "profile_newness")
    strip = Strip(
        "last_days",
        tuple(line["last_days"] for line in newness),
        tuple(
            (name, tuple(line[name] for line in newness))
            for name in ("new_customers", "returning_customers", "returning_sales_share")
        ),
    )
    facts = tuple(_facts(result, language))
    blocks = (stages, *((strip,) if newness else ()), *((Lines(facts),) if facts else ()))
    screen = Screen(blocks, (Line("counted", "profile_counted"),), STAGE_CAVEATS, Line("next", "profile_next"))
    return replace(result, answer=tuple(_opening(result, newness)), screen=screen, plots=PLOTS)


def _opening(result: Result, newness: list[dict[str, Any]]) -> Iterator[Sentence]:
    customers, again = int(str(result.facts["customers"])), int(str(result.facts["repeat_customers"]))
    lost = sum(line["customers"] for line in lines_of(result) if line["stage"] == "lost")
    if not customers:
        yield Sentence("profile_nobody", {"everyone": sum(line["customers"] for line in lines_of(result))})
        return
    counts = {"customers": customers, "repeat": again, "repeat_share": share_of(again, customers), "lost": lost or None}
    yield Sentence("profile_again" if again == customers else "profile_all" if again else "profile_once", counts)
    latest = next((line for line in newness if line["last_days"] == LATELY), None)
    if latest is None:
        yield Sentence("profile_quiet", {"days": LATELY if newness else LONG_AGO})
        return
    new, old = latest["new_customers"], latest["returning_customers"]
    lately = {"days": LATELY, "bought": latest["customers"], "new": new, "returning": old}
    if not old:
        yield Sentence("profile_recent_new", lately)
    elif not new:
        yield Sentence("profile_recent_returning", lately)
    else:
        yield Sentence("profile_recent", {**lately, "share": known_share(latest["returning_sales_share"])})


def _facts(result: Result, language: Language) -> Iterator[Line]:
    """Where they live, when they buy, what a basket is; times and baskets where there are enough of them."""
    between = say("text", "between_names", language)
    known = [line for line in lines_of(result, "profile_provinces") if line["province"] is not None][:MOST_PROVINCES]
    if most := sorted(known, key=lambda line: -line["customers"])[:PROVINCES]:
        places = between.join(f"{line['province']} {line['customers']:,}" for line in most)
        share = sum((line["customer_share"] for line in most), Decimal(0))
        is_told = int(str(result.facts["customers"])) >= FEW
        yield Line("where", "profile_where", {"places": places, "share": Share(share) if is_told else None})
    if when := _busiest(lines_of(result, "profile_hours")):
        yield Line("when", "profile_when", when)
    baskets = lines_of(result, "profile_baskets")
    are_fifths = len(baskets) == FIFTHS and all(abs(line["customer_share"] - A_FIFTH) <= UNEVEN for line in baskets)
    if are_fifths and sum(line["customers"] for line in baskets) >= FEW:
        ends = [Decimal(line["basket_band"].split(" - ")[-1]) for line in baskets[:-1]]
        limits = between.join(f"{end.quantize(Decimal(1), ROUND_HALF_UP):,f}" for end in ends[:-1])
        yield Line("basket", "profile_basket", {"limits": limits, "last": Amount(ends[-1])})


def _busiest(cells: list[dict[str, Any]]) -> dict[str, object]:
    """The two hours with most orders, and the weekday with most in two hours where these are not a few."""
    by_hours: Counter[str] = Counter()
    for line in cells:
        by_hours[line["hours"]] += line["orders"]
    if (total := by_hours.total()) < FEW:
        return {}
    hours, orders = min(by_hours.items(), key=lambda item: (-item[1], item[0]))
    found: dict[str, object] = {"hours": hours, "orders": orders, "all": total, "share": Share(rate(orders, total))}
    top = max(cells, key=lambda line: line["orders"])
    is_told = top["orders"] >= FEW
    return {**found, "weekday": top["weekday"] if is_told else None, "peak": top["hours"] if is_told else None}
