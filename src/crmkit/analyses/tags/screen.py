"""What stands on a screen of tags: the most frequent, the one of most money, a line a tag, which file is lacking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from crmkit.analyses.tags.plot import PLOTS
from crmkit.customers.figures import STAGE_CAVEATS, lines_of
from crmkit.customers.traits.needs import listed
from crmkit.messages import Language
from crmkit.result import Result
from crmkit.screen import FEW, LISTED, Line, Screen, Sentence, Share, Table, known_share, listing, named

OPEN = 0.01
"""The share of customers from which on those of whom a tag is unknown have a column."""


def in_detail(result: Result, customers: int) -> Result:
    """The list of tags and customers with its sentence and its screen."""
    screen = listing(result.columns, "customer", "net_spend", rest="--reveal -o tags.xlsx")
    tags = len(result.records)
    counts = {"tags": tags, "customers": customers, "untagged": result.facts["untagged_customers"] or None}
    if not tags:
        return replace(result, answer=(Sentence("tags_on_nobody", counts),), screen=screen)
    first = Line("next", "tags_of_one", {"tag": named(result.records[0][0])})
    foot = Screen(screen.blocks, (Line("counted", "tags_counted"),), next=first if tags > LISTED else None)
    return replace(result, answer=(Sentence("tags_listed", counts),), screen=foot)


def on_screen(result: Result, customers: int, language: Language) -> Result:
    """The answer with its sentences and its screen; ``customers`` are all who are counted."""
    known = [line for line in lines_of(result) if line["customer_share"] is not None]
    is_open = any(line["unknown"] >= customers * OPEN for line in known)
    table = Table(
        columns=(
            *("tag", "customers", *(("unknown",) if is_open else ()), "net_sales", "net_sales_share"),
            "customer_share",
        ),
        leave=("net_sales", "unknown", "net_sales_share"),
        bar="customer_share" if customers >= FEW else "",
        having="customer_share",
        rows=len(known),
    )
    lacking = [note for note in result.notes if note.code == "tags_lacking"]
    values = {name: listed([str(note.values[name]) for note in lacking], language) for name in ("names", "needs")}
    open_ones = (Line("no_data", "tags_lacking", values),) if lacking else ()
    foot = (*open_ones, Line("counted", "tags_counted"))
    screen = Screen((table,), foot, STAGE_CAVEATS, Line("next", "tags_next"), said=("tags_lacking",))
    return replace(result, answer=tuple(_opening(known, len(result.records), customers)), screen=screen, plots=PLOTS)


def _opening(known: list[dict[str, Any]], tags: int, customers: int) -> Iterator[Sentence]:
    """The tag that brings most beyond its number and whom to write to, else the most frequent one."""
    carried = [line for line in known if line["customers"]]
    if not carried:
        yield Sentence("tags_on_nobody", {"tags": tags, "customers": customers})
        return
    found = {line["tag_code"]: line["customers"] for line in known}
    to_write = {"due": found.get("due"), "overdue": found.get("overdue")}
    if None in to_write.values() or not any(to_write.values()):
        most = max(carried, key=lambda line: line["customers"])
        share = known_share(most["customer_share"]) if customers >= FEW else None
        counts = {"carried": len(carried), "tags": tags, "everyone": customers}
        yield Sentence(
            "tags_most", {**counts, "tag": named(most["tag"]), "customers": most["customers"], "share": share}
        )
    else:
        yield Sentence("tags_to_do", {**to_write, "once": found.get("one_time")})
    richest = max(carried, key=lambda line: (line["net_sales_share"] or 0) - line["customer_share"])
    if customers >= FEW and (richest["net_sales_share"] or 0) > richest["customer_share"]:
        money = {"customers": richest["customers"], "share": known_share(richest["customer_share"])}
        yield Sentence(
            "tags_richest", {**money, "tag": named(richest["tag"]), "money": Share(richest["net_sales_share"])}
        )
