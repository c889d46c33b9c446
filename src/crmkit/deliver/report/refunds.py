"""Refunds: which share of what was paid has gone back, by the month of the payment."""

from __future__ import annotations

from decimal import Decimal

from crmkit.deliver.report.answers import Answers, Line
from crmkit.deliver.report.sales import periods_shown
from crmkit.deliver.report.shown import listing
from crmkit.deliver.report.tiles import RIPE_DAYS
from crmkit.periods import days_earlier
from crmkit.render.report.charts import Rate
from crmkit.render.report.document import Block, Panel
from crmkit.screen import Sentence, Share

SHOWN = 13
FEWEST = 3


def refunds(answers: Answers) -> Block | None:
    """How much goes back; nothing where no order says that any did."""
    unit, lines = periods_shown(answers)
    result = answers.found["trend" if unit == "month" else "weeks"]
    mean = result.facts["refund_rate"]
    shown = [line for line in lines if line["refund_rate"] is not None][-SHOWN:]
    if not isinstance(mean, Decimal) or mean <= 0:
        return None
    drawn = tuple((line["first_day"], line["refund_rate"], _is_ripe(line, answers)) for line in shown)
    first_day, drawn_days = result.columns.index("first_day"), {day for day, _, _ in drawn}
    table = listing(
        result,
        ("period", "orders", "net_sales", "refund_rate"),
        Sentence("refunds_table"),
        records=[record for record in result.records if record[first_day] in drawn_days][::-1],
        folded=True,
    )
    panel = Panel(
        deck=Sentence("refunds_deck", {"share": Share(mean)}),
        marks=Sentence("refunds_marks"),
        keys=("unfinished",) if not all(ripe for _, _, ripe in drawn) else (),
        chart=Rate(unit, drawn, mean) if len(drawn) >= FEWEST else None,
        described=Sentence("refunds_described", {"share": Share(mean)}) if len(drawn) >= FEWEST else None,
        listings=(table,),
        notes=(Sentence("refunds_to_come", {"days": RIPE_DAYS}),) if not all(ripe for _, _, ripe in drawn) else (),
        is_wide=True,
    )
    return Block("refunds", Sentence("refunds_mean", {"share": Share(mean)}), panels=(panel,))


def _is_ripe(line: Line, answers: Answers) -> bool:
    return bool(line["is_complete"]) and line["last_day"] <= days_earlier(answers.as_of, RIPE_DAYS)
