"""Whether a customer had a refund is unknown where no loaded file could have reported one."""

from __future__ import annotations

from pathlib import Path

import pytest

import crmkit
from crmkit.analyses.profile.profile import profile

JD = (
    "订单号,商品名称,订购数量,下单时间,京东价,订单金额,应付金额,订单状态,下单帐号,客户地址\n"
    "3001,茶叶,1,2024-01-01 10:00:00,50.00,50.00,50.00,完成,ann,a\n"
    "3002,茶叶,1,2024-01-02 10:00:00,70.00,70.00,70.00,完成,bob,b\n"
)
LOG = "no,who,day,sum,state\nA1,ann,2024-01-01,50.00,paid\nA2,bob,2023-12-01,70.00,{}\n"
LOG_MAP = "order_id=no,buyer=who,paid_at=day,amount=sum,status=state"
CASES = "case,no,back,how\nR1,{},20.00,{}\n"


def refunds_of(*files: Path, mapping: str | None = None) -> dict[str, object]:
    """The number of refunded orders of each buyer; ``None``: unknown."""
    with crmkit.open([str(file) for file in files], map=mapping) as shop:
        rows = profile(shop, detail=True).rows.to_dicts()
    return {row["customer"]: row["refund_orders"] for row in rows}


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_export_without_a_word_of_refunds_leaves_them_unknown(tmp_path):
    assert refunds_of(write(tmp_path, "jd.csv", JD)) == {"ann": None, "bob": None}


@pytest.mark.parametrize(("last", "known"), [("paid", {"ann": None, "bob": None}), ("refunded", {"ann": 0, "bob": 1})])
def test_statuses_report_refunds_where_one_of_them_does(tmp_path, last, known):
    assert refunds_of(write(tmp_path, "log.csv", LOG.format(last)), mapping=LOG_MAP) == known


@pytest.mark.parametrize("header", ["refund", "refund_status"])
def test_a_refund_column_counts_even_without_a_refund(tmp_path, header):
    text = "\n".join(f"{line},{'back' if line.startswith('no') else ''}" for line in LOG.format("paid").splitlines())
    assert refunds_of(write(tmp_path, "log.csv", text), mapping=f"{LOG_MAP},{header}=back") == {"ann": 0, "bob": 0}


@pytest.mark.parametrize(
    ("number", "state", "anns"), [("3001", "refunded", 1), ("3001", "closed", 0), ("9", "refunded", 0)]
)
def test_a_refund_report_beside_it_covers_all_its_orders(tmp_path, number, state, anns):
    store = tmp_path / "shop.duckdb"
    crmkit.load(store, [str(write(tmp_path, "jd.csv", JD))])
    mapping = "kind=refunds,platform=jd,refund_id=case,order_id=no,refund=back,status=how"
    crmkit.load(store, [str(write(tmp_path, "cases.csv", CASES.format(number, state)))], map=mapping)
    with crmkit.open(store) as shop:
        rows = profile(shop, detail=True).rows.to_dicts()
    assert {row["customer"]: row["refund_orders"] for row in rows} == {"ann": anns, "bob": 0}
