"""A shop that lives beside a model of it in plain Python, for many steps: ``machine.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.faults.line import Amount
from tests.faults.machine import LivingShop

TITLE = "lives of a shop (loads of all kinds, refunds, snapshots, forgetting, pruning, kills) beside a model in Python"
LIVES, STEPS = (2, 5), (6, 30)
"""In one case of the short form, and of the long."""


def cases(amount: Amount) -> Iterator[str]:
    for number in range(amount.times(2, 10)):
        yield f"{'long' if amount.is_long else 'short'} {number}"


def check(case: str, folder: Path, chance: int) -> int:
    form, number = case.split()
    is_long = form == "long"
    lives = LIVES[is_long]
    few = settings(
        max_examples=lives,
        stateful_step_count=STEPS[is_long],
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(chance + int(number))(type("Life", (LivingShop,), {})), settings=few)
    return lives
