"""The screens of what was loaded: files, and the lines that were rejected."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.analyses.screens import in_both, require_fitting, said, shown
from tests.analyses.till import shop
from tests.ingest.load_case import Row, csv_text, fresh, keep, row, write

from crmkit.analyses.files.files import files
from crmkit.analyses.rejects.rejects import rejects
from crmkit.result import Result
from crmkit.store.store import open_store

BAD_MONEY = {"买家实际支付金额": "abc"}
BAD_TIME = {"订单创建时间": "gestern"}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return fresh(tmp_path)


def load(store: Path, name: str, *rows: Row) -> None:
    keep(store, write(store.with_name(name), csv_text(rows)), max_rejects=1)


def loaded(store: Path) -> Result:
    with open_store(store) as opened:
        return files(opened)


def rejected(store: Path, **asked: str) -> Result:
    with open_store(store) as opened:
        return rejects(opened, **asked)


def test_no_file() -> None:
    assert in_both(files(shop([]))) == {"en": ["No file is loaded yet."], "zh": ["还没有导入文件。"]}
    assert "load the exports of the shop: crmkit load FILE" in shown(files(shop([])))


def test_one_file_of_one_purchase(store: Path) -> None:
    load(store, "a.csv", row(1))
    assert in_both(loaded(store)) == {
        "en": ["1 file is loaded: 1 purchase on 1 Jan 2024, net sales 51.00 yuan.", "No lines were rejected."],
        "zh": ["已导入 1 个文件：2024 年 1 月 1 日成交 1 笔，净销售额 51.00 元。", "没有异常行。"],
    }


def test_several_files_with_rejected_lines(store: Path) -> None:
    load(store, "a.csv", *(row(number) for number in range(1, 10)))
    load(store, "b.csv", row(20), row(21, **BAD_MONEY), row(22, **BAD_TIME))
    assert in_both(loaded(store)) == {
        "en": [
            "2 files are loaded: 10 purchases from 1 Jan 2024 to 7 Jan 2024, net sales 565.00 yuan.",
            "2 of 14 lines were rejected (143.00 in all).",
        ],
        "zh": [
            "已导入 2 个文件：2024 年 1 月 1 日至 2024 年 1 月 7 日成交 10 笔，净销售额 565.00 元。",
            "14 行里有 2 行异常，未导入（涉及 143.00）。",
        ],
    }
    assert "see the rejected lines: crmkit rejects" in shown(loaded(store))


def test_a_file_without_a_purchase(store: Path) -> None:
    load(store, "a.csv", row(1, 订单状态="交易关闭"))
    assert in_both(loaded(store))["en"][0] == "1 file is loaded, with no purchase in it."


def test_of_many_files_the_latest_are_shown(store: Path) -> None:
    for number in range(18):
        load(store, f"f{number:02}.csv", row(number + 1))
    screen = shown(loaded(store))
    require_fitting(loaded(store))
    assert "f17.csv" in screen and "f02.csv" not in screen
    assert "Latest 15 of 18 shown; all: crmkit files --limit 0" in screen


def test_no_rejected_line(store: Path) -> None:
    load(store, "a.csv", row(1))
    assert in_both(rejected(store)) == {"en": ["No lines were rejected."], "zh": ["没有异常行。"]}
    assert "what was loaded: crmkit files" in shown(rejected(store))


def test_one_rejected_line(store: Path) -> None:
    load(store, "a.csv", row(1), row(2, **BAD_TIME))
    assert in_both(rejected(store)) == {
        "en": [
            "1 line of 1 file was rejected, 52.00 in all where the amount can be read.",
            "The reason: invalid time.",
        ],
        "zh": ["1 个文件里有 1 行异常，未导入；能读出的金额共 52.00。", "原因：时间无效。"],
    }
    assert "correct these lines in the export, then load it again" in shown(rejected(store))
    assert in_both(rejected(store, reason="bad_money"))["en"] == ["No rejected line matches."]


def test_many_rejected_lines_are_counted_by_reason_first(store: Path) -> None:
    load(store, "a.csv", *(row(number, **(BAD_MONEY if number % 3 else BAD_TIME)) for number in range(1, 31)), row(31))
    result = rejected(store)
    require_fitting(result)
    assert said(result)[1] == "Most frequent: invalid amount (20), invalid time (10)."
    assert said(result, "zh")[1] == "最多的原因：金额无效（20 行）、时间无效（10 行）。"
    screen = shown(result)
    assert screen.index("First line") < screen.index("  Line  ")
    assert "15 of 30 shown; all: crmkit rejects -o rejects.xlsx" in screen
