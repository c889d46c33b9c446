"""Headings are findings: true for none, one and many, up, down and equal, or the plain topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crmkit.deliver.report.answers import Answers
from crmkit.deliver.report.coming_back import coming_back
from crmkit.deliver.report.headline import Headline, headline
from crmkit.deliver.report.lead import due_now, first, latest, lead
from crmkit.deliver.report.sales import sales
from crmkit.deliver.report.saying import compared, of_people, period, together
from crmkit.deliver.report.stages import stages
from crmkit.deliver.report.this_week import this_week
from crmkit.errors import NotEnoughError
from crmkit.messages import Language, say
from crmkit.render.report.charts import Sales
from crmkit.render.spoken import spoken
from crmkit.result import Note, Result
from crmkit.screen import Sentence


def said(sentence: Sentence, language: Language = "en") -> str:
    return say("report", sentence.code, language, spoken(sentence.values, language, "CNY"))


def test_changes_are_more_less_or_as_much():
    found = [compared(rate, "May", "en") for rate in (Decimal("0.844"), Decimal("-0.3"), Decimal("0.0004"), None)]
    assert found == ["84% more than May", "30% less than May", "as much as May", None]
    assert compared(Decimal("-0.052"), "5 月", "zh") == "比 5 月少 5.2%"


def test_parts_of_a_sentence_are_joined():
    assert together([], "en") is None
    assert together([None, "a"], "en") == "a"
    assert together(["a", "b", None, "c"], "en") == "a, b and c"


def test_periods_are_named_without_the_year_beside_the_same_year():
    june = date(2024, 6, 3)
    assert period(june, "month", "en", beside=date(2024, 7, 1)) == "June"
    assert period(june, "month", "en", beside=date(2025, 7, 1)) == "June 2024"
    assert period(june, "month", "zh") == "2024 年 6 月"
    assert period(june, "week", "en", beside=june) == "the week of 3 Jun"
    assert period(june, "week", "zh", beside=june) == "6 月 3 日那周"


def test_a_handful_of_people_is_not_said_in_hundredths():
    assert of_people("back", Decimal("0.4"), 29) is None
    sentence = of_people("back", Decimal("0.322"), 30, days=90)
    assert sentence is not None
    assert said(sentence) == "32 of 100 new customers buy again within 90 days"


@pytest.mark.parametrize(
    ("kept", "overdue", "english", "chinese"),
    [
        (0, 0, "No customer is in rhythm", "没有节奏正常的客户"),
        (0, 2, "No customer is in rhythm, 2 are overdue", "没有节奏正常的客户，2 位超期未购"),
        (1, 0, "1 customer is in rhythm", "1 位客户节奏正常"),
        (1, 1, "1 customer is in rhythm, 1 is overdue", "1 位客户节奏正常，1 位超期未购"),
        (1200, 7, "1,200 customers are in rhythm, 7 are overdue", "1,200 位客户节奏正常，7 位超期未购"),
    ],
)
def test_stages(kept: int, overdue: int, english: str, chinese: str):
    columns = ("stage", "customers", "customer_share", "net_sales_share")
    share = Decimal("0.5")
    records = [("active", kept, share, share), ("overdue", overdue, share, share)]
    heading = stages(answers_of(profile=Result("profile", columns, records))).heading
    assert (said(heading), said(heading, "zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("customers", "again", "english", "chinese"),
    [
        (1, 0, "No customer has bought again yet", "还没有客户复购"),
        (1, 1, "1 of 1 customer has bought again so far", "1 位客户里有 1 位复购"),
        (23, 7, "7 of 23 customers have bought again so far", "23 位客户里有 7 位复购"),
        (100, 40, "30 of 100 new customers buy again within 90 days", "首购后 90 天内，每 100 位新客有 30 位复购"),
    ],
)
def test_coming_back(customers: int, again: int, english: str, chinese: str):
    columns = ("days_since_first", "repurchase_rate", "ci_low", "ci_high", "still_observed")
    rate = Decimal("0.3")
    records = [(60, Decimal("0.1"), rate, rate, 9), (90, rate, rate, rate, 9), (365, Decimal("0.5"), rate, rate, 9)]
    facts = {"customers": customers, "repeat_customers": again}
    heading = coming_back(answers_of(repurchase=Result("repurchase", columns, records, facts=facts))).heading
    assert (said(heading), said(heading, "zh")) == (english, chinese)


def answers_of(**found: Result) -> Answers:
    return Answers("en", found, {})


MONTHS = ("period", "first_day", "last_day", "is_complete", "net_sales", "change_rate", "year_change_rate", "orders")
MONEY = ("returning_net_sales", "new_net_sales", "unidentified_net_sales", "events", "refund_rate", "new_customers")


def month(number: int, net: int, *, whole: bool = True) -> tuple[object, ...]:
    first = date(2024, number, 1)
    last = date.fromordinal(date(2024, number + 1, 1).toordinal() - 1)
    money = (Decimal(net), Decimal(0), Decimal(0), None, Decimal(0), 0)
    return (f"2024-{number:02}", first, last, whole, Decimal(net), None, None, 1, *money)


def trend(*months: tuple[object, ...], expected: int | None = None, tested: bool = True) -> Result:
    facts: Mapping[str, Any] = {
        **{"best_period": None, "refund_rate": Decimal(0), "forecast_method": "level"},
        "backtest_error": Decimal("0.2") if tested else None,
    }
    parts = {}
    if expected is not None:
        columns = ("period", "first_day", "last_day", "forecast_net_sales", "net_sales_low", "net_sales_high")
        money = (Decimal(expected), None, None, None)
        row = ("2024-07", date(2024, 7, 1), date(2024, 7, 31), *money)
        parts["forecast"] = Result("forecast", (*columns, "last_year_net_sales"), [row])
    return Result("trend", (*MONTHS, *MONEY), list(months), as_of=date(2024, 6, 30), facts=facts, parts=parts)


@pytest.mark.parametrize(
    ("expected", "tested", "english"),
    [
        (80, True, "July will probably bring about 80 yuan, less than June"),
        (120, True, "July will probably bring about 120 yuan, more than June"),
        (101, True, "July will probably bring about 101 yuan, as much as June"),
        (80, False, "Net sales by month"),
        (None, True, "Net sales by month"),
    ],
)
def test_sales(expected: int | None, tested: bool, english: str):
    found = trend(month(4, 50), month(5, 70), month(6, 100), expected=expected, tested=tested)
    assert said(sales(answers_of(trend=found)).heading) == english


@pytest.mark.parametrize(
    ("as_of", "wanted", "unit", "first_day"),
    [
        (date(2024, 6, 30), None, "month", date(2024, 6, 1)),
        (date(2024, 7, 7), None, "month", date(2024, 6, 1)),
        (date(2024, 7, 8), None, "week", date(2024, 7, 1)),
        (date(2024, 7, 8), "month", "month", date(2024, 6, 1)),
        (date(2024, 6, 30), "week", "week", date(2024, 7, 1)),
    ],
)
def test_the_last_month_is_news_for_a_week(as_of: date, wanted: Any, unit: str, first_day: date):
    week = month(7, 10)
    own = (*week[:2], date(2024, 7, 7), *week[3:])
    months = trend(month(5, 70), month(6, 100))
    months = replace(months, facts={**months.facts, "data_to": date(2024, 7, 8)})
    found = {
        "trend": Result("trend", months.columns, months.records, as_of=as_of, facts=months.facts),
        "weeks": Result("trend", months.columns, [own], facts=months.facts),
    }
    head = headline(answers_of(**found), wanted)
    assert (head.unit, head.now["first_day"]) == (unit, first_day)


MARKED = Sentence("churn_start", {"out": 9, "first": 3, "tier": "A", "loss": None, "first_loss": None})


@pytest.mark.parametrize(("notes", "codes"), [(["churn_best_before"], ["lead_retain"]), (["churn_untested"], [])])
def test_nobody_is_to_be_written_to_by_a_prediction_that_was_not_tested(notes: list[str], codes: list[str]):
    churn = Result("churn", (), [], answer=(MARKED,), notes=tuple(Note(code) for code in notes))
    assert [sentence.code for sentence in first(answers_of(churn=churn))] == codes


@pytest.mark.parametrize("is_tested", [True, False])
def test_what_was_not_tested_is_not_said_as_if_it_were_known(is_tested: bool):
    lost = Sentence("churn_expected", {"lost": 7, "active": 20, "until": date(2024, 9, 30), "loss": None})
    listed = Result("save_list", ("customer", "tier", "recency_days", "expected_gap_days", "expected_loss"), [])
    notes = () if is_tested else (Note("churn_untested"),)
    churn = Result("churn", (), [], answer=(lost, MARKED), notes=notes, parts={"save_list": listed})
    months = replace(trend(month(5, 70), month(6, 100)), as_of=date(2024, 6, 30))
    months = replace(months, facts={**months.facts, "data_to": date(2024, 6, 30), "data_from": date(2024, 1, 1)})
    found = answers_of(trend=months, churn=churn)
    week = this_week(found)
    assert week is not None
    assert said(week.heading) == ("Retain 9 customers" if is_tested else "What to do this week")
    assert [each.code for each in week.panels[0].notes] == ["retain_first" if is_tested else "retain_untested"]
    months = replace(months, facts={**months.facts, "data_from": date(2024, 6, 1)})  # all buyers are new
    codes = [each.code for each in lead(answers_of(trend=months, churn=churn), headline(found, "month"))]
    assert ("lead_lost" in codes) == is_tested


@pytest.mark.parametrize(
    ("note", "heading", "below"),
    [
        ("remind_better", "Remind 7 customers", "remind_hits"),
        ("remind_no_better", "What to do this week", "remind_misses"),
        ("remind_untested", "What to do this week", "remind_untried"),
    ],
)
def test_reminders_are_recommended_if_the_rule_beat_chance(note: str, heading: str, below: str):
    rates = {} if note == "remind_untested" else {"hit_rate": Decimal("0.2"), "rest_hit_rate": Decimal("0.19")}
    listed = Result("remind_list", ("customer", "cycle_days", "expected_on", "product"), [])
    found = answers_of(
        remind=Result(
            "remind", ("timing", "customers"), [("due_soon", 7)], params={"days": 14}, notes=(Note(note),),
            facts={"to_remind": 7, "already_late": 0, **rates}, parts={"remind_list": listed},
        )
    )  # fmt: skip
    week = this_week(found)
    assert week is not None
    assert due_now(found) == (7 if note == "remind_better" else 0)
    assert said(week.heading) == heading
    assert [each.code for each in week.panels[0].notes] == [below]


@pytest.mark.parametrize(
    ("events", "before", "named", "beside"),
    [("618", None, " (with 618)", ""), (None, "618", "", " (with 618)"), ("618", "618", "", "")],
)
def test_sale_days_are_named_of_both_weeks_or_of_neither(
    events: str | None, before: str | None, named: str, beside: str
):
    week = {"net_sales": Decimal(150), "orders": 1, "change_rate": Decimal("0.5"), "year_change_rate": None}
    now = {**week, "first_day": date(2024, 6, 10), "events": events}
    earlier = {**week, "first_day": date(2024, 6, 3), "events": before}
    head = Headline("week", now, earlier, None, (), is_best=False)
    found = answers_of(trend=trend(month(5, 70)))
    brought = "brought 150 yuan net from 1 order: 50% more than"
    assert said(head.sentence("lead", found)) == f"The week of 10 Jun{named} {brought} the week of 3 Jun{beside}."


def test_shares_of_stages_add_up_to_all():
    columns = ("stage", "customers", "customer_share", "net_sales_share")
    records = [("active", 93, Decimal("0.93"), Decimal(1)), ("never", 7, Decimal("0.07"), Decimal(0))]
    (listing,) = stages(answers_of(profile=Result("profile", columns, records))).panels[0].listings
    assert sum(record[2] for record in listing.result.records) == 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("data_to", "english"),
    [
        (date(2024, 6, 30), "June brought 100 yuan net from 1 order."),
        (date(2024, 6, 9), "June up to 9 Jun 2024 brought 100 yuan net from 1 order."),
        (date(2024, 5, 31), "May brought 70 yuan net from 1 order."),
    ],
)
def test_days_after_the_data_are_not_days_without_sales(data_to: date, english: str):
    june = month(6, 100 if data_to.month == 6 else 0)
    months = trend(month(5, 70), june)
    months = replace(months, facts={**months.facts, "data_to": data_to, "data_from": date(2024, 1, 1)})
    found = Answers("en", {"trend": months}, {"churn": NotEnoughError("no_buyers")})
    first_of_all, *_ = lead(found, headline(found, "month"))
    assert said(first_of_all) == english


@pytest.mark.parametrize(
    ("data_to", "code", "compared"),
    [(date(2024, 6, 30), "latest", True), (date(2024, 6, 28), "latest_so_far", False)],
)
def test_a_week_of_five_days_is_called_so_and_compared_with_nothing(data_to: date, code: str, compared: bool):
    months = trend(month(5, 70), month(6, 100))
    facts = {**months.facts, "data_to": data_to, "data_from": date(2024, 1, 1)}
    week = months.records[0]
    own = ("2024-06-24", date(2024, 6, 24), date(2024, 6, 30), *week[3:])
    before = ("2024-06-17", date(2024, 6, 17), date(2024, 6, 23), *week[3:])
    found = answers_of(
        trend=replace(months, facts=facts, as_of=date(2024, 7, 2)),
        weeks=Result("trend", months.columns, [before, own], facts=facts, as_of=date(2024, 7, 2)),
    )
    (line,) = latest(found, headline(found, "month"))
    assert line.code == code
    assert (headline(found, "week").before is not None) == compared


def test_sales_stop_where_the_data_end():
    """A month that begins after the last purchase is in no table and no chart, and that is said."""
    months = trend(*(month(number, 100) for number in range(1, 7)), month(7, 0))
    facts = {**months.facts, "data_to": date(2024, 6, 28), "data_from": date(2024, 1, 1)}
    months = replace(months, facts=facts, as_of=date(2024, 7, 20))
    (panel,) = sales(answers_of(trend=months)).panels
    assert isinstance(panel.chart, Sales)
    assert panel.chart.periods[-1].start == date(2024, 6, 1)
    assert panel.listings[0].result.records[0][0] == "2024-06"
    assert "sales_end" in [note.code for note in panel.notes]
