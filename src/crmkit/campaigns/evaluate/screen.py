"""What stands on a screen of campaigns: whether it worked, both groups and their difference, how far to trust it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from crmkit.campaigns.evaluate.finding import Finding
from crmkit.campaigns.evaluate.judging import FEWEST_BUYERS, LEAST_REMOVED
from crmkit.campaigns.evaluate.rows import DETAIL_COLUMNS, group_rows
from crmkit.models.shares import rounded
from crmkit.result import Record, Result
from crmkit.screen import Amount, Form, Line, Name, Points, Screen, Sentence, Share, Table, Tone, listing

VERDICTS: dict[str, Tone] = {"it_worked": "good", "it_harmed": "bad", "not_clear": "watch", "too_few": "watch"}
BETWEEN = ("rate_low", "rate_high", "spend_low", "spend_high")
GROUP_PART = "groups"
DIFFERENCES: dict[str, Form] = {"rate": "points", **{name: "apart" for name in ("spend_mean", *BETWEEN)}}
"""The forms of a line that holds differences."""
SEVERAL: dict[str, Form] = {
    "rate_difference": "points",
    "rate_low": "points",
    "rate_high": "points",
    "incremental": "whole",
    "money": "whole",
}
MIND = ("evaluate_leaked", "evaluate_forgotten")


def of_one(result: Result, finding: Finding) -> Result:
    """The answer about one campaign with its sentences and its screen."""
    groups = Result(GROUP_PART, result.columns, group_rows(finding)[:2])
    has_difference = len(result.records) > 2
    said = ("arm", "customers", "buyers", "rate", "spend_mean")
    columns = ("arm", "customers", "buyers", "rate", *BETWEEN[:2], "spend_mean", *BETWEEN[2:])
    table = Table(
        columns=columns if has_difference else said,
        part=GROUP_PART,
        leave=("spend_low spend_high", "spend_mean", "rate_low rate_high"),
        blank=BETWEEN,
        forms={"rate": "fine"},
        total=_difference(result) if has_difference else {},
        total_forms=DIFFERENCES,
    )
    said_notes = ("evaluate_leaked",) if finding.has_leaked else ()
    screen = Screen(
        (table,),
        tuple(_foot(finding)),
        ("evaluate_leaked", "evaluate_forgotten"),
        _next(finding),
        said=said_notes,
    )
    return replace(
        result,
        answer=tuple(_opening(finding)),
        screen=screen,
        parts={**result.parts, GROUP_PART: groups},
        unseen=(GROUP_PART, "days", "campaigns"),
        tables=("evaluate_matched" if finding.likeness else "evaluate", "money_ways", "days"),
    )


def of_several(result: Result, findings: Sequence[Finding]) -> Result:
    """The answer about several campaigns with its sentences and its screen."""
    table = Table(
        columns=(
            "campaign",
            "verdict",
            "treated",
            "held_out",
            "rate_difference",
            "rate_low",
            "rate_high",
            "incremental",
            "money",
        ),
        part="campaigns",
        leave=("held_out", "money", "incremental", "treated"),
        forms=SEVERAL,
        tone_by="verdict",
        tones=VERDICTS,
        rows=len(findings),
    )
    matched = findings[0].likeness is not None
    foot = (
        Line("reliable", "evaluate_alike" if matched else "evaluate_holm", {"campaigns": len(findings)}),
        Line("counted", "evaluate_matched_counted" if matched else "evaluate_counted"),
    )
    step = Line("next", "evaluate_one_next", {"campaign": Name(findings[0].name)})
    return replace(
        result,
        answer=(_how_many(findings),),
        screen=Screen((table,), foot, MIND, step),
        unseen=("days",),
        tables=("campaigns", result.name, "money_ways", "days"),
    )


def _how_many(findings: Sequence[Finding]) -> Sentence:
    counts = {name: sum(each.judgement.verdict == name for each in findings) for name in VERDICTS}
    early = sum(each.judgement.verdict == "too_early" for each in findings)
    return Sentence(
        "evaluate_several",
        {
            "campaigns": len(findings),
            "worked": counts["it_worked"],
            "harmed": counts["it_harmed"],
            "open": counts["not_clear"] + counts["too_few"],
            "early": early or None,
        },
    )


def in_detail(result: Result, records: Sequence[Record]) -> Result:
    """One row per member: the answer's own list."""
    screen = listing(DETAIL_COLUMNS, "arm", "net_spend", rest="--reveal -o members.xlsx")
    return replace(result, columns=DETAIL_COLUMNS, records=records, parts={}, screen=screen, tables=())


def _difference(result: Result) -> dict[str, object]:
    values = dict(zip(result.columns, result.records[2], strict=True))
    return {name: values[name] for name in ("arm", "rate", "spend_mean", *BETWEEN)}


