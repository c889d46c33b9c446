"""The paragraph at the head of a report, and the line on the last week."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from crmkit.deliver.report.answers import Answers, Line
from crmkit.deliver.report.headline import Headline, headline
from crmkit.deliver.report.saying import number
from crmkit.models.shares import rate
from crmkit.periods import days_earlier
from crmkit.screen import FEW, Sentence, Share

AT_RISK = ("churn_start", "churn_start_list", "churn_start_plain")
"""What churn says of customers who stand out."""
LOST = ("churn_expected", "churn_all", "churn_rate_only")
"""What it says of how many will not buy."""

LATEST_DAYS = 7
"""A week that ended earlier is not the last one."""


def lead(answers: Answers, head: Headline) -> tuple[Sentence, ...]:
    """How the shop does, what is wrong, what to do first."""
    return tuple(_lead(answers, head))


def _lead(answers: Answers, head: Headline) -> Iterator[Sentence]:
    now = head.now
    is_known = now["is_complete"] and now["last_day"] <= answers.known_to
    code = "lead_nothing" if not now["orders"] else "lead" if is_known else "lead_so_far"
    yield head.sentence(code, answers, until=answers.known_to)
    if not answers.has_buyers:
        yield Sentence("lead_no_buyers")
        return
    share = returning_share(now, answers)
    if share is not None and now["customers"] >= FEW:
        code = "lead_returning_known" if now["unidentified_net_sales"] else "lead_returning"
        yield Sentence(code, {"share": Share(share)})
    expected = answers.said("churn", *(LOST if is_tested(answers) else ()))
    if expected and expected["lost"]:
        names = ("lost", "active", "until")
        yield Sentence("lead_lost", {name: expected[name] for name in names} | {"loss": expected.get("loss")})
    yield from first(answers)


def first(answers: Answers) -> Iterator[Sentence]:
    """Whom to write to."""
    standing = answers.said("churn", *AT_RISK) if is_tested(answers) else {}
    due = due_now(answers)
    first = number(standing.get("first")) or number(standing.get("out"))
    tier = standing["tier"] if standing.get("first") else None
    if first and due:
        yield Sentence("lead_first", {"first": first, "tier": tier, "due": due})
    elif first:
        yield Sentence("lead_retain", {"first": first, "tier": tier})
    elif due:
        yield Sentence("lead_remind", {"due": due})


def is_tested(answers: Answers) -> bool:
    """Whether the prediction of churn was tried on the shop's own past."""
    churn = answers.get("churn")
    return churn is not None and not any(note.code == "churn_untested" for note in churn.notes)


def due_now(answers: Answers) -> int:
    """Customers to remind, if those named by the same rule before bought more often than the others, beyond chance."""
    remind = answers.get("remind")
    is_better = remind is not None and any(note.code == "remind_better" for note in remind.notes)
    return number(remind.facts["to_remind"]) if remind is not None and is_better else 0


def returning_share(line: Line, answers: Answers) -> Decimal | None:
    """The share of returning buyers in what identified buyers paid; unknown where the data begin: all look new."""
    if line["first_day"] <= answers.sales.facts["data_from"]:
        return None
    new, returning = line["new_net_sales"], line["returning_net_sales"]
    if new is None or new + returning <= 0:
        return None
    return rate(int(returning * 100), int((new + returning) * 100))


def latest(answers: Answers, head: Headline) -> tuple[Sentence, ...]:
    """The last whole week where the report speaks of a month, the month so far where it speaks of a week."""
    if head.unit == "week":
        running = answers.lines("trend")[-1]
        if running["is_complete"] or running["first_day"] > answers.data_to:
            return ()
        month = Headline("month", running, None, None, (), is_best=False)
        return (month.sentence("latest_so_far", answers, until=answers.known_to),)
    week = headline(answers, "week")
    if week.unit != "week" or not week.now["is_complete"]:
        return ()
    if week.now["last_day"] < days_earlier(answers.as_of, LATEST_DAYS):
        return ()
    if week.now["last_day"] > answers.known_to:
        return (week.sentence("latest_so_far", answers, until=answers.known_to),)
    days = {"from": week.now["first_day"], "to": week.now["last_day"], "events": week.events(week.now)}
    return (week.sentence("latest", answers, **days),)
