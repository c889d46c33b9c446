"""Reports of shops that are small, young, nameless or foreign: nothing is claimed that the data do not bear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from tests.deliver.report.said import listings, rows, sentences, text

import crmkit
from crmkit.deliver.report.forms import FORMS
from crmkit.errors import NotEnoughError
from crmkit.messages import Language
from crmkit.render.report.document import Report

HEADER = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间,发货时间,宝贝标题"
TO_TEXT = ("html", "md", "txt")


def order(number: int, buyer: str, yuan: int, day: date) -> str:
    return f"{number},{buyer},{yuan},{yuan},交易成功,{day} 10:00:00,{day} 10:05:00,{day} 20:00:00,茶"


def forty() -> list[str]:
    """Forty customers in half a year."""
    chance, lines = Random(3), []
    for customer in range(40):
        day = date(2024, 1, 3) + timedelta(days=chance.randrange(160))
        for _ in range(chance.choice([1, 1, 1, 2, 3, 5])):
            lines.append(order(len(lines) + 1, f"buyer{customer:03}", chance.randrange(20, 200), day))
            day += timedelta(days=chance.randrange(5, 60))
    return lines


SHOPS = {
    "forty": forty(),
    "nameless": [order(n + 1, "", 50 + n % 40, date(2024, 1, 3) + timedelta(days=n)) for n in range(180)],
    "month": [order(n + 1, f"b{n % 25}", 30 + n, date(2024, 6, 1) + timedelta(days=n % 30)) for n in range(60)],
    "one": [order(1, "ann", 30, date(2024, 6, 5))],
}


def written(path: Path, lines: Sequence[str]) -> Path:
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Report]:
    folder, found = tmp_path_factory.mktemp("shops"), {}
    for name, lines in SHOPS.items():
        with crmkit.open([written(folder / f"{name}.csv", lines)]) as shop:
            found[name, "en"] = crmkit.report(shop)
            found[name, "zh"] = (
                crmkit.report(shop, language="zh") if name == "forty" else _said_in_chinese(found[name, "en"])
            )
    return found


def _said_in_chinese(report: Report) -> Report:
    """The same sentences in Chinese, which costs nothing; names of periods in them stay English."""
    return replace(report, language="zh")


def names(report: Report) -> list[str]:
    return [block.name for block in report.blocks]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", SHOPS)
def test_every_sentence_is_whole_and_every_form_can_be_made(reports, name: str, language: Language):
    report = reports[name, language]
    for sentence in sentences(report):
        said = text(report, sentence)
        assert said, sentence.code
        assert not re.search(r"None|\{|<<|>>", said), said
        assert language == "en" or re.search("[\u4e00-\u9fff]", said) or sentence.code == "of_period", said
    for form in TO_TEXT:
        content = FORMS[form].made(report)
        assert content == FORMS[form].made(report)
        assert b"None" not in content


def test_forty_customers(reports):
    report = reports["forty", "en"]
    assert names(report) == ["week", "sales", "back", "segments", "value", "stages", "churn"]
    assert not [
        panel for block in report.blocks for panel in block.panels if panel.title and panel.title.code == "grid"
    ]
    headings = {block.name: text(report, block.heading) for block in report.blocks}
    assert headings["sales"] == "Net sales by month"  # too few months to test a forecast
    assert headings["churn"] == "Who may be lost"
    assert "refund_rate" not in {tile.word for tile in report.tiles}  # no order shows a refund
    assert {sentence.code for sentence in report.left_out} == {"left_refunds", "left_items"}


def test_without_buyers_only_sales_are_left(reports):
    report = reports["nameless", "en"]
    assert names(report) == ["sales"]
    assert [tile.word for tile in report.tiles] == ["net_sales", "orders", "avg_order_value"]
    assert report.left_out[0].code == "left_buyers"
    assert text(report, report.lead[-1]).startswith("No buyer is identified in these orders")
    assert "customers" not in report.facts


def test_one_month_is_shown_by_week(reports):
    report = reports["month", "en"]
    sales = next(block for block in report.blocks if block.name == "sales")
    assert text(report, sales.heading) == "Net sales by week"
    assert not [change for tile in report.tiles for change in tile.changes]
    assert "returning_sales_share" not in {tile.word for tile in report.tiles}  # nobody can have bought before
    assert not {"lead_returning", "lead_returning_known"} & {sentence.code for sentence in report.lead}
    churn = next(block for block in report.blocks if block.name == "churn")
    assert churn.panels == ()
    assert churn.refused.startswith("Not enough data to predict churn: 25 customers, ")
    assert "`" not in churn.refused


def test_one_order(reports):
    report = reports["one", "en"]
    assert text(report, report.lead[0]) == "June up to 5 Jun 2024 brought 30 yuan net from 1 order."
    assert len(report.lead) == 1
    assert not any(tile.settled for tile in report.tiles)
    headings = {block.name: text(report, block.heading) for block in report.blocks}
    assert headings["back"] == "No customer has bought again yet"
    assert headings["stages"] == "1 customer is in rhythm"
    assert all(customers == 1 for listing in listings(report) for customers in _customers(listing))


def _customers(listing) -> list[object]:
    if "customers" not in listing.table.columns:
        return []
    place = listing.table.columns.index("customers")
    return [row[place] for row in rows(listing)]


def test_money_of_another_currency(tmp_path: Path):
    days = [date(2024, 1, 3) + timedelta(days=3 * number) for number in range(40)]
    lines = [f"{number},b{number % 9},{20 + number}.50,{day},USD" for number, day in enumerate(days, 1)]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(["id,who,amount,paid,currency", *lines]) + "\n", encoding="utf-8")
    mapping = "order_id=id,buyer=who,amount=amount,paid_at=paid,currency=currency"
    with crmkit.open([path], map=mapping) as shop:
        report = crmkit.report(shop)
    assert report.currency == "USD"
    said = " ".join(text(report, sentence) for sentence in sentences(report))
    assert " USD" in said
    assert "yuan" not in said
    assert b"yuan" not in FORMS["txt"].made(report)


def test_a_shop_can_be_asked_after_its_report(tmp_path: Path):
    """What each question laid down is let go of before the next one; the shop itself is not touched."""
    with crmkit.open([written(tmp_path / "month.csv", SHOPS["month"])]) as shop:
        before = crmkit.segment(shop).records
        first = FORMS["md"].made(crmkit.report(shop))
        assert crmkit.segment(shop).records == before
        assert FORMS["md"].made(crmkit.report(shop)) == first


def test_nothing_sold_is_refused(tmp_path: Path):
    closed = "1,ann,50,0,交易关闭,2024-06-01 10:00:00,,,茶"
    with crmkit.open([written(tmp_path / "closed.csv", [closed])]) as shop, pytest.raises(NotEnoughError):
        crmkit.report(shop)
