"""The shop as other platforms export it: read without a word about the files, true to the fen."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

import crmkit
from crmkit.cli.main import main
from crmkit.demo import FILE_NAMES, write_shop
from crmkit.demo.buyer_facts import OF_FACE, OF_TRADE
from crmkit.demo.facts import OF_ENTRY, OF_LINE, OF_ORDER
from crmkit.demo.form import COUNTS, MONEY, TEXTS, TIMES, WORDS, platform_form, platforms

FILES = [(platform, each) for platform in platforms() for each in platform_form(platform).files]


@pytest.mark.parametrize("platform", platforms())
def test_a_shop_is_read_to_the_fen_with_no_line_set_aside(tmp_path, platform):
    shop = write_shop(tmp_path / "shop", platform=platform, customers=300)
    files = [file.path for file in shop.files]
    store = tmp_path / "store.duckdb"
    assert crmkit.load(store, files, max_rejects=0.0).facts["rejected_lines"] == 0
    with crmkit.open(store) as opened:
        facts = crmkit.trend(opened).facts
    assert (facts["orders"], facts["net_sales"]) == (shop.merged.purchases, Decimal(shop.merged.net_fen).scaleb(-2))
    assert shop.merged.refund_fen > 0


def test_the_same_arguments_give_the_same_bytes(tmp_path):
    first, second = (write_shop(tmp_path / name, platform="shopify", customers=20) for name in "ab")
    assert [file.path.read_bytes() for file in first.files] == [file.path.read_bytes() for file in second.files]


@pytest.mark.parametrize(("platform", "file"), FILES, ids=[f"{platform}/{each.file}" for platform, each in FILES])
def test_every_template_fills_a_column_of_some_generation(platform, file):
    assert set(file.cells) | set(file.first) <= {header for headers in file.generations.values() for header in headers}


def test_the_demo_knows_every_fact_a_form_may_ask_for():
    facts = set(OF_ORDER) | set(OF_LINE) | set(OF_ENTRY) | set(OF_FACE) | set(OF_TRADE)
    assert facts == TIMES | MONEY | COUNTS | WORDS | TEXTS


@pytest.mark.parametrize(
    ("platform", "spelling"),
    [
        ("prestashop", r"^\d+;R\d{8};0;China;\w+;1 \d{3},\d\d €;Bank wire;Delivered;[-\d]{10} [:\d]{8}$"),
        ("amazon", r"^113-\d{7}-\d{7}\t\t[-\d]{10}T[:\d]{8}\+00:00\t\tShipped\t"),
        ("shopify", r"^#\d+,,,,,,,,,,,,,,,[-\d]{10} [:\d]{8} \+0800,\d,"),
        ("douyin", r"^69\d{17}\t,69\d{17}\t,"),
        ("tiktok", r"^576800\d{12}\t,\w+ ?\w*\t,.*,\d\d/\d\d/2024 [:\d]{8}\t,"),
        ("magento", r'^\d{9},青禾小铺,"[JFMASOND][a-z]{2} \d+, 2024 \d+:\d\d:\d\d [AP]M",.*,\d+\.\d\d00,Closed,'),
        ("woocommerce_analytics", r"^[-\d]{10} [:\d]{8},\d+,refunded,\w+,,,,,-\d+\.\d\d,$"),
        ("kuaishou", r",交易关闭,¥\d+\.\d\d,¥"),
    ],
)
def test_cells_are_spelt_as_the_platform_spells_them(tmp_path, platform, spelling):
    orders = write_shop(tmp_path, platform=platform, customers=300).files[0].path
    assert re.search(spelling, orders.read_text(encoding="utf-8-sig"), re.MULTILINE)


def test_further_articles_of_an_order_on_1688_bear_no_number(tmp_path):
    orders = write_shop(tmp_path, platform="ali1688", customers=20).files[0].path
    assert re.search(r"^25\d{16},.*\n,{16}青禾小铺", orders.read_text(encoding="gb18030"), re.MULTILINE)


def test_a_row_below_the_header_explains_it_on_tiktok(tmp_path):
    text = write_shop(tmp_path, platform="tiktok", customers=1).files[0].path.read_text(encoding="utf-8-sig")
    assert text.splitlines()[1].startswith("The number of the order,How far the order is,,")


@pytest.mark.parametrize("platform", ["shopify", "youzan"])
def test_a_customer_table_has_a_row_for_each_named_buyer_who_bought(tmp_path, platform):
    shop = write_shop(tmp_path / "shop", platform=platform, customers=300)
    table = next(file for file in shop.files if "customers" in file.path.name)
    with crmkit.open([file.path for file in shop.files if file != table]) as opened:
        assert crmkit.segment(opened).facts["customers"] == table.rows > 200


def test_an_unknown_platform_is_refused_with_the_known_ones(tmp_path, capsys):
    assert main(["demo", str(tmp_path / "shop"), "--platform", "taobau", "--lang", "en"]) == 2
    assert "use one of: taobao, ali1688, amazon, douyin" in capsys.readouterr().err
    assert not (tmp_path / "shop").exists()


def test_without_a_platform_it_is_the_five_files_of_taobao(tmp_path):
    assert main(["demo", str(tmp_path), "--customers", "5", "-q"]) == 0
    assert {path.name for path in tmp_path.iterdir()} == set(FILE_NAMES)
