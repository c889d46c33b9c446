"""The headline numbers: value, course, change against the period before and a year ago."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from operator import itemgetter
from typing import cast

from crmkit.deliver.report.answers import Answers, Line
from crmkit.deliver.report.headline import COURSE, Headline
from crmkit.deliver.report.lead import returning_share
from crmkit.periods import days_earlier
from crmkit.render.report.document import Change, Meaning, Tile
from crmkit.render.report.told import LEAST_CHANGE
from crmkit.screen import Sentence

RIPE_DAYS = 30
"""Most refunds of an order have come by then; before, its rate still grows."""
LEAST_COURSE = 4
"""Fewer periods are no course."""
CHANGE = Decimal("0.000001")
WINDOW = 90
"""Days within which a new customer is expected back."""
OF_BUYERS = ("customers", "new_customers", "returning_sales_share")
ANALYSED = {"net_sales": ("change_rate", "year_change_rate")}
"""Changes that the answer has."""


def tiles(answers: Answers, head: Headline) -> tuple[Tile, ...]:
    """What the period brought, and how many new customers come back; no refund rate where no order shows a refund."""
    names = ("net_sales", "orders", *OF_BUYERS, "avg_order_value", "refund_rate")
    unknown = {
        *(() if answers.has_buyers else OF_BUYERS),
        *(() if returning_share(head.now, answers) is not None else ("returning_sales_share",)),
        *(() if answers.sales.facts["refund_rate"] else ("refund_rate",)),
    }
    shown = [name for name in names if name not in unknown]
    return (*(_tile(name, answers, head) for name in shown), *_return(answers))


def _value_of(name: str, answers: Answers) -> Callable[[Line], object]:
    return partial(returning_share, answers=answers) if name == "returning_sales_share" else itemgetter(name)


def _tile(name: str, answers: Answers, head: Headline) -> Tile:
    value = _value_of(name, answers)
    is_ripe = name != "refund_rate" or head.now["last_day"] <= days_earlier(answers.as_of, RIPE_DAYS)
    course = tuple(cast("Decimal | None", value(line)) for line in head.course)
    return Tile(
        word=name,
        value=value(head.now),
        course=course if len(course) >= LEAST_COURSE else (),
        changes=tuple(_changes(name, answers, head, is_ripe=is_ripe)) if head.now["is_complete"] else (),
        settled=bool(head.now["is_complete"]) and is_ripe,
        note=None if is_ripe or not head.now["is_complete"] else Sentence("tile_refunds"),
    )


def _changes(name: str, answers: Answers, head: Headline, *, is_ripe: bool) -> Iterator[Change]:
    value = _value_of(name, answers)
    in_points = name in ("returning_sales_share", "refund_rate")
    for place, line in enumerate((head.before, head.year_ago)):
        if line is None or value(line) is None or value(head.now) is None:
            continue
        called = {"period": head.called(line, answers)}
        if not is_ripe:
            yield Change(Sentence("of_period", called), value=value(line), in_points=in_points)
            continue
        if name in ANALYSED:
            rate = cast("Decimal | None", head.now[ANALYSED[name][place]])
        else:
            rate = _change(value(head.now), value(line), in_points=in_points)
        if rate is not None:
            yield Change(Sentence("of_period", called), rate, value(line), _meaning(name, rate), in_points)


def _change(now: object, before: object, *, in_points: bool) -> Decimal | None:
    """In points of a share, else as a share of what was before."""
    difference, was = Decimal(str(now)) - Decimal(str(before)), Decimal(str(before))
    if in_points:
        return difference
    return (difference / was).quantize(CHANGE) if was > 0 else None


def _meaning(name: str, rate: Decimal) -> Meaning:
    """More is better, but of refunds; neither better nor worse is who buys."""
    if abs(rate) < LEAST_CHANGE or name == "returning_sales_share":
        return "neither"
    return "good" if (rate > 0) != (name == "refund_rate") else "bad"


def _return(answers: Answers) -> Iterator[Tile]:
    """How many buy again within 90 days: an estimate of all customers, its course by month of the first purchase."""
    found = next((line for line in answers.lines("repurchase") if line["days_since_first"] == WINDOW), None)
    if found is None or found["repurchase_rate"] is None:
        return
    months = answers.lines("repurchase", "repurchase_by_month")
    course = [month["repurchase_rate_90"] for month in months if month["repurchase_rate_90"] is not None]
    yield Tile(
        "repurchase_rate",
        found["repurchase_rate"],
        tuple(course[-COURSE:]) if len(course) >= LEAST_COURSE else (),
        low=found["ci_low"],
        high=found["ci_high"],
        note=Sentence("tile_return", {"days": WINDOW}),
        marks=Sentence("tile_return_line"),
    )
