"""The tables of what came of campaigns: both groups and their difference, money in several ways, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from crmkit.campaigns.evaluate.finding import Finding, Group
from crmkit.campaigns.evaluate.judging import Amounts, of_all
from crmkit.campaigns.evaluate.trial import FROM_CODES
from crmkit.models.experiments.effects import Effect
from crmkit.models.shares import SHARE_PLACES, rate, rounded, yuan
from crmkit.periods import days_through
from crmkit.result import Record, Result

COLUMNS = (
    *("campaign", "arm", "customers", "buyers", "rate", "rate_low", "rate_high"),
    *("spend_mean", "spend_low", "spend_high", "net_spend", "purchase_days", "refund_rate"),
)
CAMPAIGN_COLUMNS = (
    *("campaign", "verdict", "started_on", "asked_days", "ask_on", "treated", "held_out"),
    *("treated_buyers", "held_out_buyers", "rate_difference", "rate_low", "rate_high"),
    *("incremental", "incremental_low", "incremental_high", "money", "money_low", "money_high"),
    *("p_value", "holm_p", "sample_ratio_p", "base_rate", "detectable", "variance_removed"),
    *("contacted", "held_out_contacted", "forgotten_members", "cost", "margin"),
    *("return_rate", "return_low", "return_high"),
)
MONEY_COLUMNS = (
    *("campaign", "money_way", "spend_difference", "spend_low", "spend_high"),
    *("money", "money_low", "money_high", "p_value"),
)
DAY_COLUMNS = ("campaign", "arm", "day", "buyers", "rate", "net_spend")
BALANCE_COLUMNS = ("measure", "apart_before", "apart_after")
DETAIL_COLUMNS = ("customer", "arm", "is_buyer", "purchase_days", "net_spend", "refund_amount")
POINTS = 7
"""Decimals of a difference of shares."""
NOTHING = (None, None, None)


def group_rows(finding: Finding) -> list[Record]:
    """A row for each group, and for their difference where it may be said."""
    rows = [_group_row(finding.name, group) for group in (finding.treated, finding.other)]
    shares, money = finding.judgement.shares, finding.judgement.money
    if shares is not None and money is not None:
        between = (*_points(shares), *_heads(money))
        rows.append((finding.name, "difference_of_arms", None, None, *between, None, None, None))
    return rows


def _group_row(name: str, group: Group) -> Record:
    return (
        name, group.code, group.customers, group.buyers, rounded(group.rate, SHARE_PLACES), None, None,
        rounded(group.mean / 100, 2), None, None, yuan(group.net), group.purchase_days,
        None if group.refunded is None else rounded(group.refunded, SHARE_PLACES),
    )  # fmt: skip


def summary(finding: Finding) -> dict[str, Any]:
    """Everything that is known of one campaign, by the columns of the table of campaigns."""
    judged, span = finding.judgement, finding.span
    shares, returned = judged.shares, _amounts(finding.returned)
    values = (
        finding.name, judged.verdict, span.start, span.days, span.ask_on,
        finding.treated.customers, finding.other.customers, finding.treated.buyers, finding.other.buyers,
        *(NOTHING if shares is None else _points(shares)),
        *_amounts(finding.incremental), *_amounts(finding.money),
        None if shares is None else _share(shares.chance), _share(judged.holm), _share(judged.even),
        _share(judged.base), _share(judged.detectable),
        None if judged.adjusted is None else _share(judged.adjusted.removed),
        finding.contacted, finding.held_contacted, finding.forgotten, finding.cost, finding.margin, *returned,
    )  # fmt: skip
    return dict(zip(CAMPAIGN_COLUMNS, values, strict=True))


def campaign_part(summaries: Sequence[Mapping[str, Any]]) -> Result:
    """A row for each campaign."""
    return Result("campaigns", CAMPAIGN_COLUMNS, [tuple(each.values()) for each in summaries])


def money_part(findings: Sequence[Finding]) -> Result:
    """The money as it is, without the largest sums, and less what the past explains."""
    rows: list[Record] = []
    for finding in findings:
        judged = finding.judgement
        ways = {"money_plain": judged.plain, "money_cut": judged.cut}
        if judged.adjusted is not None:
            ways["money_adjusted"] = judged.adjusted.effect
        for way, effect in ways.items():
            if effect is not None:
                whole = of_all(effect, finding.treated.customers, places=2, scale=100)
                rows.append((finding.name, way, *_heads(effect), *_amounts(whole), _share(effect.chance)))
    return Result("money_ways", MONEY_COLUMNS, rows)


def day_part(findings: Sequence[Finding]) -> Result:
    """Buyers, their share and money of each group up to each day that is known, for a curve."""
    return Result("days", DAY_COLUMNS, [row for finding in findings for row in _days(finding)])


def _days(finding: Finding) -> Iterator[Record]:
    span = finding.span
    if finding.likeness is not None or span.days_over == 0:
        return
    groups = {group.code: group.customers for group in (finding.treated, finding.other)}
    for arm, code in FROM_CODES.items():
        found = {day: (buyers, fen) for own, day, buyers, fen in finding.daily if own == arm}
        buyers = money = 0
        for day in days_through(span.start, span.known_last):
            more, fen = found.get(day, (0, 0))
            buyers, money = buyers + more, money + fen
            yield finding.name, code, day, buyers, rate(buyers, groups[code]), yuan(money)


def balance_part(finding: Finding) -> Result:
    """How far apart both groups were in what was known before, in standard deviations."""
    measures = [] if finding.likeness is None else finding.likeness.measures
    rows: list[Record] = [(name, _figure(before), _figure(after)) for name, before, after in measures]
    return Result("balance", BALANCE_COLUMNS, rows)


def detail_rows(records: Sequence[Record]) -> list[Record]:
    """A row for each member."""
    return [
        (name, FROM_CODES[str(arm)], bool(days), days, yuan(int(str(net))), yuan(int(str(back))))
        for name, arm, days, net, back in records
    ]


def _points(effect: Effect) -> tuple[Decimal, ...]:
    return tuple(rounded(Fraction(value), POINTS) for value in (effect.difference, effect.low, effect.high))


def _heads(effect: Effect) -> tuple[Decimal, ...]:
    return tuple(rounded(Fraction(value) / 100, 2) for value in (effect.difference, effect.low, effect.high))


def _amounts(amounts: Amounts | None) -> tuple[Decimal | None, ...]:
    return NOTHING if amounts is None else (amounts.value, amounts.low, amounts.high)


def _figure(value: float | None) -> Decimal | None:
    return None if value is None else rounded(Fraction(value), 4)


def _share(value: float | None) -> Decimal | None:
    return None if value is None else rounded(Fraction(value), SHARE_PLACES)
