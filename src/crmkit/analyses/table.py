"""The only list of analyses: the name of each question and where its function lives."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from crmkit.result import Result

Analysis = Callable[..., Result]

ANALYSES = (
    "profile",
    "customer",
    "tags",
    "inspect",
    "segment",
    "tiers",
    "churn",
    "value",
    "repurchase",
    "remind",
    "cohort",
    "trend",
)
"""Each is a module of this package with a function of the same name, and a command of the same name."""


def analysis(name: str) -> Analysis:
    """The function that answers ``name``, imported now; ``KeyError`` when there is no such analysis."""
    if name not in ANALYSES:
        raise KeyError(name)
    return cast("Analysis", getattr(import_module(f"crmkit.analyses.{name}"), name))
