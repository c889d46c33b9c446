"""The screen of a load: how much is new, what was rejected, what the store holds now, one line a file."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.analyses.screens import require_fitting, said, shown
from tests.ingest.load_case import csv_text, fresh, keep, nets, row, write

from crmkit.messages import Language
from crmkit.result import Result

LANGUAGES: tuple[Language, ...] = ("en", "zh")
PLATFORMS = Path(__file__).parents[2] / "examples" / "platforms"
BROKEN = {"买家实际支付金额": "abc"}


def loaded(store: Path, *files: Path, **asked: Any) -> Result:
    result = keep(store, *files, **asked)
    require_fitting(result)
    return result


def report(path: Path, *rows: dict[str, str]) -> Path:
    return write(path, csv_text(rows))


def opening(result: Result) -> list[str]:
    """The first sentence in both languages."""
    return [said(result, language)[0] for language in LANGUAGES]


def test_one_record_of_one_file(tmp_path: Path) -> None:
    result = loaded(fresh(tmp_path), report(tmp_path / "a.csv", row(1)))
    assert said(result) == [
        "1 new record from 1 file.",
        "Every line was read.",
        "There is now 1 purchase on 1 Jan 2024, net sales 51.00 yuan: compare this with the platform.",
    ]
    assert said(result, "zh") == [
        "1 个文件，新增 1 条。",
        "每一行都已读入。",
        "现有 2024 年 1 月 1 日的成交 1 笔，净销售额 51.00 元，可与后台核对。",
    ]


def test_a_file_of_headings_alone_is_no_known_one(tmp_path: Path) -> None:
    headings = csv_text([row(1)]).splitlines()[0] + "\n"
    result = loaded(fresh(tmp_path), write(tmp_path / "a.csv", headings))
    assert said(result)[0] == "Nothing was loaded: no line of the file counts here."
    assert said(result, "zh")[0] == "没有导入任何内容：1 个文件里没有要计入的行。"


def test_new_and_updated_records_of_two_files(tmp_path: Path) -> None:
    store = fresh(tmp_path)
    first = report(tmp_path / "a.csv", row(1, 订单状态="买家已付款，等待卖家发货"), row(2))
    keep(store, first)
    again = loaded(store, report(tmp_path / "b.csv", row(1), row(3)), report(tmp_path / "c.csv", row(4)))
    assert opening(again) == ["2 new and 1 updated record from 2 files.", "2 个文件，新增 2 条、更新 1 条。"]


def test_what_the_store_holds_is_what_answers_count(tmp_path: Path) -> None:
    store = fresh(tmp_path)
    keep(store, report(tmp_path / "a.csv", *(row(number) for number in range(1, 30))))
    result = loaded(store, report(tmp_path / "b.csv", row(30, 买家实际支付金额="12345.67", 总金额="12345.67")))
    money = sum(nets(store).values(), Decimal(0))
    assert (result.facts["shop_purchases"], result.facts["shop_net_sales"]) == (30, money)
    assert f"There are now 30 purchases from 1 Jan 2024 to 10 Jan 2024, net sales {money:,} yuan: " in said(result)[-1]
    assert f"的成交 30 笔，净销售额 {money:,} 元，" in said(result, "zh")[-1]


def test_a_store_without_a_purchase_has_nothing_to_compare(tmp_path: Path) -> None:
    unpaid = row(1, 订单状态="等待买家付款", 买家实际支付金额="0.00", **{"订单付款时间 ": ""})
    result = loaded(fresh(tmp_path), report(tmp_path / "a.csv", unpaid))
    assert "shop_purchases" not in result.facts
    assert said(result)[-1] == "The files cover 1 Jan 2024 to 1 Jan 2024."
    assert said(result, "zh")[-1] == "数据从 2024 年 1 月 1 日到 2024 年 1 月 1 日。"


def test_files_that_were_loaded_before(tmp_path: Path) -> None:
    store, file = fresh(tmp_path), tmp_path / "a.csv"
    keep(store, report(file, row(1)))
    result = loaded(store, file)
    assert all(
        sentence.startswith(start)
        for sentence, start in zip(opening(result), ("Nothing new", "没有新内容"), strict=True)
    )
    assert result.facts["shop_purchases"] == 1


@pytest.mark.parametrize(("rejected", "english"), [(1, "1 line was rejected."), (2, "2 lines were rejected.")])
def test_lines_that_were_rejected(tmp_path: Path, rejected: int, english: str) -> None:
    rows = [row(1), *(row(number, **BROKEN) for number in range(2, 2 + rejected))]
    result = loaded(fresh(tmp_path), report(tmp_path / "a.csv", *rows))
    assert said(result)[1] == english and said(result, "zh")[1] == f"有 {rejected} 行异常，未导入。"
    assert "see the rejected lines: crmkit rejects" in shown(result)
    assert "Every line was read" not in shown(result)


def test_a_dry_run_says_what_would_be(tmp_path: Path) -> None:
    store = fresh(tmp_path)
    first = loaded(store, report(tmp_path / "a.csv", row(1)), dry_run=True)
    assert opening(first) == ["1 file would add 1 record.", "1 个文件将新增 1 条。"]
    assert "shop_purchases" not in first.facts and not store.exists()
    keep(store, report(tmp_path / "b.csv", row(1, 订单状态="买家已付款，等待卖家发货")))
    more = report(tmp_path / "c.csv", row(1), row(2), row(3))
    assert opening(loaded(store, more, dry_run=True)) == [
        "1 file would add 2 and update 1 record.",
        "1 个文件将新增 2 条、更新 1 条。",
    ]


def test_files_by_their_names_unless_two_have_the_same(tmp_path: Path) -> None:
    store = fresh(tmp_path)
    one, two = (report(tmp_path / folder / "a.csv", row(number)) for number, folder in enumerate(("x", "y"), 1))
    alone = loaded(store, one)
    assert str(tmp_path) not in shown(alone) and "\na.csv " in shown(alone)
    again = loaded(store, one)
    assert str(tmp_path) not in shown(again) and "a.csv: already loaded" in shown(again)
    both = keep(store, two, one)
    assert len({line for line in shown(both, width=200).splitlines() if "a.csv  " in line}) == 2
    assert f"{tmp_path}/x/a.csv" in shown(both, width=200) and f"{tmp_path}/y/a.csv" in shown(both, width=200)


def test_columns_of_nothing_but_nought_do_not_stand_there(tmp_path: Path) -> None:
    store = fresh(tmp_path)
    first = loaded(store, report(tmp_path / "a.csv", row(1)))
    again = loaded(store, report(tmp_path / "b.csv", row(1), row(2)))
    assert "Unchanged" not in shown(first) and "Unchanged" in shown(again)


@pytest.mark.parametrize("language", LANGUAGES)
def test_twenty_files_fit_on_the_screen(tmp_path: Path, language: Language) -> None:
    files = [report(tmp_path / f"{'a long name ' * 5}{number}.csv", row(number)) for number in range(1, 21)]
    result = loaded(fresh(tmp_path / "store"), *files)
    assert f"20 {'files' if language == 'en' else '个文件'}" in shown(result, language)
    assert "--full" in shown(result, language)


def test_money_of_another_currency_has_its_code_and_two_are_not_added_up(tmp_path: Path) -> None:
    store = fresh(tmp_path)
    dollars = loaded(store, PLATFORMS / "shopify.csv")
    money = f"{dollars.facts['shop_net_sales']:,}"
    assert f"net sales {money} USD: " in said(dollars)[-1]
    assert f"净销售额 {money} 美元，" in said(dollars, "zh")[-1]
    both = loaded(store, PLATFORMS / "douyin.csv")
    assert both.facts["new_records"] and "shop_net_sales" not in both.facts
    assert said(both)[-1].startswith("The files cover ")
