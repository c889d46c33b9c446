"""What a screen of churn says: how many will be lost, who stands out, whom to contact first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from tests.analyses.screens import require_fitting, said, shown
from tests.analyses.test_churn_degrades import once, regulars
from tests.analyses.till import open_shop, shop

from crmkit.analyses.churn.churn import churn
from crmkit.analyses.churn.screen import on_screen
from crmkit.analyses.churn.tables import SUMMARY_COLUMNS
from crmkit.messages import Language
from crmkit.render.spoken import sentence
from crmkit.result import Note, Result
from crmkit.screen import Strip, Table

Cell = tuple[str, str, int, str | None]
"""Risk, tier, customers, expected loss."""


def answer(*cells: Cell, rate: str = "0.7", skilled: bool = True, listed: int = 1) -> Result:
    """An answer of these bands, of whose recent customers so many are lost."""
    recent = [cell for cell in cells if cell[0] != "inactive"]
    losses = [Decimal(loss) for *_, loss in cells if loss is not None]
    records = [
        (risk, tier, customers, Decimal(1), Decimal("0.5"), None, None if loss is None else Decimal(loss), None)
        for risk, tier, customers, loss in cells
    ]
    facts: dict[str, object] = {
        "recent_customers": sum(cell[2] for cell in recent),
        "forecast_to": date(2024, 9, 30),
        "data_to": date(2024, 6, 30),
        "past_churn_rate": Decimal(rate),
    }
    if skilled:
        facts |= {"predicted_churn_rate": Decimal(rate) if recent else None, "expected_loss": sum(losses, Decimal(0))}
    named = Result("save_list", ("customer", "tier", "risk"), [("ann", "A", "high")] * listed)
    result = Result(
        name="churn",
        columns=SUMMARY_COLUMNS,
        records=records,
        as_of=date(2024, 6, 30),
        params={"months": 3, "top": 20},
        facts=facts,
        parts={"save_list": named} if skilled else {},
    )
    return on_screen(result, skilled=skilled)


MANY: tuple[Cell, ...] = (
    *(("high", "A", 30, "4000.40"), ("high", "B", 10, "600.00"), ("slowing", "A", 5, "1000.00")),
    *(("medium", "B", 1000, "2000.00"), ("low", "C", 200, "100.00"), ("inactive", "C", 50, None)),
)


def test_how_many_are_lost_and_whom_to_contact_first() -> None:
    many = answer(*MANY)
    assert said(many) == [
        "About 872 of 1,245 recent customers will not buy by 30 Sep 2024 (70%); if they did, it would bring about "
        "7,700 yuan.",
        "45 stand out (40 high, 5 slowing; 5,600 yuan): start with the 35 of tier A (5,000 yuan).",
    ]
    assert said(many, "zh") == [
        "1,245 位近期客户里，预计约 872 位（70%）到 2024 年 9 月 30 日不再下单，预计损失约 7,700 元。",
        "重点挽留 45 位（高风险 40 位，放缓 5 位，约 5,600 元）：先联系其中 35 位 A 层客户（约 5,000 元）。",
    ]


def test_a_handful_has_no_share_and_one_is_one() -> None:
    few = answer(("high", "A", 1, "12.00"), ("medium", "A", 2, "3.00"), rate="0.33")
    assert said(few) == [
        "About 1 of 3 recent customers will not buy by 30 Sep 2024; if they did, it would bring about 15 yuan.",
        "1 stands out (1 high, 0 slowing; 12 yuan): start at the top of the list.",
    ]
    assert "%" not in "".join(said(few, "zh"))


@pytest.mark.parametrize(
    ("rate", "customers", "en", "zh"),
    [
        ("0.999", 100, "Of 100 recent customers, hardly any are likely to buy again by", "几乎都不再下单"),
        ("0.9", 1, "Of 1 recent customer, none is likely to buy again by", "很可能不再下单"),
        ("0.001", 100, "Of 100 recent customers, hardly any are likely to be lost by", "几乎都还会下单"),
        ("0.1", 1, "Of 1 recent customer, none is likely to be lost by", "很可能还会下单"),
    ],
)
def test_everybody_and_nobody_are_said_in_words(rate: str, customers: int, en: str, zh: str) -> None:
    result = answer(("medium", "A", customers, "10.00"), rate=rate)
    assert said(result)[0] == f"{en} 30 Sep 2024; the expected loss is 10 yuan."
    assert said(result, "zh")[0] == f"{customers} 位近期客户到 2024 年 9 月 30 日{zh}，预计损失约 10 元。"


def test_nobody_stands_out_and_none_of_the_best_tier_does() -> None:
    even = answer(("medium", "A", 60, "10.00"), listed=0)
    assert said(even)[1:] == ["No customer stands out."]
    assert said(even, "zh")[1:] == ["没有特别突出的客户。"]
    assert even.screen is not None and [type(block) for block in even.screen.blocks] == [Strip]
    plain = answer(("slowing", "B", 2, "20.00"), ("medium", "A", 60, "10.00"))
    assert said(plain)[1:] == [
        "2 stand out (0 high, 2 slowing; 20 yuan), none of tier A: start at the top of the list."
    ]
    assert said(plain, "zh")[1:] == [
        "重点挽留 2 位（高风险 0 位，放缓 2 位，约 20 元），没有 A 层客户：按下面的顺序联系。"
    ]


@pytest.mark.parametrize("skilled", [True, False])
def test_without_recent_customers_the_last_purchase_is_named(skilled: bool) -> None:
    nobody = answer(("inactive", "A", 9, None), skilled=skilled, listed=0)
    assert said(nobody) == ["There are no recent customers: the last purchase was on 30 Jun 2024."]
    assert said(nobody, "zh") == ["没有近期客户：最后一笔成交在 2024 年 6 月 30 日。"]


def test_without_skill_there_is_the_past_rate_and_no_list() -> None:
    plain = answer(("recent", "A", 40, None), ("inactive", "A", 5, None), rate="0.25", skilled=False)
    plain = on_screen(replace(plain, facts={**plain.facts, "recent_customers": 40}), skilled=False)
    assert said(plain)[0].startswith(
        "If all goes on as before, about 10 of 40 recent customers will not buy by 30 Sep 2024 (25%)."
    )
    assert said(plain, "zh")[0].startswith(
        "照以往的流失率，40 位近期客户里约 10 位（25%）到 2024 年 9 月 30 日不再下单"
    )
    (one,) = said(on_screen(replace(plain, facts={**plain.facts, "recent_customers": 1}), skilled=False))
    assert one.startswith("If all goes on as before, about 0 of 1 recent customer will not buy by 30 Sep 2024.")
    assert plain.screen is not None
    (table,) = plain.screen.blocks
    assert isinstance(table, Table) and not table.part


def test_the_record_names_how_long_ago_it_was() -> None:
    note = Note("high_before", {"happened": 88, "base": 73, "tested": 226})
    for months, en, zh in ((1, "1 month ago, 88 churned", "1 个月前"), (3, "3 months ago, 88 churned", "3 个月前")):
        tried = replace(answer(*MANY), params={"months": months, "top": 20}, notes=(note,))
        screen = on_screen(tried, skilled=True)
        assert f"of 100 marked high risk {en} (226 tested); of 100 recent" in " ".join(
            text_of_foot(screen, "en").split()
        )
        assert f"{zh}标为高风险的（检验 226 位），每 100 位流失 88 位" in text_of_foot(screen, "zh")


def text_of_foot(result: Result, language: Language) -> str:
    """The text of the line about the past."""
    assert result.screen is not None
    return sentence("line", result.screen.foot[0], result, language)


@cache
def of_shop(top: int | None = 20) -> Result:
    """An answer about four hundred buyers."""
    return churn(open_shop(tuple(regulars(400, 700))), top=top)


def by_band(result: Result, name: str) -> Mapping[str, Decimal]:
    places = [result.columns.index(column) for column in ("risk", name)]
    sums: dict[str, Decimal] = {}
    for record in result.records:
        band, figure = (record[place] for place in places)
        sums[str(band)] = sums.get(str(band), Decimal(0)) + Decimal(str(figure or 0))
    return sums


def test_figures_of_a_shop_are_those_of_its_rows() -> None:
    result = of_shop()
    customers, losses = by_band(result, "customers"), by_band(result, "expected_loss")
    expected, start = result.answer[0].values, result.answer[1].values
    recent = sum(customers.values()) - customers.get("inactive", 0)
    assert expected["active"] == recent == result.facts["recent_customers"]
    assert abs(Decimal(str(expected["lost"])) - Decimal(str(result.facts["predicted_churn_rate"])) * recent) <= Decimal(
        "0.5"
    )
    out = customers.get("high", Decimal(0)) + customers.get("slowing", Decimal(0))
    assert start["out"] == out > 0
    assert start["loss"] == (losses.get("high", Decimal(0)) + losses.get("slowing", Decimal(0)),)
    assert result.screen is not None
    strip, table = result.screen.blocks
    assert isinstance(strip, Strip) and isinstance(table, Table)
    assert dict(zip(strip.heads, strip.lines[0][1], strict=True)) == customers
    assert table.of == out


def test_the_list_is_short_unless_a_number_was_asked_for() -> None:
    total = int(str(of_shop().answer[1].values["out"]))
    assert total > 13
    for top, rows, options in ((20, 10, ""), (None, 10, ""), (3, 3, f" --top {total}"), (13, 13, f" --top {total}")):
        text = " ".join(shown(of_shop(top)).split())
        assert (
            f"{rows} of {total} shown, names masked; all with their names: crmkit churn{options} --reveal -o risk.xlsx"
            in text
        )
    assert "shown" not in shown(of_shop(0)) and "Customers to retain" not in shown(of_shop(0))


def test_the_expected_gap_is_that_of_the_reason() -> None:
    store = open_shop((*regulars(300, 700), *once(200, 700)))
    part, everyone = churn(store, top=None).parts["save_list"], churn(store, detail=True)
    days = {record[0]: record[everyone.columns.index("purchase_days")] for record in everyone.records}
    places = [part.columns.index(name) for name in ("customer", "expected_gap_days", "reasons")]
    rows = [tuple(record[place] for place in places) for record in part.records]
    assert {gap is None for _, gap, _ in rows} == {True, False}
    assert all((gap is None) == (days[name] == 1) for name, gap, _ in rows)
    stated = [(gap, str(reason)) for _, gap, reason in rows if gap and "expected gap of" in str(reason)]
    assert stated and all(f"expected gap of {gap} day" in reason for gap, reason in stated)


def test_the_screens_fit() -> None:
    require_fitting(of_shop())
    with shop(once(600, 700)) as store:
        plain = churn(store)
    assert plain.facts["method"] == "past_churn_rate"
    require_fitting(plain)
    detail = churn(open_shop(tuple(regulars(400, 700))), detail=True)
    require_fitting(detail)
    assert detail.answer == of_shop().answer
