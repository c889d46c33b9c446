"""Evaluate: whether a campaign brought anything, by what its list and those held out of it bought (decision 0065)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import ParamSpec, cast

from crmkit.campaigns.evaluate import rows
from crmkit.campaigns.evaluate.asked import Asked
from crmkit.campaigns.evaluate.finding import Finding, found_of
from crmkit.campaigns.evaluate.judging import judge, together
from crmkit.campaigns.evaluate.matching import match
from crmkit.campaigns.evaluate.screen import in_detail, of_one, of_several
from crmkit.campaigns.evaluate.trial import SQL, read_trial
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.window import Window, day_caveats, window_of
from crmkit.errors import UsageError
from crmkit.messages import Language
from crmkit.models.shares import yuan
from crmkit.result import Note, Result
from crmkit.store.audiences.audiences import AudienceRecord, find_audience, list_audiences
from crmkit.store.shops import seeing
from crmkit.store.store import Store

Asking = ParamSpec("Asking")
Money = Decimal | int | str


def of_its_shops(evaluation: Callable[Asking, Result]) -> Callable[Asking, Result]:
    """Let ``evaluation``, whose first arguments are a store and campaigns, see the shops of these alone."""

    @functools.wraps(evaluation)
    def answer(*arguments: Asking.args, **asked: Asking.kwargs) -> Result:
        store, names = cast("Store", arguments[0]), cast("Sequence[str]", arguments[1:])
        drawn = list_audiences(store)
        keys = {campaign.shops: campaign.shop_keys for campaign in drawn if campaign.name in names}
        if len(keys) > 1:
            raise UsageError("campaign_shops", names=", ".join(names))
        with seeing(store, next(iter(keys.values()), [])):
            return evaluation(*arguments, **asked)

    return answer


@of_its_shops
@with_reading_notes
def evaluate(
    store: Store,
    *name: str,
    as_of: date | str | None = None,
    days: int | None = None,
    start: date | str | None = None,
    cost: Money | None = None,
    margin: Decimal | float | str | None = None,
    matched: bool = False,
    detail: bool = False,
    language: Language = "en",
) -> Result:
    """Compare what those on the list of a campaign bought with what those held out of it did, as they were assigned.

    Args:
        store: an open store that holds the list.
        name: the name of a list, or several, whose chances are then corrected for asking so often.
        as_of: the last day that is known; the last day of a purchase when ``None``.
        days: how many days from the start on count; those of the list (30 unless it has others) when ``None``.
        start: the day of sending; the first day of its contacts, else the day after that of the list when ``None``.
        cost: what it cost, in yuan; what its contacts cost when ``None``.
        margin: what is left of sales before that cost, as ``"40%"`` or 0.4: without it no return is computed.
        matched: compare with similar customers whom nobody wrote to: for lists without a hold-out. No experiment.
        detail: one row per customer of both groups instead of one per group.
        language: of the sentences.

    Returns:
        One row per group and one for their difference, which is missing while the days and as many for refunds are not
        over, and of fewer than ten buyers in a group. Parts: ``campaigns``, ``money_ways``, ``days``, ``balance``.

    Raises:
        UsageError: an argument has no meaning, or there is no such list.
        NotEnoughError: a group is empty, the groups are not as they were assigned, or nobody is alike.
    """
    asked = Asked.of(name, days, start, cost, margin, detail=detail or False)
    if not name:
        raise UsageError("campaign_unnamed")
    if matched and detail:
        raise UsageError("campaign_matched_detail")
    drawn = list_audiences(store)
    campaigns = [find_audience(drawn, each) for each in name]
    window = window_of(store, as_of, None)
    findings = _found(store, campaigns, asked, window, matched=matched)
    answer = _answer(findings, window, matched=matched)
    if not detail:
        return of_one(answer, findings[0]) if len(findings) == 1 else of_several(answer, findings)
    return in_detail(answer, rows.detail_rows(store.query(SQL / "listed.sql").records))


def _found(
    store: Store, campaigns: Sequence[AudienceRecord], asked: Asked, window: Window, *, matched: bool
) -> list[Finding]:
    if matched:
        found = [match(store, campaign, asked, window.known_to) for campaign in campaigns]
        judged = together([each.judgement for each in found])
        return [each.judged(judgement) for each, judgement in zip(found, judged, strict=True)]
    trials = [read_trial(store, campaign, asked, window.known_to) for campaign in campaigns]
    judgements = together([judge(trial) for trial in trials])
    return [found_of(trial, judgement, asked.margin) for trial, judgement in zip(trials, judgements, strict=True)]


def _answer(findings: Sequence[Finding], window: Window, *, matched: bool) -> Result:
    summaries = [rows.summary(finding) for finding in findings]
    parts = {
        "campaigns": rows.campaign_part(summaries),
        "money_ways": rows.money_part(findings),
        "days": rows.day_part(findings),
        **({"balance": rows.balance_part(findings[0])} if matched and len(findings) == 1 else {}),
    }
    first = findings[0]
    several = {
        "campaigns": len(findings),
        **{name: sum(each.judgement.verdict == name for each in findings) for name in ("it_worked", "it_harmed")},
    }
    return Result(
        name="evaluate_matched" if matched else "evaluate",
        columns=rows.COLUMNS,
        records=[row for finding in findings for row in rows.group_rows(finding)],
        as_of=window.as_of,
        params={
            "names": ", ".join(finding.name for finding in findings),
            "days": first.span.days,
            "start": first.span.start,
            "margin": first.margin,
        },
        facts={**(summaries[0] if len(findings) == 1 else several), "data_to": window.data_to},
        notes=(*day_caveats(window), *_notes(findings)),
        parts={name: part for name, part in parts.items() if part.records},
    )


def _notes(findings: Sequence[Finding]) -> Iterator[Note]:
    """What a reader must know of the groups before believing a comparison."""
    for finding in findings:
        name = {"name": finding.name}
        if finding.held_contacted and not (len(findings) == 1 and finding.has_leaked):
            counts = {"customers": finding.held_contacted, "held_out": finding.other.customers}
            yield Note("evaluate_leaked", {**name, **counts})
        if finding.forgotten:
            yield Note("evaluate_forgotten", {**name, "customers": finding.forgotten})
        if finding.cut_fen is not None and finding.judgement.cut is not None:
            yield Note("evaluate_cut", {**name, "amount": yuan(finding.cut_fen)})
        if (adjusted := finding.judgement.adjusted) is not None:
            code = "evaluate_adjusted" if finding.judgement.is_adjusted else "evaluate_not_adjusted"
            yield Note(code, {**name, "removed": f"{adjusted.removed:.1%}"})
        if (likeness := finding.likeness) is not None:
            counts = {"kept": likeness.kept, "treated": likeness.treated, "strata": likeness.strata}
            yield Note("evaluate_kept", {**name, **counts})
