"""The screen of an audience: who they are beside the others, and what sets them apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.analyses.screens import require_fitting, said, shown
from tests.analyses.till import FIRST, Order, busy, shop

from crmkit.analyses.inspect.inspect import inspect
from crmkit.messages import Language
from crmkit.result import Result

LANGUAGES: tuple[Language, ...] = ("en", "zh")
DAY = date(2024, 6, 1)


def asked(orders: Sequence[Order], where: str, language: Language = "en", **more: object) -> Result:
    with shop(orders) as store:
        result = inspect(store, where=where, language=language, **more)  # type: ignore[arg-type]
    require_fitting(result)
    return result


def both(orders: Sequence[Order], where: str) -> list[list[str]]:
    return [said(asked(orders, where, language), language) for language in LANGUAGES]


def crowd(buyers: int, rich: int) -> list[Order]:
    """Customers who bought once for 10.00, of whom the ``rich`` first bought again the next day for 90.00."""
    first = [Order(f"c{number:03}", DAY, 1000) for number in range(buyers)]
    return [*first, *(Order(f"c{number:03}", DAY + timedelta(days=1), 9000) for number in range(rich))]


def test_one_of_three() -> None:
    english, chinese = both(crowd(3, 1), "net_spend>50")
    assert english[:2] == [
        "1 of 3 customers matches net_spend>50; it brought 83% of the money.",
        "They spent 100 yuan each on average, the others 10 yuan; 100% bought again, of the others 0%.",
    ]
    assert chinese[:2] == [
        "符合 net_spend>50 的客户 1 位，贡献了 83% 的销售额。",
        "人均消费 100 元，其他客户 10 元；复购率 100%，其他 0%。",
    ]


def test_ten_of_forty_have_a_share() -> None:
    english, chinese = both(crowd(40, 10), "net_spend>50")
    assert english[0] == "10 of 40 customers match net_spend>50 (25%); they brought 77% of the money."
    assert chinese[0] == "符合 net_spend>50 的客户 10 位（全部 40 位的 25%），贡献了 77% 的销售额。"


def test_nothing_sets_them_apart() -> None:
    result = asked(crowd(3, 1), "net_spend>50")
    assert result.facts["different_values"] == 0
    compared = result.facts["compared_values"]
    assert said(result)[-1] == f"None of {compared} features sets them apart beyond chance."
    assert said(result, "zh")[-1] == f"比较的 {compared} 项特征都没有超出偶然的差异。"
    assert "Index" not in shown(result)  # no table of nothing


def test_figures_are_those_of_the_answer() -> None:
    result = asked(busy(11, buyers=150), "tier=A")
    marked, compared = result.facts["different_values"], result.facts["compared_values"]
    assert int(str(marked)) > 1
    assert said(result)[-1] == f"{marked} of {compared} features set them apart."
    assert said(result, "zh")[-1] == f"比较的 {compared} 项特征里有 {marked} 项明显不同。"
    groups = result.parts["inspect_groups"]
    side = dict(zip(groups.columns, groups.records[0], strict=True))
    assert said(result)[0].startswith(f"{side['customers']} of {result.facts['all_customers']} customers match tier=A")
    mean = Decimal(str(side["avg_net_spend"])).quantize(Decimal(1))
    assert f"They spent {mean:,} yuan each on average" in said(result)[1]


def test_the_surest_stand_first_and_the_others_behind_full() -> None:
    result = asked(busy(11, buyers=150), "tier=A")
    shown_lines = [line for line in shown(result).splitlines() if "  higher " in line or "  lower " in line]
    features = [str(record[2]) for record in result.records[: len(shown_lines)]]
    assert [line.startswith(name[:12]) for line, name in zip(shown_lines, features, strict=True)] == [True] * len(
        features
    )
    marked = int(str(result.facts["different_values"]))
    assert len(shown_lines) == min(marked, 12)
    assert ("shown; all: crmkit inspect --full" in shown(result)) is (marked > 12)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("where", ["tier=A", "recency_days<60", "stage=never", "purchase_days>1 and tier=C"])
def test_a_shop_of_years_fits_on_the_screen(where: str, language: Language) -> None:
    never = [Order(f"n{number}", FIRST + timedelta(days=number), 0, status=1) for number in range(9)]
    result = asked([*busy(11, buyers=150), *never], where, language)
    assert said(result, language)


def test_who_never_bought_has_no_mean() -> None:
    never = [Order(f"n{number}", DAY, 0, status=1) for number in range(2)]
    english, chinese = both([*crowd(3, 1), *never], "stage=never")
    assert english[0] == "2 of 5 customers match stage=never; they brought 0% of the money."
    assert chinese[0] == "符合 stage=never 的客户 2 位，贡献了 0% 的销售额。"
    assert not any("on average" in sentence for sentence in english)
