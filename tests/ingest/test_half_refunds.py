"""A refund of just half leaves as much as it took: where the amount due says so, that proves nothing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.ingest.load_case import csv_text, fresh, keep, kept, row, write


@pytest.mark.parametrize(
    ("due", "net"),
    [
        ("0.62", "0.21"),  # 0.42 may have been paid of 0.62, half of which went back
        ("0.42", "0.21"),
        ("0.30", "0.00"),  # nobody pays 0.42 of 0.30: the amount is from before the refund
    ],
)
def test_half_refunded(due: str, net: str, tmp_path: Path) -> None:
    store = fresh(tmp_path)
    rows = [row(1, 总金额=due, 买家实际支付金额="0.21", 退款金额="0.21")]
    keep(store, write(tmp_path / "orders.csv", csv_text(rows)))
    (order,) = kept(store)
    assert (order["net"], order["refund"]) == (Decimal(net), Decimal("0.21"))
