"""Costs are counted in hundredths of a fen and rounded to the fen once, half to even."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np

from crmkit.customers.outlook.value import _rounded_hundredths


def test_hundredths_of_a_fen_are_rounded_half_to_even():
    costs = list(range(1_000))
    expected = [int((Decimal(cost) / 100).quantize(Decimal(1), ROUND_HALF_EVEN)) for cost in costs]
    assert _rounded_hundredths(np.array(costs)).tolist() == expected
