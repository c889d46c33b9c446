"""A question of a recipe: an analysis with parameters under the names of the command line, checked before the run."""

from __future__ import annotations

import inspect
import json
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

import crmkit.analyses
from crmkit.customers.scores.maps import SHIPPED, load_map
from crmkit.deliver.recipes.shapes import TEXT, TEXTS
from crmkit.deliver.recipes.table import Table
from crmkit.errors import UsageError, near
from crmkit.messages import Language
from crmkit.periods import read_day

if TYPE_CHECKING:
    from crmkit.result import Result
    from crmkit.store.store import Store

SAID = {"from_": "from"}
"""Parameters that are called otherwise in a recipe."""
SCOPE = {"shop": TEXTS, "platform": TEXTS, "currency": TEXT}
"""What may be asked of the store instead of the analysis."""
FILES = ("tags", "costs", "segments")
"""Parameters that are, or may be, the path of a file."""
FILLED = ("store", "language")


@dataclass(frozen=True, slots=True)
class Question:
    """An analysis, its parameters, and of which shops and currency it is asked; ``key`` is the same for the same."""

    analysis: str
    parameters: Mapping[str, Any]
    scope: Mapping[str, Any]
    key: str

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


def known_analysis(name: str, table: Table, *more: str) -> str:
    """``name``, if it is an analysis; ``UsageError`` names the nearest, or one of ``more``."""
    if not is_analysis(name):
        known = tuple(dict.fromkeys((*more, *analyses())))
        raise UsageError(
            "recipe_analysis", where=table.where, name=name, nearest=near(name, known), known=", ".join(known)
        )
    return name


def plain(analysis: str, table: Table) -> Question:
    """An analysis with the parameters that it has by itself."""
    return question_of(analysis, {}, {}, table)


def read_question(table: Table, *, every_row: bool) -> Question:
    """The question that ``table`` asks; ``every_row`` of its lists where the table does not say how many."""
    analysis = known_analysis(table.needed("analysis", "churn"), table)
    own = {SAID.get(name, name): name for name in parameters_of(analysis) if name not in FILLED}
    given = {own[key]: value for key, value in table.others(own).items()}
    scope = table.shaped({name: shape for name, shape in SCOPE.items() if name not in own})
    for name in own.values():
        if parameters_of(analysis)[name].default is inspect.Parameter.empty and name not in given:
            raise UsageError("recipe_needs", where=table.where, key=SAID.get(name, name), example=f"{SAID[name]} = ...")
    if every_row and "top" in own and "top" not in given:
        given["top"] = None
    with table.placing():
        return question_of(analysis, given, scope, table)


def files_of(table: Table) -> list[str]:
    """The files that a question reads beside the store: neither is to be an output."""
    return [name for name in table.others(FILES).values() if isinstance(name, str) and name not in SHIPPED]


def question_of(analysis: str, given: Mapping[str, object], scope: Mapping[str, object], table: Table) -> Question:
    """What is asked with the parameters ``given``; the others are as the settings say."""
    settings, own = table.place.settings, parameters_of(analysis)
    said = {"window_days": settings.window_days, "segments": settings.segments, "thresholds": settings.thresholds,
            "tags": None if settings.tags is None else str(settings.tags)}  # fmt: skip
    chosen = {name: value for name, value in said.items() if value is not None and name in own} | dict(given)
    parameters = {name: _meant(analysis, name, value, table) for name, value in chosen.items()}
    if isinstance(condition := chosen.get("where"), str):
        parameters["where"] = _condition(condition, parameters.get("tags") or settings.tags)
    key = json.dumps([analysis, chosen, dict(scope)], sort_keys=True, default=str)
    return Question(analysis, parameters, dict(scope), key)


def _meant(analysis: str, name: str, value: Any, table: Table) -> Any:
    """A value of the recipe as the analysis takes it."""
    kind = str(parameters_of(analysis)[name].annotation)
    if kind == "bool" and not isinstance(value, bool):
        raise table.wrong(name, "true, false")
    if name in ("as_of", "since", "until"):
        return read_day(value)
    if name in ("tags", "costs") and isinstance(value, str):
        path = table.place.path(value)
        return path if name == "tags" else _costs(str(path))
    if name == "segments" and isinstance(value, str):
        return _scheme(value, table)
    if name == "thresholds" and isinstance(value, str):
        from crmkit.customers.scores.thresholds import parse_thresholds

        return parse_thresholds(value)
    if name == "cross" and isinstance(value, list):
        return tuple(value)
    if name in ("method", "metric") and isinstance(value, str):
        return value.replace("-", "_")
    if isinstance(value, dict) or (isinstance(value, list) and name != "tier_shares"):
        raise table.wrong(SAID.get(name, name), f"{SAID.get(name, name)} = ...")
    return value


def _costs(path: str) -> object:
    from crmkit.ingest.costs import read_costs

    return read_costs(path)


def _scheme(choice: str, table: Table) -> str:
    """A shipped segment scheme, or one in a file, which must be there."""
    named = choice if choice in SHIPPED else str(table.place.path(choice))
    load_map(named)
    return named


def _condition(text: str, tags: Any) -> object:
    from crmkit.customers.conditions.tags import all_tags, shipped_names, tags_of
    from crmkit.customers.conditions.where import read_where

    return read_where(text, shipped_names() if tags is None else tags_of(all_tags(tags)))
