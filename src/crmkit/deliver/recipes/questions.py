"""A question of a recipe: an analysis with parameters under the names of the command line, checked before the run."""

from __future__ import annotations

import inspect
import json
import pkgutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

import crmkit.analyses
from crmkit.customers.scores.maps import SHIPPED
from crmkit.deliver.recipes.parameters import SAID, meant, refuse_nonsense
from crmkit.deliver.recipes.shapes import TEXT, TEXTS
from crmkit.deliver.recipes.table import Table
from crmkit.errors import near
from crmkit.ingest.forms.checked import read_currency
from crmkit.messages import Language

if TYPE_CHECKING:
    from crmkit.result import Result
    from crmkit.store.store import Store

SCOPE = {"shop": TEXTS, "platform": TEXTS, "currency": TEXT}
"""What may be asked of the store instead of the analysis."""
FILES = ("tags", "costs", "segments", "events", "plan")
"""Parameters that are, or may be, the path of a file."""
FILLED = ("store", "language")


@dataclass(frozen=True, slots=True)
class Question:
    """An analysis, its parameters, and of which shops and currency it is asked; ``key`` is the same for the same."""

    analysis: str
    parameters: Mapping[str, Any]
    scope: Mapping[str, Any]
    key: str

    @property
    def is_of_a_day(self) -> bool:
        """Whether the answer is as of a day."""
        return not {"as_of", "from_"}.isdisjoint(parameters_of(self.analysis))

    def ask(self, store: Store, language: Language) -> Result:
        """The answer."""
        function, known = function_of(self.analysis), parameters_of(self.analysis)
        more = {"language": language} if "language" in known else {}
        return cast("Result", function(store, **self.parameters, **more))


@cache
def folders() -> tuple[str, ...]:
    """Every analysis."""
    return tuple(module.name for module in pkgutil.iter_modules(crmkit.analyses.__path__))


def is_analysis(name: str) -> bool:
    """Whether ``name`` may be asked: an analysis of a store whose answer is not about one person."""
    return name in folders() and "named" not in parameters_of(name)


def analyses() -> tuple[str, ...]:
    """All that may be asked."""
    return tuple(name for name in folders() if is_analysis(name))


def function_of(analysis: str) -> Callable[..., object]:
    """The function that answers."""
    return cast("Callable[..., object]", getattr(import_module(f"crmkit.analyses.{analysis}.{analysis}"), analysis))


@cache
def parameters_of(analysis: str) -> Mapping[str, inspect.Parameter]:
    """The parameters of an analysis by name."""
    return inspect.signature(function_of(analysis)).parameters


def known_analysis(name: str, table: Table, key: str, *more: str) -> str:
    """``name``, if it is an analysis; ``UsageError`` names the nearest, or one of ``more``."""
    if not is_analysis(name):
        known = tuple(dict.fromkeys((*more, *analyses())))
        raise table.fault("recipe_analysis", key, name=name, nearest=near(name, known), known=", ".join(known))
    return name


def plain(analysis: str, table: Table) -> Question:
    """An analysis with the parameters that it has by itself."""
    return question_of(analysis, {}, {}, table)


def read_question(table: Table, *, every_row: bool) -> Question:
    """The question that ``table`` asks; ``every_row`` of its lists where the table does not say how many."""
    analysis = known_analysis(table.needed("analysis", "churn"), table, "analysis")
    own = {SAID.get(name, name): name for name in parameters_of(analysis) if name not in FILLED}
    given = {own[key]: value for key, value in table.others(own).items()}
    scope = read_scope(table, own)
    for name in own.values():
        if parameters_of(analysis)[name].default is inspect.Parameter.empty and name not in given:
            said = SAID.get(name, name)
            raise table.fault("recipe_needs", said, example=f'{said} = "2024-06"')
    if every_row and "top" in own and "top" not in given:
        given["top"] = None
    return question_of(analysis, given, scope, table)


def read_scope(table: Table, own: Collection[str] = ()) -> dict[str, object]:
    """Of which shops and in which currency ``table`` asks, where these are not ``own`` parameters of an analysis."""
    scope = table.shaped({name: shape for name, shape in SCOPE.items() if name not in own})
    with table.placing("currency"):
        read_currency(cast("str | None", scope.get("currency")), of_data=True)
    return scope


def files_of(table: Table, analysis: str) -> list[str]:
    """The files that a question reads beside the store: neither is to be an output."""
    named = table.others(name for name in FILES if name in parameters_of(analysis))
    return [name for name in named.values() if isinstance(name, str) and name not in SHIPPED]


def question_of(analysis: str, given: Mapping[str, object], scope: Mapping[str, object], table: Table) -> Question:
    """What is asked with the parameters ``given``; the others are as the settings say.

    Raises:
        CrmError: a value is not of its type, or the analysis would refuse it; says where it stands.
    """
    settings, own = table.place.settings, parameters_of(analysis)
    said = {"window_days": settings.window_days, "segments": settings.segments, "thresholds": settings.thresholds,
            "tags": None if settings.tags is None else str(settings.tags)}  # fmt: skip
    chosen = {name: value for name, value in said.items() if value is not None and name in own} | dict(given)
    parameters = meant(own, chosen, table)
    if isinstance(condition := parameters.get("where"), str):
        with table.placing("where"):
            parameters["where"] = _condition(condition, parameters.get("tags") or settings.tags)
    refuse_nonsense(function_of(analysis), parameters, table)
    key = json.dumps([analysis, chosen, dict(scope)], sort_keys=True, default=str)
    return Question(analysis, parameters, dict(scope), key)


def _condition(text: str, tags: Any) -> object:
    from crmkit.customers.conditions.tags import all_tags, shipped_names, tags_of
    from crmkit.customers.conditions.where import read_where

    return read_where(text, shipped_names() if tags is None else tags_of(all_tags(tags)))
