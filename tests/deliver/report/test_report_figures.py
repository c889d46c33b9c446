"""Every figure of a report is one of the answer that it came from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tests.deliver.report.said import block, listings, panel, rows, text

from crmkit.deliver.report.answers import Answers
from crmkit.deliver.report.churn import with_chance
from crmkit.messages import Language
from crmkit.privacy.mask import mask
from crmkit.render.report.charts import Calibration, Curve, Pareto, Rate, Sales
from crmkit.render.report.document import Heat, Report
from crmkit.result import Result

COMPUTED = {"returning_sales_share"}


def lines(result: Result) -> list[dict[str, Any]]:
    return [dict(zip(result.columns, record, strict=True)) for record in result.records]


def test_rows_of_tables_are_rows_of_answers(report: Report, answers: Answers):
    """Whatever a table shows stands in the answer, or the part, that it is called after."""
    known = {result.name: mask(result) for name, result in answers.found.items() if name not in ("weeks", "grid")}
    for result in list(known.values()):
        known |= {name: part for name, part in result.parts.items() if name != "grid"}
    known["bands"] = with_chance(answers)  # the answer has them by tier, the report as one
    shown = list(listings(report))
    assert len(shown) >= 14
    for listing in shown:
        source = known[listing.result.name]
        places = [source.columns.index(name) for name in listing.result.columns]
        whole = [tuple(record[place] for place in places) for record in source.records]
        assert all(record in whole for record in listing.result.records), listing.result.name


def test_tiles_are_those_of_the_last_whole_month(report: Report, answers: Answers):
    months = lines(answers.sales)
    last, before, year_ago = months[-1], months[-2], months[-13]
    assert (last["period"], before["period"], year_ago["period"]) == ("2024-06", "2024-05", "2023-06")
    tiles = {tile.word: tile for tile in report.tiles}
    assert list(tiles) == [
        *("net_sales", "orders", "customers", "new_customers", "returning_sales_share", "avg_order_value"),
        *("refund_rate", "repurchase_rate"),
    ]
    for name in tiles.keys() - COMPUTED - {"repurchase_rate"}:
        assert tiles[name].value == last[name], name
        assert tiles[name].course == tuple(month[name] for month in months[-13:]), name
        assert [change.value for change in tiles[name].changes] == [before[name], year_ago[name]], name
    assert [change.rate for change in tiles["net_sales"].changes] == [last["change_rate"], last["year_change_rate"]]
    assert tiles["orders"].changes[0].rate == Decimal("0.75")  # 315 after 180
    shares = (last["new_net_sales"], last["returning_net_sales"])
    share = tiles["returning_sales_share"].value
    assert isinstance(share, Decimal)
    assert abs(share - shares[1] / sum(shares)) < Decimal("0.000001")
    refunds = tiles["refund_rate"]
    assert not refunds.settled
    assert [change.rate for change in refunds.changes] == [None, None]  # refunds of June are still to come
    rate = next(line for line in lines(answers.found["repurchase"]) if line["days_since_first"] == 90)
    back = tiles["repurchase_rate"]
    assert (back.value, back.low, back.high) == (rate["repurchase_rate"], rate["ci_low"], rate["ci_high"])


def test_lead_says_what_the_answers_say(report: Report, reports: Mapping[Language, Report]):
    said = [text(report, sentence) for sentence in report.lead]
    assert said[0] == (
        "June brought 32,643 yuan net from 315 orders, the best month so far: 84% more than May and 94% more than "
        "June 2023."
    )
    assert said[1] == "Of what identified buyers paid, 57% came from returning customers."
    assert said[2].startswith("Of 619 recent customers about 438 will probably buy nothing until 30 Sep 2024")
    assert text(report, report.latest[0]) == (
        "Last week (24 Jun 2024 to 30 Jun 2024): 5,878 yuan from 49 orders, 39% less than the week of 17 Jun (with "
        "618) and 111% more than the week of 26 Jun 2023."
    )
    chinese = reports["zh"]
    assert text(chinese, chinese.lead[0]) == (
        "6 月净销售额 32,643 元，成交 315 笔，是有数据以来最高的一个月，比 5 月多 84%，同时比 2023 年 6 月多 94%。"
    )


def test_sales_chart_is_the_trend(report: Report, answers: Answers):
    trend = answers.sales
    chart = panel(report, "sales", None).chart
    assert isinstance(chart, Sales)
    months = lines(trend)[-24:]
    for drawn, month in zip(chart.periods, months, strict=True):
        parts = (drawn.returning, drawn.new, drawn.unidentified)
        assert sum(parts) == month["net_sales"]
        assert parts == tuple(month[f"{name}_net_sales"] for name in ("returning", "new", "unidentified"))
        assert drawn.settled == month["is_complete"]
    whole = [month["net_sales"] for month in lines(trend) if month["is_complete"]]
    assert chart.periods[-1].mean == (sum(whole[-12:]) / 12).quantize(Decimal("0.01"))
    assert [each.expected for each in chart.ahead] == [
        line["forecast_net_sales"] for line in lines(trend.part("forecast"))
    ]
    named = {drawn.start: drawn.event for drawn in chart.periods if drawn.event}
    assert named[date(2023, 11, 1)] == "double_11"
    assert date(2023, 10, 1) not in named  # its sale begins in October, its day is in November
    assert named[date(2024, 6, 1)] == "june_18"
    assert len(panel(report, "sales", None).listings[1].result.records) == len(trend.records)


def heat(report: Report, name: str, code: str) -> Heat:
    found = panel(report, name, code).heat
    assert found is not None
    return found


def test_cohorts_and_curve_are_those_of_the_answers(report: Report, answers: Answers):
    cohort = answers.found["cohort"]
    cells = {(line["cohort"], line["period_number"]): line for line in lines(cohort)}
    table = heat(report, "back", "cohorts")
    assert len(table.rows) == 24
    for (name, customers), row in table.rows:
        for place, cell in zip(table.columns, row, strict=True):
            line = cells.get((name, place))
            assert cell.value == (line["retention_rate"] if line else None)
            assert line is None or line["customers"] == customers
            assert cell.few == (line is not None and line["complete_customers"] < 30)
    average = {line["period_number"]: line["retention_rate"] for line in lines(cohort.part("average"))}
    assert table.footer is not None
    assert [cell.value for cell in table.footer[1]] == [average[place] for place in table.columns]
    curve = panel(report, "back", "curve").chart
    assert isinstance(curve, Curve)
    for line in lines(answers.found["repurchase"]):
        reached = [step for step in curve.steps if step.days <= line["days_since_first"]]
        assert reached[-1].rate == line["repurchase_rate"], line


def test_grid_holds_every_customer_and_all_their_money(report: Report, answers: Answers):
    grid = lines(answers.found["grid"].part("grid"))
    table = heat(report, "segments", "grid")
    cells = [cell for _, row in table.rows for cell in row]
    assert [cell.value for cell in cells] == [line["customers"] for line in grid]
    assert sum(int(str(cell.value)) for cell in cells) == 1359
    assert abs(sum(Decimal(str(cell.below)) for cell in cells) - 1) < Decimal("0.0001")
    assert max(range(25), key=lambda place: grid[place]["net_sales"]) in [
        place for place, cell in enumerate(cells) if cell.level == 5
    ]


def test_value_is_that_of_tiers(report: Report, answers: Answers):
    tiers = answers.found["tiers"]
    chart = panel(report, "value", "pareto").chart
    assert isinstance(chart, Pareto)
    assert [share for share, _ in chart.tenths] == [line["net_sales_share"] for line in lines(tiers.part("deciles"))]
    assert "".join(tier for _, tier in chart.tenths) == "AAAABBBCCC"  # 480 and 444 of 1,359
    assert rows(panel(report, "value", "tiers").listings[0])[0][:2] == ("A", 480)


def test_stages_and_moves_are_those_of_profile_and_diff(report: Report, answers: Answers):
    stages = {line["stage"]: line["customers"] for line in lines(answers.found["profile"])}
    heading = block(report, "stages").heading
    assert heading.values["kept"] == stages["new"] + stages["active"] + stages["due"]
    assert heading.values["overdue"] == stages["overdue"]
    diff = answers.found["diff"]
    found = {(line["from_group"], line["to_group"]): line["customers"] for line in lines(diff)}
    table = heat(report, "stages", "moves")
    shown = {
        (name, to): cell.value
        for (name,), row in table.rows
        for to, cell in zip(table.columns, row, strict=True)
        if cell.value is not None
    }
    assert shown == found
    assert panel(report, "stages", "moves").title.values["since"] == date(2024, 5, 31)  # type: ignore[union-attr]


def test_churn_and_refunds_are_those_of_the_answers(report: Report, answers: Answers):
    churn = answers.found["churn"]
    chart = panel(report, "churn", "checked").chart
    assert isinstance(chart, Calibration)
    groups = lines(churn.part("calibration"))
    assert [group.expected for group in chart.groups] == [line["predicted_rate"] for line in groups]
    assert all(group.low <= group.happened <= group.high for group in chart.groups)
    high = next(line for line in lines(churn.part("bands")) if line["risk"] == "high")
    assert block(report, "churn").heading.values["lost"] == round(100 * high["actual_churn_rate"])
    months = {line["first_day"]: line["refund_rate"] for line in lines(answers.sales)}
    refunds = panel(report, "refunds", None).chart
    assert isinstance(refunds, Rate)
    assert {day: rate for day, rate, _ in refunds.periods} == {day: months[day] for day in list(months)[-13:]}
    assert [ripe for _, _, ripe in refunds.periods] == [True] * 12 + [False]


def test_this_week_names_the_first_and_counts_all(report: Report, answers: Answers):
    retain, remind, waiting = block(report, "week").panels
    assert retain.big is not None
    assert remind.big is not None
    churn = lines(answers.found["churn"])
    standing = sum(line["customers"] for line in churn if line["risk"] in ("high", "slowing"))
    assert retain.big.values["out"] == standing
    assert remind.big.values["due"] == answers.found["remind"].facts["to_remind"]
    assert [len(each.listings[0].result.records) for each in (retain, remind)] == [6, 6]
    assert text(report, block(report, "week").heading) == (
        "Retain 228 customers, remind 200 customers and see to 15 orders"
    )
    assert dict(rows(waiting.listings[0]) and [row[:2] for row in rows(waiting.listings[0])]) == {
        line["waiting"]: line["orders"] for line in lines(answers.found["waiting"]) if line["orders"]
    }


def test_what_was_read_names_files_without_folders(report: Report):
    assert report.files is not None
    names = [row[0] for row in rows(report.files)]
    assert sorted(map(str, names)) == ["customers.csv", "items.csv", "orders.csv", "orders_recent.xlsx", "refunds.csv"]
    assert report.left_out == ()
    assert len({f"{note.code}{note.values}" for note in report.found}) == len(report.found)


def test_chances_of_bands_make_up_that_of_all_recent_customers(answers: Answers):
    """The answer says of all of them together what the bands of the report say of each."""
    bands = with_chance(answers)
    places = [bands.columns.index(name) for name in ("risk", "customers", "churn_probability")]
    recent = [tuple(record[place] for place in places) for record in bands.records if record[places[0]] != "inactive"]
    lost = sum(customers * chance for _, customers, chance in recent)
    whole = sum(customers for _, customers, _ in recent)
    assert whole == answers.found["churn"].facts["recent_customers"]
    assert abs(lost / whole - answers.found["churn"].facts["predicted_churn_rate"]) < Decimal(
        "0.0001"
    )  # both are rounded to four places
