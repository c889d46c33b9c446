"""The shop as other platforms export it: read without a word about the files, true to the fen."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

import crmkit
from crmkit.cli.main import main
from crmkit.demo import FILE_NAMES, write_shop
from crmkit.demo.facts import OF_LINE, OF_ORDER
from crmkit.demo.form import COUNTS, MONEY, TEXTS, TIMES, WORDS, platform_form, platforms

FILES = [(platform, each) for platform in platforms() for each in platform_form(platform).files]


@pytest.mark.parametrize("platform", platforms())
def test_a_shop_is_read_to_the_fen_with_no_line_set_aside(tmp_path, platform):
    shop = write_shop(tmp_path / "shop", platform=platform, customers=300)
    files = [file.path for file in shop.files]
    account = crmkit.load(tmp_path / "store.duckdb", files, max_rejects=0.0)
    assert account.facts["quarantined_lines"] == 0
    with crmkit.open(files) as opened:
        told = crmkit.trend(opened).facts
    assert (told["orders"], told["revenue"]) == (shop.merged.purchases, Decimal(shop.merged.net_fen).scaleb(-2))
    assert shop.merged.refund_fen > 0


def test_the_same_arguments_give_the_same_bytes(tmp_path):
    first, second = (write_shop(tmp_path / name, platform="shopify", customers=20) for name in "ab")
    assert [file.path.read_bytes() for file in first.files] == [file.path.read_bytes() for file in second.files]


@pytest.mark.parametrize(("platform", "file"), FILES, ids=[f"{platform}/{each.file}" for platform, each in FILES])
def test_every_template_fills_a_column_of_some_generation(platform, file):
    assert set(file.cells) | set(file.first) <= {header for headers in file.generations.values() for header in headers}


def test_the_demo_knows_every_fact_a_form_may_ask_for():
    assert set(OF_ORDER) | set(OF_LINE) == TIMES | MONEY | COUNTS | WORDS | TEXTS


@pytest.mark.parametrize(
    ("platform", "spelling"),
    [
        ("prestashop", r"^\d+;R\d{8};0;China;\w+;1 \d{3},\d\d €;Bank wire;Delivered;[-\d]{10} [:\d]{8}$"),
        ("amazon", r"^113-\d{7}-\d{7}\t\t[-\d]{10}T[:\d]{8}\+00:00\t\tShipped\t"),
        ("shopify", r"^#\d+,,,,,,,,,,,,,,,[-\d]{10} [:\d]{8} \+0800,\d,"),
        ("douyin", r"^69\d{17}\t,69\d{17}\t,"),
        ("kuaishou", r",交易关闭,¥\d+\.\d\d,¥"),
    ],
)
def test_cells_are_spelt_as_the_platform_spells_them(tmp_path, platform, spelling):
    orders = write_shop(tmp_path, platform=platform, customers=300).files[0].path
    assert re.search(spelling, orders.read_text(encoding="utf-8-sig"), re.MULTILINE)


def test_an_unknown_platform_is_told_the_known_ones(tmp_path, capsys):
    assert main(["demo", str(tmp_path / "shop"), "--platform", "taobau", "--lang", "en"]) == 2
    assert "name one of: taobao, amazon, douyin" in capsys.readouterr().err
    assert not (tmp_path / "shop").exists()


def test_without_a_platform_it_is_the_five_files_of_taobao(tmp_path):
    assert main(["demo", str(tmp_path), "--customers", "5", "-q"]) == 0
    assert {path.name for path in tmp_path.iterdir()} == set(FILE_NAMES)
