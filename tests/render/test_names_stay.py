"""What a person called something is never taken for a word of ours: a product ``new``, a channel ``active``."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.program import environment, run_here

ROWS = """订单编号,买家会员名,买家实际支付金额,订单状态,订单付款时间,宝贝标题,收货地址
1,ann,10.00,交易成功,2024-04-05 10:00:00,new,lost 某市 某路
2,ann,10.00,交易成功,2024-05-05 10:00:00,new,lost 某市 某路
3,bob,20.00,交易成功,2024-05-06 10:00:00,shopify,浙江省 某市 某路
"""
TAGS = """[mine]
zh = "active"
en = "new"
rule = "purchase_days>=1"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "orders.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "own.toml").write_text(TAGS, encoding="utf-8")
    return tmp_path


def test_names_stay_as_they_are_in_both_languages(folder: Path) -> None:
    seen = {
        "customer ann": ("new",),
        "tags --tags own.toml": ("active", "new"),
        "cohort --by product": ("new", "shopify"),
    }
    for line, names in seen.items():
        command, *words = line.split()
        for language in ("zh", "en"):
            asked = [command, *words, "orders.csv", "--lang", language, "--full"]
            said = run_here(asked, folder, environment(HOME=str(folder))).text
            name = names[0] if language == "zh" or len(names) == 1 or command != "tags" else names[1]
            assert name in said, (line, language, said)
    card = run_here(["customer", "ann", "orders.csv", "--lang", "zh"], folder, environment(HOME=str(folder))).text
    assert "花钱最多的是new" in card.replace(" ", "")
