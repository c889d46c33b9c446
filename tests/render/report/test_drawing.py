"""Charts as marks: round ticks, places inside the picture, labels apart, nothing where there is too little."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.render.report.example import calibration, curve, pareto, rates, sales, split

from crmkit.periods import unit_number, unit_start
from crmkit.render.report.charts import Ahead, Calibration, Curve, Pareto, Period, Rate, Sales, Split, Step
from crmkit.render.report.drawing import spark
from crmkit.render.report.drawing.axis import percent, whole_percent
from crmkit.render.report.drawing.charts import drawings
from crmkit.render.report.drawing.scales import Drawing, Label, apart, ticks, width
from crmkit.render.report.money import amount, short, short_with_unit
from crmkit.render.report.said import Voice

D = Decimal
EN, ZH = Voice("en", "CNY"), Voice("zh", "CNY")
MONEY = st.decimals(0, 10**9, places=2)


def starts(unit, first: date, count: int) -> list[date]:
    number = unit_number(first, unit)
    return [unit_start(number + place, unit) for place in range(count)]


def inside(drawing: Drawing) -> None:
    """Every mark has a size and a place in the picture, every label its middle."""
    for box in (*drawing.boxes, *drawing.hatched):
        assert box.width >= 0 and box.height >= 0
        assert box.x >= -0.01 and box.x + box.width <= drawing.width + 0.01
        assert box.y >= -0.01 and box.y + box.height <= drawing.height + 0.01
    for x, y in (point for path in drawing.paths for point in path.points):
        assert -0.01 <= x <= drawing.width + 0.01 and -0.01 <= y <= drawing.height + 0.01
    for label in drawing.labels:
        end = (
            label.x
            if "e" in label.kind.split()
            else label.x + width(label.text) * (0 if "c" in label.kind.split() else 1)
        )
        assert label.x >= 0 and end <= drawing.width + 1, label
        assert label.y <= drawing.height


@pytest.mark.parametrize(
    ("largest", "expected"),
    [
        ("32643", [10000, 20000, 30000, 40000]),
        ("40000", [10000, 20000, 30000, 40000]),
        ("40001", [20000, 40000, 60000]),
        ("0.46", ["0.2", "0.4", "0.6"]),
        ("0.09", ["0.025", "0.05", "0.075", "0.1"]),
        ("7", [2, 4, 6, 8]),
        ("0", [1]),
    ],
)
def test_ticks(largest, expected):
    assert list(ticks(D(largest))) == [D(each) for each in expected]


@given(MONEY.filter(bool))
def test_ticks_are_few_and_reach_the_largest(largest):
    found = ticks(largest)
    assert 1 <= len(found) <= 4
    assert found[-1] >= largest > (found[-2] if len(found) > 1 else 0)


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        ("850", "850", "850"),
        ("9999.6", "10,000", "10,000"),
        ("32643", "33k", "3.3万"),
        ("20000", "20k", "2万"),
        ("334000", "334k", "33万"),
        ("1240000", "1.2m", "124万"),
        ("123456789", "123m", "1.2亿"),
    ],
)
def test_sums_on_an_axis(value, en, zh):
    assert short(D(value), "en") == en
    assert short(D(value), "zh") == zh


def test_units_of_sums():
    assert short_with_unit(D(40000), "en", "CNY") == "¥40k"
    assert short_with_unit(D(40000), "en", "THB") == "40k THB"
    assert short_with_unit(D(40000), "zh", "CNY") == "4万 元"
    assert amount(D("32643.70"), "en", "CNY") == "¥32,644"
    assert amount(D("-5.50"), "en", "USD") == "-$5.50"
    assert amount(D(308859), "zh", "CNY") == "30.9 万元"
    assert amount(D(1200), "en", "THB") == "1,200 THB"


def test_shares_on_an_axis():
    assert [percent(D(each)) for each in ("0.025", "0.05", "0.2", "0", "1")] == ["2.5%", "5%", "20%", "0%", "100%"]
    assert whole_percent(D("0.455")) == "46%"


@pytest.mark.parametrize("voice", [EN, ZH])
def test_all_charts_of_the_example_stay_inside(voice):
    for chart in (sales(), curve(), pareto(), calibration(), rates(), split()):
        found = drawings(chart, voice)
        assert found
        for drawing in found:
            inside(drawing)


EVENTS = st.sampled_from(["", "double_11", "new_year_goods"])


@given(
    st.lists(st.tuples(MONEY, MONEY, MONEY, st.booleans(), EVENTS), min_size=2, max_size=40),
    st.sampled_from(["day", "week", "month", "quarter", "year"]),
    st.integers(0, 3),
    st.sampled_from([EN, ZH]),
)
def test_any_sales_stay_inside(money, unit, ahead, voice):
    days = starts(unit, date(2021, 11, 1), len(money) + ahead)
    periods = tuple(
        Period(day, back, new, nobody, settled, event, mean=back)
        for day, (back, new, nobody, settled, event) in zip(days, money, strict=False)
    )
    expected = tuple(Ahead(day, D(500), D(100), D(10**6)) for day in days[len(money) :])
    for drawing in drawings(Sales(unit, periods, expected), voice):
        inside(drawing)
        assert len(drawing.hatched) == sum(
            not each.settled for each in periods[-24 if drawing.size == "wide" else -13 :]
        )
        names = [label for label in drawing.labels if label.kind == "m s c" and label.y > drawing.height - 30]
        gaps = [after.x - before.x for before, after in pairwise(names)]
        assert all(gap >= max(width(label.text) for label in names) for gap in gaps)


def test_stacks_are_returning_new_and_unknown_from_below():
    drawing = drawings(sales(), EN)[0]
    first = [box for box in drawing.boxes if box.x == drawing.boxes[0].x]
    assert [box.kind for box in first] == ["f-ret", "f-new", "f-un"]
    assert first[0].y > first[1].y > first[2].y
    assert first[0].y == pytest.approx(first[1].y + first[1].height)


def test_the_last_bar_and_the_forecast_say_their_values():
    wide, slim = drawings(sales(), ZH)
    for drawing in (wide, slim):
        said = [label.text for label in drawing.labels]
        assert said.count("2.2万") == (4 if drawing is wide else 2)  # 17,100 + 4,700 + 163, and the forecast
        assert said.count("618") == (2 if drawing is wide else 1) + (drawing is slim)
        assert [box.kind for box in drawing.boxes].count("f-range") == 3


def test_a_refund_larger_than_the_sales_draws_nothing_below_nought():
    periods = tuple(
        Period(day, returning=D(-500), new=D(100), unidentified=D(0)) for day in starts("month", date(2024, 1, 1), 3)
    )
    for drawing in drawings(Sales("month", periods), EN):
        inside(drawing)


def test_few_figures_are_no_chart():
    period = Period(date(2024, 1, 1), D(1), D(1), D(0))
    step = Step(30, D("0.2"), D("0.1"), D("0.3"), 400)
    for chart in (
        None,
        Sales("month", (period,)),
        Curve((step,), (30,)),
        Curve((replace(step, watched=29), replace(step, days=60, watched=20)), (30,)),
        Pareto(()),
        Calibration(calibration().groups[:1]),
        Rate("month", ((date(2024, 1, 1), D(0), True),), D(0)),
        Rate("month", (), D(0)),
        Split(("A",), ()),
    ):
        assert drawings(chart, EN) == ()
    assert spark.draw((D(1), None, D(2), D(3))) is None
    assert spark.draw((D(1), None, D(2), D(3), D(0))) is not None
    assert spark.draw((D(0),) * 4) is not None


def test_the_curve_is_dashed_where_few_are_left_and_ends_at_a_handful():
    steps = tuple(Step(day, D(day) / 400, D(day) / 500, D(day) / 300, 200 - day) for day in range(10, 200, 10))
    (drawing,) = drawings(Curve(steps, (30, 90, 180)), EN)
    kinds = [path.kind for path in drawing.paths]
    assert kinds == ["f-band", "l-ret", "l-ret dash"]
    firm, dashed = drawing.paths[1].points, drawing.paths[2].points
    assert firm[-1] == dashed[0]
    assert dashed[-1][0] == pytest.approx(drawing.width - 2)  # day 170, where 30 are left
    assert len(drawing.dots) == 2  # not the 180th day
    inside(drawing)


def test_many_steps_are_thinned():
    steps = tuple(Step(day, D(day) / 1000, D(day) / 1100, D(day) / 900, 4000 - day) for day in range(1, 540))
    (drawing,) = drawings(Curve(steps, (30,)), EN)
    assert len(drawing.paths[1].points) < 400


def test_rings_and_dots():
    (drawing,) = drawings(calibration(), ZH)
    assert len(drawing.dots) == 20
    assert [drawing.labels[place].text for place in (0, 1, 9)] == ["风险最高：58", "58 位", "风险最低：58"]


def test_the_highest_and_the_last_rate_are_written_out():
    periods = tuple(
        (day, D(rate), day.month < 4)
        for day, rate in zip(starts("month", date(2024, 1, 1), 4), ("0.02", "0.114", "0.03", "0.035"), strict=True)
    )
    (drawing,) = drawings(Rate("month", periods, D("0.051")), EN)
    assert [label.text for label in drawing.labels if label.kind == "bd s c halo"] == ["11.4%", "3.5%"]
    assert len(drawing.hatched) == 1


def test_classes_say_their_share_where_there_is_room():
    (drawing,) = drawings(split(), EN)
    assert [label.text for label in drawing.labels] == [
        "Products",
        "A 20%",
        "B 30%",
        "C 50%",
        "Net sales",
        "A 80%",
        "B 15%",
    ]


def test_labels_give_way_upwards():
    found = apart([Label(100, 50, "11.11"), Label(110, 52, "12.12"), Label(300, 50, "618")])
    assert [label.y for label in found][0::2] == [50, 50]
    assert found[1].y <= 36
