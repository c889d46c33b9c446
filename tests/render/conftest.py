"""One answer that holds every kind and every awkward value; its words exist only while these tests run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from crmkit.deliver.browser import find_browser
from crmkit.messages import catalog
from crmkit.result import Note, Result
from crmkit.vocabulary import Word, vocabulary

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WORDS = [
    Word("t_code", "text", "代码", "Code", machine=True),
    Word("t_buyer", "nick", "买家", "Buyer", privacy="personal"),
    Word("t_order", "id", "订单编号", "Order id"),
    Word("t_title", "text", "宝贝标题", "Item title"),
    Word("t_orders", "count", "订单数", "Orders"),
    Word("t_days", "days", "未购天数", "Days since last"),
    Word("t_score", "score", "得分", "Score"),
    Word("t_paid", "money", "实付金额", "Paid"),
    Word("t_average", "mean", "平均笔数", "Mean orders"),
    Word("t_share", "rate", "下次占比", "Share"),
    Word("t_back_rate", "rate", "复购率", "Repurchase rate"),
    Word("t_first_on", "date", "首购日", "First bought"),
    Word("t_last_at", "time", "最近付款", "Last paid at"),
    Word("t_new", "flag", "新客", "New"),
]
SENTENCES = {
    "title": {"t_answer": {"en": "Awkward shop", "zh": "难缠的店"}, "t_cuts": {"en": "Cuts", "zh": "分段"}},
    "definition": {
        "t_answer": {
            "en": "paid within {window_days} days up to {as_of}, {t_paid} in all",
            "zh": "截至 {as_of} 的 {window_days} 天内实付，共 {t_paid} 元",
        }
    },
    "note": {"t_note": {"en": "{t_orders} orders of {name} left out", "zh": "已略去 {name} 的 {t_orders} 笔订单"}},
}

ESCAPES = "\x1b[31m红\x1b]8;;http://evil.example\x07链\x1b]8;;\x07\x1b]52;c;ZXZpbA==\x07\x9b2J"
NICKS = [
    "小[/]明",
    "=cmd|' /C calc'!A0",
    ESCAPES,
    "abc\u202egnp.exe",
    "👨‍👩‍👧一家",
    "12:100:34",
    None,
    "<r><t>x</t></r>",
]
TITLES = [
    "[nike]正品鞋",
    "第一行\n第二行\tTAB",
    "</script><b>",
    "尺码[xl/xxl]|*粗*",
    "http://evil.example",
    "张\\",
    "",
    "_x0041_\x00",
]
MONEY = ["12345678901234.56", "-0.00", "0.01", "-7.80", "1E+2", "99.9", None, "1000"]


@pytest.fixture(autouse=True, scope="module")
def words() -> Iterator[None]:
    """The vocabulary and the catalog, with the words of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        for entry in WORDS:
            patch.setitem(vocabulary(), entry.name, entry)
        for group, entries in SENTENCES.items():
            for code, sentence in entries.items():
                patch.setitem(catalog()[group], code, sentence)
        yield


@pytest.fixture(scope="module")
def answer(words: None) -> Result:
    records = [
        (
            f"code_{row}",
            NICKS[row],
            None if row == 6 else f"{2024063012345678900 + row}",
            TITLES[row],
            None if row == 6 else 1234 * row,
            None if row == 6 else 30 * row,
            None if row == 6 else 1 + row % 5,
            None if MONEY[row] is None else Decimal(MONEY[row]),
            None if row == 6 else Decimal("1.50") + row,
            None if row == 6 else [Decimal("0.4321"), 0.25, 0.00001, -0.0, 1, 0.5, None, 0.125][row],
            None if row == 6 else 0.1 * row,
            None if row == 6 else date(2024, 6, 1 + row),
            None if row == 6 else datetime.fromisoformat(f"2024-06-{1 + row:02}T23:59:{row:02}"),
            None if row == 6 else row % 2 == 0,
        )
        for row in range(8)
    ]
    return Result(
        "t_answer",
        tuple(entry.name for entry in WORDS),
        records,
        date(2024, 6, 30),
        params={
            "window_days": 365,
            "until": date(2024, 6, 30),
            "tier_shares": (Decimal("0.8"), 0.95),
            "segments": None,
        },
        facts={"t_orders": 12345, "t_paid": Decimal("1469127.80")},
        notes=(Note("t_note", {"t_orders": 1200, "name": "小\x1b[/]明"}),),
        parts={"t_cuts": Result("t_cuts", ("t_score", "t_paid"), [(5, Decimal("100.00")), (4, None)])},
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of a module; between those of others its loop would be in the way of theirs."""
    from playwright.sync_api import sync_playwright

    path = find_browser()
    if path is None:
        pytest.skip("there is no browser that could open a page")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()
