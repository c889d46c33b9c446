"""Churn: who will probably not buy, and what became of those who were judged so before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from crmkit.deliver.report.answers import Answers, Line
from crmkit.deliver.report.saying import number
from crmkit.deliver.report.shown import listing
from crmkit.models.churn.scores import wilson
from crmkit.models.shares import SHARE_PLACES, share
from crmkit.render.report.charts import Calibration, Checked
from crmkit.render.report.document import Block, Panel
from crmkit.result import Result
from crmkit.screen import FEW, Sentence, Share

LEAST_TESTED = 60
LEAST_IN_GROUP = 20
A_HUNDRED = 100


def churn(answers: Answers) -> Block:
    """Who is at risk, and how right the same method was."""
    facts = answers.found["churn"].facts
    deck = Sentence("churn_deck", {"until": facts["forecast_to"], "active": number(facts["recent_customers"])})
    return Block("churn", _heading(answers), deck=deck, panels=(*_bands(answers), *_calibration(answers)))


def _heading(answers: Answers) -> Sentence:
    """Of those who were said to be lost, how many were; of a few of them in their own number."""
    high = next((line for line in answers.lines("churn", "bands") if line["risk"] == "high"), None)
    tested = number(high["tested_customers"]) if high is not None else 0
    if high is None or not tested or high["actual_churn_rate"] is None:
        return Sentence("churn")
    came = Decimal(high["actual_churn_rate"])
    if tested < FEW:
        return Sentence("churn_of_few", {"lost": int((came * tested).quantize(Decimal(1))), "tested": tested})
    return Sentence("churn_of_100", {"lost": int((came * A_HUNDRED).quantize(Decimal(1)))})


def _bands(answers: Answers) -> Iterator[Panel]:
    result = answers.found["churn"]
    if "bands" in result.parts:
        past = ("predicted_rate", "actual_churn_rate", "tested_customers")
        shown = ("risk", "customers", "churn_probability", *past)
        table = listing(with_chance(answers), shown, Sentence("churn_table"), spare=("tested_customers",))
        deck = Sentence("churn_bands_deck", {"day": _tested_on(answers)})
    else:
        table = listing(result, ("risk", "tier", "customers", "churn_probability"), Sentence("churn_table"))
        deck = Sentence("churn_rates_deck")
    yield Panel(
        title=Sentence("churn_bands"),
        deck=deck,
        listings=(table,),
        notes=tuple(_notes(answers)),
    )


def with_chance(answers: Answers) -> Result:
    """The bands with the mean probability of their customers of today, which the answer has by band and tier."""
    result = answers.found["churn"]
    chances: dict[str, Decimal | None] = {}
    for band in {line["risk"] for line in answers.lines("churn")}:
        cells = [line for line in answers.lines("churn") if line["risk"] == band]
        people = sum(cell["customers"] for cell in cells)
        whole = sum((cell["churn_probability"] * cell["customers"] for cell in cells), Decimal(0))
        chances[band] = (whole / people).quantize(Decimal(1).scaleb(-SHARE_PLACES)) if people else None
    bands = result.part("bands")
    risk = bands.columns.index("risk")
    rows = [(*record, chances.get(str(record[risk]))) for record in bands.records]
    return replace(result, name="bands", columns=(*bands.columns, "churn_probability"), records=rows, course=None)


def _tested_on(answers: Answers) -> date | None:
    """The day of the past on which the method was tried."""
    return next((line["cutoff"] for line in answers.lines("churn", "cutoffs") if line["role"] == "test"), None)


def _notes(answers: Answers) -> Iterator[Sentence]:
    """How often it ranks two customers right, and what churn is not."""
    facts = answers.found["churn"].facts
    tried = next((line for line in answers.lines("churn", "backtest") if line["method"] == facts["method"]), None)
    if tried is not None and tried["roc_auc"] is not None and "expected_loss" in facts:
        yield Sentence("churn_ranks", {"share": Share(Decimal(str(tried["roc_auc"])))})
    yield Sentence("churn_means")
    if inactive := number(facts.get("inactive_customers")):
        yield Sentence("churn_inactive", {"inactive": inactive, "active": number(facts["recent_customers"])})


def _calibration(answers: Answers) -> Iterator[Panel]:
    """Groups judged alike: what was predicted of them beside what came, the riskiest first."""
    lines = [line for line in answers.lines("churn", "calibration") if line["customers"]]
    tested = sum(line["customers"] for line in lines)
    groups = tuple(_checked(line) for line in lines)
    if tested < LEAST_TESTED or any(line["customers"] < LEAST_IN_GROUP for line in lines) or not groups:
        return
    result, day = answers.found["churn"], _tested_on(answers)
    columns = ("risk_decile", "customers", "predicted_rate", "actual_churn_rate")
    yield Panel(
        title=Sentence("checked"),
        deck=Sentence("checked_deck", {"day": day, "tested": tested}),
        marks=Sentence("checked_marks"),
        keys=("expected", "happened"),
        chart=Calibration(groups),
        described=_described(groups),
        listings=(listing(result, columns, Sentence("checked_table"), part="calibration", folded=True),),
    )


def _checked(line: Line) -> Checked:
    lost = round(line["actual_churn_rate"] * line["customers"])
    low, high = (share(end) or Decimal(0) for end in wilson(lost, line["customers"]))
    return Checked(line["customers"], line["predicted_rate"], line["actual_churn_rate"], low, high)


def _described(groups: tuple[Checked, ...]) -> Sentence:
    inside = sum(group.low <= group.expected <= group.high for group in groups)
    return Sentence("checked_described", {"inside": inside, "groups": len(groups)})
