"""The screen of waiting orders: what is said of one and of many, of nothing, and of what is not known."""

from __future__ import annotations

from pathlib import Path

from tests.analyses.screens import in_both, require_fitting, said, shown
from tests.analyses.test_waiting import CASES, SPRING, TO_SHIP, report

from crmkit.analyses.waiting.waiting import waiting


def test_one_of_each(tmp_path: Path) -> None:
    with report(tmp_path, SPRING, CASES) as store:
        result = waiting(store)
    assert in_both(result) == {
        "en": [
            "1 paid order waits to be shipped (30 yuan), the oldest for 2 days.",
            "1 order has a refund to settle (7 yuan), the oldest for 1 day.",
            "1 order waits for payment (20 yuan).",
            "In the last 30 days 3 orders were closed unpaid, 1 of them of 1 buyer who has not bought since (10 yuan): "
            "write to this one.",
        ],
        "zh": [
            "已付款待发货 1 笔（30 元），最久的已等 2 天。",
            "退款未完结 1 笔（7 元），最久的已 1 天。",
            "待付款 1 笔（20 元）。",
            "近 30 天有 3 笔未付款就关闭，其中 1 笔的 1 位买家之后没再买（10 元），可以联系。",
        ],
    }


def test_many_orders_fit_and_the_list_says_how_many_there_are(tmp_path: Path) -> None:
    more = [
        f"{number},fay{number},9,9,{TO_SHIP},2024-06-30 10:00:00,2024-06-30 10:01:00,,茶" for number in range(20, 60)
    ]
    with report(tmp_path, [*SPRING, *more], CASES) as store:
        result, people = waiting(store), waiting(store, detail=True)
    require_fitting(result)
    assert said(result)[0] == "41 paid orders wait to be shipped (390 yuan), the oldest for 2 days."
    assert said(people) == said(result)
    assert "8 of 46 shown" in shown(result)
    assert "fay20" in shown(people) and "b***b" not in shown(result)  # masking is the work of what delivers


def test_nothing_waits(tmp_path: Path) -> None:
    with report(tmp_path, [SPRING[0], SPRING[4], SPRING[5]]) as store:
        result = waiting(store)
    assert in_both(result) == {
        "en": [
            "No order waits, and every buyer of an order of the last 30 days that was closed unpaid has bought since."
        ],
        "zh": ["没有待处理的订单；近 30 天未付款关闭的订单，买家也都买了。"],
    }


def test_nothing_waits_and_nothing_was_closed_or_only_orders_of_unknown_buyers(tmp_path: Path) -> None:
    """An old order shows that the export tells of unpaid ones; an order without a buyer leaves open who is back."""
    old = "10,ann,9,0,交易关闭,2024-01-01 10:00:00,,,茶"
    unnamed = "11,,9,0,交易关闭,2024-04-30 10:00:00,,,茶"
    for lines, english in (
        ([SPRING[0], old], "No order waits, and none of the last 30 days was closed unpaid."),
        ([SPRING[0], old, unnamed], "No order waits, as far as these files show."),
    ):
        with report(tmp_path, lines) as store:
            assert in_both(waiting(store))["en"] == [english]


def test_what_is_not_known_is_not_said_to_be_nothing(tmp_path: Path) -> None:
    for line, english, chinese in (
        (SPRING[0], "No order waits, as far as these files show.", "就这些报表来看，没有待处理的订单。"),
        (SPRING[1], "These files do not show which orders wait.", "这些报表看不出哪些订单在等。"),
    ):
        with report(tmp_path, [line], None) as store:
            result = waiting(store)
        assert in_both(result) == {"en": [english], "zh": [chinese]}
        assert "No refund report is loaded" in shown(result)
