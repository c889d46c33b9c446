"""The figures in a picture are those of the answer, all of them, each where it belongs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.deliver.chart.conftest import ASKED

import crmkit
from crmkit.cli.commands.chart import Analysis
from crmkit.deliver.chart.asking import is_drawn
from crmkit.deliver.recipes.questions import analyses
from crmkit.messages import LANGUAGES
from crmkit.plot import Bars, Heat, Plot
from crmkit.render.chart.figures import Tongue, plain, scale
from crmkit.render.chart.spec import spec
from crmkit.result import Result
from crmkit.vocabulary import word


def drawn(result, place=0):
    return spec(result, "en")["vconcat"][place]


def values(view, layer=0):
    return view["layer"][layer]["data"]["values"]


def column(result, name, part=""):
    table = result.parts[part] if part else result
    return [record[table.columns.index(name)] for record in table.records]


def test_every_analysis_with_a_plot_can_be_asked_for():
    choices = set(Analysis.__origin__.__args__)
    assert choices == {name for name in analyses() if is_drawn(name)} == set(ASKED)


def test_sales_by_who_brought_them(answers):
    trend = answers["trend"]
    bars = values(drawn(trend))
    for name in ("returning_net_sales", "new_net_sales", "unidentified_net_sales"):
        found = [each["v"] for each in bars if each["s"] == word(name).label("en")]
        assert found == [plain(value) for value in column(trend, name)], name
    assert sum(Decimal(str(each["v"])) for each in bars) == sum(column(trend, "net_sales"))
    assert bars[0]["o"] < 1 and bars[0]["k"] == "2022-07*"  # the data begin within that month


def test_a_forecast_stands_behind_the_last_month(answers):
    view, trend = drawn(answers["trend"]), answers["trend"]
    boxes = next(layer for layer in view["layer"] if layer["mark"]["type"] == "tick")["data"]["values"]
    assert [each["k"] for each in boxes] == ["2024-04", "2024-05", "2024-06"]
    for key, name in (("v", "forecast_net_sales"), ("lo", "net_sales_low"), ("hi", "net_sales_high")):
        assert [each[key] for each in boxes] == [plain(value) for value in column(trend, name, "forecast")]
    assert view["layer"][0]["encoding"]["x"]["sort"][-3:] == [each["k"] for each in boxes]


def test_a_cohort_table_has_every_cell_and_the_average_below(answers):
    cohort = answers["cohort"]
    view = drawn(cohort)
    average = [each for each in view["data"]["values"] if each["y"] == "Weighted average"]
    cells = [each for each in view["data"]["values"] if each["y"] != "Weighted average"]
    people = zip(column(cohort, "cohort"), column(cohort, "customers"), strict=True)
    names = [f"{name} ({count})" for name, count in people]
    asked = list(zip(names, column(cohort, "period_number"), column(cohort, "retention_rate"), strict=True))
    assert [(each["y"], int(each["x"]), each["v"]) for each in cells] == [(n, p, plain(v)) for n, p, v in asked]
    assert [each["v"] for each in average] == [plain(v) for v in column(cohort, "retention_rate", "average")]


def test_the_curve_its_interval_and_its_dots(answers):
    repurchase = answers["repurchase"]
    band, line, dots, _ = drawn(repurchase)["layer"]
    assert [each["k"] for each in line["data"]["values"]] == column(repurchase, "days_since_first", "curve")
    assert [each["lo"] for each in band["data"]["values"]] == [plain(v) for v in column(repurchase, "ci_low", "curve")]
    known = [value for value in column(repurchase, "repurchase_rate") if value is not None]
    assert [each["v"] for each in dots["data"]["values"]] == [plain(value) for value in known]
    groups = values(drawn(repurchase, 1))
    provinces = zip(column(repurchase, "province", "repurchase_by_province"),
                    column(repurchase, "customers", "repurchase_by_province"), strict=True)  # fmt: skip
    known_places = [f"{province} ({people})" for province, people in provinces]
    assert {each["k"] for each in groups} <= set(known_places) and groups


def test_one_bar_for_each_figure_that_was_chosen(answers):
    """Every plot with bars of the answer's own columns, by sums: nothing is lost or drawn twice."""
    for name in ("segment", "tiers", "value", "profile", "waiting", "churn", "remind"):
        result = answers[name]
        views = iter(spec(result, "en")["vconcat"])
        for plot in result.plots:
            view = next(views)
            if isinstance(plot, Heat):
                assert len(view["data"]["values"]) == 25
                continue
            for mark in plot.marks:
                if isinstance(mark, Bars):
                    bars = next(layer for layer in view["layer"] if layer["mark"]["type"] == "bar")["data"]["values"]
                    whole = sum((v for each in mark.values for v in column(result, each, mark.part) if v), Decimal(0))
                    assert sum(Decimal(str(each["v"])) for each in bars) == whole, (name, plot.along)


