"""What came of lists: every figure against plain Python, a true effect that is found, none where there is none."""

from __future__ import annotations

import csv
import gzip
import os
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import power_proportions_2indep
from tests.campaigns import by_hand
from tests.campaigns.drawn import AS_OF, Bought, List, Sent, Till, nick_of, spring

import crmkit
from crmkit.campaigns.evaluate.evaluate import evaluate
from crmkit.errors import CrmError, NotEnoughError, UsageError
from crmkit.result import Result
from crmkit.store.store import Store


def lines(result: Result, part: str = "") -> list[dict[str, object]]:
    found = result.parts[part] if part else result
    return [dict(zip(found.columns, record, strict=True)) for record in found.records]