def _opening(finding: Finding) -> Iterator[Sentence]:
    judged, span = finding.judgement, finding.span
    is_matched = finding.likeness is not None
    if judged.verdict == "too_early":
        if span.days_over < span.days:
            yield Sentence("evaluate_early", {"days": span.days_over, "window": span.days, "on": span.ask_on})
        else:
            yield Sentence("evaluate_refunds", {"window": span.days, "on": span.ask_on})
        return
    rates = {"rate": _points(finding.treated.rate), "held_rate": _points(finding.other.rate)}
    if judged.verdict == "too_few":
        counts = {"buyers": finding.treated.buyers, "held_buyers": finding.other.buyers, "needed": FEWEST_BUYERS}
        yield Sentence("evaluate_few", counts)
    else:
        yield from _said(finding, rates, is_matched=is_matched)
    if finding.has_leaked:
        share = Share(Decimal(finding.held_contacted) / finding.other.customers)
        yield Sentence("evaluate_leaked", {"customers": finding.held_contacted, "share": share})


def _said(finding: Finding, rates: Mapping[str, object], *, is_matched: bool) -> Iterator[Sentence]:
    judged, incremental = finding.judgement, finding.incremental
    shares = judged.shares
    if shares is None or incremental is None:
        raise ValueError("a verdict without its effects")
    between = {"low": _points(shares.low), "high": _points(shares.high)}
    if judged.verdict == "it_worked":
        customers = {"incremental": incremental.value, "low": incremental.low, "high": incremental.high}
        whole = {name: int(rounded(Fraction(value), 0)) for name, value in customers.items()}
        yield Sentence(
            "evaluate_worked_matched" if is_matched else "evaluate_worked",
            {**whole, "campaign": Name(finding.name), **rates},
        )
    elif judged.verdict == "it_harmed":
        yield Sentence("evaluate_harm_matched" if is_matched else "evaluate_harm", {**rates, **between})
    else:
        counts = {"treated": finding.treated.customers, "held_out": finding.other.customers}
        yield Sentence("evaluate_open_matched" if is_matched else "evaluate_open", {**rates, **between, **counts})
    yield from _money(finding)


def _money(finding: Finding) -> Iterator[Sentence]:
    money, effect = finding.money, finding.judgement.money
    if money is None or effect is None:
        return
    values = {"money": money.value, "low": money.low, "high": money.high}
    said = {name: Amount(abs(value) if effect.high < 0 else value) for name, value in values.items()}
    if effect.low > 0:
        yield Sentence("evaluate_money", said)
    elif effect.high < 0:
        yield Sentence("evaluate_money_lost", {**said, "low": said["high"], "high": said["low"]})
    elif finding.judgement.verdict == "it_worked":
        yield Sentence("evaluate_money_open", said)


def _foot(finding: Finding) -> Iterator[Line]:
    judged = finding.judgement
    if finding.likeness is not None:
        alike = {"kept": finding.likeness.kept, "treated": finding.likeness.treated}
        yield Line("reliable", "evaluate_alike_one", alike)
    else:
        even = None if judged.even is None else f"{judged.even:.2f}"
        yield Line("reliable", "evaluate_experiment", {"p": even})
    if judged.base is None:
        yield Line("can_show", "evaluate_shows_later")
    elif judged.detectable is None:
        yield Line("can_show", "evaluate_shows_nothing")
    else:
        yield Line("can_show", "evaluate_shows", {"base": _points(judged.base), "rate": _points(judged.detectable)})
    yield _cost(finding)
    code = "evaluate_counted" if finding.likeness is None else "evaluate_matched_counted"
    yield Line("counted", code, {"removed": Share(Decimal(str(LEAST_REMOVED)))})


def _cost(finding: Finding) -> Line:
    if finding.cost is None:
        return Line("cost", "evaluate_no_cost")
    cost = Amount(finding.cost)
    if finding.margin is None:
        return Line("cost", "evaluate_no_margin", {"cost": cost})
    found = finding.returned
    if found is None:
        return Line("cost", "evaluate_cost", {"cost": cost})
    values = {"value": found.value, "low": found.low, "high": found.high}
    said = {name: Share(value) for name, value in values.items()}
    return Line("cost", "evaluate_return", {"cost": cost, "margin": Share(finding.margin), **said})


def _next(finding: Finding) -> Line:
    name = {"campaign": Name(finding.name)}
    if finding.judgement.verdict == "too_early":
        return Line("next", "evaluate_early_next", name)
    return Line("next", "evaluate_next", name)


def _points(value: Fraction | float) -> Points:
    return Points(rounded(Fraction(value), 7))