def test_reminders_are_counted_by_day_whatever_the_list_holds(shop, answers):
    """The list names 20; the picture counts all."""
    remind = answers["remind"]
    assert len(remind.parts["remind_list"].records) == 20
    assert sum(each["v"] for each in values(drawn(remind))) == remind.facts["to_remind"] > 20
    listed = crmkit.remind(shop, top=None).parts["remind_list"]
    by_day = {}
    for day in column(Result("remind_list", listed.columns, listed.records), "expected_on"):
        by_day[day.isoformat()] = by_day.get(day.isoformat(), 0) + 1
    bars = {}
    for each in values(drawn(remind)):
        bars[each["k"]] = bars.get(each["k"], 0) + each["v"]
    assert {day: count for day, count in bars.items() if count} == by_day


def test_columns_of_a_plot_are_columns_of_the_answer(answers):
    for name, result in answers.items():
        for plot in result.plots:
            if isinstance(plot, Plot):
                named = [getattr(mark, "values", None) or (mark.value,) for mark in plot.marks]
                kinds = {word(column).kind for columns in named for column in columns}
                assert len(kinds) == 1, (name, plot.along)
    assert {name for name, result in answers.items() if not result.plots} == set()


def test_what_is_set_aside_stands_below(answers):
    for name, result in answers.items():
        foot = spec(result, "en")["vconcat"][-1]["data"]["values"]
        text = " ".join(each["t"] for each in foot)
        assert "Set aside: 41 refunds match no order" in text, name


def test_many_bars_are_cut_and_counted():
    rows = [(f"p{number:03}", number + 1) for number in range(200)]
    plots = (Plot("province", (Bars(("customers",)),), lying=True),)
    result = Result("profile", ("province", "customers"), rows, plots=plots)
    made = spec(result, "en")
    assert len(made["vconcat"][0]["layer"][0]["data"]["values"]) == 60
    assert "60 of 200 are shown." in str(made["vconcat"][-1])


def test_nothing_to_draw_says_so(shop):
    for result in (crmkit.segment(shop, detail=True), Result("tiers", ("tier",), [])):
        with pytest.raises(crmkit.CrmError) as caught:
            result.chart()
        assert caught.value.code == "chart_nothing"


def test_axes_have_few_round_figures_and_their_unit_once():
    tongue = Tongue("zh", "CNY")
    axis = scale("money", [Decimal("31234.50")], tongue)["axis"]
    assert axis["values"] == [0, 10000, 20000, 30000, 40000] and '"40000": "4万 元"' in axis["labelExpr"]
    assert scale("rate", [Decimal("0.44")], tongue)["axis"]["values"][-1] == 0.6
    assert scale("count", [Decimal(1)], tongue)["axis"]["values"] == [0, 1]
    assert scale("money", [Decimal(-50), Decimal(80)], tongue)["scale"]["domain"][0] <= -50
    assert scale("count", [], tongue)["axis"]["values"] == [0, 1]


def test_both_languages_say_the_same_figures(shop, answers):
    for name, asked in ASKED.items():
        if name in ("churn", "value"):  # which learn
            continue
        zh = spec(getattr(crmkit, name)(shop, language="zh", **asked), "zh")["vconcat"]
        en = spec(answers[name], "en")["vconcat"]
        for one, other in zip(zh, en, strict=True):
            for layer, same in zip(one.get("layer", []), other.get("layer", []), strict=True):
                found = [[each["v"] for each in side.get("data", {}).get("values", [])] for side in (layer, same)]
                assert found[0] == found[1], name
    assert LANGUAGES == ("zh", "en")


def test_a_condition_says_which_figures_are_of_all(shop):
    made = str(spec(crmkit.churn(shop, where="province=广东"), "en"))
    assert "province=广东" in made and "use all customers" in made
