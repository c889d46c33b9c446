"""Value: what each tenth of the customers brings, the tiers, and the year ahead."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from crmkit.deliver.report.answers import Answers, Line
from crmkit.deliver.report.saying import number
from crmkit.deliver.report.shown import listing
from crmkit.render.report.charts import Pareto
from crmkit.render.report.document import Block, Panel, Role
from crmkit.screen import Amount, Sentence, Share

LEAST_CUSTOMERS = 20
KEYS: dict[str, Role] = {"A": "tier_a", "B": "tier_b", "C": "tier_c"}


def value(answers: Answers) -> Block:
    """On how many customers the shop lives."""
    return Block("value", _heading(answers), panels=(*_pareto(answers), *_tiers(answers)))


def _heading(answers: Answers) -> Sentence:
    top = answers.said("tiers", "tiers_top")
    if not top:
        return Sentence("value")
    return Sentence("value_top", {name: top[name] for name in ("best", "customers", "tier", "revenue_share")})


def _pareto(answers: Answers) -> Iterator[Panel]:
    tiers, customers = answers.lines("tiers"), number(answers.found["tiers"].facts["customers"])
    tenths = answers.lines("tiers", "deciles")
    if customers < LEAST_CUSTOMERS or not tenths:
        return
    drawn = tuple((line["net_sales_share"], _tier_of(line, tiers, customers)) for line in tenths)
    used = {tier for _, tier in drawn}
    fifth = answers.said("tiers", "tiers_fifth")
    yield Panel(
        title=Sentence("pareto"),
        deck=Sentence("pareto_deck"),
        marks=Sentence("pareto_marks"),
        keys=tuple(role for tier, role in KEYS.items() if tier in used),
        chart=Pareto(drawn),
        described=Sentence("pareto_described", {"share": fifth.get("share", Share(tenths[1]["cumulative_share"]))}),
        listings=(
            listing(
                answers.found["tiers"],
                ("decile", "customers", "net_sales", "net_sales_share", "cumulative_share"),
                Sentence("pareto_table"),
                part="deciles",
                folded=True,
            ),
        ),
    )


def _tier_of(line: Line, tiers: list[Line], customers: int) -> str:
    """The tier of the customer in the middle of a tenth."""
    middle = (Decimal(line["decile"]) - Decimal("0.5")) * customers / 10
    so_far = 0
    for tier in tiers:
        so_far += tier["customers"]
        if middle <= so_far:
            return str(tier["tier"])
    return str(tiers[-1]["tier"])


def _tiers(answers: Answers) -> Iterator[Panel]:
    """The tiers, and beside them what their customers are expected to spend."""
    tiers, ahead = answers.found["tiers"], answers.get("value")
    columns = ("tier", "customers", "customer_share", "net_sales_share", "avg_net_spend", "lowest_amount")
    inside = [record for record in tiers.records if record[tiers.columns.index("customers")]]
    spare = ("customer_share", "lowest_amount")
    listings = [listing(tiers, columns, Sentence("tiers_table"), records=inside, spare=spare)]
    expected = answers.said("value", "value_so_far")
    if ahead is not None and expected:
        coming = ("tier", "potential_value", "potential_share", "rising_customers")
        forms = {"potential_value": "whole"}
        listings.append(listing(ahead, coming, Sentence("value_table"), forms=forms))  # type: ignore[arg-type]
    yield Panel(
        title=Sentence("tiers"),
        deck=Sentence("tiers_deck"),
        listings=tuple(listings),
        notes=tuple(_ahead(answers)),
    )


def _ahead(answers: Answers) -> Iterator[Sentence]:
    """The year ahead, how the same method did before, and who is on the rise."""
    expected = answers.said("value", "value_so_far")
    if not expected:
        return
    yield Sentence("value_ahead", {name: expected[name] for name in ("until", "potential", "low", "high")})
    tried = next((line for line in answers.lines("value", "value_backtest") if line["method"] == "expectation"), None)
    if tried is not None and tried["actual"] is not None and tried["predicted"] is not None:
        when = next(note.values for note in answers.found["value"].notes if note.code == "value_backtest")
        days = {"cutoff": when["cutoff"], "until": when["last_day"]}
        yield Sentence("value_tried", {**days, **{name: Amount(tried[name]) for name in ("predicted", "actual")}})
    else:
        yield Sentence("value_untried")
    if rising := answers.said("value", "value_rising").get("rising"):
        yield Sentence("value_rising", {"rising": rising})
