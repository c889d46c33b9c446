"""A small shop with names that must not be seen, in a store that is made once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import crmkit
from crmkit.store.store import Store

NAMES = ("小王爱喝茶", "tbuyer123", "李", "两字", "t**3", "👨‍👩‍👧家庭号x")
ORDERS = """\
订单编号,买家会员名,买家实际支付金额,退款金额,订单状态,订单创建时间,订单付款时间,宝贝标题,收货地址,店铺名称
2401050010012345678,{0},10.00,0.00,交易成功,2024-01-05 10:00:00,2024-01-05 10:01:00,袜子,浙江省 杭州市,小店
2402050020012345678,{1},20.50,0.50,交易成功,2024-02-05 10:00:00,2024-02-05 10:01:00,帽子,浙江省 宁波市,小店
2403050030012345678,{0},30.00,0.00,交易成功,2024-03-05 10:00:00,2024-03-05 10:01:00,袜子,浙江省 杭州市,小店
2403060040012345678,{2},40.00,40.00,交易关闭,2024-03-06 10:00:00,2024-03-06 10:01:00,帽子,江苏省 苏州市,小店
2403070050012345678,{3},50.00,0.00,等待买家付款,2024-03-07 10:00:00,,帽子,江苏省 苏州市,小店
2403080060012345678,{4},60.00,0.00,交易成功,2024-03-08 10:00:00,2024-03-08 10:01:00,手套,江苏省 苏州市,小店
2403090070012345678,{5},70.00,0.00,交易成功,2024-03-09 10:00:00,2024-03-09 10:01:00,手套,江苏省 苏州市,小店
"""


@pytest.fixture(scope="session")
def store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store with its export beside it."""
    folder = tmp_path_factory.mktemp("doors")
    (folder / "orders.csv").write_text(ORDERS.format(*NAMES), encoding="utf-8")
    crmkit.load(folder / "shop.duckdb", folder / "orders.csv")
    return folder / "shop.duckdb"


@pytest.fixture(scope="module")
def shop(store_file: Path) -> Iterator[Store]:
    """It, open for questions."""
    with crmkit.open(store_file) as opened:
        yield opened
