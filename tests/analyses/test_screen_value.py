"""What a screen of customer value says: what customers have brought, what they should bring, who brings it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from tests.analyses.screens import require_fitting, said, shown
from tests.analyses.till import busy, shop

from crmkit.analyses.value.backtest import COLUMNS as BACKTEST_COLUMNS
from crmkit.analyses.value.screen import on_screen
from crmkit.analyses.value.value import value
from crmkit.messages import Language
from crmkit.render.spoken import sentence
from crmkit.result import Result

COLUMNS = ("tier", "customers", "potential_share")


def answer(
    customers: tuple[int, ...], realised: str, potential: str, *, rising: int = 0, spread: bool = True
) -> Result:
    """An answer of the tiers A, B and C, the first of which brings three quarters."""
    shares = (Decimal("0.75"), Decimal("0.2"), Decimal("0.05"))
    facts: Mapping[str, object] = {
        "customers": sum(customers),
        "realised_value": Decimal(realised),
        "potential_value": Decimal(potential),
        "potential_low": Decimal(potential) / 2 if spread else None,
        "potential_high": Decimal(potential) * 2 if spread else None,
        "forecast_to": date(2025, 6, 30),
        "rising_customers": rising,
    }
    records = list(zip("ABC", customers, shares, strict=True))
    return on_screen(Result("value", COLUMNS, records, facts=facts), sum(customers), 10)


def test_many() -> None:
    many = answer((500, 500, 300), "308858.78", "117826.20", rising=1200)
    assert said(many) == [
        "1,300 customers have brought 308,859 yuan so far and should bring about 117,826 yuan more by 30 Jun 2025 "
        "(58,913 yuan to 235,652 yuan); new customers are not included.",
        "75% of that comes from tier A.",
        "1,200 customers below tier A should spend like tier A.",
    ]
    assert said(many, "zh") == [
        "1,300 位客户累计贡献 30.9 万元，预计到 2025 年 6 月 30 日还会带来约 11.8 万元"
        "（58,913 元～23.6 万元），不含新客。",
        "其中 75% 来自 A 层。",
        "另有 1,200 位 A 层以下的客户在上升，预期达到 A 层水平。",
    ]


def test_one_customer_one_tier_no_range() -> None:
    one = answer((1, 0, 0), "30.00", "116.00", spread=False)
    assert said(one) == [
        "1 customer has brought 30 yuan so far and should bring about 116 yuan more by 30 Jun 2025; "
        "new customers are not included."
    ]
    assert said(one, "zh") == ["1 位客户累计贡献 30 元，预计到 2025 年 6 月 30 日还会带来约 116 元，不含新客。"]


def test_the_first_tier_that_has_anybody_is_named() -> None:
    some = answer((0, 4, 2), "30.00", "116.00", rising=1)
    assert said(some)[1:] == ["20% of that comes from tier B.", "1 customer below tier A should spend like tier A."]


def test_nothing_more_to_come() -> None:
    assert said(answer((1, 1, 0), "40.00", "0.00")) == [
        "2 customers have brought 40 yuan; nothing more is expected by 30 Jun 2025."
    ]
    assert said(answer((1, 0, 0), "40.00", "0.00")) == [
        "1 customer has brought 40 yuan; nothing more is expected by 30 Jun 2025."
    ]
    assert said(answer((1, 1, 0), "40.00", "0.00"), "zh") == [
        "2 位客户累计贡献 40 元，预计到 2025 年 6 月 30 日不会再有消费。"
    ]


@pytest.mark.parametrize(
    ("error", "stated"), [("-0.0605", "-6%"), ("0.845", "+85%"), ("-0.004", "0%"), ("0.004", "0%")]
)
def test_the_record_says_what_came_in(error: str, stated: str) -> None:
    values = {"method": "expectation", "predicted": Decimal(55238), "actual": Decimal(58776), "error": Decimal(error)}
    tried = Result("value_backtest", BACKTEST_COLUMNS, [tuple(values.get(name) for name in BACKTEST_COLUMNS)])
    result = replace(answer((2, 1, 0), "40.00", "50.00"), parts={"value_backtest": tried})
    assert first_of_foot(result, "en").endswith(f"expected 55,238 yuan, real 58,776 yuan ({stated})")
    assert first_of_foot(result, "zh").endswith(f"预计 55,238 元，实际 58,776 元（{stated}）")


def first_of_foot(result: Result, language: Language) -> str:
    screen = on_screen(result, 3, 10).screen
    assert screen is not None and screen.foot[0].label == "record"
    return sentence("line", screen.foot[0], result, language)


@cache
def of_shop(top: int | None = 10) -> Result:
    with shop(busy(4, 300)) as store:
        return value(store, top=top)


def test_figures_of_a_shop_are_those_of_its_rows() -> None:
    result = of_shop()
    rows = [dict(zip(result.columns, record, strict=True)) for record in result.records]
    first, of_best = result.answer[0].values, result.answer[1].values
    assert first["customers"] == sum(row["customers"] for row in rows)  # type: ignore[misc]
    assert first["realised"] == (sum(row["realised_value"] for row in rows),)  # type: ignore[misc]
    assert first["potential"] == (sum(row["potential_value"] for row in rows),)  # type: ignore[misc]
    assert (of_best["tier"], of_best["share"]) == ("A", (rows[0]["potential_share"],))
    rising = sum(row["rising_customers"] for row in rows)  # type: ignore[misc]
    assert [said_of.values for said_of in result.answer[2:]] == ([{"rising": rising}] if rising else [])


def test_the_list_is_short_unless_a_number_was_asked_for() -> None:
    total = int(str(of_shop().facts["customers"]))
    for top, rows, options in ((10, 8, ""), (None, 8, ""), (3, 3, f" --top {total}"), (12, 12, f" --top {total}")):
        text = " ".join(shown(of_shop(top)).split())
        assert (
            f"{rows} of {total} shown, names masked; all with their names: crmkit value{options} --reveal -o value.xlsx"
            in text
        )
    assert "shown" not in shown(of_shop(0)) and "highest potential" not in shown(of_shop(0))


def test_margins_stand_beside_what_was_spent() -> None:
    orders = busy(4, 300)
    titles = {order.title: Decimal(1) for order in orders if order.title is not None}
    with shop(orders) as store:
        result = value(store, costs=titles)
    assert "Gross margin" in shown(result) and "Gross margin" not in shown(of_shop())
    require_fitting(result)


def test_the_screens_fit() -> None:
    require_fitting(of_shop())
    with shop(busy(4, 300)) as store:
        detail = value(store, detail=True)
    require_fitting(detail)
    assert detail.answer == of_shop().answer
