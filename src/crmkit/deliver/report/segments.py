"""Segments: customers by how lately and how often they bought, and what to do with each group."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from crmkit.deliver.report.answers import Answers, Line
from crmkit.deliver.report.saying import number
from crmkit.deliver.report.shown import level, listing
from crmkit.models.shares import rate
from crmkit.render.report.document import Block, Cell, Heat, Panel
from crmkit.screen import FEW, Sentence, Share

LEAST_CUSTOMERS = 50
"""Fewer would leave most places of the grid empty."""


def segments(answers: Answers) -> Block:
    """Who the customers are, and what to do with each group."""
    segment = answers.found["segment"]
    advised = listing(
        segment,
        ("segment", "customers", "net_sales", "net_sales_share", "advice"),
        Sentence("segments_table"),
        records=[record for record in segment.records if record[segment.columns.index("customers")]],
        spare=("net_sales", "advice"),
        bar="net_sales_share",
    )
    title, marks = Sentence("segments_advice"), Sentence("segments_advice_marks")
    table = Panel(title=title, marks=marks, listings=(advised,), is_wide=True)
    return Block("segments", _heading(answers), panels=(*_grid(answers), table))


def _heading(answers: Answers) -> Sentence:
    """How many the best are and what they bring."""
    best = answers.said("segment", "segment_best")
    if not best or best["best_share"] is None:
        return Sentence("segments")
    names = ("best", "names", "best_share", "best_revenue_share")
    return Sentence("segments_best", {name: best[name] for name in names})


def _grid(answers: Answers) -> Iterator[Panel]:
    """Five by five: recency downwards, purchase days across; the stronger the colour, the more money."""
    source = answers.get("grid") or answers.get("segment")
    lines = lines_of_grid(answers)
    if source is None or number(source.facts["customers"]) < LEAST_CUSTOMERS or not lines:
        return
    whole = sum((line["net_sales"] for line in lines), Decimal(0))
    most = max(line["net_sales"] for line in lines)
    scores = sorted({line["recency_score"] for line in lines}, reverse=True)
    by_row = [[line for line in lines if line["recency_score"] == score] for score in scores]
    rows = tuple(((_range(own[0], "recency"),), tuple(_cell(line, whole, most) for line in own)) for own in by_row)
    once = source.facts.get("one_time_share")
    yield Panel(
        title=Sentence("grid"),
        deck=Sentence("grid_deck"),
        marks=Sentence("grid_marks"),
        heat=Heat(("recency_band",), "frequency_band", tuple(_range(line, "frequency") for line in by_row[0]), rows),
        described=Sentence("grid_described"),
        notes=(Sentence("grid_once", {"share": Share(Decimal(str(once)))}),) if once else (),
    )


def lines_of_grid(answers: Answers) -> list[Line]:
    """The cells of the grid, of the shop's own map of segments or of the one that has scores."""
    return answers.lines("grid" if answers.get("grid") is not None else "segment", "grid")


def _range(line: Line, measure: str) -> str:
    """``0-42``, ``6+``, ``1``; a dash for a score that nobody can have."""
    low, high = line[f"{measure}_from"], line[f"{measure}_to"]
    if low is None and high is None:
        return "-"
    if high is None:
        return f"{low}+"
    return f"{high}" if low in (None, high) else f"{low}-{high}"


def _cell(line: Line, whole: Decimal, most: Decimal) -> Cell:
    share = rate(int(line["net_sales"] * 100), int(whole * 100)) if whole > 0 else None
    few = 0 < line["customers"] < FEW
    return Cell(line["customers"], share, level(line["net_sales"], most), few=few)
