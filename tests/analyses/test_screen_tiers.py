"""The screen of value tiers: what the best tier brings, in sentences that are right for one customer and for many."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.analyses.screens import in_both, require_fitting, said, shown
from tests.analyses.shops import Shop, shop
from tests.analyses.till import Order
from tests.analyses.till import shop as till

from crmkit.analyses.tiers.tiers import tiers
from crmkit.messages import Language
from crmkit.result import Result
from crmkit.screen import Strip, Table


def spenders(*amounts: int) -> Shop:
    """A shop in which every customer buys once, for one of the amounts."""
    return shop(*(f"c{number:03} 2024-06-01 {amount}.00" for number, amount in enumerate(amounts)))


def both(store: Shop) -> dict[Language, list[str]]:
    """The sentences in each language, of screens that fit."""
    return in_both(tiers(store))


def strips(result: Result) -> list[Strip]:
    assert result.screen is not None
    return [block for block in result.screen.blocks if isinstance(block, Strip)]


def table(result: Result) -> Table:
    assert result.screen is not None
    (found,) = (block for block in result.screen.blocks if isinstance(block, Table))
    return found


def test_one_customer_has_no_shares_in_words() -> None:
    assert both(spenders(12)) == {
        "en": ["1 customer brought 12 yuan, in tier A."],
        "zh": ["1 位客户共消费 12 元，在 A 层。"],
    }


def test_customers_of_one_tier_are_not_compared() -> None:
    assert both(spenders(*[10] * 60)) == {
        "en": ["60 customers brought 600 yuan, all in tier A."],
        "zh": ["60 位客户共消费 600 元，都在 A 层。"],
    }


def test_nobody_paid_anything() -> None:
    assert both(spenders(0, 0))["en"] == ["2 customers brought 0 yuan, all in tier C."]


def test_one_customer_of_few_is_a_number_without_its_share() -> None:
    assert both(spenders(990, 6, 4)) == {
        "en": [
            "1 of 3 customers brought 99% of 1,000 yuan: tier A.",
            "A customer of tier A spent 990 yuan on average, one of tier C 5 yuan.",
        ],
        "zh": ["3 位客户里，A 层 1 位贡献了 1,000 元的 99%。", "人均消费：A 层 990 元，C 层 5 元。"],
    }


def test_shares_of_people_begin_at_thirty_customers() -> None:
    few, enough = both(spenders(*[100] * 5, *[10] * 24)), both(spenders(*[100] * 5, *[10] * 25))
    assert "%)" not in few["en"][0] and "）" not in few["zh"][0]
    assert not any("fifth" in sentence for sentence in few["en"])
    # 750 in all: five bring 500; the middle one of the equal others comes after 620 of 750 and is not of tier A
    assert enough["en"][:2] == [
        "5 of 30 customers (17%) brought 67% of 750 yuan: tier A.",
        "The best fifth alone brought 68%.",  # 6 of 30: 510 of 750
    ]
    assert enough["zh"][:2] == ["30 位客户里，A 层 5 位（17%）贡献了 750 元的 67%。", "消费最高的前 20% 就占 68%。"]


def test_sentences_say_what_the_rows_say() -> None:
    amounts = [round(4000 / (place + 1)) for place in range(120)]
    result = tiers(spenders(*amounts))
    best, *_, last = (dict(zip(result.columns, record, strict=True)) for record in result.records)
    top, fifth, means = said(result)
    assert result.facts["customers"] == 120 and result.facts["net_sales"] == sum(amounts)
    assert top == (
        f"{best['customers']} of 120 customers ({Decimal(str(best['customers'])) / 120:.0%}) brought "
        f"{best['net_sales_share']:.0%} of {sum(amounts):,} yuan: tier A."
    )
    best_24 = sum(sorted(amounts, reverse=True)[:24])
    assert fifth == f"The best fifth alone brought {best_24 / sum(amounts):.0%}."
    assert f"tier A spent {best['avg_net_spend']:.0f} yuan" in means
    assert f"tier C {last['avg_net_spend']:.0f} yuan" in means


def test_from_a_hundred_thousand_on_chinese_counts_in_ten_thousands() -> None:
    assert both(spenders(200_000, 500, 400))["zh"][0] == "3 位客户里，A 层 1 位贡献了 20.1 万元的 99.6%。"


def test_the_strip_holds_the_share_of_the_best_tenths() -> None:
    result = tiers(spenders(*range(1, 101)))
    (strip,) = strips(result)
    deciles = result.parts["deciles"]
    place = deciles.columns.index("cumulative_share")
    assert strip.heads == tuple(Decimal(tenth) / 10 for tenth in range(1, 8))
    assert dict(strip.lines) == {"cumulative_share": tuple(record[place] for record in deciles.records[:7])}
    # the best ten of 1 + 2 + ... + 100 = 5,050 spent 91 to 100: 955
    assert "Cumulative      18.9%" in shown(result)


def test_of_an_audience_neither_tenths_nor_fifths_are_told() -> None:
    store = till([Order(f"c{yuan:03}", date(2024, 6, 1), yuan * 100) for yuan in range(1, 101)])
    result = tiers(store, where="net_spend>30")
    require_fitting(result)
    assert not strips(result)
    assert not any("fifth" in sentence for sentence in said(result))
    # 100 to 46 come to 4,015 of 5,050, less than 80 %: 45 is the last of tier A
    assert said(result)[0] == "56 of 70 customers (80%) brought 89% of 4,585 yuan: tier A."
    alike = tiers(store, where="tier=A")
    assert said(alike, "zh") == [
        f"{alike.facts['customers']} 位客户共消费 {alike.facts['net_sales']:,.0f} 元，都在 A 层。"
    ]


def test_few_customers_get_no_bars() -> None:
    assert not table(tiers(spenders(*range(1, 30)))).bar
    assert table(tiers(spenders(*range(1, 31)))).bar == "net_sales_share"


def test_the_columns_that_leave_are_named() -> None:
    result = tiers(spenders(*range(1, 101)))
    assert table(result).total == {"customers": 100, "net_sales": Decimal("5050.00")}
    assert "All         100" in shown(result)
    assert "Not shown on a line of 40: Share, From, To, Avg. spend (--wide)" in " ".join(
        shown(result, width=40).split()
    )


def test_the_list_of_customers_fits_too() -> None:
    result = tiers(spenders(*range(1, 101)), detail=True)
    require_fitting(result)
    assert "15 of 100 shown, names masked; all with their names: crmkit tiers --reveal -o tiers.xlsx" in " ".join(
        shown(result).split()
    )
