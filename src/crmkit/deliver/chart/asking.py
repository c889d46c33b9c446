"""The question behind a picture: the options that were given, as the analysis takes them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast

from crmkit.deliver.recipes.questions import function_of, parameters_of
from crmkit.errors import UsageError
from crmkit.messages import Language
from crmkit.result import Result
from crmkit.store.store import Store

CODES = ("metric", "method")
"""Options whose words have dashes where their codes have underscores."""


def refuse_foreign(analysis: str, given: Mapping[str, object]) -> None:
    """Raise ``UsageError`` when an option was given that the analysis does not have."""
    for name, value in given.items():
        if value is not None and name not in parameters_of(analysis):
            raise UsageError("idle_in_chart", option=f"--{name.replace('_', '-')}", analysis=analysis)


def ask(
    store: Store,
    analysis: str,
    given: Mapping[str, object],
    usual: Mapping[str, object],
    language: Language,
) -> Result:
    """The answer of an analysis to the options ``given``, else to those of ``usual`` that it has, else as it is.

    Raises:
        CrmError: as the analysis does.
    """
    known = parameters_of(analysis)
    chosen = {name: value for name, value in usual.items() if name in known} | dict(given)
    said: dict[str, Any] = {name: _meant(name, value) for name, value in chosen.items() if value is not None}
    return cast(Result, function_of(analysis)(store, **said, language=language))


def _meant(name: str, value: object) -> object:
    return value.replace("-", "_") if name in CODES and isinstance(value, str) else value


def is_drawn(analysis: str) -> bool:
    """Whether an analysis says how it is drawn."""
    try:
        import_module(f"crmkit.analyses.{analysis}.plot")
    except ModuleNotFoundError:
        return False
    return True
