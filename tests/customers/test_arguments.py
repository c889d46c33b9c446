"""What a command refuses, the function of that name refuses: numbers, choices, at both ends."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from tests.analyses.till import busy, shop

import crmkit
from crmkit.cli.app import COMMANDS, command_of
from crmkit.customers.arguments import require_share
from crmkit.errors import UsageError

OF_THE_SHELL = {"fail_over", "wait", "max_rejects", "customers", "seed"}
"""Options without an argument, and those of commands that read or write files."""
FIXED: dict[str, dict[str, object]] = {
    "inspect": {"where": "net_spend>1"},
    "customer": {"who": "b01"},
    "diff": {"from_": "then"},
    "sql": {"question": "select 1 as one"},
}


def bounds() -> Iterator[tuple[str, str, object]]:
    """Each numeric option of each analysis with a value just outside what it takes."""
    for command in map(command_of, COMMANDS):
        if command.__name__ in ("demo", "load", "snapshot"):
            continue
        for name, parameter in inspect.signature(command, eval_str=True).parameters.items():
            annotation, *options = get_args(parameter.annotation) or (None,)
            least, most = (
                getattr(next(iter(options), None), "min", None),
                getattr(next(iter(options), None), "max", None),
            )
            if least is None or name in OF_THE_SHELL:
                continue
            yield command.__name__, name, least - 1
            yield command.__name__, name, float("nan")
            yield command.__name__, name, "many"
            yield command.__name__, name, True if annotation is float else least + 0.5
            if most is not None:
                yield command.__name__, name, most + 1


def test_there_are_bounds() -> None:
    found = {(command, option) for command, option, _ in bounds()}
    assert {("churn", "months"), ("value", "discount"), ("segment", "clusters"), ("segment", "window_days")} <= found
    assert {("cohort", "periods"), ("trend", "forecast"), ("remind", "days"), ("repurchase", "products")} <= found
    assert {("customer", "months"), ("diff", "top"), ("inspect", "top"), ("value", "months")} <= found


@pytest.mark.parametrize(("command", "option", "value"), list(bounds()))
def test_the_function_refuses_what_the_command_refuses(command: str, option: str, value: object) -> None:
    ask: Any = getattr(crmkit, command)
    with shop(busy(2, 20, 200)) as store, pytest.raises(UsageError) as refused:
        ask(store, **FIXED.get(command, {}), **{option: value})
    assert refused.value.code in ("option_range", "option_below")
    assert f"--{option.replace('_', '-')}" in refused.value.message("en")


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("segment", {"seed": -1}),
        ("segment", {"seed": 2**32, "method": "kmeans"}),
        ("remind", {"top": 2**70}),
        ("diff", {"from_": "then", "top": 2**70}),
        ("repurchase", {"products": 2**70}),
        ("trend", {"forecast": 13}),
        ("trend", {"forecast": 53, "by": "week"}),
    ],
)
def test_numbers_that_nothing_can_take(command: str, asked: dict[str, object]) -> None:
    with shop(busy(2, 20, 200)) as store, pytest.raises(UsageError) as refused:
        getattr(crmkit, command)(store, **asked)
    assert refused.value.code in ("option_range", "option_below")


@pytest.mark.parametrize("points", [(float("nan"),), ("x",), (0.5, 0.5), (), (0.0,), (1.0,), (float("inf"),)])
def test_tier_shares(points: tuple[Any, ...]) -> None:
    with shop(busy(2, 20, 200)) as store, pytest.raises(UsageError) as refused:
        crmkit.tiers(store, tier_shares=points)
    assert refused.value.code == "bad_tier_shares"


def test_whole_numbers_of_other_kinds_are_taken() -> None:
    import numpy as np

    with shop(busy(2, 20, 200)) as store:
        assert crmkit.tiers(store, window_days=np.int64(90)).params["window_days"] == 90


def test_a_share_beyond_its_range_is_refused_with_the_range():
    for value in (-0.01, 1.01, True, "0.5"):
        with pytest.raises(UsageError) as caught:
            require_share("--max-rejects", value)
        assert caught.value.code == "option_range", caught.value.code
        assert (caught.value.values["least"], caught.value.values["most"]) == (0, 1)
    for value in (0, 0.5, 1):
        require_share("--max-rejects", value)
