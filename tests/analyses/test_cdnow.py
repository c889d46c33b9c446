"""The published CDNOW log: 23,570 customers up to 30 June 1998, every figure from outside this project."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from tests.analyses.shops import Shop

from crmkit.analyses.segment.segment import segment
from crmkit.analyses.tiers.tiers import tiers


def test_plain_fifths_and_the_grid(cdnow: Shop) -> None:
    detail = segment(cdnow, frequency="quantile", detail=True)
    scores = [Counter(record[place] for record in detail.records) for place in (5, 6, 7)]
    assert scores[0] == {1: 4735, 2: 4712, 3: 4702, 4: 4720, 5: 4701}
    assert scores[1] == {1: 12054, 3: 4040, 4: 3641, 5: 3835}
    assert scores[2] == {1: 4817, 2: 4615, 3: 4710, 4: 4715, 5: 4713}

    summary = segment(cdnow, frequency="quantile")
    grid = {record[1]: record[2] for record in summary.records if record[2]}
    assert grid == {
        "Hibernating": 8679,
        "Champions": 4118,
        "About to sleep": 3375,
        "Loyal": 3259,
        "Potential loyalists": 2421,
        "Need attention": 950,
        "At risk": 762,
        "Can't lose them": 6,
    }
    assert summary.facts["customers"] == 23570
    assert summary.facts["net_sales"] == Decimal("2500315.63")


def test_one_time_buyers_turn_frequency_to_counts(cdnow: Shop) -> None:
    result = segment(cdnow)
    assert round(result.facts["one_time_share"], 3) == Decimal("0.511")  # type: ignore[call-overload]
    assert [record[3:5] for record in result.parts["thresholds"].records] == [(6, None), (4, 5), (3, 3), (2, 2), (1, 1)]


@pytest.mark.parametrize(
    ("split_by", "monetary", "percent"),
    [("mean", "total", "19.5"), ("median", "total", "37.6"), ("mean", "average", "12.2")],
)
def test_share_of_the_most_valued_of_eight(cdnow: Shop, split_by: str, monetary: str, percent: str) -> None:
    result = segment(cdnow, segments="cn8", split_by=split_by, monetary=monetary)  # type: ignore[arg-type]
    share = result.records[0][result.columns.index("customer_share")]
    assert round(share * 100, 1) == Decimal(percent)  # type: ignore[operator,call-overload]


def test_tiers_and_concentration(cdnow: Shop) -> None:
    result = tiers(cdnow)
    shares = [round(record[2] * 100, 1) for record in result.records]  # type: ignore[operator,call-overload]
    assert shares[:2] == [Decimal("32.6"), Decimal("34.1")]
    assert round(result.facts["top_fifth_share"] * 100, 1) == Decimal("67.8")  # type: ignore[operator,call-overload]
