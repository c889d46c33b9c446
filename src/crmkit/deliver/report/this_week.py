"""This week: customers to retain, customers to remind, orders that wait."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from crmkit.deliver.report.answers import NAMED, Answers
from crmkit.deliver.report.lead import AT_RISK, due_now, is_tested
from crmkit.deliver.report.saying import number, together
from crmkit.deliver.report.shown import listing
from crmkit.messages import say
from crmkit.render.report.document import Block, Panel
from crmkit.screen import Form, Sentence, Share

MANY = 500
"""So many reminders are more than a shop writes at once."""
FIRST_OF_MANY = 200
TO_DO = ("to_ship", "refund_open", "to_pay")
"""Orders of which something has to be done."""
AWAY = "closed_away"
"""Orders closed unpaid whose buyers have not bought since."""


def this_week(answers: Answers) -> Block | None:
    """Whom to write to and what to finish, with the names of the first few; nothing where neither can be known."""
    panels = (*_retain(answers), *_remind(answers), *_waiting(answers))
    if not panels and answers.get("remind") is None:
        return None
    todo = together(list(_todo(answers)), answers.language)
    heading = Sentence("week_todo", {"todo": todo[:1].upper() + todo[1:]}) if todo else Sentence(_idle(answers))
    return Block("week", heading, panels=panels, notes=(Sentence("names_masked"),) if panels else ())


def _idle(answers: Answers) -> str:
    """That nobody is due, unless somebody is by a rule that was no better than chance or not tested."""
    remind = answers.get("remind")
    return "plain_week" if remind is None or remind.facts["to_remind"] else "week_nothing"


def _todo(answers: Answers) -> Iterator[str]:
    standing = answers.said("churn", *AT_RISK) if is_tested(answers) else {}
    counts = {
        "todo_retain": number(standing.get("out")),
        "todo_remind": due_now(answers),
        "todo_orders": open_orders(answers),
    }
    for code, count in counts.items():
        if count:
            yield say("report", code, answers.language, {"count": f"{count:,}"})


def open_orders(answers: Answers) -> int:
    """Orders of which something has to be done."""
    return sum(number(line["orders"]) for line in answers.lines("waiting") if line["waiting"] in TO_DO)


def _retain(answers: Answers) -> Iterator[Panel]:
    """Customers who stand out by their risk, the greatest expected loss first."""
    churn, standing = answers.get("churn"), answers.said("churn", *AT_RISK)
    if churn is None or not standing:
        return
    columns = ("customer", "tier", "recency_days", "expected_gap_days", "expected_loss")
    named = listing(
        churn, columns, Sentence("retain_list"), part="save_list", rows=NAMED, spare=("tier",),
        forms={"expected_loss": "whole"},
    )  # fmt: skip
    yield Panel(
        title=Sentence("retain"),
        deck=Sentence("retain_deck"),
        big=Sentence("retain_big", {name: standing[name] for name in ("out", "loss")}),
        listings=(named,),
        notes=tuple(_retain_first(answers)),
        command="crmkit churn --reveal -o churn.xlsx",
    )


def _retain_first(answers: Answers) -> Iterator[Sentence]:
    """Whom to begin with, or that nothing proves the prediction where it was not tested."""
    standing = answers.said("churn", "churn_start")
    if not is_tested(answers):
        yield Sentence("retain_untested")
    elif standing:
        yield Sentence("retain_first", {name: standing[name] for name in ("first", "tier", "first_loss")})


def _remind(answers: Answers) -> Iterator[Panel]:
    """Customers whose next purchase is due, those with a rhythm of their own first."""
    remind = answers.get("remind")
    due = 0 if remind is None else number(remind.facts["to_remind"])
    if remind is None or not due:
        return
    columns = ("customer", "cycle_days", "expected_on", "product")
    named = listing(
        remind, columns, Sentence("remind_list"), part="remind_list", rows=NAMED, spare=("product", "cycle_days")
    )
    late = number(remind.facts["already_late"])
    notes = [*_hits(answers), *([Sentence("remind_many", {"first": FIRST_OF_MANY})] if due > MANY else [])]
    yield Panel(
        title=Sentence("remind"),
        deck=Sentence("remind_deck", {"days": number(remind.params["days"])}),
        big=Sentence("remind_big", {"due": due, "late": late or None}),
        listings=(named,),
        notes=tuple(notes),
        command="crmkit remind --reveal -o remind.xlsx",
    )


def _hits(answers: Answers) -> Iterator[Sentence]:
    """How well those were chosen who were to be reminded before."""
    remind = answers.found["remind"]
    hit, rest = (remind.facts.get(name) for name in ("hit_rate", "rest_hit_rate"))
    if hit is not None and rest is not None:
        rates = {"rate": Share(Decimal(str(hit))), "others": Share(Decimal(str(rest)))}
        code = "remind_hits" if due_now(answers) else "remind_misses"
        yield Sentence(code, {**rates, "days": number(remind.params["days"])})
    else:
        yield Sentence("remind_untried")


def _waiting(answers: Answers) -> Iterator[Panel]:
    """Orders that wait, by what for."""
    waiting = answers.get("waiting")
    lines = [line for line in answers.lines("waiting") if line["orders"]]
    if waiting is None or not any(line["waiting"] in (*TO_DO, AWAY) for line in lines):
        return
    columns = ("waiting", "orders", "amount", "oldest_on")
    orders = waiting.columns.index("orders")
    records = [record for record in waiting.records if record[orders]]  # all kinds: as many orders as the list has
    forms: dict[str, Form] = {"amount": "whole"}
    counted = listing(waiting, columns, Sentence("waiting_list"), records=records, spare=("oldest_on",), forms=forms)
    away = next((line for line in lines if line["waiting"] == AWAY), None)
    closed = sum(line["orders"] for line in lines if line["waiting"] not in TO_DO)
    asked = {"closed": closed, "days": number(waiting.params["days"])}
    yield Panel(
        title=Sentence("waiting"),
        deck=Sentence("waiting_deck"),
        big=_open(answers),
        listings=(counted,),
        notes=(Sentence("waiting_ask", {**asked, "buyers": away["customers"]}),) if away and away["customers"] else (),
        command="crmkit waiting --detail --reveal -o waiting.xlsx",
    )


def _open(answers: Answers) -> Sentence | None:
    """How many orders there are to finish, and of what; those that were closed are not among them."""
    counts = {line["waiting"]: number(line["orders"]) for line in answers.lines("waiting")}
    parts = [
        say("report", f"open_{name}", answers.language, {"orders": f"{counts[name]:,}"})
        for name in TO_DO
        if counts.get(name)
    ]
    joined = say("text", "between_names", answers.language).join(parts)
    return Sentence("waiting_big", {"orders": open_orders(answers), "parts": joined}) if parts else None
