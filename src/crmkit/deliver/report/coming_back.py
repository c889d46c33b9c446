"""Coming back: who buys again in which month after the first purchase, and within how many days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from crmkit.deliver.report.answers import Answers, Line
from crmkit.deliver.report.saying import number, of_people
from crmkit.deliver.report.shown import level, listing
from crmkit.periods import parse_day, unit_number
from crmkit.render.report.charts import Curve, Step
from crmkit.render.report.document import Block, Cell, Heat, Panel
from crmkit.screen import FEW, Sentence, Share

COHORTS = 24
FEWEST_COHORTS = 3
RANK = 2
"""The third highest cell has the strongest colour, so that one month of luck does not pale the others."""
LEAST_WATCHED = 100
"""The curve is drawn for so many customers at least."""
MARKED = (30, 60, 90, 180, 365)
LAST_DAY = 540
MOST_STEPS = 120
WINDOW = 90


def coming_back(answers: Answers) -> Block:
    """Whether new customers buy again, and how soon."""
    return Block("back", _heading(answers), panels=(*_cohorts(answers), *_curve(answers)))


def _heading(answers: Answers) -> Sentence:
    """How many of a hundred; of a handful of customers how many of them."""
    repurchase = answers.found["repurchase"]
    rates = {line["days_since_first"]: line["repurchase_rate"] for line in answers.lines("repurchase")}
    customers = number(repurchase.facts["customers"])
    early, late = rates.get(60), rates.get(365)
    code = "back_soon" if early and late and early * 2 > late else "back"
    said = of_people(code, rates.get(WINDOW), customers, days=WINDOW)
    again = number(repurchase.facts["repeat_customers"])
    return said or Sentence("back_few" if again else "back_none", {"again": again, "customers": customers})


def _cohorts(answers: Answers) -> Iterator[Panel]:
    """The triangle: a row for each month of first purchases."""
    cells: dict[str, dict[int, Line]] = {}
    for line in answers.lines("cohort"):
        cells.setdefault(line["cohort"], {})[line["period_number"]] = line
    if len(cells) < FEWEST_COHORTS:
        return
    shown = list(cells.items())[-COHORTS:]
    periods = range(1, max(place for _, own in shown for place in own) + 1)
    most = _strongest([cell for _, own in shown for place, cell in own.items() if place])
    rows = tuple(
        ((cohort, own[0]["customers"]), tuple(_cell(own.get(place), most) for place in periods))
        for cohort, own in shown
    )
    means = {line["period_number"]: line["retention_rate"] for line in answers.lines("cohort", "average")}
    footer = tuple(Cell(means.get(place), level=level(means.get(place), most)) for place in periods)
    yield Panel(
        title=Sentence("cohorts"),
        deck=Sentence("cohorts_deck"),
        marks=Sentence("cohorts_marks"),
        heat=Heat(("cohort", "customers"), "period_number", tuple(periods), rows, (Sentence("average"), footer)),
        described=Sentence("cohorts_described"),
        notes=tuple(_left_out(answers, [cohort for cohort, _ in shown], len(cells), periods)),
        is_wide=True,
    )


def _left_out(answers: Answers, shown: Sequence[str], cohorts: int, periods: range) -> Iterator[Sentence]:
    """The cohorts before those that are shown, and the months after the last column."""
    if earlier := cohorts - len(shown):
        yield Sentence("cohorts_earlier", {"cohorts": earlier})
    lived = unit_number(answers.known_to, "month") - unit_number(parse_day(f"{shown[0]}-01"), "month")
    if (last := periods[-1]) < lived:
        yield Sentence("cohorts_later", {"last": last, "lived": lived})


def _strongest(cells: Sequence[Line]) -> Decimal:
    finished = [line for line in cells if line["is_complete"]]
    steady = [line for line in finished if line["complete_customers"] >= FEW] or finished
    ranked = sorted((line["retention_rate"] for line in steady), reverse=True)
    return ranked[min(RANK, len(ranked) - 1)] if ranked else Decimal(0)


def _cell(line: Line | None, most: Decimal) -> Cell:
    if line is None:
        return Cell()
    few = line["complete_customers"] < FEW
    if not line["is_complete"]:
        return Cell(line["retention_rate"], running=True)
    return Cell(line["retention_rate"], level=level(line["retention_rate"], most), few=few)


def _curve(answers: Answers) -> Iterator[Panel]:
    """The share back by day, drawn where enough customers are observed, and the table of it."""
    repurchase = answers.found["repurchase"]
    steps = [line for line in answers.lines("repurchase", "curve") if line["days_since_first"] <= LAST_DAY]
    every = 1 if len(steps) <= MOST_STEPS else 3
    read = {_last(steps, days) for days in MARKED}
    kept = [line for place, line in enumerate(steps) if place % every == 0 or place in read or place == len(steps) - 1]
    drawn = tuple(
        Step(line["days_since_first"], line["repurchase_rate"], line["ci_low"], line["ci_high"], line["still_observed"])
        for line in kept
    )
    columns = ("days_since_first", "repurchase_rate", "ci_low", "ci_high", "still_observed")
    known = {line["days_since_first"]: line["repurchase_rate"] for line in answers.lines("repurchase")}
    marked = tuple(days for days in MARKED if known.get(days) is not None)
    is_drawn = bool(drawn) and number(repurchase.facts["customers"]) >= LEAST_WATCHED
    if not marked:
        return
    last = {"days": marked[-1], "share": Share(known[marked[-1]])}
    place = repurchase.columns.index("repurchase_rate")
    records = [record for record in repurchase.records if record[place] is not None]
    yield Panel(
        title=Sentence("curve"),
        deck=Sentence("curve_deck"),
        chart=Curve(drawn, marked) if is_drawn else None,
        described=Sentence("curve_described", last) if is_drawn else None,
        listings=(listing(repurchase, columns, Sentence("curve_table"), records=records),),
        notes=tuple(_when(answers)),
    )


def _last(steps: Sequence[Line], days: int) -> int:
    """The step that the curve is on after so many days, which stays where others are left out."""
    return sum(1 for line in steps if line["days_since_first"] <= days) - 1


def _when(answers: Answers) -> Iterator[Sentence]:
    """By which day most of those who buy again have done so, and who has bought twice."""
    gaps = next((line for line in answers.lines("repurchase", "gaps") if line["gap"] == "first_gaps"), None)
    if gaps is not None and gaps["gaps"] >= FEW:
        yield Sentence("back_when", {"half": round(gaps["gap_p50"]), "most": round(gaps["gap_p80"])})
    steps = {line["from_purchase"]: line["repurchase_rate_90"] for line in answers.lines("repurchase", "transitions")}
    if steps.get(2) is not None:
        third = None if steps.get(3) is None else Share(steps[3])
        yield Sentence("back_next", {"second": Share(steps[2]), "third": third, "days": WINDOW})
