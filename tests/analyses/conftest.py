"""The CDNOW log, when the public sample data is at hand."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.analyses.shops import Order, Shop


def shared_data() -> Path:
    """Public sample data beside the checkout, or where CRMKIT_SHARED_DATA says."""
    named = os.environ.get("CRMKIT_SHARED_DATA")
    return Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(scope="session")
def cdnow() -> Shop:
    """The CDNOW master log, all 69,659 rows: the published figures count its 80 rows of 0 dollars as purchases."""
    file = shared_data() / "cdnow" / "CDNOW_master.txt"
    if not file.is_file():
        pytest.skip(f"no CDNOW data at {file} (set CRMKIT_SHARED_DATA)")
    orders: list[Order] = []
    for line in file.read_text(encoding="ascii").splitlines()[1:]:
        buyer, day, _, net = line.split()
        orders.append((buyer, date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}"), Decimal(net)))
    return Shop(orders)
